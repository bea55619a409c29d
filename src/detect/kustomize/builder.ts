/**
 * What Kustomize makes of the folders of a tree, as far as it is about objects that somebody asks for: resources, bases,
 * components, patches, and what it does to all of its objects.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */

import { addAll, append } from '../../append.js';
import type { DataPath, Position, Positioned } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Layered, readText } from '../layered.js';
import { mergedData } from '../layered-data.js';
import { folderOf, inFolder } from '../tree-path.js';
import { beyondBuild } from './gaps.js';
import { isLateGenerator, withGenerated } from './generated-data.js';
import { addGenerators, generators } from './generators.js';
import { isKustomizationPath, KUSTOMIZATIONS } from './names.js';
import {
  add,
  type Built,
  type BuiltObject,
  type Collected,
  collector,
  type GeneratedData,
  groupOf,
  isOfMesh,
  localPath,
  speaksOfMesh,
} from './objects.js';
import { applyPatch, type Patch } from './patch.js';
import { readPatches } from './read-patches.js';
import { replacementsOf, withReplacement } from './replacements.js';
import { transformed } from './transform.js';
import { noteTransformers, readTransformers } from './transformers.js';
import { addVariables, hasVariables, withVariables } from './variables.js';
import { settingsPerObject, Work } from './work.js';

/** Which documents are of interest; everything else is left out of builds. */
export type Interest = (apiVersion: string, kind: string) => boolean;

/** Deeper than any honest stack of overlays, and with more entries than any honest tree. */
const MAX_DEPTH = 20;
const MAX_ENTRIES = 50_000;

/**
 * Builds folders of one tree, each at most once. Not for concurrent use: two folders that refer to each other would
 * wait for each other.
 */
export class KustomizeBuilder {
  private readonly built = new Map<string, Promise<Built>>();
  private readonly finished = new Map<string, Promise<Built>>();
  private entries = 0;
  private whole: KustomizeBuilder | undefined;

  constructor(
    private readonly context: DetectContext,
    private readonly interest: Interest,
    private readonly candidates: ReadonlySet<string> = new Set(context.candidates),
    private readonly work: Work = new Work(),
  ) {}

  /** The kustomization file of a folder; undefined where there is none. */
  kustomizationOf(folder: string): string | undefined {
    return KUSTOMIZATIONS.map(name => inFolder(folder, name)).find(path => this.context.tree.has(path));
  }

  /** What a folder with a kustomization comes to, where nothing else takes it in. */
  build(folder: string): Promise<Built> {
    const known = this.finished.get(folder);
    if (known) return known;
    const finishing = this.finish(folder);
    this.finished.set(folder, finishing);
    return finishing;
  }

  /** Variables are filled in last, by whatever the outermost kustomization makes of the objects that they are read from. */
  private async finish(folder: string): Promise<Built> {
    const built = await this.assemble(folder, []);
    if (!hasVariables(built)) return built;
    if (this.work.take(built.objects, built.variables.size))
      return withVariables(built, () => this.everythingIn(folder));
    const [variable] = built.variables;
    if (!variable || this.whole === this) return built;
    return { ...built, gaps: new Set([...built.gaps, ...this.work.gapsAt(variable)]) };
  }

  private assemble(folder: string, around: readonly string[]): Promise<Built> {
    const known = this.built.get(folder);
    if (known) return known;
    const building = this.buildFolder(folder, [...around, folder]);
    this.built.set(folder, building);
    return building;
  }

