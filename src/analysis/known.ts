/** What the knowledge does not reach: said before anything is concluded from it. */
import { compare, rsort } from 'semver';
import type { Facts } from '../knowledge/facts.js';
import { minorOf } from '../knowledge/releases.js';
import type { Installation, Problem, Upgrade } from '../model.js';

/** Problems of an upgrade's versions: undecided, unknown to the facts, or over minors that nobody has curated yet. */
export function knowledgeProblems(upgrade: Upgrade, facts: Facts, curated: readonly string[]): Problem[] {
  const { before, after } = upgrade;
  const sides = [before, after].filter(side => side !== null);
  const problems = sides.flatMap(side => versionProblem(side, facts) ?? []);
  const from = before?.istioVersion;
  const to = after?.istioVersion;
  if (problems.some(({ blocking }) => blocking) || !from || !to || upgrade.chart !== 'istiod')
    return problems;
  const crossed = minorsCrossed(from, to, facts.releases);
  const open = crossed.filter(minor => !curated.includes(minor));
  if (open.length === 0) return problems;
  return [
    ...problems,
    {
      what: `behaviour changes of Istio ${open.join(', ')}`,
      why:
        'not all of them have a rule yet: besides the rules there are, only defaults that moved inside istiod, settings ' +
        'that are no longer read and the rendered manifests were compared. Read the upgrade notes of these releases.',
      file: after.at.file,
      line: after.at.line,
      blocking: false,
    },
  ];
}

function versionProblem(
  { chart, version, istioVersion, at }: Installation,
  facts: Facts,
): Problem | undefined {
  const place = { file: at.file, line: at.line };
  if (istioVersion === null) {
    const why =
      version === null
        ? 'its version is not in this repository: give it with --from and --to'
        : `its version \`${version}\` does not name one release: give it with --from and --to`;
    return { what: `${chart}`, why, ...place, blocking: true };
  }
  const what = `${chart} ${istioVersion}`;
  const tooOld = `the knowledge begins with Istio ${facts.releases[0] ?? ''}`;
  switch (facts.classify(istioVersion)) {
    case 'known':
      return undefined;
    case 'newer-patch':
      return {
        what,
        why: `this patch is newer than the knowledge, which goes up to ${facts.newest}: judged with what is known of its minor`,
        ...place,
        blocking: false,
      };
    case 'unknown-patch':
      return {
        what,
        why: 'no such release of Istio is known; judged with what is known of its minor',
        ...place,
        blocking: true,
      };
    case 'too-old':
      return {
        what,
        why: tooOld,
        together: { kind: ['', ''], name: chart, version: istioVersion, why: tooOld },
        ...place,
        blocking: true,
      };
    case 'invalid':
      return { what, why: 'that is no version of Istio', ...place, blocking: true };
    case 'unknown-minor':
      return {
        what,
        why: `the knowledge goes up to Istio ${facts.newest}: update istio-preflight to judge this release`,
        ...place,
        blocking: true,
      };
  }
}

/** Minors whose changes lie between two releases, in either direction, the older one's own left out. */
function minorsCrossed(from: string, to: string, releases: readonly string[]): readonly string[] {
  const [newer = to, older = from] = rsort([from, to]);
  const minors = releases
    .filter(release => compare(release, older) > 0 && compare(release, newer) <= 0)
    .map(minorOf)
    .filter(minor => minor !== minorOf(older));
  return [...new Set(minors)];
}
