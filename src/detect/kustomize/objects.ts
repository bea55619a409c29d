/**
 * What Kustomize makes of the folders of a tree, as far as it is about objects that deploy something: resources, bases,
 * components and patches. Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
import type { DataPath, Position, Positioned } from '../../model.js';
import { parseEmbedded } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Layered, readText } from '../layered.js';
import { inFolder, resolveInTree } from '../tree-path.js';
import { applyPatch, type Patch, type PatchTarget } from './patch.js';

/** One object of a build. */
export interface BuiltObject {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly object: Layered;
  /** Its YAML document: `file#number`. */
  readonly origin: string;
  /** Places that brought it in, innermost first: its own, and the entries that refer to it. */
  readonly chain: readonly Position[];
}

/** An entry of `configMapGenerator` or `secretGenerator`. */
export interface GeneratedData {
  readonly kind: string;
  readonly name: string;
  readonly folder: string;
  readonly data: Positioned;
}

export interface Built {
  readonly objects: readonly BuiltObject[];
  readonly generated: readonly GeneratedData[];
  /** Documents that the build used, as resource or as patch. */
  readonly files: ReadonlySet<string>;
  /** Folders with a kustomization of their own that the build went through. */
  readonly folders: ReadonlySet<string>;
  /** Where fields are copied from one object to another (`replacements`, `vars`), which is not followed. */
  readonly unfollowed: readonly Position[];
}

/** Which documents are of interest; everything else is left out of builds. */
export type Interest = (apiVersion: string, kind: string) => boolean;

/** Deeper than any honest stack of overlays, and larger than any honest build. */
const MAX_DEPTH = 20;
const MAX_OBJECTS = 5000;
const MAX_ENTRIES = 50_000;

/**
 * Builds folders of one tree, each at most once. Not for concurrent use: two folders that refer to each other would
 * wait for each other.
 */
export class KustomizeBuilder {
  private readonly built = new Map<string, Promise<Built>>();
  private entries = 0;

  constructor(
    private readonly context: DetectContext,
    private readonly interest: Interest,
    private readonly candidates: ReadonlySet<string> = new Set(context.candidates),
  ) {}

  /** The kustomization file of a folder; undefined where there is none. */
  kustomizationOf(folder: string): string | undefined {
    return KUSTOMIZATIONS.map(name => inFolder(folder, name)).find(path => this.context.tree.has(path));
  }

  /** What a folder with a kustomization comes to. */
  build(folder: string, around: readonly string[] = []): Promise<Built> {
    if (around.includes(folder) || around.length > MAX_DEPTH) return Promise.resolve(EMPTY);
    const known = this.built.get(folder);
    if (known) return known;
    const building = this.buildFolder(folder, [...around, folder]);
    this.built.set(folder, building);
    return building;
  }

  /** A folder without one: every manifest below it, as Flux puts it together. */
  async gather(folder: string): Promise<Built> {
    const collected = collector();
    const nested = this.context.tree
      .below(folder)
      .filter(path => KUSTOMIZATIONS.includes(path.slice(path.lastIndexOf('/') + 1)))
      .map(path => path.slice(0, Math.max(path.lastIndexOf('/'), 0)));
    const outermost = nested.filter(inner => !nested.some(other => inner.startsWith(`${other}/`)));
    for (const path of this.context.tree.below(folder)) {
      if (outermost.some(inner => path.startsWith(`${inner}/`))) continue;
      await this.addFile(path, collected, []);
    }
    for (const inner of outermost) add(collected, await this.build(inner), []);
    return collected;
  }

  /** The objects of one file. */
  async file(path: string): Promise<readonly BuiltObject[]> {
    const collected = collector();
    await this.addFile(path, collected, []);
    return collected.objects;
  }

  /** A component, or the settings of a Kustomization of Flux, over what is there already. */
  async transform(
    settings: Positioned,
    folder: string,
    built: Built,
    around: readonly string[] = [],
  ): Promise<Built> {
    const collected = collector();
    add(collected, built, []);
    await this.addComponents(settings, folder, collected, around);
    const patches = await this.patchesOf(settings, folder, collected);
    let objects: readonly BuiltObject[] = collected.objects;
    for (const patch of patches) objects = applyPatch(objects, patch);
    return { ...collected, objects: objects.map(object => renamed(object, settings)) };
  }

