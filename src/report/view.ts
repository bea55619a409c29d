/**
 * One view of a report for every surface that people read: what matters first, sorted worst first, the same
 * thing in several environments said once. Holds text as it came; each surface escapes for itself.
 */

import { groupBy } from '../grouped.js';
import type {
  FailOn,
  Finding,
  Override,
  Problem,
  Report,
  ReportUpgrade,
  ReportVersion,
  Restart,
  UpgradeKind,
  Verdict,
} from '../model.js';
import { type DiffView, viewDiff } from './diff-view.js';
import { type Elsewhere, groupByKinds } from './elsewhere.js';
import { type Headline, viewHeadline } from './headline.js';
import { atOrAbove, byChart, byText, severityRank } from './order.js';

export interface View {
  readonly verdict: Verdict;
  readonly failOn: FailOn;
  /** The policy says that nothing fails for now. */
  readonly advise: boolean;
  readonly headline: Headline;
  /** What the verdict rests on, in one sentence. */
  readonly reason: string;
  /** The finding to look at first: what fails the check, else what is not known, else the rest. */
  readonly worst: Finding | undefined;
  /** What mends the worst finding soonest, where it is exposed; never one that gives up security. */
  readonly wayOut: Override | undefined;
  readonly changes: KnownChanges;
  readonly groups: FindingGroups;
  readonly upgrades: readonly UpgradeRow[];
  readonly scope: Report['scope'];
  readonly policy: Report['policy'];
  readonly kubeVersion: string | undefined;
  readonly diff: DiffView;
  readonly restarts: readonly RestartView[];
  readonly plan: Report['plan'];
  readonly incomplete: { readonly blocking: readonly Problem[]; readonly other: readonly Problem[] };
  readonly tool: Report['tool'];
  /** Environment of an upgrade, by its id. */
  environmentOf(upgrade: string): string;
}

/** How many known changes of Istio were looked at, and what became of them; each counts once, at its worst. */
export interface KnownChanges {
  readonly known: number;
  readonly exposed: number;
  /** Those of the exposed ones that are severe enough to fail the check. */
  readonly serious: number;
  readonly possible: number;
  readonly mitigated: number;
  readonly accepted: number;
  readonly notExposed: number;
}

/** Findings by what they ask of the reader; each group worst first. Accepted ones stand only in `accepted`. */
export interface FindingGroups {
  /** At or above the level that fails the check. */
  readonly exposed: readonly Finding[];
  /** Exposed too, below that level. */
  readonly lesser: readonly Finding[];
  /** All that this repository does not decide: `undecided`, and what stands in `elsewhere`. */
  readonly possible: readonly Finding[];
  /** Open although what is acted on is here. */
  readonly undecided: readonly Finding[];
  /** Open since nothing of that kind is here. */
  readonly elsewhere: readonly Elsewhere[];
  readonly mitigated: readonly Finding[];
  readonly notExposed: readonly Finding[];
  readonly accepted: readonly Finding[];
}

/** One row of the table of upgrades: what goes from where to where together, in one environment. */
export interface UpgradeRow {
  readonly environment: string;
  readonly kind: UpgradeKind;
  readonly charts: readonly string[];
  readonly revision: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Where the versions are written on the new side; on the old side for what is removed. */
  readonly places: readonly ReportVersion[];
}

export interface RestartView {
  readonly what: string;
  readonly why: string;
  /** What stays up meanwhile. */
  readonly meanwhile?: string;
  /** Environments in which it restarts, sorted. */
  readonly environments: readonly string[];
}

export function viewReport(report: Report): View {
  const groups = groupFindings(report);
  const changes = countKnownChanges(report, groups);
  const environments = new Map(report.upgrades.map(upgrade => [upgrade.id, upgrade.environment]));
  const environmentOf = (upgrade: string): string => environments.get(upgrade) ?? '';
  const incomplete = {
    blocking: report.incomplete.filter(problem => problem.blocking),
    other: report.incomplete.filter(problem => !problem.blocking),
  };
  return {
    verdict: report.verdict,
    failOn: report.failOn,
    advise: report.mode === 'advise',
    headline: viewHeadline({ report, groups, changes, blocking: incomplete.blocking }),
    reason: report.reason,
    worst: groups.exposed[0] ?? groups.possible[0] ?? groups.lesser[0],
    wayOut: soonest(groups.exposed[0]?.overrides ?? []),
    changes,
    groups,
    upgrades: tabulate(report.upgrades),
    scope: report.scope,
    policy: report.policy,
    kubeVersion: report.kubeVersion,
    diff: viewDiff(report.changes, report.noise),
    restarts: viewRestarts(report, environmentOf),
    plan: report.plan,
    incomplete,
    tool: report.tool,
    environmentOf,
  };
}

