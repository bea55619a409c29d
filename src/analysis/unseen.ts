/**
 * Resources that nobody can see, although what moves acts on their kind. That they were just as closed before is no comfort there: the
 * release acts on them as they are.
 */
import type { Environment, Finding, Problem, Upgrade } from '../model.js';
import type { Rule } from '../rules/rule.js';
import { counts, softUpgrades } from '../verdict.js';

interface Judgement {
  readonly upgrades: readonly Upgrade[];
  readonly environments: readonly Environment[];
  readonly findings: readonly Finding[];
  readonly rules: readonly Pick<Rule, 'id' | 'kinds' | 'severity'>[];
  readonly failOn: Parameters<typeof counts>[1];
}

/** The same problems, of which those block that keep a change of behaviour from being judged which would decide the verdict. */
export function withUnseenBlocking(problems: readonly Problem[], judgement: Judgement): readonly Problem[] {
  const acting = judgement.findings.filter(({ exposure }) => exposure !== 'mitigated');
  const weighty = acting.flatMap(finding => kindsJudged(finding, judgement));
  return problems.map(problem =>
    !problem.blocking && weighty.some(one => isHiddenBy(problem, one, judgement.environments))
      ? { ...problem, blocking: true }
      : problem,
  );
}

interface Judged {
  readonly kinds: readonly string[];
  /** Names of the environments that are upgraded. */
  readonly upgraded: ReadonlySet<string>;
}

/** What a change of behaviour acts on, and where; nothing where it could not decide the verdict whatever it met. */
function kindsJudged(finding: Finding, { upgrades, rules, failOn }: Judgement): readonly Judged[] {
  const rule = rules.find(({ id }) => id === finding.rule);
  // What is absent weighs less than what is hidden.
  if (!rule || !counts({ ...finding, severity: rule.severity }, failOn)) return [];
  const soft = softUpgrades(upgrades);
  const own = upgrades.filter(({ id }) => finding.upgrades.includes(id) && !soft.has(id));
  return own.length === 0
    ? []
    : [{ kinds: rule.kinds, upgraded: new Set(own.map(({ environment }) => environment)) }];
}

function isHiddenBy(
  { mayHold = [], file }: Problem,
  { kinds, upgraded }: Judged,
  environments: readonly Environment[],
): boolean {
  if (!mayHold.some(kind => kinds.includes(kind))) return false;
  const owners = environments.filter(one => file !== undefined && one.owns(file));
  return owners.length === 0 || owners.some(({ name }) => upgraded.has(name));
}