  private async buildFolder(folder: string, around: readonly string[]): Promise<Built> {
    const path = this.kustomizationOf(folder);
    const data = path === undefined ? undefined : (await this.context.yaml(path)).documents[0]?.data;
    if (path === undefined || !data) return EMPTY;
    const collected = collector();
    collected.folders.add(folder);
    collected.files.add(path);
    for (const key of ['resources', 'bases']) {
      for (const [index, entry] of listAt(data.value, [key]).entries()) {
        const via = [{ file: path, line: data.lineOf([key, index]) }];
        await this.addEntry(entry, folder, collected, via, around);
      }
    }
    collected.generated.push(...generators(data, folder));
    for (const key of ['replacements', 'vars']) {
      if (JSON.stringify(data.at([key]).value ?? '').includes('HelmRelease'))
        collected.unfollowed.push({ file: path, line: data.lineOf([key]) });
    }
    return this.transform(data, folder, collected, around);
  }

  private async addEntry(
    entry: unknown,
    folder: string,
    collected: Collected,
    via: readonly Position[],
    around: readonly string[],
  ): Promise<void> {
    const path = localPath(folder, entry);
    if (path === undefined || ++this.entries > MAX_ENTRIES) return;
    if (this.context.tree.has(path)) {
      collected.files.add(path);
      await this.addFile(path, collected, via);
    } else if (this.kustomizationOf(path) !== undefined) {
      add(collected, await this.build(path, around), via);
    }
  }

  private async addComponents(
    settings: Positioned,
    folder: string,
    collected: Collected,
    around: readonly string[],
  ): Promise<void> {
    for (const entry of listAt(settings.value, ['components'])) {
      const path = localPath(folder, entry);
      const file = path === undefined || around.includes(path) ? undefined : this.kustomizationOf(path);
      const data = file === undefined ? undefined : (await this.context.yaml(file)).documents[0]?.data;
      if (path === undefined || file === undefined || !data || around.length > MAX_DEPTH) continue;
      const within = [...around, path];
      collected.folders.add(path);
      collected.files.add(file);
      for (const [index, resource] of listAt(data.value, ['resources']).entries()) {
        const via = [{ file, line: data.lineOf(['resources', index]) }];
        await this.addEntry(resource, path, collected, via, within);
      }
      collected.generated.push(...generators(data, path));
      const transformed = await this.transform(data, path, collected, within);
      collected.objects.splice(0, collected.objects.length, ...transformed.objects);
      for (const used of transformed.files) collected.files.add(used);
    }
  }

  private async addFile(path: string, collected: Collected, via: readonly Position[]): Promise<void> {
    if (!/\.(ya?ml|json)$/i.test(path) || !this.candidates.has(path) || this.context.charts.isTemplate(path))
      return;
    collected.files.add(path);
    for (const { data: whole, index } of (await this.context.yaml(path)).documents) {
      const items = stringAt(whole.value, ['kind']) === 'List' ? listAt(whole.value, ['items']) : undefined;
      const bases: DataPath[] = items ? items.map((_, number) => ['items', number]) : [[]];
      for (const base of bases) {
        const data = whole.at(base);
        const object = this.objectOf(data, index, base, via);
        if (object) collected.objects.push(object);
      }
    }
  }

  private objectOf(
    data: Positioned,
    document: number,
    path: DataPath,
    via: readonly Position[],
  ): BuiltObject | undefined {
    const apiVersion = stringAt(data.value, ['apiVersion']) ?? '';
    const kind = stringAt(data.value, ['kind']) ?? '';
    if (!this.interest(apiVersion, kind)) return undefined;
    const object: Layered = [{ data, document, path }];
    return {
      group: groupOf(apiVersion),
      kind,
      name: readText(object, ['metadata', 'name']) ?? '',
      namespace: readText(object, ['metadata', 'namespace']) ?? '',
      object,
      origin: [data.file, document, ...path].join('#'),
      chain: [{ file: data.file, line: data.lineOf([]) }, ...via],
    };
  }

