/**
 * Flux's objects as they reach a cluster: its Kustomizations followed from whoever deploys them down to the
 * HelmReleases, with overlays, patches and substitution applied on the way.
 */

import { addAll, append } from '../../append.js';
import { groupBy } from '../../grouped.js';
import type { DeployedFolder, Position, Problem } from '../../model.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { KustomizeBuilder } from '../kustomize/builder.js';
import { withoutDeployed } from '../kustomize/listing.js';
import { isKustomizationPath } from '../kustomize/names.js';
import {
  type Built,
  type BuiltObject,
  collector,
  type Gap,
  type GeneratedData,
} from '../kustomize/objects.js';
import { placeOf, read, readText } from '../layered.js';
import { oncePerTree } from '../once.js';
import { unfilledByTerraform } from '../terraform/terraform.js';
import { folderOf } from '../tree-path.js';
import { FluxData } from './data.js';
import { deployedBy, deployedFolder, isHelmRelease, isKustomization, settingsOf } from './kustomizations.js';
import { isResourceSet, madeBySet } from './resource-sets.js';
import { isInputProvider } from './set-inputs.js';
import { decidedText, FluxVariables, isFlux, type Overridden, type Unresolved } from './variables.js';

/** What one cluster gets, as far as the tree tells. */
export interface Cluster {
  readonly objects: BuiltObject[];
  readonly generated: Set<GeneratedData>;
}

/** A HelmRelease as it is deployed: once for each way on which it gets there. */
export interface HelmReleaseInstance {
  readonly built: BuiltObject;
  readonly cluster: Cluster;
  readonly unresolved: readonly Unresolved[];
  /** Of it, and of the sources of its chart that the same Kustomization brings. */
  readonly overridden: readonly Overridden[];
  /** The cluster that a Kustomization's `kubeConfig` names; '' for the one that Flux runs in. */
  readonly destination: string;
}

/** A folder that a Kustomization of Flux deploys. */
export type FluxFolder = DeployedFolder;

/** A Kustomization whose path is not in this tree. */
export interface ElsewherePath {
  readonly name: string;
  readonly path: string;
  readonly at: Position;
  /** `GitRepository/mesh` */
  readonly source: string;
  readonly namespace?: string | undefined;
  /** All that it says. */
  readonly spec: unknown;
}

export interface FluxTree {
  readonly releases: readonly HelmReleaseInstance[];
  /** All of Flux's documents of the tree, as written. */
  readonly documents: readonly BuiltObject[];
  /** Those that charts come from, by `kind/name`. */
  readonly sources: ReadonlyMap<string, readonly BuiltObject[]>;
  readonly folders: readonly FluxFolder[];
  readonly elsewhere: readonly ElsewherePath[];
  /** What Kustomize does to any of this that is not followed. */
  readonly gaps: readonly Gap[];
  /** Places that give a variable which every Kustomization that takes it from there has from elsewhere. */
  readonly overridden: readonly Position[];
  /** ResourceSets whose objects could not all be made out. */
  readonly open: readonly Problem[];
  readonly data: FluxData;
}

/** Read once per tree. */
export const readFlux = oncePerTree((context): Promise<FluxTree> => new FluxReader(context).readAll());

/** More Kustomizations than any honest fleet has. */
const MAX_KUSTOMIZATIONS = 5000;

class FluxReader {
  private readonly builder: KustomizeBuilder;
  private readonly data: FluxData;
  private readonly variables: FluxVariables;
  private readonly releases: HelmReleaseInstance[] = [];
  private readonly folders: FluxFolder[] = [];
  private readonly elsewhere: ElsewherePath[] = [];
  private readonly gaps = new Map<string, Gap>();
  private readonly open = new Map<string, Problem>();
  /** Providers of inputs, wherever in the tree. */
  private providers: readonly BuiltObject[] = [];
  /** ResourceSets of the cluster that is walked through: all that gives them inputs may be brought after them. */
  private readonly sets: { readonly set: BuiltObject; readonly level: Level }[] = [];
  private readonly visited = new Set<string>();
  private readonly files = new Set<string>();
  private steps = 0;

