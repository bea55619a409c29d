/** Charts whose source is in the tree: their metadata, their dependencies, and where each of those comes from. */
import { addAll } from '../../append.js';
import type { ChartDependency, IstioChart, Position, Positioned, Problem, TreeChart } from '../../model.js';
import { isRecord, listAt, stringAt } from '../data.js';
import { chooseVersion, contradicted, isCompatible, type VendoredChart } from '../dependency-version.js';
import type { DetectContext, LoadedChart } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { isDistinctive, istioctlGateway, recogniseOwnChart } from '../istio/charts.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { type ReleaseFolderChart, unpackedChart } from '../istio/release-folder.js';
import { baseName, inFolder, resolveInTree } from '../tree-path.js';
import { archivedChart } from './chart-archive.js';
import { contentDigest, fileDigest } from './chart-content.js';
import { type ChartLock, readLock } from './chart-lock.js';

/** A chain of nested charts longer than this is refused. */
const MAX_DEPTH = 20;

/** Loads charts, each once; charts that need each other are cut, and named. */
export class ChartLoader {
  private readonly loaded = new Map<string, LoadedChart | undefined>();

  constructor(private readonly context: DetectContext) {}

  /** The chart in a folder of the tree; undefined where there is no Chart.yaml that could be read as one. */
  async load(folder: string, trail: readonly string[] = []): Promise<LoadedChart | undefined> {
    if (this.loaded.has(folder)) return this.loaded.get(folder);
    const result = await this.read(folder, [...trail, folder]);
    this.loaded.set(folder, result);
    return result;
  }

  private async read(folder: string, trail: readonly string[]): Promise<LoadedChart | undefined> {
    const path = inFolder(folder, 'Chart.yaml');
    if (!this.context.tree.has(path)) return undefined;
    const file = await this.context.yaml(path);
    const [document] = file.documents;
    // Each once: a chart that is needed twice on every level would double them.
    const found = new Set(
      file.errors.slice(0, 1).map(error => chartProblem(path, error.line, error.message)),
    );
    if (!document || !isRecord(document.data.value)) {
      const chart = { kind: 'tree', path: folder, name: nameOfFolder(folder), dependencies: [] } as const;
      if (found.size === 0) found.add(chartProblem(path, 1, 'it holds no mapping'));
      return { chart, problems: [...found] };
    }
    const metadata = document.data;
    const declared = await this.declaredDependencies(folder, metadata);
    const dependencies = await this.dependencies(folder, declared, trail, found);
    const version = stringAt(metadata.value, ['version']);
    const appVersion = stringAt(metadata.value, ['appVersion']);
    const own = recogniseOwnChart(document.data.value);
    const digest = await this.digestOf(folder, declared);
    const chart: TreeChart = {
      kind: 'tree',
      path: folder,
      name: stringAt(metadata.value, ['name']) ?? nameOfFolder(folder),
      dependencies,
      at: { file: path, line: metadata.lineOf(['version']) },
      ...(version === undefined ? {} : { version }),
      ...(appVersion === undefined
        ? {}
        : { appVersion, appVersionAt: { file: path, line: metadata.lineOf(['appVersion']) } }),
      ...(own === undefined ? {} : { own }),
      ...(stringAt(metadata.value, ['type']) === 'library' ? { library: true } : {}),
      ...(digest === undefined ? {} : { digest }),
    };
    return { chart, problems: [...found] };
  }

  /** Entries stand in Chart.yaml; charts of Helm 2 keep them in requirements.yaml. */
  private async declaredDependencies(folder: string, metadata: Positioned): Promise<Declared> {
    const legacyPath = inFolder(folder, 'requirements.yaml');
    const useLegacy =
      listAt(metadata.value, ['dependencies']).length === 0 && this.context.tree.has(legacyPath);
    const source = useLegacy ? (await this.context.yaml(legacyPath)).documents[0]?.data : metadata;
    const lock = await readLock(this.context, folder, useLegacy);
    return { source, entries: source ? listAt(source.value, ['dependencies']) : [], lock };
  }