  /** Patches in the order in which Kustomize applies them. */
  private async patchesOf(data: Positioned, folder: string, collected: Collected): Promise<Patch[]> {
    const patches: Patch[] = [];
    for (const [index, entry] of listAt(data.value, ['patchesStrategicMerge']).entries()) {
      if (typeof entry !== 'string' && !isRecord(entry)) continue;
      const isInline = typeof entry !== 'string' || entry.includes('\n');
      const at: DataPath = ['patchesStrategicMerge', index];
      patches.push(
        ...(await this.readPatch(data, isInline ? { inline: at } : { file: entry }, folder, collected)),
      );
    }
    for (const key of ['patches', 'patchesJson6902']) {
      for (const [index, entry] of listAt(data.value, [key]).entries()) {
        const file = stringAt(entry, ['path']);
        const from = file === undefined ? { inline: [key, index, 'patch'] } : { file };
        const target = recordAt(entry, ['target']) as PatchTarget | undefined;
        for (const patch of await this.readPatch(data, from, folder, collected))
          patches.push(target ? { ...patch, target } : patch);
      }
    }
    return patches;
  }

  private async readPatch(
    holder: Positioned,
    from: { readonly inline: DataPath } | { readonly file: string },
    folder: string,
    collected: Collected,
  ): Promise<Patch[]> {
    if ('inline' in from) {
      const part = holder.at(from.inline);
      if (isRecord(part.value) || Array.isArray(part.value)) return [{ data: part }];
      return (parseEmbedded(holder, from.inline)?.documents ?? []).map(({ data }) => ({ data }));
    }
    const path = localPath(folder, from.file);
    if (path === undefined || !this.context.tree.has(path)) return [];
    collected.files.add(path);
    return (await this.context.yaml(path)).documents.map(({ data, index }) => ({ data, document: index }));
  }
}

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

interface Collected extends Built {
  readonly objects: BuiltObject[];
  readonly generated: GeneratedData[];
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly unfollowed: Position[];
}

const EMPTY: Built = { objects: [], generated: [], files: new Set(), folders: new Set(), unfollowed: [] };

function collector(): Collected {
  return { objects: [], generated: [], files: new Set(), folders: new Set(), unfollowed: [] };
}

function add(collected: Collected, built: Built, via: readonly Position[]): void {
  const objects =
    via.length === 0 ? built.objects : built.objects.map(o => ({ ...o, chain: [...o.chain, ...via] }));
  collected.objects.push(...objects.slice(0, Math.max(MAX_OBJECTS - collected.objects.length, 0)));
  collected.generated.push(...built.generated);
  collected.unfollowed.push(...built.unfollowed);
  for (const file of built.files) collected.files.add(file);
  for (const folder of built.folders) collected.folders.add(folder);
}

function localPath(folder: string, entry: unknown): string | undefined {
  if (typeof entry !== 'string' || entry.includes('://') || entry.includes('?ref=') || entry.includes('\n'))
    return undefined;
  return resolveInTree(folder, entry);
}

function generators(data: Positioned, folder: string): GeneratedData[] {
  return (['configMapGenerator', 'secretGenerator'] as const).flatMap(key =>
    listAt(data.value, [key]).map((entry, index) => ({
      kind: key === 'configMapGenerator' ? 'ConfigMap' : 'Secret',
      name: stringAt(entry, ['name']) ?? '',
      folder,
      data: data.at([key, index]),
    })),
  );
}

/** Prefix, suffix and namespace come after the patches. */
function renamed(object: BuiltObject, settings: Positioned): BuiltObject {
  const namespace = stringAt(settings.value, ['namespace']);
  const prefix = stringAt(settings.value, ['namePrefix']) ?? '';
  const suffix = stringAt(settings.value, ['nameSuffix']) ?? '';
  if (namespace === undefined && prefix === '' && suffix === '') return object;
  return {
    ...object,
    name: `${prefix}${object.name}${suffix}`,
    namespace: namespace || object.namespace,
  };
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
