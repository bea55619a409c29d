/** Patches that are better not stopped at: never published, or with a regression that a later patch mends. */
import { hasArrived } from '../behaviour/behaviour.js';
import { minorOf, type Releases } from '../knowledge/releases.js';
import type { Statement } from '../model.js';
import type { Rule } from '../rules/rule.js';
import { compareReleases } from './versions.js';

/** A regression that a release is in, whoever found it: a rule that ends, or the list of known bad patches. */
export interface KnownRegression {
  /** A rule's id, or the words of the list. */
  readonly name: string;
  readonly words: string;
  /** First releases without it, one a branch. */
  readonly fixed: readonly string[];
  readonly source: string;
}

export interface KnownBadInput {
  /** The first release of the facts: what begins there may be older. */
  readonly oldest: string;
  /** Rules that were judged for this release, and do not hit what this repository holds. */
  readonly ruledOut?: ReadonlySet<string>;
}

/**
 * Only what came with a patch or release of the same minor: what a minor shares with those before it is no reason to
 * stop elsewhere.
 */
export function regressionsIn(
  version: string,
  rules: readonly Rule[],
  releases: Releases,
  { oldest, ruledOut = new Set() }: KnownBadInput,
): readonly KnownRegression[] {
  const ofRules = rules.flatMap(rule => {
    const [source] = rule.references;
    if (!rule.until || source === undefined || !hasArrived(rule, version) || ruledOut.has(rule.id)) return [];
    if (!rule.since.some(release => release !== oldest && minorOf(release) === minorOf(version))) return [];
    return [{ name: rule.id, words: `${rule.title} (${rule.id})`, fixed: rule.until, source }];
  });
  const listed = releases.regressions(version).map(({ what, concerns, fixed, source }) => ({
    name: what,
    words: `${what} (${concerns})`,
    fixed,
    source,
  }));
  return [...ofRules, ...listed];
}

/** What speaks against a release: each regression with the patch to take instead, where its branch has one. */
export function warningsOf(version: string, regressions: readonly KnownRegression[]): readonly Statement[] {
  return regressions.map(({ words, fixed, source }) => {
    const patch = fixed.find(
      release => minorOf(release) === minorOf(version) && compareReleases(release, version) > 0,
    );
    return {
      text:
        patch === undefined
          ? `${version} has a regression that no patch of ${minorOf(version)} mends: ${words}`
          : `${version} has a regression, take ${patch} or later instead: ${words}`,
      source,
    };
  });
}
