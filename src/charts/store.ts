/** Where published charts come from: folders, repositories, registries, the cache; and from nowhere else. */
import { stat } from 'node:fs/promises';
import { valid } from 'semver';
import type { Problem } from '../model.js';
import type { Helm } from '../render/helm.js';
import { plainYaml } from '../yaml/parse.js';
import { createArchiveCache } from './cache.js';
import { ChartError, type ChartFiles, digestOf } from './files.js';
import { type ChartFolder, openChartFolder } from './folder.js';
import { packChart } from './pack.js';
import { pullChart } from './pull.js';
import { fetchReleaseCharts, isReleaseChart } from './release-archive.js';
import {
  allowedSource,
  ISTIO_HOMES,
  isOfOldRelease,
  isUrl,
  type RemoteSource,
  remoteSource,
  withStandIns,
} from './sources.js';
import { unpackChart } from './unpack.js';

export interface ChartStoreOptions {
  /** What the user gave with `--charts`, in order: folders, `https://` repositories, `oci://` registries. */
  readonly sources: readonly string[];
  /** Fetches; absent where there is none: then only folders and the cache serve. */
  readonly helm?: Helm | undefined;
  readonly offline: boolean;
  /** Archives are kept here between runs. */
  readonly cacheFolder: string;
  /** This run's own temporary folder. */
  readonly workFolder: string;
  /** Repositories that the policy of the base names, besides Istio's own. */
  readonly allowed: readonly string[];
}

/** A published chart at hand. */
export interface FetchedChart {
  readonly name: string;
  /** As its own Chart.yaml says: exact, also where a range was asked for. */
  readonly version: string;
  /** Dependencies are unpacked below `charts/`. */
  readonly files: ChartFiles;
  /** sha256 of all of it. */
  readonly digest: string;
}

export type Fetched =
  | { readonly ok: true; readonly chart: FetchedChart }
  | { readonly ok: false; readonly problem: Problem };

export interface ChartStore {
  /**
   * A chart from the first source that has it: the user's folders, the user's repositories, then the declared one
   * (Istio's own where none is declared) as far as fetching from it is allowed. Memoised. Never throws.
   * @param version exact, or a range as Chart.yaml has them
   */
  get(name: string, version: string, repository?: string): Promise<Fetched>;
}

/** How a chart is given where it can't be fetched. */
const PRIVATE_SOURCES =
  'a step before this one can pull it into a folder and give that as `charts`: ' +
  'credentials of the runner are never passed through to Helm';

