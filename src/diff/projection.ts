/** What the report shows of a delta: parts that came or went in one piece as one change, texts by their lines. */

import { append } from '../append.js';
import { groupBy } from '../grouped.js';
import type { Cause, Change } from '../model.js';
import type { LeafDelta } from './delta.js';
import type { Judgement } from './effects/classifier.js';
import type { LeafChange, Risk } from './leaf.js';
import { type Hunk, hunksOf, isComment, joinNear } from './lines.js';
import { formatPath, keysOf, type Path, pathId } from './path.js';
import { presentValues } from './present.js';
import { hideSecret } from './secrets.js';
import { outlinePair, type TemplatePair, templateNote } from './template-notes.js';

/** A leaf of the delta with all that was found out about it. */
export interface JudgedLeaf {
  readonly delta: LeafDelta;
  readonly change: LeafChange;
  readonly cause: Cause;
  readonly judgement: Judgement;
  readonly noise: string | undefined;
}

/** A change whose upgrade and resource its maker need not know. */
export type ResourceChange = Omit<Change, 'upgrade' | 'resource'>;

const RISKS: readonly Risk[] = ['none', 'low', 'medium', 'high'];

/** The changes of one resource, in the order of their leaves. */
export function projectLeaves(leaves: readonly JudgedLeaf[]): ResourceChange[] {
  const drafts: Draft[] = [];
  for (const group of groupByBlock(leaves.filter(leaf => leaf.delta.isShell !== true))) {
    const [first] = group;
    if (!first) continue;
    if (group.length > 1 && isUniform(group)) drafts.push(blockDraft(group, first));
    else append(drafts, group.flatMap(leafDrafts));
  }
  return mergeReplaced(drafts).map(toChange);
}

/** A change before its values are cut to what the report shows. */
interface Draft {
  readonly op: Change['op'];
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly cause: Cause;
  readonly judgement: Judgement;
  readonly noise: string | undefined;
}

function groupByBlock(leaves: readonly JudgedLeaf[]): JudgedLeaf[][] {
  return [...groupBy(leaves, ({ change, delta }) => `${change.op} ${pathId(delta.block.path)}`).values()];
}

function isUniform(group: readonly JudgedLeaf[]): boolean {
  const [first] = group;
  return group.every(leaf => leaf.cause === first?.cause && leaf.noise === first.noise);
}

function blockDraft(group: readonly JudgedLeaf[], first: JudgedLeaf): Draft {
  const { block } = first.delta;
  const worst = group.reduce((one, other) => (isWorse(other, one) ? other : one), first);
  const { op } = first.change;
  const value = shown(first.change, block.path, block.value);
  return {
    ...worst,
    op,
    path: formatPath(block.path),
    before: op === 'removed' ? value : undefined,
    after: op === 'added' ? value : undefined,
  };
}

function isWorse(one: { readonly judgement: Judgement }, other: { readonly judgement: Judgement }): boolean {
  return RISKS.indexOf(one.judgement.risk) > RISKS.indexOf(other.judgement.risk);
}

function leafDrafts(leaf: JudgedLeaf): Draft[] {
  const { delta, change } = leaf;
  const hunks = textHunks(change.before, change.after);
  if (hunks) {
    const pair = isTemplate(change) ? outlinePair(String(change.before), String(change.after)) : undefined;
    return hunks.map(hunk => hunkDraft(leaf, hunk, pair));
  }
  const before = shown(change, delta.path, change.before);
  const after = shown(change, delta.path, change.after);
  return [{ ...leaf, op: change.op, path: formatPath(delta.path), before, after }];
}

function isTemplate(change: LeafChange): boolean {
  return change.resource.kind === 'ConfigMap' && change.keys.includes('templates');
}

/** @param pair both texts outlined, where it is a template of pods */
function hunkDraft(leaf: JudgedLeaf, hunk: Hunk, pair: TemplatePair | undefined): Draft {
  const { delta, change } = leaf;
  const before = hunk.before.length > 0 ? hunk.before.join('\n') : undefined;
  const after = hunk.after.length > 0 ? hunk.after.join('\n') : undefined;
  const note = pair && templateNote(hunk, pair);
  return {
    op: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    path: `${formatPath(delta.path)}[line ${hunk.line}]`,
    before: hideSecret(change.resource.kind, change.keys, before),
    after: hideSecret(change.resource.kind, change.keys, after),
    cause: leaf.cause,
    judgement: note === undefined ? leaf.judgement : { ...leaf.judgement, note },
    noise: pair && isCommentHunk(hunk) ? 'comment' : leaf.noise,
  };
}

function textHunks(before: unknown, after: unknown): Hunk[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (!before.includes('\n') || !after.includes('\n')) return undefined;
  const hunks = hunksOf(before, after);
  return (
    hunks &&
    joinNear(hunks, after, (one, other) => isCommentHunk(one) === isCommentHunk(other) && !isCommentHunk(one))
  );
}

function isCommentHunk(hunk: Hunk): boolean {
  return isComment(hunk.before) && isComment(hunk.after);
}

/** An item that is nothing but its key reads as the key. */
function shown(change: LeafChange, path: Path, value: unknown): unknown {
  const last = path.at(-1);
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return last?.style === 'item' && isEmpty ? last.key : hideSecret(change.resource.kind, keysOf(path), value);
}

/** Something of another shape in the same place is one change, not a removal and an addition. */
function mergeReplaced(drafts: readonly Draft[]): Draft[] {
  const result: Draft[] = [];
  const places = new Map<string, number>();
  for (const draft of drafts) {
    const place = places.get(draft.path);
    const known = place === undefined ? undefined : result[place];
    const isReplaced = known?.op === 'removed' && draft.op === 'added' && known.cause === draft.cause;
    if (place === undefined || !known || !isReplaced || known.noise !== draft.noise) {
      places.set(draft.path, result.length);
      result.push(draft);
      continue;
    }
    const { judgement } = isWorse(known, draft) ? known : draft;
    result[place] = { ...draft, op: 'changed', before: known.before, judgement };
  }
  return result;
}

function toChange(draft: Draft): ResourceChange {
  const { op, path, cause, noise } = draft;
  const { effect, risk, note } = draft.judgement;
  return {
    op,
    path,
    ...presentValues(draft.before, draft.after),
    cause,
    effect,
    risk: noise === undefined ? risk : 'none',
    ...(noise !== undefined && { noise }),
    ...(noise === undefined && note !== undefined && { note }),
  };
}
