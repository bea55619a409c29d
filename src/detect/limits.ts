/** Bounds on how much of a tree is read. What lies beyond one is named, so that nobody takes it for looked at. */
import type { DetectContext } from './detector.js';

/**
 * The first of some files; those beyond are left out under the name of the first of them.
 * @param kind what they are, in the plural: `files of Terraform`
 */
export function firstOf(
  context: DetectContext,
  paths: readonly string[],
  limit: number,
  kind: string,
): readonly string[] {
  leaveBeyond(context, paths.slice(limit), limit, kind);
  return paths.slice(0, limit);
}

/** Names files beyond a limit by the first of them; nothing where there are none. */
export function leaveBeyond(
  context: DetectContext,
  beyond: readonly string[],
  limit: number,
  kind: string,
): void {
  const [first, ...others] = beyond;
  if (first === undefined) return;
  const [more, come, were] =
    others.length > 0 ? [` and ${others.length} more`, 'come', 'were'] : ['', 'comes', 'was'];
  const why = `it${more} ${come} after the first ${limit} ${kind}, and ${were} not looked at`;
  context.leave(first, why, 1, others);
}

/** Told where a file comes to more than is read of it. */
export type TellMore = () => void;

/** Parts that a search for something deep inside of data takes. */
const MAX_PARTS = 100_000;

/** True where some part of data is as asked, or where it has more parts than are searched. */
export function anyWithin(value: unknown, isAsked: (part: unknown) => boolean): boolean {
  const pending: unknown[] = [value];
  for (let parts = 0; pending.length > 0; parts++) {
    if (parts >= MAX_PARTS) return true;
    const part = pending.pop();
    if (isAsked(part)) return true;
    if (typeof part === 'object' && part !== null)
      for (const inner of Object.values(part)) pending.push(inner);
  }
  return false;
}
