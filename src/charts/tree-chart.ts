/** A chart of the tree, assembled with all its dependencies as `helm dependency build` would leave it. */
import { valid } from 'semver';
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { append } from '../append.js';
import type { ChartDependency, DataPath, Problem, Tree, TreeChart } from '../model.js';
import { tooDeepAt } from '../yaml/depth.js';
import { withPlainBreaks } from '../yaml/line-breaks.js';
import type { ChartFiles } from './files.js';
import { type ChartStore, chartMetadata } from './store.js';
import { inFolder, ownFiles } from './tree-files.js';
import { unpackChart } from './unpack.js';

export type AssembledChart =
  | {
      readonly ok: true;
      readonly name: string;
      readonly version: string;
      readonly files: ChartFiles;
      readonly problems: readonly Problem[];
      /** Where the values of charts stand that could not be had, and are not in it. */
      readonly leftOut?: readonly DataPath[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Charts that hold charts that hold charts: deeper than this is a circle of `file://` dependencies. */
const MAX_DEPTH = 10;

/** Which charts the rest can be rendered without, by where their values stand. */
export type CanBeLeftOut = (dependency: ChartDependency, below: DataPath) => boolean;

/**
 * The chart's files with every dependency below `charts/`, and its Chart.yaml naming the versions that stand there;
 * conditions, tags, aliases and import-values are left to Helm. All dependencies are tried, so that all that are
 * missing are named.
 */
export async function assembleChart(
  chart: TreeChart,
  tree: Tree,
  store: ChartStore,
  depth = 0,
  canBeLeftOut: CanBeLeftOut = () => false,
  path: DataPath = [],
): Promise<AssembledChart> {
  const chartFile = inFolder(chart.path, 'Chart.yaml');
  if (depth > MAX_DEPTH) {
    const why = 'its dependencies go round in a circle';
    return {
      ok: false,
      problems: [{ what: `chart ${chart.name}`, why, file: chartFile, line: 1, blocking: true }],
    };
  }
  const own = await ownFiles(chart, tree);
  const problems: Problem[] = [...own.problems];
  const files = own.files;
  const versions = new Map<ChartDependency, string>();
  removeCopies(files, new Set(chart.dependencies.map(({ name }) => name)));
  const results = await Promise.all(
    chart.dependencies.map(async dependency => ({
      dependency,
      result: await resolve(dependency, tree, store, depth, canBeLeftOut, [...path, dependency.key]),
    })),
  );
  const leftOut: DataPath[] = [];
  const missing = new Set<ChartDependency>();
  for (const { dependency, result } of results) {
    const below = [...path, dependency.key];
    if (!result.ok && canBeLeftOut(dependency, below)) {
      leftOut.push(below);
      missing.add(dependency);
      append(problems, result.problems.map(withoutIt));
      continue;
    }
    append(problems, result.problems);
    if (!result.ok) continue;
    append(leftOut, result.leftOut ?? []);
    versions.set(dependency, result.version);
    const folder = `charts/${dependency.name}-${result.version}`;
    for (const [name, content] of result.files) files.set(`${folder}/${name}`, content);
  }
  if (problems.some(problem => problem.blocking)) return { ok: false, problems };
  for (const name of ['Chart.yaml', 'requirements.yaml']) {
    const content = files.get(name);
    if (content) files.set(name, pinDependencies(content, chart.dependencies, versions, missing));
  }
  // Helm goes by what is declared there: without it, a chart stands under its name, whatever it is to be called.
  const declaring = files.has('requirements.yaml') ? 'requirements.yaml' : 'Chart.yaml';
  const content = files.get(declaring);
  const added = chart.dependencies.filter(dependency => dependency.added && versions.has(dependency));
  if (content && added.length > 0) files.set(declaring, withAdded(content, added, versions));
  return { ok: true, ...metadataOf(files, chart), files, problems, leftOut };
}

/** Told by itself: its version is not Istio's. */
function withoutIt({ together: _together, ...problem }: Problem): Problem {
  const why = `${problem.why}; it is no chart of Istio's, so that the rest was judged without what it writes besides its values`;
  return { ...problem, why, blocking: false };
}

function metadataOf(files: ChartFiles, chart: TreeChart): { name: string; version: string } {
  try {
    return chartMetadata(files);
  } catch {
    // Helm will say what is wrong with it.
    return { name: chart.name, version: '' };
  }
}

async function resolve(
  dependency: ChartDependency,
  tree: Tree,
  store: ChartStore,
  depth: number,
  canBeLeftOut: CanBeLeftOut,
  path: DataPath,
): Promise<AssembledChart> {
  const { name, version } = dependency;
  const found = dependency.tree
    ? await assembleChart(dependency.tree, tree, store, depth + 1, canBeLeftOut, path)
    : dependency.archive === undefined
      ? undefined
      : await fromArchive(dependency, dependency.archive, tree);
  if (found && !(found.ok && isAnotherVersion(dependency, found.version))) return found;

  const what = version === null ? `chart ${name}` : `chart ${name} ${version}`;
  const { file, line } = dependency.at;
  if (version === null) {
    return {
      ok: false,
      problems: [{ what, why: 'no version of it is declared', file, line, blocking: true }],
    };
  }
  const repository = isLocal(dependency.repository) ? undefined : dependency.repository;
  if (dependency.repository !== undefined && isLocal(dependency.repository) && !found) {
    const why = `${dependency.repository || 'its folder under charts/'} is not in this tree`;
    return { ok: false, problems: [{ what, why, file, line, blocking: true }] };
  }
  const fetched = await store.get(name, version, repository);
  if (!fetched.ok) return { ok: false, problems: [{ ...fetched.problem, file, line }] };
  return { ok: true, name, version: fetched.chart.version, files: fetched.chart.files, problems: [] };
}

/** A vendored archive; undefined where this tree gives no bytes, so that the chart is fetched. */
async function fromArchive(
  dependency: ChartDependency,
  archive: string,
  tree: Tree,
): Promise<AssembledChart | undefined> {
  const content = await tree.bytes?.(archive);
  if (!content) return undefined;
  try {
    const files = await unpackChart(content);
    return { ok: true, ...chartMetadata(files), files, problems: [] };
  } catch (cause) {
    const what = `chart ${dependency.name} (${archive})`;
    return {
      ok: false,
      problems: [{ what, why: (cause as Error).message, ...dependency.at, blocking: true }],
    };
  }
}

/** Another version is asked for than the one that stands in the tree: it is fetched instead. */
function isAnotherVersion(dependency: ChartDependency, found: string): boolean {
  const wanted = valid(dependency.version);
  if (wanted === null || dependency.repository?.startsWith('file:')) return false;
  return valid(found) !== null && wanted !== valid(found);
}

function isLocal(repository: string | undefined): boolean {
  return repository === '' || repository?.startsWith('file:') === true;
}

/** Chart.yaml with the exact versions of what stands under `charts/`, everything else as written. */
function pinDependencies(
  content: Uint8Array,
  dependencies: readonly ChartDependency[],
  versions: ReadonlyMap<ChartDependency, string>,
  missing: ReadonlySet<ChartDependency>,
): Uint8Array {
  const document = documentIn(content);
  const list = isMap(document?.contents) ? document?.get('dependencies') : undefined;
  if (!document || document.errors.length > 0 || !isSeq(list)) return content;
  const left = new Set<unknown>();
  for (const item of list.items) {
    if (!isMap(item)) continue;
    const key = item.get('alias') || item.get('name');
    const dependency = dependencies.find(
      ({ name, key: known }) => name === item.get('name') && known === key,
    );
    const version = dependency && versions.get(dependency);
    if (version) item.set('version', version);
    if (dependency && missing.has(dependency)) left.add(item);
  }
  list.items = list.items.filter(item => !left.has(item));
  return Buffer.from(document.toString());
}

/** The same with entries for the charts that whoever deploys it adds. */
function withAdded(
  content: Uint8Array,
  added: readonly ChartDependency[],
  versions: ReadonlyMap<ChartDependency, string>,
): Uint8Array {
  const document = documentIn(content);
  if (!document || document.errors.length > 0 || !isMap(document.contents)) return content;
  const list = document.get('dependencies');
  const entries = added.map(dependency => {
    const { name, key, repository } = dependency;
    const alias = key === name ? {} : { alias: key };
    return document.createNode({
      name,
      version: versions.get(dependency),
      ...(repository ? { repository } : {}),
      ...alias,
    });
  });
  if (isSeq(list)) append(list.items, entries);
  else document.set('dependencies', document.createNode(entries));
  return Buffer.from(document.toString());
}

/**
 * Drops the copies of dependencies that stand in the tree under `charts/`: what is resolved takes their place. A stale
 * one left beside it would be rendered, too.
 */
function removeCopies(files: Map<string, Uint8Array>, names: ReadonlySet<string>): void {
  for (const file of [...files.keys()]) {
    const folder = /^(charts\/[^/]+\/)Chart\.yaml$/.exec(file)?.[1];
    const content = files.get(file);
    if (folder === undefined || content === undefined) continue;
    const document = documentIn(content);
    const name = isMap(document?.contents) ? document?.get('name') : undefined;
    if (typeof name === 'string' && names.has(name)) removeBelow(files, folder);
  }
}

function documentIn(content: Uint8Array): Document.Parsed | undefined {
  const text = Buffer.from(content).toString('utf8');
  const plain = withPlainBreaks(text);
  if (!plain.ok || tooDeepAt(text) !== undefined) return undefined;
  return parseDocument(plain.text, { logLevel: 'silent' });
}

function removeBelow(files: Map<string, Uint8Array>, prefix: string): void {
  for (const name of [...files.keys()]) if (name.startsWith(prefix)) files.delete(name);
}
