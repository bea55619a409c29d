/**
 * Changes that plainly move nothing of Istio's, which most changes of a repository are: both sides are then read for what
 * they declare, and no further. Whatever could matter to a mesh in any way has both sides read whole.
 */
import type { FileContent, Tree } from '../model.js';
import { isCandidateName, isCodeName } from '../tree/candidates.js';
import { parseYaml, valueAt } from '../yaml/positioned.js';
import { changedByName } from './changed-paths.js';
import { movesBetween } from './compare.js';
import { readDeclarations, type Side } from './side.js';

/** More changed files are no small change. */
const MAX_CHANGED = 200;
/** Files that decide what others mean: of charts, of Kustomize, of what computes. */
const DECIDES_OTHERS = /(^|\/)(Chart\.ya?ml|kustomization(\.ya?ml)?)$|\.(tf|tfvars|hcl|tofu|cue)(\.json)?$/i;
const KUSTOMIZATION = /(^|\/)kustomization(\.ya?ml)?$/i;
/** A version that could be Istio's, which a declaration elsewhere may take by its name. */
const VERSION = /(?<![\w.])v?1\.\d{1,2}\.\d{1,3}(?![\w.])/;
/** Objects whose content is filled into others. */
const FILLED_IN = /^(ConfigMap|Secret)$/;

/** @returns undefined where the two have to be read whole */
export async function quietSides(
  base: Tree,
  head: Tree,
): Promise<readonly [before: Side, after: Side] | undefined> {
  const mentions = await Promise.all([base, head].map(tree => tree.mentionsMesh?.()));
  // Told in that one search.
  if (mentions.every(mention => mention === false)) return undefined;
  const changed = changedByName(base, head);
  if (changed === undefined || changed.length > MAX_CHANGED) return undefined;
  if (changed.some(path => DECIDES_OTHERS.test(path))) return undefined;
  const declarations = await Promise.all([base, head].map(tree => tree.declaring?.()));
  const [old, now] = declarations;
  if (!old || !now) return undefined;
  const declaring = new Set([...old, ...now]);
  if (changed.some(path => declaring.has(path))) return undefined;
  const code = (await Promise.all([base, head].map(tree => tree.code?.()))).flatMap(paths => paths ?? []);
  // Code takes what it installs from other code, which need not speak of Istio.
  if (code.length > 0 && changed.some(isCodeName)) return undefined;
  const isKustomized = [...base.paths, ...head.paths].some(path => KUSTOMIZATION.test(path));
  for (const path of changed.filter(isCandidateName)) {
    for (const tree of [base, head].filter(side => side.has(path))) {
      if (!isOfNoConsequence(path, await tree.read(path), isKustomized)) return undefined;
    }
  }
  const [before, after] = await Promise.all([
    readDeclarations(of(base, old)),
    readDeclarations(of(head, now)),
  ]);
  return movesBetween(before, after).length === 0 ? [before, after] : undefined;
}

/** A file that declares nothing: it must not be broken or large, fill in others, or patch them. */
function isOfNoConsequence(path: string, content: FileContent, isKustomized: boolean): boolean {
  if (!content.ok || VERSION.test(content.text)) return false;
  if (!isKustomized || !/\.(ya?ml|json)$/i.test(path)) return true;
  const { documents, errors } = parseYaml(path, content.text);
  if (errors.length > 0) return false;
  return documents.every(({ data }) => {
    const kind = valueAt(data.value, ['kind']);
    return typeof kind === 'string' && !FILLED_IN.test(kind);
  });
}

/** The tree as far as it declares something. */
function of(tree: Tree, declaring: readonly string[]): Tree {
  return {
    name: tree.name,
    paths: tree.paths,
    get problems() {
      return tree.problems;
    },
    ...(tree.deadLinks ? { deadLinks: tree.deadLinks } : {}),
    has: path => tree.has(path),
    below: folder => tree.below(folder),
    read: path => tree.read(path),
    bytes: async path => tree.bytes?.(path),
    contentId: path => tree.contentId?.(path),
    code: async () => tree.code?.(),
    candidates: async () => declaring,
  };
}
