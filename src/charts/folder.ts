/** Charts in a folder that the user gave with `--charts`. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { maxSatisfying, valid } from 'semver';
import { parse } from 'yaml';
import { ChartError, type ChartFiles, MAX_CHART_BYTES, readFiles } from './files.js';
import { unpackChart } from './unpack.js';

/** A chart found in a folder. */
interface Candidate {
  readonly version: string;
  read(): Promise<ChartFiles>;
}

/**
 * The chart in a folder that holds `VERSION/CHART-VERSION.tgz`, `CHART-VERSION.tgz` or unpacked charts; of several
 * versions that fit a range the highest.
 * @returns undefined where the folder has none that fits
 * @throws {ChartError} where it has one that can't be used
 */
export async function chartInFolder(
  folder: string,
  name: string,
  version: string,
): Promise<ChartFiles | undefined> {
  const candidates = await candidatesIn(folder, name);
  const exact = candidates.find(candidate => sameVersion(candidate.version, version));
  if (exact) return await exact.read();
  const range = version.replaceAll(',', ' ');
  const versions = candidates.map(candidate => candidate.version).filter(found => valid(found) !== null);
  const best = valid(version) === null ? maxSatisfying(versions, range) : null;
  return await candidates.find(candidate => candidate.version === best)?.read();
}

/** Helm takes versions with and without the leading v for the same. */
function sameVersion(a: string, b: string): boolean {
  return a.replace(/^v/, '') === b.replace(/^v/, '');
}

async function candidatesIn(folder: string, name: string): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const place of [folder, ...(await foldersIn(folder))]) {
    found.push(...(await archivesIn(place, name)));
    const unpacked = await unpackedIn(place, name);
    if (unpacked) found.push(unpacked);
    // VERSION/CHART/Chart.yaml: one level further, for this chart only.
    const inner = place === folder ? undefined : await unpackedIn(path.join(place, name), name);
    if (inner) found.push(inner);
  }
  return found;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => path.join(folder, entry.name))
    .sort();
}

async function archivesIn(folder: string, name: string): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const entry of (await readdir(folder)).sort()) {
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
    chart = parse(await readFile(path.join(folder, 'Chart.yaml'), 'utf8'));
  } catch {
    return undefined;
  }
  const metadata = (chart ?? {}) as { name?: unknown; version?: unknown };
  if (metadata.name !== name || typeof metadata.version !== 'string') return undefined;
  return { version: metadata.version, read: () => readFiles(folder) };
}
