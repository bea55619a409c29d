/** The first line of every surface: what happens, and where that is not known, what is not known and how to find out. */
import type { Finding, Problem, Report, ReportUpgrade } from '../model.js';
import { atOrAbove, count, SEVERITIES } from './order.js';
import type { FindingGroups, KnownChanges } from './view.js';

export interface Headline {
  /** `Istio 1.20.6 → 1.22.2`; what changes, where no version moves. */
  readonly subject: string;
  /** The rest of the line; a sentence without a full stop. */
  readonly outcome: string;
  /** The read-only command that settles what the outcome calls not known. */
  readonly question: string | undefined;
}

type Outcome = Pick<Headline, 'outcome'> & Partial<Pick<Headline, 'question'>>;

/** Pairs of versions spelt out in a headline; the table of upgrades has them all. */
const MAX_PAIRS = 2;

/** What a headline is made of. */
export interface HeadlineFacts {
  readonly report: Report;
  readonly groups: FindingGroups;
  readonly changes: KnownChanges;
  readonly blocking: readonly Problem[];
}

export function viewHeadline(facts: HeadlineFacts): Headline {
  return { subject: subject(facts.report.upgrades), question: undefined, ...outcome(facts) };
}

function outcome({ report, groups, changes, blocking }: HeadlineFacts): Outcome {
  switch (report.verdict) {
    case 'no-upgrade':
      // Without any upgrade, only that is told which this change does to what is taken not to be deployed.
      return report.scope.assumptions
        ? { outcome: 'nothing changes of what is taken to be deployed, and something does of the rest' }
        : { outcome: 'no version, chart, revision or values of Istio change here' };
    case 'pass':
      return { outcome: passed(report, groups, changes) };
    case 'fail':
      return { outcome: failed(report, groups, changes) };
    case 'incomplete':
      return { outcome: unanalysed(blocking) };
    case 'attention':
      return undecided(report, groups);
  }
}

function passed(report: Report, groups: FindingGroups, changes: KnownChanges): string {
  return `${passedOutcome(report, groups, changes)}${openBelow(report, groups)}`;
}

function passedOutcome(report: Report, groups: FindingGroups, changes: KnownChanges): string {
  const exposed = [...groups.exposed, ...groups.lesser];
  if (report.failOn === 'never' && exposed.length > 0) {
    return `${hits(report, exposed, changes)}; nothing fails this check`;
  }
  if (exposed.length > 0)
    return `nothing at or above ${report.failOn} hits what is configured here; ${severities(exposed)} below it`;
  if (changes.known === 0) return 'no known change of behaviour is part of this';
  return `${count(changes.known, 'known change')} checked, none at or above ${report.failOn} hits what is configured here`;
}

/** What was not decided, though too small to hold the check up, is not left for the reader to find. */
function openBelow({ failOn }: Report, { possible }: FindingGroups): string {
  if (possible.length === 0) return '';
  const level = failOn === 'never' ? '' : ` below ${failOn}`;
  return `; ${count(new Set(possible.map(({ rule }) => rule)).size, 'change')}${level} can’t be decided from here`;
}

function failed(report: Report, { exposed }: FindingGroups, changes: KnownChanges): string {
  return exposed.length === 0 ? withoutStop(report.reason) : hits(report, exposed, changes);
}

/** How many of how many, and where of several environments. */
function hits({ upgrades }: Report, exposed: readonly Finding[], { known }: KnownChanges): string {
  const [noun, verb] = exposed.length === 1 ? ['change', 'hits'] : ['changes', 'hit'];
  const ids = new Set(exposed.flatMap(finding => finding.upgrades));
  const all = new Set(upgrades.map(({ environment }) => environment));
  const hit = new Set(upgrades.filter(({ id }) => ids.has(id)).map(({ environment }) => environment));
  const where = all.size > 1 ? `, in ${hit.size} of ${all.size} environments` : '';
  return `${severities(exposed)} ${noun} of ${known} known ${verb} what is configured here${where}`;
}

function unanalysed(blocking: readonly Problem[]): string {
  const [first] = blocking;
  if (!first) return 'not judged, something that matters could not be analysed';
  const rest = blocking.length > 1 ? ` (and ${blocking.length - 1} more)` : '';
  return `not judged, could not analyse ${first.what}${rest}`;
}

/** All that keeps this from being decided, what may hurt most first. */
function undecided(report: Report, groups: FindingGroups): Outcome {
  const parts: string[] = [];
  const has = (kind: ReportUpgrade['kind']): boolean =>
    report.upgrades.some(upgrade => upgrade.kind === kind);
  const exposed = groups.exposed.length > 0 ? severities(groups.exposed) : undefined;
  if (exposed && has('canary')) parts.push(`${exposed} waiting for when traffic moves to the new revision`);
  if (has('downgrade')) parts.push(exposed ? `a downgrade, ${exposed} going back` : 'a downgrade');

  const open = groups.possible.filter(finding => atOrAbove(finding.severity, report.failOn));
  const [first] = open;
  if (first) {
    const what = open.length > 1 ? `${open.length} changes hit you, the worst` : 'this hits you';
    parts.push(`not known whether ${what}: ${first.title}`);
    return { outcome: parts.join('; '), question: questionOf(open) };
  }
  if (has('downgrade')) parts.push('not known is what the newer release has already written to the cluster');
  if (parts.length === 0) parts.push(`not fully known: ${withoutStop(report.reason)}`);
  return { outcome: parts.join('; ') };
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function questionOf(findings: readonly Finding[]): string | undefined {
  return findings.find(finding => finding.question !== undefined)?.question;
}

/** `1 critical and 2 high`. */
function severities(findings: readonly Finding[]): string {
  const parts = SEVERITIES.map(severity => ({
    severity,
    number: findings.filter(finding => finding.severity === severity).length,
  }))
    .filter(entry => entry.number > 0)
    .map(entry => `${entry.number} ${entry.severity}`);
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '0');
}

function subject(upgrades: readonly ReportUpgrade[]): string {
  if (upgrades.length === 0) return 'Istio';
  const pairs = [...new Set(upgrades.map(pair))];
  const shown = pairs.slice(0, MAX_PAIRS).join(', ');
  return `Istio ${shown}${pairs.length > MAX_PAIRS ? ` and ${pairs.length - MAX_PAIRS} more` : ''}`;
}

function pair(upgrade: ReportUpgrade): string {
  const { from, to } = upgrade;
  if (from === null && to === null) return 'of unknown version';
  if (from === null) return `${to?.version} added`;
  if (to === null) return `${from.version} removed`;
  return from.version === to.version ? `${to.version}, values changed` : `${from.version} → ${to.version}`;
}