  constructor(private readonly context: DetectContext) {
    this.builder = new KustomizeBuilder(context, isOfInterest);
    this.data = new FluxData(context);
    this.variables = new FluxVariables(context, this.data);
  }

  async readAll(): Promise<FluxTree> {
    const documents = await this.readDocuments();
    this.providers = documents.filter(isInputProvider);
    const made = documents
      .filter(isResourceSet)
      .flatMap(set => madeBySet(this.context, set, { own: [], everywhere: this.providers }).objects);
    if (documents.length > 0) await this.follow(documents, made);
    const { releases, folders, elsewhere, data } = this;
    return {
      releases,
      documents,
      sources: byName([...documents, ...made]),
      folders,
      elsewhere,
      gaps: [...this.gaps.values()],
      overridden: this.variables.overridden,
      open: [...this.open.values()],
      data,
    };
  }

  private async readDocuments(): Promise<BuiltObject[]> {
    const documents: BuiltObject[] = [];
    const isUnfilled = await unfilledByTerraform(this.context);
    for (const path of this.context.candidates) {
      if (!/\.(ya?ml|json)$/i.test(path) || this.context.charts.isTemplate(path)) continue;
      const text = await this.context.text(path);
      if (!text?.includes('toolkit.fluxcd.io/') && !text?.includes('fluxcd.controlplane.io/')) continue;
      const objects = (await this.builder.file(path)).filter(isFlux);
      append(
        documents,
        objects.filter(({ object }) => !object.some(({ data }) => isUnfilled(data))),
      );
    }
    return documents;
  }

  private async follow(documents: readonly BuiltObject[], made: readonly BuiltObject[]): Promise<void> {
    const kustomizations = documents.filter(isKustomization);
    // What another Kustomization brings is followed from there.
    const brought = new Set<string>();
    const folders = new Set<string>();
    for (const one of [...kustomizations, ...made.filter(isKustomization)]) {
      const built = await deployedBy(this.context, this.builder, one);
      for (const { origin } of built?.objects ?? []) if (origin !== one.origin) brought.add(origin);
      for (const folder of built?.folders ?? []) folders.add(folder);
    }
    const byThemselves = new Set(brought);
    const deployed = { folders, has: ({ origin }: BuiltObject) => byThemselves.has(origin) };
    for (const folder of await this.outermostFolders(folders)) {
      const built = await this.builder.build(folder);
      for (const { origin } of built.objects) brought.add(origin);
      const root = this.builder.kustomizationOf(folder);
      await this.enter(
        root === undefined ? built : await withoutDeployed(this.context, root, built, deployed),
      );
    }
    for (const one of kustomizations) {
      if (!brought.has(one.origin) && !this.context.isSetAside(one.origin)) await this.enter(single(one));
    }
    await this.enterSets(documents, brought);
    // Kustomizations that only bring each other.
    for (const one of kustomizations) {
      if (!this.visited.has(one.origin) && !this.context.isSetAside(one.origin))
        await this.enter(single(one));
    }
    await this.enterSets(documents, this.visited);
    for (const one of documents) {
      if (!isHelmRelease(one) || brought.has(one.origin) || this.context.isSetAside(one.origin)) continue;
      if (!this.files.has(fileOf(one))) await this.enter(single(one));
    }
  }

  private async enterSets(documents: readonly BuiltObject[], known: ReadonlySet<string>): Promise<void> {
    for (const one of documents.filter(isResourceSet)) {
      if (known.has(one.origin) || this.context.isSetAside(one.origin) || this.files.has(fileOf(one)))
        continue;
      await this.enter(single(one));
    }
  }

