/**
 * What is marked at a line of the repository: by workflow annotations, a check run, code scanning. The one filter
 * before all of them, so that they never say different things.
 */
import type { Finding, Location, Position, Report } from '../model.js';
import { atOrAbove, byText, SEVERITIES } from './order.js';
import { settingOf } from './words.js';

/** `error`: fails the check; `warning`: acts on this repository without failing it; `note`: small, or not known from here. */
export type MarkLevel = 'error' | 'warning' | 'note';

export interface Mark {
  readonly level: MarkLevel;
  /** What the mark is about: a finding's rule, `incomplete`, `policy`. */
  readonly rule: string;
  readonly title: string;
  readonly message: string;
  readonly place: Position;
  /** What to do about it, in plain lines; empty where there is nothing to say. */
  readonly advice: string;
  /** The finding, and its place; absent for what is none. */
  readonly of?: { readonly finding: Finding; readonly location: Location };
  /** Further places of the same finding are marked too, but where room is short they come last. */
  readonly isFirst: boolean;
}

/** All marks, worst first. What was accepted, is held back, or was checked and is fine has none. */
export function marksOf(report: Report): readonly Mark[] {
  const findings = report.findings
    .filter(finding => finding.accepted === null && levelOf(finding, report) !== undefined)
    .toSorted(
      (left, right) =>
        rank(left, report) - rank(right, report) ||
        SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
        byText(left.rule, right.rule),
    );
  const marks = [...problemMarks(report), ...findings.flatMap(finding => findingMarks(finding, report))];
  return marks.toSorted((left, right) => LEVELS.indexOf(left.level) - LEVELS.indexOf(right.level));
}

const LEVELS: readonly MarkLevel[] = ['error', 'warning', 'note'];

/** How loudly a finding is told; undefined where it is not marked at all. */
function levelOf(finding: Finding, report: Report): MarkLevel | undefined {
  const level = report.failOn === 'never' ? 'high' : report.failOn;
  if (finding.exposure === 'possible') return atOrAbove(finding.severity, level) ? 'note' : undefined;
  if (finding.exposure !== 'exposed') return undefined;
  const fails =
    report.verdict === 'fail' && report.mode !== 'advise' && atOrAbove(finding.severity, report.failOn);
  if (fails) return 'error';
  return finding.severity === 'low' || finding.severity === 'info' ? 'note' : 'warning';
}

function rank(finding: Finding, report: Report): number {
  return LEVELS.indexOf(levelOf(finding, report) ?? 'note');
}

function findingMarks(finding: Finding, report: Report): Mark[] {
  const level = levelOf(finding, report);
  if (level === undefined) return [];
  return placesOf(finding, report).map((location, index) => ({
    level,
    rule: finding.rule,
    title: `${finding.title} (${finding.severity})`,
    message: location.message ?? finding.summary,
    place: location,
    advice: adviceOf(finding),
    of: { finding, location },
    isFirst: index === 0,
  }));
}

/** The finding's own places; without any, the line of the version that brings it. */
function placesOf(finding: Finding, report: Report): readonly Location[] {
  if (finding.locations.length > 0) return finding.locations;
  const upgrade = report.upgrades.find(({ id }) => finding.upgrades.includes(id));
  const version = upgrade?.to ?? upgrade?.from;
  return version ? [{ file: version.file, line: version.line }] : [];
}

function adviceOf({ exposure, question, overrides }: Finding): string {
  const ask = exposure === 'possible' && question !== undefined ? [`Ask the cluster: ${question}`] : [];
  const ways = overrides
    .filter(({ weakens, verified }) => weakens === null && verified !== false)
    .map(override => {
      const { kind, file, line, worksUntil, verified, note } = override;
      const what = kind === 'fix' ? 'Lasting fix' : 'Keep the old behaviour for now';
      const until = worksUntil === undefined ? '' : `, works until Istio ${worksUntil}`;
      const where = file === undefined ? '' : ` at ${file}${line === undefined ? '' : `:${line}`}`;
      const proven = verified === true ? ' (proven by rendering again)' : '';
      return `${what}${until}: ${settingOf(override) || note}${where}${proven}`;
    });
  return [...ask, ...ways].join('\n');
}

function problemMarks(report: Report): Mark[] {
  const blocking = report.incomplete.filter(problem => problem.blocking && problem.file !== undefined);
  const gaps = blocking.map(({ what, why, file = '', line = 1 }) => ({
    level: report.mode === 'advise' ? ('warning' as const) : ('error' as const),
    rule: 'incomplete',
    title: `Could not be analysed: ${what}`,
    message: why,
    place: { file, line },
    advice: '',
    isFirst: true,
  }));
  const { policy } = report;
  const mistakes = (policy?.head?.mistakes ?? []).map(({ line, message }) => ({
    level: 'warning' as const,
    rule: 'policy',
    title: 'Mistake in the changed policy',
    message,
    place: { file: policy?.file ?? '', line },
    advice: '',
    isFirst: true,
  }));
  return [...gaps, ...mistakes];
}
