/** Whether a patch as a whole does what its overrides did one by one: the tree was analysed again with all of them. */
import { isDeepStrictEqual } from 'node:util';
import type { Finding, Report } from '../model.js';
import { newFinding } from './judge.js';
import type { Chosen } from './select.js';

export type TogetherVerdict =
  | {
      readonly ok: true;
      /** Those whose finding stands as before, although they are in place. */
      readonly idle: readonly Chosen[];
    }
  | {
      readonly ok: false;
      /** One clause: why none of it may be written. */
      readonly why: string;
    };

/** Compares the analysis of the tree as it is with that of the tree with the patch. */
export function judgeTogether(
  before: Pick<Report, 'findings' | 'upgrades' | 'incomplete'>,
  after: Pick<Report, 'findings' | 'upgrades' | 'incomplete'>,
  chosen: readonly Chosen[],
): TogetherVerdict {
  if (!isDeepStrictEqual(idsOf(before), idsOf(after)))
    return { ok: false, why: 'together they change which upgrades there are' };
  const known = new Set(before.incomplete.map(({ what }) => what));
  const lost = after.incomplete.find(({ what, blocking }) => blocking && !known.has(what));
  if (lost) return { ok: false, why: `with them, ${lost.what} can’t be analysed` };
  // What could not be rendered shows only now what else it is exposed to.
  const reveals = chosen.some(({ finding }) => finding.rule === 'render-fails');
  const fresh = reveals ? undefined : newFinding(before, after);
  if (fresh) return { ok: false, why: `with them, another finding appears: ${fresh.title} (${fresh.rule})` };
  return { ok: true, idle: chosen.filter(one => isIdle(one, chosen, after.findings)) };
}

/** A pin is idle where its finding is exposed still; a fix where its resource is in as many places as before. */
function isIdle(
  { finding, override }: Chosen,
  chosen: readonly Chosen[],
  after: readonly Finding[],
): boolean {
  const still = after.filter(other => other.exposure === 'exposed' && isSame(finding, other));
  const resource = override.written?.resource;
  if (override.kind === 'pin' || resource === undefined) return still.length > 0;
  const mended = chosen.filter(
    other => other.finding === finding && other.override.written?.resource === resource,
  ).length;
  return countOf(still, resource) > countOf([finding], resource) - mended;
}

function countOf(findings: readonly Finding[], resource: string): number {
  return findings.flatMap(({ locations }) => locations).filter(place => place.resource === resource).length;
}

function isSame(one: Finding, other: Finding): boolean {
  return (
    one.rule === other.rule &&
    one.component === other.component &&
    one.knob?.name === other.knob?.name &&
    one.upgrades.some(id => other.upgrades.includes(id))
  );
}

function idsOf({ upgrades }: Pick<Report, 'upgrades'>): readonly string[] {
  return upgrades.map(({ id }) => id).toSorted();
}
