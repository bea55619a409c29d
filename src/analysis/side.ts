/** One side of the change as its tree tells it, before anything is rendered. */
import { detect } from '../detect/detect.js';
import { applyVersions, type VersionOverride } from '../detect/explicit.js';
import { type UnreadForm, unreadForms } from '../detect/unread/forms.js';
import { type CollectedResources, collectResources } from '../mesh/collect.js';
import { besides, NO_MANIFESTS } from '../mesh/exported.js';
import { kustomized } from '../mesh/kustomized.js';
import { remoteBundles } from '../mesh/remote-crds.js';
import type { Detection, MeshResource, Problem, Tree, ValuesLayer } from '../model.js';

export interface Side {
  readonly tree: Tree;
  readonly detection: Detection;
  /** Resources in plain files, and what was given besides; those in charts come out of a render. */
  readonly resources: readonly MeshResource[];
  readonly unread: readonly UnreadForm[];
  readonly problems: readonly Problem[];
}

/** What the user says of a side, over what its tree declares. */
export interface Given {
  readonly versions: readonly VersionOverride[];
  /** Values for installations whose own are not in the tree. */
  readonly values: readonly ValuesLayer[];
  /** Resources from elsewhere (`--manifests`). */
  readonly manifests?: CollectedResources;
}

/** Reads a tree; what it declares is overridden by what the user gave. */
export async function readSide(
  tree: Tree,
  { versions, values, manifests = NO_MANIFESTS }: Given,
): Promise<Side> {
  const detection = applyVersions(await detect(tree), versions, values);
  const collected = await collectResources(tree, path => isChartInput(tree, path));
  const deployed = detection.deployedFolders?.map(({ folder }) => folder) ?? [];
  const resources = await kustomized(tree, collected.resources, deployed);
  return {
    tree,
    detection,
    resources: [...resources, ...(await remoteBundles(tree)), ...besides(resources, manifests.resources)],
    unread: await unreadForms(tree),
    problems: [...tree.problems, ...detection.problems, ...collected.problems, ...manifests.problems],
  };
}

/**
 * True for files that mean something only in a render: templates, and what templates read from `files/`, of a folder
 * that holds a Chart.yaml.
 */
function isChartInput(tree: Tree, path: string): boolean {
  for (const { index } of path.matchAll(/(?<=^|\/)(?:templates|files)\//g)) {
    if (tree.has(`${path.slice(0, index)}Chart.yaml`)) return true;
  }
  return false;
}
