/** Judging items where the tree leaves conditions open: what acts on every way is exposed, what acts on one is possible. */
import { conditionAt } from '../behaviour/conditions.js';
import type { ViewContext, ViewItem } from '../mesh/view.js';
import type { Condition } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import type { JudgeInput, Otherwise } from './locations.js';

/** The condition that an item itself hangs on. */
export function conditionOfItem(item: ViewItem, place: string, { after }: JudgeInput): Condition | undefined {
  const at = item.places[place] ?? item.places.at;
  return item.resource?.condition ?? (at && conditionAt(at, after.installation));
}

/** What conditions of rules see where the open conditions don't hold. */
export function otherSides(sides: ViewContext, { meshConfig }: Otherwise): ViewContext {
  if (meshConfig.length === 0) return sides;
  const { after } = sides;
  return {
    ...sides,
    after: { ...after, meshConfig: meshConfig.reduce(withoutPath, after.meshConfig) },
  };
}

/** Tells items of two ways apart: the same one has the same place on both. */
export function keyOfItem({ subject, places }: ViewItem): string {
  return `${subject} ${places.at?.file ?? ''}:${places.at?.line ?? ''}`;
}

/** `…, only if `tracing.enabled` is true` */
export function onlyIf(message: string, { what }: Condition): string {
  return `${message} (only if ${what})`;
}

/** Each condition once. */
export function uniqueConditions(conditions: readonly Condition[]): readonly Condition[] {
  return [...new Map(conditions.map(condition => [condition.what, condition])).values()];
}

function withoutPath(
  data: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
): Readonly<Record<string, unknown>> {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(data, key)) return data;
  const { [key]: inner, ...others } = data;
  if (rest.length === 0) return others;
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return others;
  if (valueAt(inner, rest) === undefined) return data;
  return { ...others, [key]: withoutPath(inner as Record<string, unknown>, rest) };
}
