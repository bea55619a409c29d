/** Which chart a HelmRelease installs: `chart.spec`, or `chartRef` to a HelmChart or an OCIRepository. */
import type { ChartReference, Position, Problem, PublishedChart } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { ISTIO_REPOSITORY, withinRegistry } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { isChartName, isDistinctive } from '../istio/charts.js';
import { chartOfSource, isIstiosSource, type SourceChart } from '../istio/source.js';
import type { BuiltObject } from '../kustomize/objects.js';
import { type Layered, placeOf, read, readList, readText } from '../layered.js';
import { resolveFromRoot } from '../tree-path.js';
import { nearest } from './data.js';
import type { FluxTree, HelmReleaseInstance } from './objects.js';
import { hasPlaceholder, isCopiedFromOutside, isOpenInKustomize, isOpenInSet } from './substitute.js';

export interface FoundChart {
  readonly chart: ChartReference;
  readonly problems: readonly Problem[];
  /** Names of values files, from the root of the chart's source. */
  readonly valuesFiles: readonly string[];
  readonly valuesFilesAt: Position;
  /** It is out of Istio's source. */
  readonly source?: SourceChart;
}

export interface ChartInput {
  readonly context: DetectContext;
  readonly flux: FluxTree;
  readonly instance: HelmReleaseInstance;
}

/** @returns undefined where nothing says which chart it is */
export async function fluxChart(input: ChartInput): Promise<FoundChart | undefined> {
  const { object, namespace } = input.instance.built;
  const reference = read(object, ['spec', 'chartRef']);
  if (!reference) return chartOf(input, object, ['spec', 'chart', 'spec'], namespace);
  const kind = readText(object, ['spec', 'chartRef', 'kind']) ?? '';
  const name = readText(object, ['spec', 'chartRef', 'name']) ?? '';
  const source = findSource(
    input,
    kind,
    name,
    readText(object, ['spec', 'chartRef', 'namespace']) || namespace,
  );
  if (source.found && kind === 'HelmChart')
    return chartOf(input, source.found.object, ['spec'], source.found.namespace);
  if (source.found && kind === 'OCIRepository') return fromRegistry(input, source.found);
  const why =
    source.several > 1
      ? `several objects are called ${kind} ${name}: which one is meant is not told here`
      : `${kind} ${name} is not in this repository: look there`;
  const at = { file: reference.file, line: reference.line };
  const chart = { kind: 'published', name: guessName(name), version: null, at } as const;
  const problem = { what: `chart of HelmRelease ${input.instance.built.name}`, why, ...at, blocking: true };
  return { chart, problems: [problem], valuesFiles: [], valuesFilesAt: at };
}

/** What the name of a source says about its chart: `istiod-oci` is istiod, `istio-base` is base. */
function guessName(name: string): string {
  const found = /istiod|ztunnel|istio-(base|cni|gateway)/.exec(name);
  return found?.[1] ?? found?.[0] ?? name;
}

async function chartOf(
  input: ChartInput,
  object: Layered,
  spec: readonly string[],
  namespace: string,
): Promise<FoundChart | undefined> {
  const declared = readText(object, [...spec, 'chart']);
  if (declared === undefined) return undefined;
  const kind = readText(object, [...spec, 'sourceRef', 'kind']) ?? 'HelmRepository';
  const sourceName = readText(object, [...spec, 'sourceRef', 'name']) ?? '';
  const wanted = readText(object, [...spec, 'sourceRef', 'namespace']) || namespace;
  const source = findSource(input, kind, sourceName, wanted);
  const given = versionOf(object, [...spec, 'version']);
  const version = given.raw === undefined ? { ...given, at: placeOf(object, [...spec, 'chart']) } : given;
  const single = readText(object, [...spec, 'valuesFile']);
  const valuesFiles = readList(object, [...spec, 'valuesFiles']).filter(name => typeof name === 'string');
  const files = {
    valuesFiles: single === undefined ? valuesFiles : [...valuesFiles, single],
    valuesFilesAt: placeOf(object, [...spec, 'valuesFiles']),
  };
  if (kind !== 'HelmRepository') {
    const inTree = await treeChart(input, declared);
    if (inTree) return { ...inTree, ...files };
    return fromGit(input, declared, source.found, placeOf(object, [...spec, 'chart']), files);
  }
  const problems: Problem[] = [];
  const name = declared.replace(/^\.?\/+/, '');
  let repository = source.found && readText(source.found.object, ['spec', 'url']);
  const at = placeOf(object, [...spec, 'sourceRef']);
  if (repository === undefined || hasPlaceholder(repository)) {
    const isElsewhere = source.several <= 1;
    const assumed = isElsewhere ? takenForIstios(input, sourceName, name, version.value, at) : undefined;
    repository = assumed || /istio/i.test(sourceName) ? ISTIO_REPOSITORY : undefined;
    const why =
      source.several > 1
        ? 'several repositories of this name are in this tree, and it does not tell which one is meant'
        : 'its address is not in this repository';
    const taken = repository === undefined ? '' : "; Istio's own was looked at";
    problems.push(
      assumed ?? { what: `HelmRepository ${sourceName}`, why: `${why}${taken}`, ...at, blocking: false },
    );
  }
  const chart: PublishedChart = {
    kind: 'published',
    ...(repository === undefined ? { name } : withinRegistry(name, repository.trim())),
    version: version.value,
    at: version.at,
  };
  return { chart, problems: [...problems, ...(await undecided(input, chart, version))], ...files };
}

