/** What lies in the tree by itself: lists that were read out of a cluster, and components that kustomizations have commented out. */
import type { Release } from '../../model.js';
import { stringAt } from '../data.js';
import { isKustomizationPath } from '../kustomize/names.js';
import { folderOf } from '../tree-path.js';
import { isCommentedOut } from './commented-out.js';
import { type Left, type Search, TAKEN_IN } from './left-out-search.js';

/** A list of objects as a cluster gives it (`kubectl get -o yaml`): with what the server wrote into them it can’t be applied again. */
export async function exported(
  search: Search,
  { declared: { file }, form }: Release,
): Promise<Left | undefined> {
  const { context } = search;
  if (!TAKEN_IN.includes(form) || context.charts.isTemplate(file)) return undefined;
  const text = (await context.text(file)) ?? '';
  if (!UID.test(text) || !RESOURCE_VERSION.test(text)) return undefined;
  const { documents } = await context.yaml(file);
  if (documents.length !== 1 || stringAt(documents[0]?.data.value, ['kind']) !== 'List') return undefined;
  if ((await search.isTakenIn(file)) || (await search.isReached(file))) return undefined;
  return { why: `${file} holds what was read out of a cluster, and nothing refers to it`, aside: file };
}

/** Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions */
const RESOURCE_VERSION = /^[ \t]{2,8}resourceVersion:[ \t]*["']?\d/m;
const UID = /^[ \t]{2,8}uid:[ \t]*["']?[0-9a-f]{8}-[0-9a-f]{4}-/m;

/** A component of Kustomize, which nobody deploys by itself, where a kustomization has its entry commented out. */
export async function unusedComponent(
  { context, kustomizations }: Search,
  { declared: { file }, form }: Release,
): Promise<Left | undefined> {
  if (form !== 'kustomize' || !isKustomizationPath(file)) return undefined;
  const isComponent = (await context.yaml(file)).documents.some(
    ({ data }) => stringAt(data.value, ['kind']) === 'Component',
  );
  for (const other of isComponent ? kustomizations : []) {
    const text = other === file ? undefined : await context.text(other);
    if (text !== undefined && isCommentedOut(text, folderOf(other), file))
      return {
        why: `${other} has the component ${file} commented out, and nothing else refers to it`,
        aside: file,
        isMeant: true,
      };
  }
  return undefined;
}
