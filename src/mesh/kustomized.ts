/**
 * What Kustomize makes of the mesh's resources: bases as each overlay has them, with its patches applied, its namespace,
 * and without what it deletes. What no kustomization takes in stays as it is.
 */
import { contextOf } from '../detect/context.js';
import { listAt, stringAt } from '../detect/data.js';
import type { DetectContext } from '../detect/detector.js';
import { KustomizeBuilder } from '../detect/kustomize/builder.js';
import { type BuiltObject, type Gap, gapProblems, isFull } from '../detect/kustomize/objects.js';
import { mergedData } from '../detect/layered-data.js';
import { folderOf, resolveInTree } from '../detect/tree-path.js';
import type { MeshResource, Problem, Tree } from '../model.js';
import { mayBeOfTheMesh } from './resource.js';

export interface Kustomized {
  readonly resources: readonly MeshResource[];
  readonly problems: readonly Problem[];
}

/** @param deployed folders that something deploys by themselves, though others take them in */
export async function kustomized(
  tree: Tree,
  resources: readonly MeshResource[],
  deployed: readonly string[] = [],
): Promise<Kustomized> {
  if (!resources.some(isPatchable)) return { resources, problems: [] };
  const context = await contextOf(tree);
  const builder = new KustomizeBuilder(context, mayBeOfTheMesh);
  const files = new Set<string>();
  const gaps: Gap[] = [];
  const variants = new Map<string, { readonly object: BuiltObject; readonly root: string }[]>();
  const seen = new Set<string>();
  async function follow(root: string): Promise<void> {
    const built = await builder.build(folderOf(root));
    gaps.push(...built.gaps);
    for (const folder of built.folders) seen.add(folder);
    // Of what is cut off, nobody can tell what is left out: all of it is taken as written.
    if (isFull(built)) {
      const why = `it takes in ${built.objects.length} objects, which is too much to follow: they are taken as they are written`;
      gaps.push({ why, at: { file: root, line: 1 } });
      return;
    }
    for (const file of built.files) files.add(file);
    for (const object of built.objects) {
      const key = keyOf(object);
      variants.set(key, [...(variants.get(key) ?? []), { object, root }]);
    }
  }
  const { roots, others } = await rootsOf(context, deployed);
  for (const root of roots) await follow(root);
  // Kustomizations that take in each other have no root.
  for (const root of others) if (!seen.has(folderOf(root))) await follow(root);
  const overlaid = resources.flatMap(resource => {
    if (!files.has(resource.data.file) || !isPatchable(resource)) return [resource];
    const own = variants.get(`${resource.data.file}:${resource.data.lineOf([])}`);
    // Taken in, and in no build: a patch, or deleted by one.
    return own
      ? merged(own.map(variant => ({ ...variant, resource: asBuilt(resource, variant.object) })))
      : [];
  });
  return { resources: overlaid, problems: gapProblems(gaps) };
}

function isPatchable({ apiVersion, kind, origin }: MeshResource): boolean {
  return origin === 'file' && mayBeOfTheMesh(apiVersion, kind);
}
/** Where an object's own document stands. */
function keyOf({ chain }: BuiltObject): string {
  const [own] = chain;
  return `${own?.file}:${own?.line}`;
}

function asBuilt(resource: MeshResource, built: BuiltObject): MeshResource {
  const data = mergedData(built.object);
  const { value } = data;
  return {
    ...resource,
    name: built.name || resource.name,
    namespace: resource.namespace === '' ? '' : built.namespace || resource.namespace,
    ...(data === resource.data || typeof value !== 'object' || value === null
      ? {}
      : { data, value: value as MeshResource['value'] }),
  };
}

/** Overlays that make the same of a base share one resource. */
function merged(
  variants: readonly { readonly resource: MeshResource; readonly root: string }[],
): readonly MeshResource[] {
  const byContent = new Map<string, { readonly resource: MeshResource; readonly roots: string[] }>();
  for (const { resource, root } of variants) {
    const key = JSON.stringify([resource.namespace, resource.name, resource.value]);
    const known = byContent.get(key);
    if (known) known.roots.push(root);
    else byContent.set(key, { resource, roots: [root] });
  }
  return [...byContent.values()].map(({ resource, roots }) => ({ ...resource, deployedBy: roots }));
}

interface Kustomizations {
  /** Those that no other takes in, and those that are deployed by themselves. */
  readonly roots: readonly string[];
  readonly others: readonly string[];
}

async function rootsOf(context: DetectContext, deployed: readonly string[]): Promise<Kustomizations> {
  const files = context.tree.paths.filter(path => /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path));
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
  const alone = new Set(deployed);
  const isRoot = (file: string): boolean => !taken.has(folderOf(file)) || alone.has(folderOf(file));
  return { roots: whole.filter(isRoot), others: whole.filter(file => !isRoot(file)) };
}