  /**
   * A folder without one: every manifest below it, as Flux puts it together.
   * @param isMeant which of its files count
   */
  async gather(folder: string, isMeant: (path: string) => boolean = () => true): Promise<Built> {
    const collected = collector();
    const nested = this.context.tree.below(folder).filter(isKustomizationPath).map(folderOf);
    const outermost = nested.filter(inner => !nested.some(other => inner.startsWith(`${other}/`)));
    for (const path of this.context.tree.below(folder)) {
      if (!isMeant(path) || outermost.some(inner => path.startsWith(`${inner}/`))) continue;
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

  /**
   * A component, or the settings of whoever deploys a folder, over what is there already.
   * @param home the folder of the kustomization that the objects are of: a component's is none
   */
  async transform(
    settings: Positioned,
    folder: string,
    built: Built,
    around: readonly string[] = [],
    home: string = folder,
  ): Promise<Built> {
    const collected = collector();
    add(collected, built, []);
    await addVariables(this.context, settings, folder, collected);
    // Since Kustomize 5.1, components find there what the kustomization around them generates.
    const late = await this.addConfigMaps(generators(settings, folder), collected);
    await this.addComponents(settings, folder, collected, around, home);
    await this.addConfigMaps(late, collected, true);
    const { patches, gaps } = await readPatches(this.context, settings, folder, collected.files);
    let result: readonly BuiltObject[] = collected.objects;
    if (gaps.length > 0 && result.some(isOfMesh)) addAll(collected.gaps, gaps);
    for (const patch of patches.filter(({ isLate }) => !isLate))
      result = this.applied(result, patch, collected);
    if (this.work.take(result, settingsPerObject(settings))) result = transformed(result, settings);
    for (const patch of patches.filter(({ isLate }) => isLate))
      result = this.applied(result, patch, collected);
    for await (const replacement of replacementsOf(this.context, settings, folder)) {
      if (!this.work.take(result, 1 + listAt(replacement.value, ['targets']).length)) break;
      const everything = () => this.everythingIn(home);
      const replaced = await withReplacement(result, replacement, everything);
      if (replaced.gaps.length > 0 && result.some(isOfMesh)) addAll(collected.gaps, replaced.gaps);
      result = replaced.objects;
    }
    const { builtIn, others } = await readTransformers(this.context, settings, folder, path =>
      this.configurationsIn(path, around),
    );
    for (const one of builtIn) {
      if (!this.work.take(result)) break;
      const changed = await this.transform(one, folder, { ...collected, objects: result }, around, home);
      addAll(collected.gaps, changed.gaps);
      addAll(collected.files, changed.files);
      result = changed.objects;
    }
    if (result.some(isOfMesh)) addAll(collected.gaps, noteTransformers(others));
    addAll(collected.gaps, await beyondBuild(this.context, settings, folder, result));
    // Nobody looks at the gaps of the whole: they are told where somebody asks for it.
    if (this.whole !== this) addAll(collected.gaps, this.work.gapsAt(settings));
    return { ...collected, objects: result };
  }

  private applied(
    objects: readonly BuiltObject[],
    patch: Patch,
    collected: Collected,
  ): readonly BuiltObject[] {
    const steps = Math.max(listAt(patch.data.value, []).length, 1);
    if (!this.work.visit(objects.length * steps)) return objects;
    const result = applyPatch(objects, patch);
    const before = new Set(objects);
    this.work.take(
      result.objects.filter(object => !before.has(object)),
      steps,
    );
    addAll(collected.gaps, result.gaps);
    return result.objects;
  }

  /**
   * Only what is of interest: who asks for no ConfigMaps has them read out of `generated`.
   * @returns those that change a ConfigMap that is not there yet
   */
  private async addConfigMaps(
    all: readonly GeneratedData[],
    collected: Collected,
    isLast = false,
  ): Promise<readonly GeneratedData[]> {
    const late: GeneratedData[] = [];
    if (!this.interest('v1', 'ConfigMap')) return late;
    let objects: readonly BuiltObject[] = [...collected.objects];
    for (const generator of all.filter(({ kind }) => kind === 'ConfigMap')) {
      if (!isLast && isLateGenerator(objects, generator)) {
        late.push(generator);
        continue;
      }
      if (!this.work.take(objects)) break;
      const result = await withGenerated(this.context, objects, generator);
      objects = result.objects;
      addAll(collected.gaps, result.gaps);
    }
    collected.objects.length = 0;
    append(collected.objects, objects);
    return late;
  }

  private async buildFolder(folder: string, around: readonly string[]): Promise<Built> {
    const path = this.kustomizationOf(folder);
    const data = path === undefined ? undefined : (await this.context.yaml(path)).documents[0]?.data;
    const collected = collector();
    if (path === undefined || !data) return collected;
    collected.folders.add(folder);
    collected.files.add(path);
    for (const key of ['resources', 'bases']) {
      for (const index of listAt(data.value, [key]).keys())
        await this.addEntry(data.at([key, index]), folder, collected, around);
    }
    addGenerators(data, folder, collected);
    // What a generator's file declares is read by itself.
    for (const entry of listAt(data.value, ['generators'])) {
      const generator = localPath(folder, entry);
      if (generator === undefined || around.includes(generator)) continue;
      if (this.context.tree.has(generator)) collected.files.add(generator);
      else if (this.kustomizationOf(generator) !== undefined)
        addAll(collected.files, (await this.assemble(generator, around)).files);
    }
    return this.transform(data, folder, collected, around);
  }

  private async addEntry(
    entry: Positioned,
    folder: string,
    collected: Collected,
    around: readonly string[],
  ): Promise<void> {
    const at: Position = { file: entry.file, line: entry.lineOf([]) };
    if (++this.entries > MAX_ENTRIES) {
      if (this.entries === MAX_ENTRIES + 1)
        collected.gaps.add({ why: `kustomizations here take in more than ${MAX_ENTRIES} entries`, at });
      return;
    }
    const path = localPath(folder, entry.value);
    if (path !== undefined && this.context.tree.has(path)) {
      collected.files.add(path);
      await this.addFile(path, collected, [at]);
    } else if (path !== undefined && this.kustomizationOf(path) !== undefined) {
      if (around.includes(path) || around.length > MAX_DEPTH)
        collected.gaps.add({
          why: 'it takes in a folder that takes in this one: Kustomize refuses that',
          at,
        });
      else {
        const built = await this.assemble(path, around);
        if (this.work.takeIn(built)) add(collected, built, [at]);
      }
    } else if (speaksOfMesh(entry.value) && !isAside(entry.value)) {
      const missing = path === undefined ? {} : { missing: String(entry.value) };
      collected.gaps.add({ why: 'it takes in what is not in this repository', at, ...missing });
    }
  }

  private async addComponents(
    settings: Positioned,
    folder: string,
    collected: Collected,
    around: readonly string[],
    home: string,
  ): Promise<void> {
    for (const [index, entry] of listAt(settings.value, ['components']).entries()) {
      if (!this.work.takeComponent(collected.objects)) return;
      const path = localPath(folder, entry);
      const file = path === undefined || around.includes(path) ? undefined : this.kustomizationOf(path);
      const read = file === undefined ? undefined : await this.context.yaml(file);
      const data = read?.errors.length === 0 ? read.documents[0]?.data : undefined;
      const at = { file: settings.file, line: settings.lineOf(['components', index]) };
      if (path === undefined || file === undefined || !data || around.length > MAX_DEPTH) {
        if (speaksOfMesh(entry) || collected.objects.some(isOfMesh))
          collected.gaps.add({
            why:
              file === undefined ? 'its component is not in this repository' : 'its component can’t be read',
            at,
            ...(path !== undefined && file === undefined && !around.includes(path)
              ? { missing: String(entry) }
              : {}),
          });
        continue;
      }
      const within = [...around, path];
      collected.folders.add(path);
      collected.files.add(file);
      const first = collected.objects.length;
      for (const number of listAt(data.value, ['resources']).keys())
        await this.addEntry(data.at(['resources', number]), path, collected, within);
      const brought = collected.objects.splice(first);
      append(
        collected.objects,
        brought.map(object => ({ ...object, chain: [...object.chain, at] })),
      );
      addGenerators(data, path, collected);
      const result = await this.transform(data, path, collected, within, home);
      collected.objects.length = 0;
      append(collected.objects, result.objects);
      addAll(collected.gaps, result.gaps);
      addAll(collected.files, result.files);
      addAll(collected.variables, result.variables);
      addAll(collected.references, result.references);
    }
  }

  private async addFile(path: string, collected: Collected, via: readonly Position[]): Promise<void> {
    if (!/\.(ya?ml|json)$/i.test(path) || !this.candidates.has(path) || this.context.charts.isTemplate(path))
      return;
    collected.files.add(path);
    for (const { data: whole, index } of (await this.context.yaml(path)).documents) {
      const kind = stringAt(whole.value, ['kind']) ?? '';
      const items = kind.endsWith('List') ? listAt(whole.value, ['items']) : [];
      const bases: DataPath[] = items.length > 0 ? items.map((_, number) => ['items', number]) : [[]];
      for (const base of bases) {
        const object = this.objectOf(whole.at(base), [path, index, ...base].join('#'), index, base, via);
        if (object) collected.objects.push(object);
      }
    }
  }

  private objectOf(
    data: Positioned,
    origin: string,
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
      origin,
      chain: [{ file: data.file, line: data.lineOf([]) }, ...via],
    };
  }

  /** All objects of a folder, whoever asks for them. */
  private async everythingIn(folder: string): Promise<readonly BuiltObject[]> {
    if (this.kustomizationOf(folder) === undefined || this.whole === this) return [];
    const { objects } = await this.wholeBuilder().build(folder);
    return this.work.take(objects) ? objects : [];
  }

  /** Configurations of transformers that a kustomization of their own makes. */
  private async configurationsIn(folder: string, around: readonly string[]): Promise<readonly Positioned[]> {
    if (this.kustomizationOf(folder) === undefined || around.includes(folder)) return [];
    const { objects } = await this.wholeBuilder().assemble(folder, around);
    return objects.map(({ object }) => mergedData(object));
  }

  private wholeBuilder(): KustomizeBuilder {
    if (!this.whole) {
      this.whole = new KustomizeBuilder(
        this.context,
        () => true,
        new Set(this.context.tree.paths),
        this.work,
      );
      this.whole.whole = this.whole;
    }
    return this.whole;
  }
}

/** Samples and addons of Istio are no part of a mesh; the bundle of the Gateway API is read elsewhere. */
function isAside(entry: unknown): boolean {
  return /\/samples\/|kubernetes-sigs\/gateway-api/.test(String(entry));
}
