/** Entries of `accept` that have no effect: whoever took on a risk should know when that ends, or never was one. */
import type { Finding, IdleAcceptance, Problem } from '../model.js';
import { type Accept, coversFinding, coversProblem } from './accept.js';

/**
 * Expired entries always; unused ones only where a change was judged, since without one nothing can use them.
 * @param today `YYYY-MM-DD`
 */
export function idleAcceptances(
  accepts: readonly Accept[],
  judged: {
    readonly findings: readonly Finding[];
    readonly problems: readonly Problem[];
    readonly any: boolean;
  },
  today: string,
): readonly IdleAcceptance[] {
  return accepts.flatMap(accept => {
    const isUsed =
      judged.findings.some(finding => coversFinding(accept, finding)) ||
      judged.problems.some(problem => coversProblem(accept, problem));
    const why = accept.until < today ? 'expired' : judged.any && !isUsed ? 'unused' : undefined;
    if (why === undefined) return [];
    const { reason, until, file, line } = accept;
    return [{ of: accept.rule ?? accept.incomplete ?? '', why, reason, until, file, line }];
  });
}
