/**
 * What Kustomize makes of the mesh's resources: bases as each overlay has them, with its patches applied, its namespace,
 * and without what it deletes. What no kustomization takes in stays as it is.
 */
import { contextOf } from '../detect/context.js';
import { listAt, stringAt } from '../detect/data.js';
import type { DetectContext } from '../detect/detector.js';
import { type BuiltObject, KustomizeBuilder } from '../detect/kustomize/objects.js';
import { mergedData } from '../detect/layered-data.js';
import { folderOf, resolveInTree } from '../detect/tree-path.js';
import type { MeshResource, Tree } from '../model.js';
import { groupOf } from './resource.js';

/** Kinds of Kubernetes itself whose lists no patch of theirs merges by key in a way that matters here. */
const CORE_KINDS = new Set(['Namespace', 'Service']);

/** As many as the builder puts into one build at most: then some may be left out. */
const MAX_OBJECTS = 5000;

/** @param deployed folders that something deploys by themselves, though others take them in */
export async function kustomized(
  tree: Tree,
  resources: readonly MeshResource[],
  deployed: readonly string[] = [],
): Promise<readonly MeshResource[]> {
  if (!resources.some(isPatchable)) return resources;
  const context = await contextOf(tree);
  const builder = new KustomizeBuilder(context, (apiVersion, kind) => isOfInterest(apiVersion, kind));
  const roots = await rootsOf(context, deployed);
  const files = new Set<string>();
  const variants = new Map<string, { readonly object: BuiltObject; readonly root: string }[]>();
  for (const root of roots) {
    const built = await builder.build(folderOf(root));
    if (built.objects.length >= MAX_OBJECTS) continue;
    for (const file of built.files) files.add(file);
    for (const object of built.objects) {
      const key = keyOf(object);
      variants.set(key, [...(variants.get(key) ?? []), { object, root }]);
    }
  }
  return resources.flatMap(resource => {
    if (!files.has(resource.data.file) || !isPatchable(resource)) return [resource];
    const own = variants.get(`${resource.data.file}:${resource.data.lineOf([])}`);
    // Taken in, and in no build: a patch, or deleted by one.
    return own
      ? merged(own.map(variant => ({ ...variant, resource: asBuilt(resource, variant.object) })))
      : [];
  });
}

function isPatchable({ apiVersion, kind, origin }: MeshResource): boolean {
  return origin === 'file' && isOfInterest(apiVersion, kind);
}

function isOfInterest(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  if (group.endsWith('.istio.io')) return group !== 'install.istio.io';
  return /^gateway\.networking\.(x-)?k8s\.io$/.test(group) || (group === '' && CORE_KINDS.has(kind));
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

/** Kustomizations that no other takes in, and those that are deployed by themselves. */
async function rootsOf(context: DetectContext, deployed: readonly string[]): Promise<readonly string[]> {
  const files = context.tree.paths.filter(path => /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path));
  const taken = new Set<string>();
  const kinds = new Map<string, string>();
  for (const file of files) {
    const value = (await context.yaml(file)).documents[0]?.data.value;
    kinds.set(file, stringAt(value, ['kind']) ?? '');
    for (const key of ['resources', 'bases', 'components']) {
      for (const entry of listAt(value, [key])) {
        const folder = typeof entry === 'string' ? resolveInTree(folderOf(file), entry) : undefined;
        if (folder !== undefined) taken.add(folder);
      }
    }
  }
  const alone = new Set(deployed);
  return files.filter(file => {
    const folder = folderOf(file);
    return kinds.get(file) !== 'Component' && (!taken.has(folder) || alone.has(folder));
  });
}
