/** The report for a terminal: the answer first, color only where it is asked for. */
import type { Finding, Override, Problem, Report, Verdict } from '../model.js';
import { tellAlike } from './alike.js';
import { clip, visible } from './escape.js';
import { createPen, type Pen, type TextOptions } from './pen.js';
import { NOTHING_TO_PLAN } from './plan-view.js';
import { type PolicyItem, policyItems } from './policy-view.js';
import { textDiff } from './text-diff.js';
import { elsewhereText } from './text-elsewhere.js';
import { findingText, placeText } from './text-finding.js';
import { textPlan } from './text-plan.js';
import { type RestartView, type View, viewReport } from './view.js';
import {
  assumptionSentences,
  changesSentence,
  exposedHeading,
  missingSentence,
  overrideTitle,
  policySentence,
  restartSentence,
  scopeSentence,
  settingOf,
  toolLine,
  verdictSentence,
  versionStep,
} from './words.js';
import { wrap } from './wrap.js';

const LABEL = 12;
const MAX_LISTED = 200;

/** Renders the report for reading in a terminal; ends with a line break. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const view = viewReport(report);
  const pen = createPen(options);
  const { groups, incomplete } = view;
  const blocks = [
    headline(view, pen),
    overview(view, pen),
    ...(options.planFirst
      ? [view.verdict === 'no-upgrade' ? NOTHING_TO_PLAN : '', ...textPlan(view.plan, pen)]
      : []),
    ...block(exposedHeading(view), tellAlike(groups.exposed), told => findingText(told, pen), pen),
    ...block(
      'What this repository can’t tell',
      tellAlike(groups.undecided),
      told => findingText(told, pen),
      pen,
    ),
    ...elsewhereText(view, pen),
    ...block(
      'Also changes here, below the level that fails',
      tellAlike(groups.lesser),
      told => findingText(told, pen),
      pen,
    ),
    ...block('Could not be analysed', incomplete.blocking, problem => problemText(problem, pen), pen),
    ...block(
      'Held back by a setting in force',
      tellAlike(groups.mitigated),
      told => brief(told.finding, pen),
      pen,
    ),
    ...block('Accepted', tellAlike(groups.accepted), told => accepted(told.finding, pen), pen),
    ...block('Policy', view.policy ? policyItems(view.policy) : [], item => policyText(item, pen), pen),
    ...block('Checked and not affected', tellAlike(groups.notExposed), told => brief(told.finding, pen), pen),
    ...block(
      'Not analysed, without weight for the verdict',
      incomplete.other,
      problem => problemText(problem, pen),
      pen,
    ),
    ...block('What restarts when this merges', view.restarts, restart => restartText(restart, pen), pen),
    ...(options.planFirst ? [] : textPlan(view.plan, pen)),
    ...textDiff(view, pen, options.showNoise === true),
    pen.colors.dim(wrap(toolLine(view), pen.width)),
    // A long report scrolls away: the answer stands where the eye is when it ends.
    headline(view, pen),
  ];
  return `${blocks.filter(part => part !== '').join('\n\n')}\n`;
}

function headline(view: View, pen: Pen): string {
  const { subject, outcome, question } = view.headline;
  const word = view.verdict.toUpperCase();
  const ask = question === undefined ? '' : `. Ask the cluster: ${question}`;
  return `${verdictColour(view.verdict, pen)(word)}  ${visible(`${subject}: ${outcome}${ask}`)}`;
}

function verdictColour(verdict: Verdict, { colors }: Pen): (text: string) => string {
  if (verdict === 'fail' || verdict === 'incomplete') return text => colors.bold(colors.red(text));
  if (verdict === 'attention') return text => colors.bold(colors.yellow(text));
  return text => colors.bold(colors.green(text));
}

function overview(view: View, pen: Pen): string {
  const { worst } = view;
  const [first] = worst?.locations ?? [];
  const missing = missingSentence(view);
  const policy = policySentence(view).replaceAll('`', '');
  const lines = [
    ...(worst
      ? [labelled('worst', `${worst.severity}: ${clip(worst.title, 200)} (${worst.rule})`, pen)]
      : []),
    ...(first ? [labelled('', placeText(first), pen)] : []),
    ...(view.wayOut ? [labelled('way out', wayOutText(view.wayOut), pen)] : []),
    ...view.upgrades
      .slice(0, MAX_LISTED)
      .map((row, index) =>
        labelled(
          index === 0 ? 'moves' : '',
          `${row.environment || '.'}: ${row.charts.join(', ')} ${versionStep(row)} (${row.kind}${row.revision === '' ? '' : `, revision ${row.revision}`})`,
          pen,
        ),
      ),
    ...(view.upgrades.length > 0 ? [labelled('looked at', changesSentence(view), pen)] : []),
    labelled(view.upgrades.length > 0 ? '' : 'looked at', scopeSentence(view).replaceAll('`', ''), pen),
    ...assumptionSentences(view)
      .slice(0, MAX_LISTED)
      .map((text, index) => labelled(index === 0 ? 'taken as' : '', text.replaceAll('`', ''), pen)),
    ...(missing === '' ? [] : [labelled('missing', missing, pen)]),
    ...(policy === '' ? [] : [labelled('policy', policy, pen)]),
    ...(view.restarts.length > 0
      ? [labelled('restarts', restartSentence(view).replaceAll('`', ''), pen)]
      : []),
    ...(view.verdict === 'no-upgrade'
      ? []
      : [labelled('verdict', verdictSentence(view).replaceAll('`', ''), pen)]),
  ];
  return lines.join('\n');
}

function restartText(restart: RestartView, pen: Pen): string {
  const lines = [wrap(`${restart.what}: ${restart.why}`, pen.width, '  ', '  ')];
  if (restart.meanwhile !== undefined)
    lines.push(wrap(`meanwhile: ${restart.meanwhile}`, pen.width, '    ', '  '));
  return lines.join('\n');
}

function wayOutText(override: Override): string {
  const { file, line } = override;
  const place = file === undefined ? '' : ` at ${file}${line === undefined ? '' : `:${line}`}`;
  const setting = settingOf(override);
  const proven = override.verified === true ? ' (proven by rendering again)' : ' (not proven; see below)';
  return `${overrideTitle(override)}${setting === '' ? '' : `: ${setting}`}${place}${proven}`;
}

function labelled(label: string, text: string, { width, colors }: Pen): string {
  const body = wrap(text, width, ' '.repeat(LABEL)).slice(LABEL);
  return `  ${colors.dim(label.padEnd(LABEL - 2))}${body}`;
}

function block<T>(
  title: string,
  members: readonly T[],
  write: (member: T) => string,
  { colors }: Pen,
): string[] {
  if (members.length === 0) return [];
  const shown = members.slice(0, MAX_LISTED).map(write);
  const more = members.length - shown.length;
  const separator = shown.some(text => text.includes('\n\n')) ? '\n\n' : '\n';
  const rest = more > 0 ? [`  and ${more} more: --format json has them all`] : [];
  return [`${colors.bold(`${title} (${members.length})`)}\n\n${[...shown, ...rest].join(separator)}`];
}

function brief(finding: Finding, pen: Pen): string {
  const until =
    finding.exposure === 'mitigated' && finding.removedIn !== undefined
      ? `, works until Istio ${finding.removedIn}`
      : '';
  const head = title(finding, until, pen);
  const places = finding.locations
    .slice(0, 3)
    .map(location =>
      wrap(
        `${placeText(location)}${location.message === undefined ? '' : `: ${location.message}`}`,
        pen.width,
        '    ',
        '  ',
      ),
    );
  const more = finding.locations.length - places.length;
  const rest = more > 0 ? [`    and ${more} more places: --format json has them all`] : [];
  return [head, ...places, ...rest].join('\n');
}

function accepted(finding: Finding, pen: Pen): string {
  const { accepted: acceptance } = finding;
  const until = acceptance ? `, accepted until ${acceptance.until}` : '';
  const why = acceptance
    ? [wrap(`${acceptance.file}:${acceptance.line}: ${acceptance.reason}`, pen.width, '    ')]
    : [];
  return [title(finding, until, pen), ...why].join('\n');
}

function title(finding: Finding, suffix: string, pen: Pen): string {
  const text = wrap(
    `${finding.severity}: ${clip(finding.title, 200)} (${finding.rule})${suffix}`,
    pen.width,
    '  ',
    '  ',
  );
  return text.replace(finding.severity, pen.severity(finding.severity));
}

function policyText({ place, text }: PolicyItem, pen: Pen): string {
  return wrap(`${place.file}:${place.line}: ${text.replaceAll('`', '')}`, pen.width, '  ', '  ');
}

function problemText(problem: Problem, pen: Pen): string {
  const place =
    problem.file === undefined
      ? ''
      : ` (${problem.file}${problem.line === undefined ? '' : `:${problem.line}`})`;
  return wrap(`${problem.what}${place}: ${problem.why}`, pen.width, '  ', '  ');
}