  /** Folders with a kustomization that no other one, and nothing of Flux, refers to. */
  private async outermostFolders(known: ReadonlySet<string>): Promise<readonly string[]> {
    const folders = this.context.tree.paths.filter(isKustomizationPath).map(folderOf);
    const inner = new Set<string>();
    const outer: string[] = [];
    for (const folder of folders) {
      const built = await this.builder.build(folder);
      for (const file of built.files) this.files.add(file);
      for (const other of built.folders) if (other !== folder) inner.add(other);
      if (built.objects.some(({ isGenerated }) => !isGenerated)) outer.push(folder);
    }
    const roots = outer.filter(
      folder => !inner.has(folder) && !known.has(folder) && !this.context.isSetAside(`${folder}/`),
    );
    const components = await Promise.all(roots.map(folder => this.isComponent(folder)));
    return roots.filter((_, index) => !components[index]);
  }

  private async isComponent(folder: string): Promise<boolean> {
    const path = this.builder.kustomizationOf(folder);
    const [document] = path === undefined ? [] : (await this.context.yaml(path)).documents;
    return stringAt(document?.data.value, ['kind']) === 'Component';
  }

  /** Starts a cluster of its own. */
  private async enter(built: Built): Promise<void> {
    const cluster: Cluster = { objects: [...built.objects], generated: new Set(built.generated) };
    await this.walk({ built, cluster, destination: '', around: [] });
    for (let next = this.sets.shift(); next; next = this.sets.shift())
      await this.expand(next.set, next.level);
  }

  /** What a ResourceSet makes is deployed beside it. */
  private async expand(set: BuiltObject, level: Level): Promise<void> {
    const { cluster, destination } = level;
    if (!this.mayGoOn(placeOf(set.object, ['spec']), 'ResourceSets')) return;
    this.visited.add(set.origin);
    const providers = { own: cluster.objects, everywhere: this.providers };
    const { objects, problems } = madeBySet(this.context, set, providers);
    for (const problem of problems) this.open.set(JSON.stringify(problem), problem);
    append(cluster.objects, objects);
    await this.walk({
      built: { ...collector(), objects },
      cluster,
      destination,
      around: [...level.around, set.origin],
    });
  }

  /** Says once where too many bring each other. */
  private mayGoOn({ file, line }: Position, what: string): boolean {
    if (this.steps > MAX_KUSTOMIZATIONS) return false;
    if (++this.steps <= MAX_KUSTOMIZATIONS) return true;
    const why = `${what} bring each other in more than ${MAX_KUSTOMIZATIONS} ways: what this one deploys, and more of them, was not followed`;
    this.context.leave(file, why, line);
    return false;
  }

  private async walk(level: Level): Promise<void> {
    for (const file of level.built.files) this.files.add(file);
    for (const gap of level.built.gaps) this.gaps.set(JSON.stringify(gap), gap);
    for (const object of level.built.objects) {
      if (isHelmRelease(object)) {
        const { cluster, destination } = level;
        this.releases.push({
          built: object,
          cluster,
          destination,
          unresolved: level.unresolved?.get(object) ?? [],
          overridden: overriddenOf(object, level.overridden),
        });
      }
      if (level.around.includes(object.origin)) continue;
      if (isResourceSet(object)) this.sets.push({ set: object, level });
      if (isKustomization(object)) await this.descend(object, level);
    }
  }

