/** Charts in a folder that the user gave with `--charts`. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { maxSatisfying, valid } from 'semver';
import { plainYaml } from '../yaml/parse.js';
import { ChartError, type ChartFiles, MAX_CHART_BYTES, readFiles } from './files.js';
import { folderInRelease } from './release-archive.js';
import { unpackChart } from './unpack.js';

/** A chart found in a folder. */
interface Candidate {
  readonly version: string;
  read(): Promise<ChartFiles>;
}

/** A folder of charts, listed once. */
export interface ChartFolder {
  /**
   * The chart of a version; of several versions that fit a range the highest.
   * @returns undefined where the folder has none that fits
   * @throws {ChartError} where it has one that can't be used
   */
  get(name: string, version: string): Promise<ChartFiles | undefined>;
}

/**
 * Opens a folder that holds `VERSION/CHART-VERSION.tgz`, `CHART-VERSION.tgz`, unpacked charts or unpacked releases
 * (`istio-VERSION/`, or the folder itself).
 * @throws where it can't be read
 */
export async function openChartFolder(folder: string): Promise<ChartFolder> {
  const places = await placesIn(folder);
  return {
    async get(name, version) {
      const candidates = (await Promise.all(places.map(place => candidatesIn(place, name)))).flat();
      const exact = candidates.find(candidate => sameVersion(candidate.version, version));
      if (exact) return await exact.read();
      const range = version.replaceAll(',', ' ');
      const versions = candidates.map(candidate => candidate.version).filter(found => valid(found) !== null);
      const best = valid(version) === null ? maxSatisfying(versions, range) : null;
      return await candidates.find(candidate => candidate.version === best)?.read();
    },
  };
}

/** Helm takes versions with and without the leading v for the same. */
function sameVersion(a: string, b: string): boolean {
  return a.replace(/^v/, '') === b.replace(/^v/, '');
}

/** The folder itself, or one in it: what charts may stand in. */
interface Place {
  readonly folder: string;
  readonly isTop: boolean;
  /** Of all that stands in it. */
  readonly names: ReadonlySet<string>;
  readonly folders: readonly string[];
}

async function placesIn(folder: string): Promise<readonly Place[]> {
  const top = await placeAt(folder, true);
  const inner = top.folders.map(name => placeAt(path.join(folder, name), false));
  return [top, ...(await Promise.all(inner))];
}

async function placeAt(folder: string, isTop: boolean): Promise<Place> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
  return { folder, isTop, names: new Set(entries.map(({ name }) => name)), folders: folders.sort() };
}

async function candidatesIn(place: Place, name: string): Promise<readonly Candidate[]> {
  const unpacked = place.names.has('Chart.yaml') ? await unpackedIn(place.folder, name) : undefined;
  // VERSION/CHART/Chart.yaml: one level further, for this chart only.
  const isDeeper = !place.isTop && place.names.has(name);
  const inner = isDeeper ? await unpackedIn(path.join(place.folder, name), name) : undefined;
  const released = place.names.has('manifests') ? await releasedIn(place, name) : undefined;
  return [...archivesIn(place, name), unpacked, inner, released].filter(found => found !== undefined);
}

/** A chart of an unpacked release; the release's folder tells the version better than charts that nobody publishes. */
async function releasedIn({ folder }: Place, name: string): Promise<Candidate | undefined> {
  const inside = folderInRelease(name);
  const found = inside === undefined ? undefined : await unpackedIn(path.join(folder, inside), name);
  const release = /^(?:istio-)?(\d+\.\d+\.\d+.*)$/.exec(path.basename(folder))?.[1];
  return found && { ...found, version: release ?? found.version };
}

function archivesIn({ folder, names }: Place, name: string): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const entry of [...names].sort()) {
    if (!entry.startsWith(`${name}-`) || !entry.endsWith('.tgz')) continue;
    const version = entry.slice(name.length + 1, -'.tgz'.length);
    // `istiod-remote-1.22.2.tgz` is not istiod.
    if (!/^v?\d/.test(version)) continue;
    const file = path.join(folder, entry);
    found.push({
      version,
      read: async () => {
        if ((await stat(file)).size > MAX_CHART_BYTES) throw new ChartError('it is larger than any chart');
        return await unpackChart(await readFile(file));
      },
    });
  }
  return found;
}

async function unpackedIn(folder: string, name: string): Promise<Candidate | undefined> {
  let chart: unknown;
  try {
    chart = plainYaml(await readFile(path.join(folder, 'Chart.yaml'), 'utf8'));
  } catch {
    return undefined;
  }
  const metadata = (chart ?? {}) as { name?: unknown; version?: unknown };
  if (metadata.name !== name || typeof metadata.version !== 'string') return undefined;
  return { version: metadata.version, read: () => readFiles(folder) };
}
