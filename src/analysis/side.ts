/** One side of the change as its tree tells it, before anything is rendered. */

import { keptOnly } from '../detect/aside/kept-only.js';
import { resourcesLeftOut } from '../detect/aside/left-out-resources.js';
import { type DeclaredCluster, declaredClusters } from '../detect/clusters.js';
import { contextOf } from '../detect/context.js';
import { detect, uniqueProblems } from '../detect/detect.js';
import { applyVersions, type VersionOverride } from '../detect/explicit.js';
import { guarded } from '../detect/guarded.js';
import { detectors } from '../detect/registry.js';
import { unreadAddresses } from '../detect/unread/addresses.js';
import { unreadAdjustments } from '../detect/unread/adjustments.js';
import { unreadDefinitions } from '../detect/unread/definitions.js';
import { unreadDependencies } from '../detect/unread/dependencies.js';
import { editedResources } from '../detect/unread/edited-resources.js';
import { type UnreadForm, unreadForms } from '../detect/unread/forms.js';
import { unreadMentions } from '../detect/unread/mentions.js';
import { unreadOperators } from '../detect/unread/operators.js';
import { unreadPlatforms } from '../detect/unread/platforms.js';
import { unreadProducts } from '../detect/unread/products.js';
import { unreadRenderedSettings } from '../detect/unread/rendered-settings.js';
import { unreadResources } from '../detect/unread/resources.js';
import { unreadSubscriptions } from '../detect/unread/subscriptions.js';
import { unreadVersions } from '../detect/unread/versions.js';
import { type CollectedResources, collectResources } from '../mesh/collect.js';
import { besides, NO_MANIFESTS } from '../mesh/exported.js';
import { kustomized } from '../mesh/kustomized.js';
import { remoteBundles } from '../mesh/remote-crds.js';
import type { Detection, MeshResource, Problem, Release, Tree, ValuesLayer } from '../model.js';
import { clusterQuestions } from './cluster-questions.js';
import { embeddedResources } from './embedded.js';

export interface Side {
  readonly tree: Tree;
  readonly detection: Detection;
  /** Resources in plain files, and what was given besides; those in charts come out of a render. */
  readonly resources: readonly MeshResource[];
  /** Clusters whose version of Kubernetes the tree declares. */
  readonly clusters: readonly DeclaredCluster[];
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
  /** Examples that are taken for deployed, by the ids of their releases: not said by the user, but by what the change moves. */
  readonly examples?: ReadonlySet<string>;
}

export function saysAnything({ versions, values, manifests = NO_MANIFESTS }: Given): boolean {
  return [versions, values, manifests.resources, manifests.problems].some(({ length }) => length > 0);
}

const FORMS = guarded(detectors);

const NO_INSTALLATIONS: Detection = { releases: [], installations: [], environments: [], problems: [] };

/** What a tree declares, and what is installed in forms that are not read; nothing of the mesh's own resources. */
export async function readDeclarations(tree: Tree): Promise<Side> {
  const detection = await detect(tree, FORMS);
  const search = await unread(tree, detection);
  return {
    tree,
    detection,
    resources: [],
    clusters: [],
    unread: search.found,
    problems: uniqueProblems([
      ...tree.problems,
      ...detection.problems,
      ...search.problems,
      ...(await clusterQuestions(detection.releases, tree)),
    ]),
  };
}

interface Search {
  readonly found: readonly UnreadForm[];
  /** What the search itself had to leave out. */
  readonly problems: readonly Problem[];
}

/** What seems to install Istio in forms that are not read. */
async function unread(tree: Tree, detection: Detection): Promise<Search> {
  const context = await contextOf(tree);
  const known = new Set(context.left().map(problem => JSON.stringify(problem)));
  const found = [
    ...(await unreadForms(tree, detection)),
    ...(await unreadMentions(tree, detection)),
    ...(await unreadVersions(tree, detection)),
    ...(await unreadOperators(tree, detection)),
    ...(await unreadPlatforms(tree)),
    ...(await unreadAddresses(tree, detection)),
    ...(await unreadAdjustments(tree)),
    ...(await unreadDefinitions(tree, detection)),
    ...(await unreadDependencies(tree)),
    ...(await unreadProducts(tree, detection)),
    ...(await unreadRenderedSettings(tree)),
    ...(await unreadSubscriptions(tree)),
  ];
  return { found, problems: context.left().filter(problem => !known.has(JSON.stringify(problem))) };
}

