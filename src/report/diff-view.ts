/** The diff of rendered manifests, arranged for reading: by effect, riskiest first, the same change in several installations once. */

import { groupBy } from '../grouped.js';
import type { Cause, Change, Effect, ResourceId } from '../model.js';
import { visible } from './escape.js';
import { byText, effectRank } from './order.js';

/** One change, and every upgrade that makes it. */
export interface ChangeView {
  readonly resource: string;
  readonly op: Change['op'];
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly truncated: boolean;
  /** Before and after, not cut, for surfaces that have room. */
  readonly whole: { readonly before?: unknown; readonly after?: unknown };
  readonly cause: Cause;
  readonly effect: Effect;
  readonly risk: Change['risk'];
  /** Kind of noise that it is; absent where it matters. */
  readonly noise?: string;
  /** What it means, in words. */
  readonly note?: string;
  /** Ids, sorted. */
  readonly upgrades: readonly string[];
}

export interface EffectView {
  readonly effect: Effect;
  /** Riskiest first, then by resource and path. */
  readonly changes: readonly ChangeView[];
}

/** One layer of noise. */
export interface NoiseView {
  readonly kind: string;
  readonly count: number;
  /** Those that have a change of their own. */
  readonly changes: readonly ChangeView[];
}

export interface DiffView {
  readonly effects: readonly EffectView[];
  /** How many changes `effects` holds. */
  readonly shown: number;
  /** What is hidden because it is the bump itself, by kind, most first. */
  readonly noise: readonly NoiseView[];
  readonly hidden: number;
}

const RISKS: readonly Change['risk'][] = ['high', 'medium', 'low', 'none'];

/** A value of the diff on one line: as JSON; cut text as the text it is. */
export function valueText(value: unknown, truncated: boolean): string {
  return visible(truncated && typeof value === 'string' ? value : JSON.stringify(value));
}

/** @param counts noise by layer as the analysis counted it, where it did */
export function viewDiff(
  changes: readonly Change[],
  counts: Readonly<Record<string, number>> = {},
): DiffView {
  const loud = changes.filter(change => change.risk !== 'none');
  const byEffect = groupBy(loud, change => change.effect);
  const effects = [...byEffect]
    .map(([effect, members]) => ({ effect, changes: mergedChanges(members) }))
    .sort((left, right) => effectRank(left.effect) - effectRank(right.effect));
  const noise = viewNoise(changes, counts);
  return {
    effects,
    shown: effects.reduce((sum, group) => sum + group.changes.length, 0),
    noise,
    hidden: noise.reduce((sum, kind) => sum + kind.count, 0),
  };
}

/** `Kind/namespace/name`, without a namespace where there is none. */
export function resourceName(resource: ResourceId): string {
  return [resource.kind, resource.namespace, resource.name].filter(part => part !== '').join('/');
}

/** The same change of several upgrades once; riskiest first, then by resource and path. */
export function mergedChanges(changes: readonly Change[]): ChangeView[] {
  const same = groupBy(changes, change =>
    JSON.stringify([
      change.resource,
      change.op,
      change.path,
      change.before,
      change.after,
      change.digest,
      change.cause,
      change.effect,
      change.risk,
    ]),
  );
  const merged: ChangeView[] = [];
  for (const members of same.values()) {
    const [first] = members;
    if (!first) continue;
    merged.push({
      resource: resourceName(first.resource),
      op: first.op,
      path: first.path,
      ...('before' in first && { before: first.before }),
      ...('after' in first && { after: first.after }),
      truncated: first.truncated === true,
      whole: first.whole ?? {
        ...('before' in first && { before: first.before }),
        ...('after' in first && { after: first.after }),
      },
      cause: first.cause,
      effect: first.effect,
      risk: first.risk,
      ...(first.noise !== undefined && { noise: first.noise }),
      ...(first.note !== undefined && { note: first.note }),
      upgrades: [...new Set(members.map(change => change.upgrade))].sort(byText),
    });
  }
  return merged.sort(byRisk);
}

function byRisk(left: ChangeView, right: ChangeView): number {
  return (
    RISKS.indexOf(left.risk) - RISKS.indexOf(right.risk) ||
    byText(left.resource, right.resource) ||
    byText(left.path, right.path)
  );
}

function viewNoise(changes: readonly Change[], counts: Readonly<Record<string, number>>): NoiseView[] {
  const quiet = groupBy(
    changes.filter(change => change.risk === 'none'),
    change => change.noise ?? 'other',
  );
  const kinds = [...new Set([...quiet.keys(), ...Object.keys(counts)])];
  return kinds
    .map(kind => {
      const members = quiet.get(kind) ?? [];
      return { kind, count: Math.max(members.length, counts[kind] ?? 0), changes: mergedChanges(members) };
    })
    .sort((left, right) => right.count - left.count || byText(left.kind, right.kind));
}
