/** The verdict: one word that a required check can act on. Worst first: fail, incomplete, attention, pass, no-upgrade. */
import { lt } from 'semver';
import type { FailOn, Finding, Problem, Severity, Upgrade, Verdict } from './model.js';

export interface VerdictInput {
  readonly upgrades: readonly Upgrade[];
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly failOn: FailOn;
  /** Whether what stays undecided, and going back, stop the check. */
  readonly policy: { readonly undecided: 'warn' | 'fail'; readonly downgrade: 'warn' | 'fail' };
}

export interface VerdictResult {
  readonly verdict: Verdict;
  /** What it rests on, in one sentence. */
  readonly reason: string;
}

const RANK: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 };
const THRESHOLD: Readonly<Record<FailOn, number>> = {
  critical: 4,
  high: 3,
  medium: 2,
  low: 1,
  never: Number.POSITIVE_INFINITY,
};

/** True where a finding is severe enough to decide the verdict. */
export function counts(finding: Finding, failOn: FailOn): boolean {
  return finding.accepted === null && RANK[finding.severity] >= THRESHOLD[failOn];
}

export function decide({ upgrades, findings, problems, failOn, policy }: VerdictInput): VerdictResult {
  const blocking = problems.filter(problem => problem.blocking);
  if (upgrades.length === 0 && blocking.length === 0) {
    return { verdict: 'no-upgrade', reason: 'No Istio version, chart, revision or values change.' };
  }
  const soft = softUpgrades(upgrades);
  const isSoft = (finding: Finding): boolean =>
    finding.upgrades.length > 0 &&
    finding.upgrades.every(id => soft.has(id)) &&
    finding.rule !== 'render-fails';
  const severe = findings.filter(finding => counts(finding, failOn));
  const exposed = severe.filter(({ exposure }) => exposure === 'exposed');
  const failing = exposed.filter(finding => !isSoft(finding));
  if (failing.length > 0) {
    return {
      verdict: 'fail',
      reason: `${amount(failing.length, 'change')} of behaviour will act on this repository: ${names(failing)}.`,
    };
  }
  if (blocking.length > 0) {
    return {
      verdict: 'incomplete',
      reason: `${amount(blocking.length, 'thing')} could not be analysed: ${list(blocking.map(({ what }) => what))}.`,
    };
  }
  const isDowngrade = upgrades.some(isWayBack);
  const reasons = [
    ...(exposed.length > 0 ? [softReason(upgrades, exposed)] : []),
    ...undecided(severe),
    ...(problems.length > 0 && upgrades.length > 0
      ? [`Not analysed: ${list(problems.map(({ what }) => what))}.`]
      : []),
    ...(isDowngrade ? ['This is a downgrade.'] : []),
  ];
  // What stays open about the ways to safety is no reason to bar them: a revert has a policy of its own.
  const isOpen =
    undecided(severe.filter(finding => !isSoft(finding))).length > 0 ||
    (problems.length > 0 && upgrades.some(({ id }) => !soft.has(id)));
  const isForbidden = (isDowngrade && policy.downgrade === 'fail') || (isOpen && policy.undecided === 'fail');
  if (reasons.length > 0) return { verdict: isForbidden ? 'fail' : 'attention', reason: reasons.join(' ') };
  return { verdict: 'pass', reason: passReason(findings) };
}

/** Ids of those that add a canary beside what runs, or go back: ways to safety, which are told, but never in the way. */
export function softUpgrades(upgrades: readonly Upgrade[]): ReadonlySet<string> {
  const soft = upgrades.filter(upgrade => upgrade.kind === 'canary' || isWayBack(upgrade));
  return new Set(soft.map(({ id }) => id));
}

/** What is open below the limit is part of what the verdict rests on. */
function passReason(findings: readonly Finding[]): string {
  const open = findings.filter(({ exposure, accepted }) => exposure === 'possible' && accepted === null);
  const changes = new Set(open.map(({ rule }) => rule)).size;
  const rest = changes === 0 ? '' : ` ${amount(changes, 'change')} below it can't be decided from here.`;
  return `Everything found was analysed; of the changes that are known here, none at or above the limit acts on it.${rest}`;
}

/** A downgrade, or workloads that go back to a control plane of an older release. */
function isWayBack({ kind, before, after }: Upgrade): boolean {
  if (kind === 'downgrade') return true;
  if (kind !== 'repoint' || !before?.istioVersion || !after?.istioVersion) return false;
  return lt(after.istioVersion, before.istioVersion);
}

function softReason(upgrades: readonly Upgrade[], exposed: readonly Finding[]): string {
  const canary = upgrades.some(({ kind }) => kind === 'canary');
  return canary
    ? `Will bite when traffic moves to the new revision: ${names(exposed)}.`
    : `Changes back with this downgrade: ${names(exposed)}.`;
}

function undecided(severe: readonly Finding[]): string[] {
  const possible = severe.filter(({ exposure }) => exposure === 'possible');
  const onWhatIsHere = possible.filter(({ absent }) => absent === undefined);
  return [
    ...(onWhatIsHere.length > 0 ? [`This repository can't tell: ${names(onWhatIsHere)}.`] : []),
    ...elsewhere(possible.filter(({ absent }) => absent !== undefined)),
  ];
}

/** What kinds that are not here decide, in one sentence however many they are. */
function elsewhere(open: readonly Finding[]): string[] {
  if (open.length === 0) return [];
  const changes = new Set(open.map(({ rule }) => rule)).size;
  const kinds = [...new Set(open.flatMap(({ absent }) => absent ?? []))];
  const what = changes === 1 ? 'One change acts' : `${changes} changes act`;
  return [`${what} on kinds that are not here (${kinds.join(', ')}): ${names(open)}.`];
}

function names(findings: readonly Finding[]): string {
  return list(findings.map(({ rule }) => rule));
}

function list(items: readonly string[]): string {
  const unique = [...new Set(items)];
  return unique.length <= 4
    ? unique.join(', ')
    : `${unique.slice(0, 4).join(', ')} and ${unique.length - 4} more`;
}

function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
