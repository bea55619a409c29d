/** The first lines of the Markdown report: what happens, the way out, what was looked at and what is not known. */
import { clip, code, fenced, plain, prose } from './escape.js';
import { findingTitle, type LinkTo, locationText, placeLink } from './markdown-finding.js';
import { count } from './order.js';
import type { View } from './view.js';
import {
  assumptionSentence,
  changesSentence,
  missingSentence,
  overrideTitle,
  policySentence,
  restartSentence,
  scopeSentence,
  settingOf,
  VERDICT_MARKS,
  verdictSentence,
} from './words.js';

const MAX_TEXT = 600;
/** Characters of the first line: what a notification and a phone show. The findings have all of it. */
const MAX_SUBJECT = 80;
const MAX_SENTENCE = 190;
/** All of it; a command that does not fit in here gets a block of its own. */
const MAX_HEADING = 200;

export function heading(view: View): string {
  const { subject, outcome, question } = view.headline;
  const what = clip(subject, MAX_SUBJECT);
  const happens = clipped(outcome, MAX_SENTENCE - what.length);
  const line = `### ${VERDICT_MARKS[view.verdict]} ${plain(what)}: ${prose(happens)}`;
  if (question === undefined) return line;
  const whole = `${line}. Ask the cluster: ${code(question)}`;
  if (whole.length <= MAX_HEADING) return whole;
  return `${line}. This command tells:\n\n${fenced('sh', clip(question, 1_500))}`;
}

/** A sentence that is cut leaves no code open. */
function clipped(outcome: string, room: number): string {
  const text = clip(outcome, room);
  return (text.match(/`/g) ?? []).length % 2 === 0 ? text : text.replace(/`([^`]*)$/, '$1');
}

export function shortHeading(view: View): string {
  return `### ${VERDICT_MARKS[view.verdict]} ${plain(clip(view.headline.subject, 80))}: ${view.verdict}`;
}

/** What the answer rests on: the worst and the way out for themselves, then what was looked at, one line each. */
export function summary(view: View, linkTo: LinkTo): string {
  const answer = [worstLine(view, linkTo), wayOutLine(view, linkTo)].filter(line => line !== '');
  const lines = [
    ...(view.upgrades.length > 0 ? [plain(changesSentence(view))] : []),
    missingLine(view),
    policyLine(view),
    restartLine(view),
    prose(clip(scopeSentence(view), MAX_TEXT)).replace(/^Judged:/, '**$&**'),
    assumptionLine(view),
    ...(view.verdict === 'no-upgrade'
      ? []
      : [`**Verdict:** ${prose(clip(verdictSentence(view), MAX_TEXT))}`]),
  ].filter(line => line !== '');
  const facts = lines.map(line => `- ${line}`).join('\n');
  return [...answer, facts].join('\n\n');
}

export function summaryLine(view: View): string {
  return `Verdict \`${view.verdict}\`. ${plain(changesSentence(view))}`;
}

/** What happens there stands in the finding itself; here the place is enough, unless the place says it all. */
function worstLine(view: View, linkTo: LinkTo): string {
  const { worst } = view;
  if (!worst) return '';
  const [first] = worst.locations;
  const more = worst.locations.length > 1 ? ` and ${count(worst.locations.length - 1, 'more place')}` : '';
  const { message: _, ...place } = first ?? { file: '', line: 0 };
  const where = first ? `: ${locationText(place, linkTo)}${more}` : '';
  return `**${worst.exposure === 'exposed' ? 'Worst' : 'Worst that is not known'}:** ${findingTitle(worst)}${where}`;
}

function wayOutLine({ wayOut }: View, linkTo: LinkTo): string {
  if (!wayOut) return '';
  const { file, line } = wayOut;
  const place =
    file === undefined ? '' : ` at ${placeLink({ file, ...(line !== undefined && { line }) }, linkTo)}`;
  const setting = settingOf(wayOut);
  const proven = wayOut.verified === true ? ' (proven by rendering again)' : ' (not proven; see below)';
  return `**Way out:** ${prose(overrideTitle(wayOut))}${setting === '' ? '' : `: ${code(clip(setting, 250))}`}${place}${proven}`;
}

function missingLine(view: View): string {
  const what = missingSentence(view);
  return what === '' ? '' : `**Not analysed:** ${plain(clip(what, MAX_TEXT))}`;
}

function assumptionLine(view: View): string {
  const what = assumptionSentence(view);
  return what === '' ? '' : `**Taken to be so:** ${prose(clip(what, MAX_TEXT))}`;
}

function policyLine(view: View): string {
  const what = policySentence(view);
  return what === '' ? '' : `**Policy:** ${prose(clip(what, MAX_TEXT))}`;
}

function restartLine(view: View): string {
  const what = restartSentence(view);
  return what === '' ? '' : `**Restarts when this merges:** ${prose(clip(what, MAX_TEXT))}`;
}