export function createChartStore(options: ChartStoreOptions): ChartStore {
  const cache = createArchiveCache(options.cacheFolder);
  const fetched = new Map<string, Promise<Fetched>>();
  const folders = new Map<string, Promise<ChartFolder>>();
  const releases = new Map<string, ReturnType<typeof fetchReleaseCharts>>();

  async function fetchChart(name: string, version: string, repository: string | undefined): Promise<Fetched> {
    const what = `chart ${name} ${version}`;
    if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) return problem(what, 'that is not the name of a chart');
    if (!/^[\w.+~^<>=!|*, -]+$/.test(version) || version.startsWith('-')) {
      return problem(what, 'that is not a version of a chart');
    }
    const said: string[] = [];
    for (const source of options.sources.filter(given => !isUrl(given))) {
      const found = await fromFolder(source, name, version);
      if (typeof found !== 'string') return { ok: true, chart: found };
      said.push(found);
    }
    for (const given of options.sources.filter(isUrl)) {
      const source = remoteSource(given);
      const found = source
        ? await fromRemote(source, name, version)
        : `${given} is neither a Helm repository nor a registry that can be fetched from`;
      if (typeof found !== 'string') return { ok: true, chart: found };
      said.push(found);
    }
    const source = allowedSource(repository ?? ISTIO_HOMES[0], options.allowed);
    if (!source) {
      if (isOfOldRelease(repository)) {
        const old = `${repository} is of a release before 1.6, whose charts are not fetched: they are older than what is judged`;
        return outOfReach(name, version, [...said, old].join('; '));
      }
      const where = `${repository} is neither Istio's own nor named under \`charts\` in the policy file`;
      const why = [...said, `${where}, so it is not fetched from; ${PRIVATE_SOURCES}`].join('; ');
      return outOfReach(name, version, why);
    }
    for (const place of withStandIns(source)) {
      const found = await fromRemote(place, name, version);
      if (typeof found !== 'string') return { ok: true, chart: found };
      said.push(found);
      // Without the network the next one would say the same.
      if (options.offline || (!options.helm && place.kind !== 'releases')) break;
    }
    return outOfReach(name, version, said.join('; '));
  }

  /** The chart, or why not: a sentence without its full stop. */
  async function fromFolder(folder: string, name: string, version: string): Promise<FetchedChart | string> {
    try {
      if (!(await stat(folder)).isDirectory()) return `${folder} is not a folder`;
      const opened = folders.get(folder) ?? openChartFolder(folder);
      folders.set(folder, opened);
      const files = await (await opened).get(name, version);
      return files ? asChart(files, name) : `the folder ${folder} has no ${name} ${version}`;
    } catch (cause) {
      if (cause instanceof ChartError)
        return `${name} ${version} in the folder ${folder} is not used: ${cause.message}`;
      return `the folder ${folder} can't be read (${(cause as Error).message})`;
    }
  }

  async function fromRemote(
    source: RemoteSource,
    name: string,
    version: string,
  ): Promise<FetchedChart | string> {
    const key = [source.url, name, version];
    // What a range resolves to may change tomorrow.
    const exact = valid(version) !== null;
    try {
      const cached = exact ? await cache.get(key) : undefined;
      if (cached) return asChart(await unpackChart(cached), name);
      if (options.offline) return `${source.url} is not asked without the network`;
      if (source.kind === 'releases') return await fromReleases(source, name, version);
      if (!options.helm) return `${source.url} can't be asked without Helm`;
      const pulled = await pullChart(options.helm, { source, name, version }, options.workFolder);
      if (!pulled.ok) return `${source.url} ${pulled.why}${pulled.needsLogin ? `; ${PRIVATE_SOURCES}` : ''}`;
      const chart = asChart(await unpackChart(pulled.archive), name);
      if (exact) await cache.put(key, pulled.archive);
      return chart;
    } catch (cause) {
      return `${name} ${version} of ${source.url} is not used: ${(cause as Error).message}`;
    }
  }

  /** All charts of the archive are kept: the other one is mostly asked for next. */
  async function fromReleases(
    source: RemoteSource,
    name: string,
    version: string,
  ): Promise<FetchedChart | string> {
    if (!isReleaseChart(name) || valid(version) === null) return `${source.url} has no ${name} ${version}`;
    const release = version.replace(/^v/, '');
    const key = `${source.url} ${release}`;
    const fetching = releases.get(key) ?? fetchReleaseCharts(source.url, release);
    releases.set(key, fetching);
    try {
      const charts = await fetching;
      for (const [chart, files] of charts) await cache.put([source.url, chart, version], packChart(files));
      const files = charts.get(name);
      return files ? asChart(files, name) : `${source.url} has no ${name} ${version}`;
    } catch (cause) {
      return `${source.url} ${(cause as Error).message}`;
    }
  }

  return {
    get(name, version, repository) {
      const key = JSON.stringify([name, version, repository]);
      const known = fetched.get(key) ?? fetchChart(name, version, repository);
      fetched.set(key, known);
      return known;
    },
  };
}

/** @throws {ChartError} where it is not the chart that its name says */
function asChart(files: ChartFiles, name: string): FetchedChart {
  const metadata = chartMetadata(files);
  if (metadata.name !== name) throw new ChartError(`it is a chart named ${JSON.stringify(metadata.name)}`);
  return { name, version: metadata.version, files, digest: digestOf(files) };
}

/** Name and version that a chart gives itself. @throws {ChartError} where it has none */
export function chartMetadata(
  files: ChartFiles,
): Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string } {
  let metadata: unknown;
  try {
    metadata = plainYaml(Buffer.from(files.get('Chart.yaml') ?? []).toString('utf8'));
  } catch (cause) {
    throw new ChartError(`its Chart.yaml can't be read (${(cause as Error).message.split('\n')[0]})`);
  }
  const { name, version, ...more } = (metadata ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof version !== 'string')
    throw new ChartError('its Chart.yaml has no name or version');
  return { ...more, name, version };
}

function problem(what: string, why: string): Fetched {
  return { ok: false, problem: { what, why, blocking: true } };
}

/** @param why of its sources, each */
function outOfReach(name: string, version: string, why: string): Fetched {
  const together = {
    kind: ['chart', 'charts'] as const,
    name,
    version,
    why: why.replaceAll(`has no ${name} ${version}`, 'has none of them'),
  };
  return { ok: false, problem: { what: `chart ${name} ${version}`, why, blocking: true, together } };
}