  private async descend(kustomization: BuiltObject, level: Level): Promise<void> {
    if (!this.mayGoOn(placeOf(kustomization.object, ['spec', 'path']), 'Kustomizations')) return;
    this.visited.add(kustomization.origin);
    const built = await deployedBy(this.context, this.builder, kustomization);
    const name = kustomization.name;
    const at = placeOf(kustomization.object, ['spec', 'path']);
    const path = readText(kustomization.object, ['spec', 'path']) ?? '';
    if (!built) {
      // What lies elsewhere is filled in as well.
      await this.variables.of(kustomization, level.cluster);
      const [kind, source] = ['kind', 'name'].map(key =>
        readText(kustomization.object, ['spec', 'sourceRef', key]),
      );
      const namespace = readText(kustomization.object, ['spec', 'targetNamespace']);
      const spec = specOf(kustomization);
      this.elsewhere.push({ name, path, at, source: `${kind}/${source}`, namespace, spec });
      return;
    }
    const destination =
      readText(kustomization.object, ['spec', 'kubeConfig', 'secretRef', 'name']) ??
      readText(kustomization.object, ['spec', 'kubeConfig', 'configMapRef', 'name']) ??
      level.destination;
    const [declared = at] = kustomization.chain;
    const start = level.cluster.objects.length;
    append(level.cluster.objects, built.objects);
    addAll(level.cluster.generated, built.generated);
    this.folders.push(await this.folderBy(kustomization, level.cluster, destination, declared));
    const { objects, ...left } = await this.variables.substituted(kustomization, built, level.cluster);
    // Sources of charts are found there as they reach the cluster.
    level.cluster.objects.length = start;
    append(level.cluster.objects, objects);
    await this.walk({
      built: { ...built, objects },
      cluster: level.cluster,
      destination,
      around: [...level.around, kustomization.origin],
      ...left,
    });
  }

  /** The folder that a Kustomization deploys, and what it does to what is there. */
  private async folderBy(
    kustomization: BuiltObject,
    cluster: Cluster,
    destination: string,
    declared: Position,
  ): Promise<FluxFolder> {
    const { object, chain } = kustomization;
    const namespace = readText(object, ['spec', 'targetNamespace']) ?? '';
    const settings = settingsOf(object);
    const variables = read(object, ['spec', 'postBuild'])
      ? await this.variables.of(kustomization, cluster)
      : undefined;
    return {
      folder: deployedFolder(this.context.tree, object) ?? '',
      namespace,
      destination,
      declared,
      chain,
      ...(namespace === '' ? {} : { forcesNamespace: true }),
      ...(settings ? { settings } : {}),
      ...(variables ? { fill: text => decidedText(text, variables) } : {}),
    };
  }
}

interface Level {
  readonly built: Built;
  readonly cluster: Cluster;
  readonly destination: string;
  /** Kustomizations that this one was reached through. */
  readonly around: readonly string[];
  readonly unresolved?: ReadonlyMap<BuiltObject, readonly Unresolved[]>;
  readonly overridden?: ReadonlyMap<BuiltObject, Overridden>;
}

function overriddenOf(
  release: BuiltObject,
  all: ReadonlyMap<BuiltObject, Overridden> = new Map(),
): readonly Overridden[] {
  const sources = [
    ['spec', 'chartRef', 'name'],
    ['spec', 'chart', 'spec', 'sourceRef', 'name'],
  ].map(path => readText(release.object, path));
  return [...all].flatMap(([object, overridden]) =>
    object === release || (object.group === 'source.toolkit.fluxcd.io' && sources.includes(object.name))
      ? overridden
      : [],
  );
}

function byName(documents: readonly BuiltObject[]): ReadonlyMap<string, readonly BuiltObject[]> {
  const sources = documents.filter(({ group }) => group === 'source.toolkit.fluxcd.io');
  return groupBy(sources, ({ kind, name }) => `${kind}/${name}`);
}

function isOfInterest(apiVersion: string, kind: string): boolean {
  return (
    /^(helm|source|kustomize)\.toolkit\.fluxcd\.io\//.test(apiVersion) ||
    (/^fluxcd\.controlplane\.io\//.test(apiVersion) && /^ResourceSet(InputProvider)?$/.test(kind)) ||
    (apiVersion === 'v1' && kind === 'ConfigMap')
  );
}

export function specOf({ object }: BuiltObject): unknown {
  return read(object, ['spec'])?.value;
}

/** Where an object is written. */
function fileOf({ chain }: BuiltObject): string {
  return chain[0]?.file ?? '';
}

function single(object: BuiltObject): Built {
  return { ...collector(), objects: [object] };
}