/** Words that a repository of Istio's own charts may be called by, besides `istio`. */
const PLAIN_WORDS =
  /^(istio|io|charts?|helm|official|releases?|stable|upstream|repo|repository|oci|system|local|internal|private)$/i;

/**
 * Where only the address of the repository is kept elsewhere, Istio's own charts are what stands behind it: if nothing
 * in its name speaks of somebody else's (`solo-istio`, `tetrate-istio-mirror`), its name or the release's speaks of
 * Istio, the chart is one of Istio's, and the version is a release as Istio names them.
 */
function takenForIstios(
  { instance: { built } }: ChartInput,
  source: string,
  chart: string,
  version: string | null,
  at: Position,
): Problem | undefined {
  const namespace = readText(built.object, ['spec', 'targetNamespace']) ?? built.namespace;
  // A chart that can only be Istio's needs no such guess.
  const names = isDistinctive(chart) ? [source] : [source, built.name, namespace];
  if (!names.some(name => ISTIO_WORD.test(name))) return undefined;
  if (!source.split(/[-_.]/).every(word => PLAIN_WORDS.test(word))) return undefined;
  if (!isChartName(chart) || !/^v?\d+\.\d+\.\d+$/.test(version ?? '')) return undefined;
  const why = "its address is not in this repository: it is taken to serve Istio's own charts";
  return { what: `HelmRepository ${source}`, why, ...at, blocking: false, assumption: true };
}

/** `istio-gateway`, `istio` */
const ISTIO_WORD = /(^|[-_.])istio([-_.]|$)/i;

interface Version {
  readonly value: string | null;
  readonly at: Position;
  readonly raw: string | undefined;
}

/** A version with a placeholder in it is decided by whoever fills it in; `<<` that no template closes is none. */
function versionOf(object: Layered, path: readonly string[]): Version {
  const raw = readText(object, path);
  const at = placeOf(object, path);
  const isOpen =
    raw === undefined || raw === '' || hasPlaceholder(raw) || isOpenInKustomize(raw) || raw.includes('<<');
  return { value: isOpen ? null : raw, at, raw };
}