function groupFindings({ findings, failOn }: Report): FindingGroups {
  const sorted = findings.toSorted(byWeight);
  // Where nothing fails the check, what would by default still stands out.
  const level = failOn === 'never' ? 'high' : failOn;
  const open = sorted.filter(finding => finding.accepted === null);
  const exposed = open.filter(finding => finding.exposure === 'exposed');
  const possible = open.filter(finding => finding.exposure === 'possible');
  return {
    exposed: exposed.filter(finding => atOrAbove(finding.severity, level)),
    lesser: exposed.filter(finding => !atOrAbove(finding.severity, level)),
    possible,
    undecided: possible.filter(finding => finding.absent === undefined),
    elsewhere: groupByKinds(possible),
    mitigated: open.filter(finding => finding.exposure === 'mitigated'),
    notExposed: open.filter(finding => finding.exposure === 'not-exposed'),
    accepted: sorted.filter(finding => finding.accepted !== null),
  };
}

function byWeight(left: Finding, right: Finding): number {
  const place = (finding: Finding): string => finding.locations[0]?.file ?? '';
  const line = (finding: Finding): number => finding.locations[0]?.line ?? 0;
  return (
    severityRank(left.severity) - severityRank(right.severity) ||
    byText(left.rule, right.rule) ||
    byText(place(left), place(right)) ||
    line(left) - line(right)
  );
}

function soonest(overrides: readonly Override[]): Override | undefined {
  const harmless = overrides.filter(override => override.weakens === null && override.verified !== false);
  return (
    harmless.find(override => override.verified === true) ??
    harmless.find(override => override.kind === 'pin') ??
    harmless[0]
  );
}

function countKnownChanges(report: Report, groups: FindingGroups): KnownChanges {
  const seen = new Set<string>();
  const countNew = (findings: readonly Finding[]): number => {
    const before = seen.size;
    for (const finding of findings) seen.add(identity(finding));
    return seen.size - before;
  };
  const serious = countNew(groups.exposed);
  const exposed = serious + countNew(groups.lesser);
  const possible = countNew(groups.possible);
  const accepted = countNew(groups.accepted);
  const mitigated = countNew(groups.mitigated);
  const notExposed = countNew(groups.notExposed);
  return {
    known: Math.max(seen.size, report.knownChanges ?? 0),
    exposed,
    serious,
    possible,
    mitigated,
    accepted,
    notExposed,
  };
}

/** Findings from facts alone share a rule id: the setting tells them apart. */
function identity(finding: Finding): string {
  return JSON.stringify([finding.rule, finding.knob?.kind, finding.knob?.name]);
}

function tabulate(upgrades: readonly ReportUpgrade[]): UpgradeRow[] {
  const together = groupBy(upgrades, upgrade =>
    JSON.stringify([
      upgrade.environment,
      upgrade.kind,
      upgrade.revision,
      upgrade.from?.version ?? null,
      upgrade.to?.version ?? null,
    ]),
  );
  const rows: UpgradeRow[] = [];
  for (const members of together.values()) {
    const [first] = members;
    if (!first) continue;
    const places = members.map(upgrade => upgrade.to ?? upgrade.from).filter(place => place !== null);
    rows.push({
      environment: first.environment,
      kind: first.kind,
      charts: [...new Set(members.map(upgrade => upgrade.chart))].sort(byChart),
      revision: first.revision,
      from: first.from?.version ?? null,
      to: first.to?.version ?? null,
      places: [...new Map(places.map(place => [`${place.file}:${place.line}`, place])).values()],
    });
  }
  return rows;
}

function viewRestarts(report: Report, environmentOf: (upgrade: string) => string): RestartView[] {
  return [...groupBy(report.restarts, restart => restart.what)]
    .map(([what, members]) => ({
      what,
      why: [...new Set(members.map(restart => restart.why))].join('; '),
      ...meanwhileOf(members),
      environments: [...new Set(members.map(restart => environmentOf(restart.upgrade)))].sort(byText),
    }))
    .sort((left, right) => byText(left.what, right.what));
}

function meanwhileOf(restarts: readonly Restart[]): Pick<RestartView, 'meanwhile'> {
  const texts = [...new Set(restarts.flatMap(({ meanwhile }) => meanwhile ?? []))];
  return texts.length > 0 ? { meanwhile: texts.join('; ') } : {};
}