  /** What of a chart is neither values nor a version: its files, and the values that it takes over from dependencies. */
  private async digestOf(folder: string, { entries }: Declared): Promise<string | undefined> {
    const content = await contentDigest(this.context.tree, folder);
    const imports = entries.flatMap(entry => {
      const values = listAt(entry, ['import-values']);
      return values.length === 0 ? [] : [[stringAt(entry, ['name']), values]];
    });
    return imports.length === 0 ? content : fingerprintOf([content, imports]);
  }

  private async dependencies(
    folder: string,
    { source, entries, lock }: Declared,
    trail: readonly string[],
    problems: Set<Problem>,
  ): Promise<ChartDependency[]> {
    const dependencies: ChartDependency[] = [];
    const seen = new Map<string, number>();
    const vendored = await this.vendored(folder, trail, problems);
    const used = new Set<VendoredChart>();
    for (const [index, entry] of entries.entries()) {
      const name = stringAt(entry, ['name']);
      if (!source || name === undefined) continue;
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const at = { file: source.file, line: source.lineOf(['dependencies', index, 'version']) };
      const declared = stringAt(entry, ['version']) ?? null;
      const locked = lock?.versionOf(name, nth);
      const repository = stringAt(entry, ['repository']);
      const copies = vendored.filter(copy => copy.name === name);
      const copy = copies.find(candidate => isCompatible(declared, candidate.version)) ?? copies[0];
      for (const candidate of copies) used.add(candidate);
      // Where it comes from nowhere else, Helm renders what stands there, whatever version that is.
      const kept = repository || isCompatible(declared, copy?.version) ? undefined : copy?.tree;
      const local =
        kept ??
        (await this.local(folder, { name, repository, hasCopy: copy !== undefined }, trail, at, problems));
      const unpacked = local || copy ? undefined : unpackedRelease(repository);
      const known =
        (local ?? copy?.tree)?.own ??
        (unpacked ? this.ofRelease(unpacked) : this.context.recognise(name, repository));
      const chosen = chooseVersion(
        { name, declared, at, locked, copy: local ? undefined : copy },
        known ? problems : new Set(),
      );
      const tree = local ?? chosen.copy?.tree;
      if (local?.own) addAll(problems, contradicted(local, declared, at));
      const chart = tree ? tree.own : known;
      const condition = stringAt(entry, ['condition']);
      const tags = listAt(entry, ['tags']).filter(tag => typeof tag === 'string');
      dependencies.push({
        name,
        key: stringAt(entry, ['alias']) ?? name,
        ...(repository === undefined || repository === '' || repository.startsWith('file:')
          ? {}
          : { repository }),
        declared,
        version: unpacked?.version ?? chosen.version,
        at: chosen.at,
        ...(tree ? { tree } : {}),
        ...archiveOf(chosen.copy),
        ...(chart === undefined ? {} : { chart }),
        ...(condition === undefined ? {} : { condition }),
        ...(tags.length === 0 ? {} : { tags }),
      });
    }
    for (const copy of vendored) if (!used.has(copy)) dependencies.push(undeclared(copy));
    return dependencies;
  }

  private ofRelease(chart: ReleaseFolderChart): IstioChart | undefined {
    return istioctlGateway(chart)
      ? 'gateway'
      : this.context.recognise(chart.name, chart.repository, chart.version);
  }

  /** A `file://` dependency. Helm looks there when it puts dependencies into `charts/`; where they are there already, no more. */
  private async local(
    folder: string,
    { name, repository, hasCopy }: LocalDependency,
    trail: readonly string[],
    at: Position,
    problems: Set<Problem>,
  ): Promise<TreeChart | undefined> {
    if (repository === undefined || !repository.startsWith('file:')) return undefined;
    const target = resolveInTree(folder, repository.replace(/^file:(\/\/)?/, ''));
    if (hasCopy && (target === undefined || !this.context.charts.has(target))) return undefined;
    const what = `chart ${name} of ${inFolder(folder, 'Chart.yaml')}`;
    if (target === undefined) {
      problems.add({ what, why: `${repository} leads out of this repository`, ...at, blocking: true });
      return undefined;
    }
    return this.nested(target, trail, what, at, problems);
  }

