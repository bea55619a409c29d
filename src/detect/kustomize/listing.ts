/** Kustomizations that only list what something else deploys part by part: lists for people, no deployments. */
import { recordAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { folderOf } from '../tree-path.js';
import type { Built, BuiltObject } from './objects.js';

export interface Deployed {
  has(object: BuiltObject): boolean;
  /** Folders that something deploys. */
  readonly folders: ReadonlySet<string>;
}

/**
 * What a kustomization takes in but for what is deployed without it, with the folders on its way; all of it where it changes
 * anything.
 * @param root its file
 */
export async function withoutDeployed(
  context: DetectContext,
  root: string,
  built: Built,
  deployed: Deployed,
): Promise<Built> {
  if (!(await isListing(context, root))) return built;
  const own = folderOf(root);
  const isDeployed = (object: BuiltObject): boolean =>
    deployed.has(object) &&
    object.chain.every(({ file }) => folderOf(file) === own || deployed.folders.has(folderOf(file)));
  return { ...built, objects: built.objects.filter(object => !isDeployed(object)) };
}

async function isListing(context: DetectContext, root: string): Promise<boolean> {
  const { documents, errors } = await context.yaml(root);
  const keys = documents.flatMap(({ data }) => Object.keys(recordAt(data.value, []) ?? {}));
  return errors.length === 0 && keys.every(key => LISTS.has(key));
}

const LISTS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'resources', 'bases']);
