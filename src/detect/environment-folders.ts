/** Folders that are environments, whatever they are called: a cluster may be called `test`, or `backup`. */
import type { Tree } from '../model.js';

/** Folders that stand beside environments, and those that hold them. */
const ENVIRONMENT =
  /^(prod(uction)?|pre-?prod|dev(el|elop|elopment)?|stag(e|ing)|qa|uat|live|int|sandbox|lab)$/i;
const ENVIRONMENTS =
  /^(clusters?|env(ironment)?s?|overlays|regions?|stages?|inventor(y|ies)|tenants|sites)$/i;

/** @param segments of a folder's path; that of the folder in question at `index` */
export function isEnvironmentFolder(tree: Tree, segments: readonly string[], index: number): boolean {
  // `_old`, `.archive`: so that they sort apart from those.
  if (/^[._]/.test(segments[index] ?? '')) return false;
  if (ENVIRONMENTS.test(segments[index - 1] ?? '')) return true;
  const parent = segments.slice(0, index).join('/');
  const beside = parent === '' ? tree.paths : tree.below(parent);
  const start = parent === '' ? 0 : parent.length + 1;
  return beside.some(path => {
    const inner = path.slice(start);
    return inner.includes('/') && ENVIRONMENT.test(inner.split('/')[0] ?? '');
  });
}
