/** The complete difference of two values over their normal form: nothing left out, nothing added. */
import { type Branch, eachLeaf, expand, type Holder, type Leaf, type Node, type Place } from './expand.js';
import { type Path, pathId } from './path.js';
import { compareText, deepEqual } from './values.js';

/** One leaf of the normal form that differs. Absent sides are undefined: a leaf itself never is. */
export interface LeafDelta {
  readonly path: Path;
  readonly before?: { readonly value: unknown };
  readonly after?: { readonly value: unknown };
  /** The largest part around the leaf that exists on one side only; for a changed leaf, the leaf itself. */
  readonly block: Block;
  /** An empty mapping or list that was filled, or one that was emptied: its content tells the same. */
  readonly isShell?: true;
}

/** A part of a document that was added or removed in one piece. */
export interface Block {
  readonly path: Path;
  /** As it stands in the document. */
  readonly value: unknown;
}

/** Leaves that differ between two values, in the order of their paths. */
export function deltaOf(before: unknown, after: unknown, holder: Holder): LeafDelta[] {
  const deltas: LeafDelta[] = [];
  compare(before, after, [], holder, deltas);
  return deltas;
}

/** The old leaves with the delta applied: equals the new ones. */
export function applyDelta(
  leaves: ReadonlyMap<string, Place>,
  deltas: readonly LeafDelta[],
): Map<string, Place> {
  const result = new Map(leaves);
  for (const { path, before } of deltas) {
    if (before) result.delete(pathId(path));
  }
  for (const { path, after } of deltas) {
    if (after) result.set(pathId(path), { path, value: after.value });
  }
  return result;
}

function compare(before: unknown, after: unknown, path: Path, holder: Holder, deltas: LeafDelta[]): void {
  if (deepEqual(before, after)) return;
  const left = expand(before, path, holder);
  const right = expand(after, path, holder);
  if (left.style !== 'leaf' && right.style === left.style) {
    compareBranches(left, right as Branch, path, holder, deltas);
    return;
  }
  if (left.style === 'leaf' && right.style === 'leaf') {
    if (deepEqual(left.value, right.value)) return;
    const block = { path, value: right.value };
    deltas.push({ path, before: { value: left.value }, after: { value: right.value }, block });
    return;
  }
  if (isEmpty(left)) fill('after', right, { path, before: { value: left.value } }, holder, deltas);
  else if (isEmpty(right)) fill('before', left, { path, after: { value: right.value } }, holder, deltas);
  else {
    addOneSided('before', before, path, holder, deltas);
    addOneSided('after', after, path, holder, deltas);
  }
}

function isEmpty(node: Node): node is Leaf {
  return (
    node.style === 'leaf' &&
    typeof node.value === 'object' &&
    node.value !== null &&
    Object.keys(node.value).length === 0
  );
}

/** The content of a container that is empty on the other side. */
function fill(
  side: 'before' | 'after',
  content: Node,
  shell: Pick<LeafDelta, 'path' | 'before' | 'after'>,
  holder: Holder,
  deltas: LeafDelta[],
): void {
  const { path } = shell;
  const value = (shell.before ?? shell.after)?.value;
  if (content.style === 'leaf') {
    deltas.push({ ...shell, [side]: { value: content.value }, block: { path, value: content.value } });
    return;
  }
  deltas.push({ ...shell, block: { path, value }, isShell: true });
  for (const key of [...content.children.keys()].sort(compareText)) {
    addOneSided(side, content.children.get(key), [...path, { style: content.style, key }], holder, deltas);
  }
}

function compareBranches(left: Branch, right: Branch, path: Path, holder: Holder, deltas: LeafDelta[]): void {
  for (const key of unionOfKeys(left, right)) {
    const child = [...path, { style: left.style, key }];
    if (!right.children.has(key)) addOneSided('before', left.children.get(key), child, holder, deltas);
    else if (!left.children.has(key)) addOneSided('after', right.children.get(key), child, holder, deltas);
    else compare(left.children.get(key), right.children.get(key), child, holder, deltas);
  }
}

function addOneSided(
  side: 'before' | 'after',
  value: unknown,
  path: Path,
  holder: Holder,
  deltas: LeafDelta[],
): void {
  const block = { path, value };
  eachLeaf(value, holder, path, leaf => {
    deltas.push({ path: leaf.path, [side]: { value: leaf.value }, block });
  });
}

function unionOfKeys(left: Branch, right: Branch): string[] {
  const keys = [...new Set([...left.children.keys(), ...right.children.keys()])];
  if (left.style === 'index') return keys.sort((one, other) => Number(one) - Number(other));
  return keys.sort(compareText);
}