/** Reads a tree; what it declares is overridden by what the user gave. */
export async function readSide(
  tree: Tree,
  { versions, values, manifests = NO_MANIFESTS, examples }: Given,
): Promise<Side> {
  // A repository of other things is told in one search.
  if (versions.length === 0 && manifests.resources.length === 0 && (await tree.mentionsMesh?.()) === false)
    return {
      tree,
      detection: NO_INSTALLATIONS,
      resources: [],
      clusters: [],
      unread: [],
      problems: tree.problems,
    };
  const detection = applyVersions(await detect(tree, FORMS, examples), versions, values);
  const context = await contextOf(tree);
  const kept = await keptOnly(context, detection);
  const collected = await collectResources(tree, path => isChartInput(tree, path) || kept.files.has(path));
  const whose = valuesOf(detection);
  const embedded = embeddedResources(detection, whose);
  const overlaid = await kustomized(tree, without(collected.resources, embedded), detection);
  const aside = await resourcesLeftOut(
    context,
    overlaid.resources.filter(({ origin }) => origin === 'file'),
    detection,
  );
  const deployed = overlaid.resources.filter(
    ({ origin, data }) => origin !== 'file' || !aside.files.has(data.file),
  );
  const resources = [...deployed, ...embedded];
  const search = await unread(tree, detection);
  return {
    tree,
    detection,
    resources: [...resources, ...(await remoteBundles(tree)), ...besides(resources, manifests.resources)],
    clusters: await declaredClusters(tree),
    unread: search.found,
    problems: uniqueProblems([
      ...tree.problems,
      ...detection.problems,
      ...search.problems,
      ...collected.problems.filter(problem => !isToldBy(detection.problems, problem)),
      ...overlaid.problems,
      ...kept.problems,
      ...aside.problems,
      ...(await clusterQuestions(detection.releases, tree)),
      ...(await unreadResources(tree, isRead(resources, detection), whose)),
      ...(await editedResources(tree, deployed)),
      ...manifests.problems,
    ]),
  };
}

/** A file that can't be read is told by who knows what it would have been. */
function isToldBy(problems: readonly Problem[], { file, line }: Problem): boolean {
  return problems.some(told => told.hides && told.file === file && told.line === line);
}

/** Files that resources or values come from. */
function isRead(resources: readonly MeshResource[], { releases }: Detection): (path: string) => boolean {
  const files = new Set([...resources.map(({ data }) => data.file), ...valuesFiles(releases)]);
  return path => files.has(path);
}

/** Whose values a file holds: those of a chart of the tree, or of one that is elsewhere. */
function valuesOf({ releases }: Detection): (path: string) => 'here' | 'elsewhere' | undefined {
  const here = new Set(valuesFiles(releases.filter(({ chart }) => chart.kind === 'tree')));
  const all = new Set(valuesFiles(releases));
  return path => (here.has(path) ? 'here' : all.has(path) ? 'elsewhere' : undefined);
}

function valuesFiles(releases: readonly Release[]): readonly string[] {
  return releases.flatMap(({ values }) =>
    values.flatMap(layer => (layer.kind === 'document' ? layer.file : [])),
  );
}

/** A template that is YAML as it stands is the same resource, filled in. */
function without(plain: readonly MeshResource[], filled: readonly MeshResource[]): readonly MeshResource[] {
  const places = new Set(filled.map(({ data }) => `${data.file}:${data.lineOf([])}`));
  return plain.filter(({ data }) => !places.has(`${data.file}:${data.lineOf([])}`));
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
