/** What lies in the tree by itself: dumps of a cluster, parts of Kustomize and bundles of Fleet that nothing names. */
import type { Position, Release } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { listAt, recordAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { isKustomizationPath } from '../kustomize/names.js';
import { manifestsWith } from '../manifests.js';
import { oncePerTree } from '../once.js';
import { folderOf, isWithin, resolveFromRoot } from '../tree-path.js';
import { type Left, type Search, TAKEN_IN } from './left-out-search.js';

/** What was read out of a cluster: with what the server gave it, it can’t be applied again. */
export async function exported(
  search: Search,
  { declared: { file }, form }: Release,
): Promise<Left | undefined> {
  const { context } = search;
  if (!TAKEN_IN.includes(form) || context.charts.isTemplate(file)) return undefined;
  const text = (await context.text(file)) ?? '';
  if (!UID.test(text) || !RESOURCE_VERSION.test(text)) return undefined;
  if ((await search.isTakenIn(file)) || (await search.isReached(file))) return undefined;
  return { why: `${file} holds what was read out of a cluster, and nothing refers to it`, aside: file };
}

/** Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions */
const RESOURCE_VERSION = /^[ \t]{2,8}resourceVersion:[ \t]*["']?\d/m;
const UID = /^[ \t]{2,8}uid:[ \t]*["']?[0-9a-f]{8}-[0-9a-f]{4}-/m;

/** What nothing but an entry of its own brings into a cluster, and that has none. */
export async function unused(search: Search, release: Release): Promise<Left | undefined> {
  return (
    (await unlistedGenerator(search, release)) ??
    (await unusedComponent(search, release)) ??
    (await outsideOfFleet(search, release))
  );
}

/** A generator of Kustomize that no kustomization lists, beside others that one does. */
async function unlistedGenerator(
  search: Search,
  { declared: { file }, form }: Release,
): Promise<Left | undefined> {
  if (form !== 'kustomize' || isKustomizationPath(file) || !/\.ya?ml$/i.test(file)) return undefined;
  const beside = search.files.filter(
    other => other !== file && folderOf(other) === folderOf(file) && !isKustomizationPath(other),
  );
  if (beside.length === 0 || (await search.isTakenIn(file))) return undefined;
  for (const listed of beside)
    if (await search.isTakenIn(listed)) {
      const why = `no kustomization lists it among its generators, as one does with ${listed}`;
      return { why, aside: file };
    }
  return undefined;
}

/** A component of Kustomize, which nobody deploys by itself; what takes it in refers to it. */
async function unusedComponent(
  { context }: Search,
  { declared: { file }, form }: Release,
): Promise<Left | undefined> {
  if (form !== 'kustomize' || !isKustomizationPath(file)) return undefined;
  const isComponent = (await context.yaml(file)).documents.some(
    ({ data }) => recordAt(data.value, [])?.kind === 'Component',
  );
  return isComponent ? { why: `no kustomization takes the component ${file} in`, aside: file } : undefined;
}

/** A bundle of Fleet that the GitRepo of this repository does not name. */
async function outsideOfFleet(
  { context }: Search,
  { declared: { file }, form }: Release,
): Promise<Left | undefined> {
  const paths = form === 'fleet' ? await fleetPaths(context) : [];
  const [first] = paths;
  if (!first || paths.some(({ path }) => isWithin(path, file))) return undefined;
  const why = `${first.at.file}:${first.at.line} names the folders that Fleet deploys, and this is none of them`;
  return { why, aside: file };
}

interface FleetPath {
  readonly path: string;
  readonly at: Position;
}

/**
 * Folders that GitRepos name; none where one of them names another repository's, or all of it.
 * Source: https://fleet.rancher.io/ref-gitrepo
 */
const fleetPaths = oncePerTree(async (context: DetectContext): Promise<readonly FleetPath[]> => {
  const found: FleetPath[] = [];
  for (const { data, kind, apiVersion } of await manifestsWith(context, /fleet\.cattle\.io/)) {
    if (kind !== 'GitRepo' || !apiVersion.startsWith('fleet.cattle.io/')) continue;
    const named = listAt(data.value, ['spec', 'paths']);
    if (named.length === 0) return [];
    for (const [index, written] of named.entries()) {
      const path = typeof written === 'string' ? resolveFromRoot(written) : undefined;
      if (path === undefined || context.tree.below(path).length === 0) return [];
      found.push({ path, at: startOf(data, ['spec', 'paths', index]) });
    }
  }
  return found;
});