async function undecided({ flux }: ChartInput, chart: PublishedChart, version: Version): Promise<Problem[]> {
  // What a kustomization copies there is told where it says so.
  if (version.value !== null || isCopiedFromOutside(version.raw ?? '')) return [];
  const names = [...(version.raw ?? '').matchAll(/\$\{(\w+)/g)].map(match => match[1] ?? '');
  const hint = names.length === 0 ? '' : await flux.data.hint(names);
  const why = version.raw
    ? isOpenInSet(version.raw)
      ? `its version is \`${version.raw}\`, and this repository does not decide it: look at the inputs of the ResourceSet that makes it, or in the cluster`
      : `its version is \`${version.raw}\`, and nothing in this repository fills that in: look at the substitution of the Kustomization that deploys it${hint}`
    : 'no version is given: Flux installs the newest one that the repository has; look in the cluster, and pin it here';
  const isSettled = !version.raw && !hasPlaceholder(chart.repository ?? '');
  const alone = isSettled ? decidedBy([chart.repository]) : {};
  return [{ what: `chart ${chart.name}`, why, ...version.at, blocking: true, ...alone }];
}

async function fromRegistry(input: ChartInput, { object, name }: BuiltObject): Promise<FoundChart> {
  const url = withoutTrailing((readText(object, ['spec', 'url']) ?? '').trim(), '/');
  const cut = url.lastIndexOf('/');
  const digest = readText(object, ['spec', 'ref', 'digest']);
  const range = readText(object, ['spec', 'ref', 'semver']);
  // Flux prefers the digest over the range, and the range over the tag.
  const key = range !== undefined ? 'semver' : 'tag';
  const version = versionOf(object, ['spec', 'ref', key]);
  const value =
    version.value === null || version.value === 'latest' ? null : (version.value.split('@')[0] ?? null);
  const at = { file: version.at.file, line: version.at.line };
  const chart: PublishedChart = {
    kind: 'published',
    name: url.slice(cut + 1) || name,
    ...(cut > 'oci://'.length ? { repository: url.slice(0, cut) } : {}),
    version: value,
    at,
  };
  const why =
    digest !== undefined && value === null
      ? `OCIRepository ${name} names a digest, which does not tell its version: give the version with --from and --to`
      : undefined;
  const problems = why
    ? [{ what: `chart ${chart.name}`, why, ...at, blocking: true }]
    : await undecided(input, chart, { ...version, value });
  return { chart, problems, valuesFiles: [], valuesFilesAt: at };
}

async function treeChart(
  { context }: ChartInput,
  declared: string,
): Promise<Pick<FoundChart, 'chart' | 'problems'> | undefined> {
  const folder = resolveFromRoot(declared);
  const loaded = folder === undefined ? undefined : await context.chart(folder);
  return loaded && { chart: loaded.chart, problems: loaded.problems };
}

async function fromGit(
  input: ChartInput,
  declared: string,
  source: BuiltObject | undefined,
  at: Position,
  files: Pick<FoundChart, 'valuesFiles' | 'valuesFilesAt'>,
): Promise<FoundChart> {
  const url = source && readText(source.object, ['spec', 'url']);
  const known = chartOfSource(url ?? '', declared);
  if (source && known) {
    const version = versionOf(source.object, ['spec', 'ref', 'tag']);
    const { name, repository } = known;
    const chart = { kind: 'published', name, repository, version: version.value, at: version.at } as const;
    return { chart, problems: await undecided(input, chart, version), ...files, source: known };
  }
  const ref = source && JSON.stringify(read(source.object, ['spec', 'ref'])?.value);
  const why = `it is the folder ${declared} of ${url ?? 'a source'}${ref ? ` at ${ref}` : ''}, which is not in this repository`;
  const folderName = withoutTrailing(declared, '/').split('/').at(-1) ?? declared;
  const repository = isIstiosSource(url ?? '') ? { repository: ISTIO_REPOSITORY } : {};
  const chart = { kind: 'published', name: folderName, ...repository, version: null, at } as const;
  return { chart, problems: [{ what: `chart ${folderName}`, why, ...at, blocking: true }], ...files };
}

/** A source by name: of the same cluster first, then of anywhere in the tree. */
function findSource(
  { flux, instance }: ChartInput,
  kind: string,
  name: string,
  namespace: string,
): { readonly found: BuiltObject | undefined; readonly several: number } {
  const near = instance.built.chain.map(({ file }) => file);
  const own = instance.cluster.objects.filter(object => object.kind === kind && object.name === name);
  for (const named of [own, flux.sources.get(`${kind}/${name}`) ?? []]) {
    const exact = named.filter(object => object.namespace === namespace);
    const possible = distinct(exact.length > 0 ? exact : named);
    if (possible.length === 0) continue;
    const found = nearest(possible, ({ chain }) => chain[0]?.file ?? '', near);
    return { found, several: possible.length };
  }
  return { found: undefined, several: 0 };
}

/** Copies that say the same are one. */
function distinct(objects: readonly BuiltObject[]): readonly BuiltObject[] {
  const seen = new Map(objects.map(object => [JSON.stringify(read(object.object, ['spec'])?.value), object]));
  return [...seen.values()];
}