  private async nested(
    folder: string,
    trail: readonly string[],
    what: string,
    at: Position,
    problems: Set<Problem>,
  ): Promise<TreeChart | undefined> {
    if (trail.includes(folder)) {
      problems.add({
        what,
        why: `charts need each other: ${[...trail, folder].join(' -> ')}`,
        ...at,
        blocking: true,
      });
      return undefined;
    }
    if (trail.length >= MAX_DEPTH) {
      problems.add({ what, why: `charts are nested more than ${MAX_DEPTH} deep`, ...at, blocking: true });
      return undefined;
    }
    const found = await this.load(folder, trail);
    if (!found) {
      problems.add({
        what,
        why: `there is no Chart.yaml in ${folder || 'the root of this repository'}`,
        ...at,
        blocking: true,
      });
      return undefined;
    }
    addAll(problems, found.problems);
    return found.chart;
  }

  /** What stands under charts/: folders and archives. Helm installs them whether they are declared or not. */
  private async vendored(
    folder: string,
    trail: readonly string[],
    problems: Set<Problem>,
  ): Promise<VendoredChart[]> {
    const under = inFolder(folder, 'charts');
    const copies: VendoredChart[] = [];
    for (const child of this.context.charts.folders) {
      if (!child.startsWith(`${under}/`)) continue;
      const name = child.slice(under.length + 1);
      if (name.includes('/') || /^[._]/.test(name)) continue;
      const at = { file: inFolder(child, 'Chart.yaml'), line: 1 };
      const tree = await this.nested(child, trail, `chart ${child}`, at, problems);
      if (tree) copies.push({ name: tree.name, version: tree.version, tree, at: tree.at ?? at });
    }
    for (const path of this.context.tree.below(under)) {
      const archive = /^([^/]+?)-v?(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(path.slice(under.length + 1));
      if (archive?.[1] === undefined) continue;
      // The name of the file is a promise only: Helm goes by what is inside.
      const [, name, named] = archive;
      const inside = await archivedChart(this.context.tree, path, name);
      const digest = await fileDigest(this.context.tree, path);
      copies.push({
        name,
        version: inside?.version ?? named,
        archive: path,
        digest,
        ...(inside?.own ? { own: inside.own } : {}),
        at: { file: path, line: 1 },
      });
    }
    return copies;
  }
}

/** Where `file://` leads into a release of Istio that is unpacked there before Helm looks: its folder names the version. */
function unpackedRelease(repository: string | undefined): ReleaseFolderChart | undefined {
  const folder = /^file:(?:\/\/)?(.*)$/.exec(repository ?? '')?.[1];
  const chart = folder === undefined ? undefined : unpackedChart(folder);
  return chart?.version === undefined || hasPlaceholder(chart.version) ? undefined : chart;
}

interface LocalDependency {
  readonly name: string;
  readonly repository: string | undefined;
  /** `charts/` of the chart holds it. */
  readonly hasCopy: boolean;
}

interface Declared {
  readonly source: Positioned | undefined;
  readonly entries: readonly unknown[];
  readonly lock: ChartLock | undefined;
}

/** A chart under charts/ that no Chart.yaml names: installed all the same. */
function undeclared(copy: VendoredChart): ChartDependency {
  const named = isDistinctive(copy.name) ? copy.name : undefined;
  const chart = copy.tree ? copy.tree.own : (copy.own ?? named);
  return {
    name: copy.name,
    key: copy.name,
    declared: null,
    version: copy.version ?? null,
    at: copy.at,
    ...(copy.tree ? { tree: copy.tree } : {}),
    ...archiveOf(copy),
    ...(chart === undefined ? {} : { chart: chart as NonNullable<ChartDependency['chart']> }),
  };
}

function archiveOf(
  copy: VendoredChart | undefined,
): Partial<Pick<ChartDependency, 'archive' | 'archiveDigest'>> {
  if (copy?.archive === undefined) return {};
  return { archive: copy.archive, ...(copy.digest === undefined ? {} : { archiveDigest: copy.digest }) };
}

function nameOfFolder(folder: string): string {
  return baseName(folder) || 'chart';
}

function chartProblem(path: string, line: number, why: string): Problem {
  return {
    what: `chart ${path}`,
    why: `its metadata can't be read: ${why}`,
    file: path,
    line,
    blocking: true,
  };
}
