/** What stays open only because the repository holds none of the resources that a change acts on, gathered by their kinds. */

import { groupBy } from '../grouped.js';
import type { Finding, Scope } from '../model.js';

/** Changes that act on the same kinds; worst first. */
export interface Elsewhere {
  /** `ServiceEntry or Service`. */
  readonly kinds: string;
  readonly findings: readonly Finding[];
}

export const ELSEWHERE_TITLE = 'Depends on what is not in this repository';

/** @param findings worst first: so come the groups, and what is in them */
export function groupByKinds(findings: readonly Finding[]): readonly Elsewhere[] {
  const absent = findings.filter(finding => finding.absent !== undefined);
  return [...groupBy(absent, finding => finding.absent?.join(' or ') ?? '')].map(([kinds, members]) => ({
    kinds,
    findings: members,
  }));
}

/** Why they are open, and what settles all of them at once. `code` stands between backticks. */
export function elsewhereSentences(scope: Scope): string {
  const why =
    scope === 'partial'
      ? 'These changes act on kinds of which more live elsewhere, as the scope says.'
      : 'These changes act on kinds of which this repository holds none for workloads.';
  const settle =
    '`istio-preflight export` prints one read-only command that collects them from a cluster; given as `manifests`, they are judged like the rest.';
  const declare =
    scope === 'partial' ? '' : ' If there are none anywhere, `scope: complete` in the policy says so.';
  return `${why} To settle all of them at once: ${settle}${declare}`;
}
