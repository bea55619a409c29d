/**
 * Objects of the tree as they are deployed: once for each overlay, Kustomization of Flux or Application of Argo CD that
 * makes something else of them.
 */

import { addAll } from '../../append.js';
import { addTo } from '../../grouped.js';
import type { DeployedFolder, Problem } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { readText } from '../layered.js';
import { filled } from '../reshaped.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { isBuiltAlone } from './applied-alone.js';
import { type Interest, KustomizeBuilder } from './builder.js';
import { withoutDeployed } from './listing.js';
import { isKustomizationPath } from './names.js';
import { type Built, type BuiltObject, type Gap, gapProblems, isFull, isLocalConfig } from './objects.js';

/** An object on one of the ways on which it gets to a cluster. */
export interface Variant {
  readonly object: BuiltObject;
  /** File that tells this way from others: the outermost kustomization, else the object's own. */
  readonly root: string;
  /** Where it goes, as far as the tree tells; '' where it does not. */
  readonly destination: string;
  /** As of who deploys it. */
  readonly apartFrom?: readonly string[];
}

export interface Variants {
  /**
   * Of the document that starts at a line of a file; undefined where nothing takes the file in, none where it is a patch,
   * or deleted by one.
   */
  of(file: string, line: number): readonly Variant[] | undefined;
  /** What generators make, which stands in no file. */
  readonly generated: readonly Variant[];
  readonly problems: readonly Problem[];
}

/**
 * @param deployed folders that something deploys by themselves, though others may take them in
 * @param more files that matter beside those that may declare something
 */
export async function variantsOf(
  context: DetectContext,
  interest: Interest,
  deployed: readonly DeployedFolder[],
  more: readonly string[] = [],
): Promise<Variants> {
  const builder = new KustomizeBuilder(context, interest, new Set([...context.candidates, ...more]));
  const found = new Found();
  for (const deployment of deployed) {
    const root = deployment.isPlain ? undefined : builder.kustomizationOf(deployment.folder);
    const built = await builtBy(builder, deployment, root);
    found.take(built, root, deployment);
  }
  const { roots, others } = await rootsOf(context);
  const alone: (readonly [root: string, built: Built])[] = [];
  for (const root of roots) {
    if (found.folders.has(folderOf(root))) continue;
    const built = await builder.build(folderOf(root));
    alone.push([root, await withoutDeployed(context, root, built, found)]);
  }
  for (const [root, built] of alone) found.take(built, root);
  for (const base of others) {
    const folder = folderOf(base);
    if (deployed.some(one => one.folder === folder) || !(await isBuiltAlone(context, folder))) continue;
    found.take(await builder.build(folder), base);
  }
  // Kustomizations that take in each other have no root.
  for (const root of others) {
    if (!found.folders.has(folderOf(root))) found.take(await builder.build(folderOf(root)), root);
  }
  return {
    of: (file, line) => (found.files.has(file) ? (found.variants.get(`${file}:${line}`) ?? []) : undefined),
    generated: found.generated,
    problems: gapProblems([...found.gaps]),
  };
}

class Found {
  readonly files = new Set<string>();
  readonly folders = new Set<string>();
  readonly gaps = new Set<Gap>();
  readonly variants = new Map<string, Variant[]>();
  readonly generated: Variant[] = [];

  has({ chain }: BuiltObject): boolean {
    return this.variants.has(keyOf(chain));
  }

  take(built: Built, root: string | undefined, deployment?: DeployedFolder): void {
    addAll(this.gaps, built.gaps);
    for (const folder of built.folders) this.folders.add(folder);
    // Of what is cut off, nobody can tell what is left out: all of it is taken as written.
    if (isFull(built)) {
      const why = `it takes in ${built.objects.length} objects, which is too much to follow: they are taken as they are written`;
      this.gaps.add({ why, at: deployment?.declared ?? { file: root ?? '', line: 1 } });
      return;
    }
    for (const file of built.files) this.files.add(file);
    for (const object of built.objects) {
      // What no kustomization has taken in may be applied as it is.
      if (object.chain.some(({ file }) => isKustomizationPath(file)) && isLocalConfig(object)) continue;
      const [own] = object.chain;
      const key = keyOf(object.chain);
      const variant = {
        object,
        root: root ?? own?.file ?? '',
        destination: deployment?.destination ?? '',
        ...(deployment?.apartFrom ? { apartFrom: deployment.apartFrom } : {}),
      };
      if (object.isGenerated) this.generated.push(variant);
      else addTo(this.variants, key, variant);
    }
  }
}

function keyOf([own]: BuiltObject['chain']): string {
  return `${own?.file}:${own?.line}`;
}

async function builtBy(
  builder: KustomizeBuilder,
  deployment: DeployedFolder,
  root: string | undefined,
): Promise<Built> {
  const { folder, settings, isMeant, declared, chain = [declared] } = deployment;
  const plain = root === undefined ? await builder.gather(folder, isMeant) : await builder.build(folder);
  const built = settings ? await builder.transform(settings, folder, plain) : plain;
  return {
    ...built,
    objects: built.objects.map(object => ({
      ...asFilled(object, deployment),
      chain: [...object.chain, ...chain],
    })),
  };
}

function asFilled(object: BuiltObject, { namespace, forcesNamespace, fill }: DeployedFolder): BuiltObject {
  const moved =
    namespace !== '' && (forcesNamespace || object.namespace === '') ? { ...object, namespace } : object;
  if (!fill || isExempt(object)) return moved;
  const text = (value: string): string => {
    const found = fill(value)?.value;
    return typeof found === 'string' || typeof found === 'number' ? String(found) : value;
  };
  return {
    ...moved,
    name: text(moved.name),
    namespace: text(moved.namespace),
    object: moved.object.map(layer => ({ ...layer, data: filled(layer.data, fill) })),
  };
}

/** Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution */
function isExempt({ object }: BuiltObject): boolean {
  const key = 'kustomize.toolkit.fluxcd.io/substitute';
  return ['labels', 'annotations'].some(kind => readText(object, ['metadata', kind, key]) === 'disabled');
}

interface Kustomizations {
  /** Those that no other takes in. */
  readonly roots: readonly string[];
  readonly others: readonly string[];
}

async function rootsOf(context: DetectContext): Promise<Kustomizations> {
  const files = context.tree.paths.filter(isKustomizationPath);
  const taken = new Set<string>();
  const whole: string[] = [];
  for (const file of files) {
    const value = (await context.yaml(file)).documents[0]?.data.value;
    // A component is nothing without those that it is part of.
    if (stringAt(value, ['kind']) !== 'Component') whole.push(file);
    for (const key of ['resources', 'bases', 'components']) {
      for (const entry of listAt(value, [key])) {
        const folder = typeof entry === 'string' ? resolveInTree(folderOf(file), entry) : undefined;
        if (folder !== undefined && folder !== folderOf(file)) taken.add(folder);
      }
    }
  }
  const isRoot = (file: string): boolean => !taken.has(folderOf(file));
  return { roots: whole.filter(isRoot), others: whole.filter(file => !isRoot(file)) };
}

/** The same outermost overlay, deployed by the same. */
export function isSameWay(one: Variant | undefined, other: Variant | undefined): boolean {
  return (
    one !== undefined && other !== undefined && one.root === other.root && outermost(one) === outermost(other)
  );
}

function outermost({ object, destination }: Variant): string {
  const last = object.chain.at(-1);
  return JSON.stringify([destination, last?.file]);
}
