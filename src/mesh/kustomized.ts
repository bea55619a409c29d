/**
 * The mesh's resources as they are deployed: bases as each overlay, Kustomization of Flux or Application of Argo CD has
 * them, and without what is deleted. What nothing of that kind takes in stays as it is.
 */
import { isDeepStrictEqual } from 'node:util';
import { append } from '../append.js';
import { contextOf } from '../detect/context.js';
import { clusterOf } from '../detect/environments.js';
import { isAppliedPlain } from '../detect/kustomize/applied-alone.js';
import type { BuiltObject } from '../detect/kustomize/objects.js';
import { type Variant, variantsOf } from '../detect/kustomize/variants.js';
import { mergedData } from '../detect/layered-data.js';
import type { Detection, MeshResource, Problem, Tree } from '../model.js';
import { mayBeOfTheMesh } from './resource.js';

export interface Kustomized {
  readonly resources: readonly MeshResource[];
  readonly problems: readonly Problem[];
}

type Deployers = Pick<Detection, 'releases' | 'environments' | 'deployedFolders'>;

export async function kustomized(
  tree: Tree,
  resources: readonly MeshResource[],
  detection: Deployers,
): Promise<Kustomized> {
  if (!resources.some(isPatchable)) return { resources, problems: [] };
  const { deployedFolders = [] } = detection;
  const context = await contextOf(tree);
  const variants = await variantsOf(context, mayBeOfTheMesh, deployedFolders);
  const overlaid: MeshResource[] = [];
  for (const resource of resources) {
    const { file } = resource.data;
    const own = isPatchable(resource) ? variants.of(file, resource.data.lineOf([])) : undefined;
    if (!own) {
      overlaid.push(resource);
      continue;
    }
    const built = own.map(variant => asBuilt(resource, variant, detection));
    // Another namespace alone makes no other resource of it.
    const isSame = built.some(({ value }) => isDeepStrictEqual(value.spec, resource.value.spec));
    const isPlain = !isSame && (await isAppliedPlain(context, file));
    append(overlaid, merged(isPlain ? [...built, resource] : built));
  }
  return { resources: overlaid, problems: variants.problems };
}

function isPatchable({ apiVersion, kind, origin }: MeshResource): boolean {
  return origin === 'file' && mayBeOfTheMesh(apiVersion, kind);
}

function asBuilt(resource: MeshResource, variant: Variant, detection: Deployers): MeshResource {
  const { object, root } = variant;
  const data = mergedData(object.object);
  const { value } = data;
  const environments = environmentsOf(variant, detection);
  const isChanged = data !== resource.data && typeof value === 'object' && value !== null;
  return {
    ...resource,
    name: object.name || resource.name,
    namespace: resource.namespace === '' ? '' : object.namespace || resource.namespace,
    ...(isChanged ? { data, value: value as MeshResource['value'] } : {}),
    deployedBy: [root],
    ...(environments ? { environments } : {}),
  };
}

/**
 * Whose a resource is on one of its ways: the environment of its cluster, else what the files tell that bring it there,
 * those furthest from it first. Undefined where they tell nothing.
 */
function environmentsOf(
  { object, destination, apartFrom = [] }: Variant,
  { environments, releases }: Deployers,
): readonly string[] | undefined {
  if (environments.length < 2) return undefined;
  if (destination !== '') {
    const named = releases.filter(release => clusterOf(release.destination) === clusterOf(destination));
    const names = new Set(named.map(({ environment }) => environment));
    const known = environments.filter(({ name }) => names.has(name));
    if (names.size === 1 && known.length === 1) return known.map(({ name }) => name);
  }
  const left = environments.filter(({ name }) => !isApart(name, apartFrom, releases));
  if (left.length < environments.length) return left.map(({ name }) => name);
  for (const { file } of waysTo(object)) {
    const owners = environments.filter(environment => environment.owns(file));
    if (owners.length < environments.length) return owners.map(({ name }) => name);
  }
  return undefined;
}

/** True for an environment of nothing but releases that go where something does not. */
function isApart(name: string, apartFrom: readonly string[], releases: Deployers['releases']): boolean {
  const own = releases.filter(({ environment }) => environment === name);
  return own.length > 0 && own.every(({ destination }) => apartFrom.includes(destination));
}

function waysTo({ chain }: BuiltObject) {
  return chain.slice(1).toReversed();
}

/** Ways that make the same of a base share one resource. */
function merged(variants: readonly MeshResource[]): readonly MeshResource[] {
  const byContent = new Map<string, MeshResource>();
  for (const resource of variants) {
    const key = JSON.stringify([resource.namespace, resource.name, resource.value]);
    const known = byContent.get(key);
    byContent.set(key, known ? both(known, resource) : resource);
  }
  return [...byContent.values()];
}

function both(one: MeshResource, other: MeshResource): MeshResource {
  const { environments: first, deployedBy: roots = [], ...rest } = one;
  const { environments: second, deployedBy: more = [] } = other;
  const environments = first && second ? [...new Set([...first, ...second])].sort() : undefined;
  const deployedBy = [...new Set([...roots, ...more])];
  return { ...rest, deployedBy, ...(environments ? { environments } : {}) };
}
