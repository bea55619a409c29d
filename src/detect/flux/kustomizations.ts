/** Flux's Kustomizations: the folders that they deploy, and what they do to what is there. */
import type { Positioned, Tree } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { KustomizeBuilder } from '../kustomize/builder.js';
import type { Built, BuiltObject } from '../kustomize/objects.js';
import { type Layered, placeOf, readText } from '../layered.js';
import { mergedData } from '../layered-data.js';
import { ancestors, inFolder, resolveFromRoot } from '../tree-path.js';

export function isHelmRelease({ group, kind }: BuiltObject): boolean {
  return group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease';
}

export function isKustomization({ group, kind }: BuiltObject): boolean {
  return group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization';
}

/** What a Kustomization's path comes to before substitution; undefined where the path is not in this tree. */
export async function deployedBy(
  { tree }: DetectContext,
  builder: KustomizeBuilder,
  kustomization: BuiltObject,
): Promise<Built | undefined> {
  const { object } = kustomization;
  const folder = deployedFolder(tree, object);
  if (folder === undefined || !isHere(tree, folder, object)) return undefined;
  const settings = settingsOf(object);
  const plain =
    builder.kustomizationOf(folder) === undefined
      ? await builder.gather(folder)
      : await builder.build(folder);
  const built = settings ? await builder.transform(settings, folder, plain) : plain;
  const namespace = readText(object, ['spec', 'targetNamespace']);
  const via = kustomization.chain;
  return {
    ...built,
    objects: built.objects.map(inner => ({
      ...inner,
      namespace: namespace || inner.namespace,
      chain: [...inner.chain, ...via],
    })),
  };
}

/**
 * The folder that a Kustomization names, whether or not it is in this tree. `flux push artifact --path=deploy` pushes a folder of
 * the repository, within which paths are then meant: one that holds the Kustomization itself, mostly.
 * Source: https://fluxcd.io/flux/cmd/flux_push_artifact/
 */
export function deployedFolder(tree: Tree, kustomization: Layered): string | undefined {
  const path = readText(kustomization, ['spec', 'path']) ?? '';
  const folder = resolveFromRoot(path);
  const kind = readText(kustomization, ['spec', 'sourceRef', 'kind']);
  if (!folder || !/^(?:OCIRepository|Bucket)$/.test(kind ?? '') || tree.below(folder).length > 0)
    return folder;
  const own = placeOf(kustomization, ['spec', 'path']).file;
  return (
    ancestors(own)
      .map(above => inFolder(above, folder))
      .find(pushed => tree.below(pushed).length > 0) ?? folder
  );
}

/** A path that exists here is this tree's; the root only of the repository that Flux was installed from. */
function isHere(tree: Tree, folder: string, kustomization: Layered): boolean {
  if (folder !== '') return tree.below(folder).length > 0;
  const kind = readText(kustomization, ['spec', 'sourceRef', 'kind']);
  return kind === 'GitRepository' && readText(kustomization, ['spec', 'sourceRef', 'name']) === 'flux-system';
}

/** Settings of Flux's Kustomization that are Kustomize's own. */
const SETTINGS = [
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'components',
  'namePrefix',
  'nameSuffix',
  'images',
  'commonMetadata',
];

export function settingsOf(object: Layered): Positioned | undefined {
  const spec = mergedData(object).at(['spec']);
  return SETTINGS.some(key => spec.at([key]).value !== undefined) ? spec : undefined;
}
