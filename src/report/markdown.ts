/** The report as GitHub-flavoured Markdown: the comment, the job summary. */
import type { Finding, Position, Report } from '../model.js';
import { type Told, tellAlike } from './alike.js';
import { assemble, choice, type ListItem, list, type Section } from './budget.js';
import { ELSEWHERE_TITLE, elsewhereSentences } from './elsewhere.js';
import { clip, code, html, htmlCode, link, plain, prose, webAddress } from './escape.js';
import { diffSections } from './markdown-diff.js';
import { elsewhereItem } from './markdown-elsewhere.js';
import {
  acceptedLine,
  addressOf,
  details,
  findingBlock,
  findingLine,
  findingTitle,
  foldedPossible,
  type LinkTo,
  lesserBlock,
  locationText,
  placeLink,
  possibleBlock,
  problemLine,
} from './markdown-finding.js';
import { heading, shortHeading, summary, summaryLine } from './markdown-head.js';
import { nothingToPlan, planSections } from './markdown-plan.js';
import { atOrAbove, count } from './order.js';
import { policyItems } from './policy-view.js';
import { type Progress, progressSentence } from './progress.js';
import { type UpgradeRow, type View, viewReport } from './view.js';
import { exposedHeading, toolLine, versionStep } from './words.js';

export interface MarkdownOptions {
  /** Most characters, marker included; 65,000 unless told (GitHub takes 65,536 in a comment). */
  readonly maxLength?: number;
  /** The web address of a place in the tree. */
  readonly link?: (position: Position) => string | undefined;
  /** First line, to the letter: an HTML comment by which the comment is found again. */
  readonly marker?: string;
  /** Lists the noise of the diff, which is only counted else. */
  readonly showNoise?: boolean;
  /** Where what had to be left out is found, as half a sentence: `all of it is in the job summary`. */
  readonly rest?: string;
  /** The web address of that place. */
  readonly restUrl?: string | undefined;
  /** The plan is what was asked for: it stands open, above the findings. */
  readonly planFirst?: boolean;
  /** What became of the findings since the last push. */
  readonly progress?: Progress | undefined;
}

const DEFAULT_MAX_LENGTH = 65_000;
const MAX_TEXT = 600;
const OPEN_ROWS = 8;
const OPEN_QUESTIONS = 4;

interface Page {
  readonly view: View;
  readonly linkTo: LinkTo;
  /** Escaped; ends with a full stop. */
  readonly rest: string;
  /** What the last line says of the run, as HTML; empty where it is not known. */
  readonly run: string;
  readonly progress: Progress | undefined;
  readonly showNoise: boolean;
  readonly planFirst: boolean;
}

/**
 * Renders the comment: what matters in the first lines, then what to do, then what was looked at. Longer than
 * allowed, it leaves out the least important first and says so. Whatever the report holds, the text is inert.
 */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const view = viewReport(report);
  const rest = `${link(plain(options.rest ?? 'all of it is in the JSON report'), options.restUrl)}.`;
  const { progress, showNoise = false } = options;
  const page: Page = {
    view,
    linkTo: options.link ?? (() => undefined),
    rest,
    run: runLink(options.restUrl),
    progress,
    showNoise,
    planFirst: options.planFirst === true,
  };
  const marker = options.marker === undefined ? '' : `${options.marker}\n`;
  const limit = (options.maxLength ?? DEFAULT_MAX_LENGTH) - marker.length - 1;
  return `${marker}${assemble(sections(page), limit)}\n`;
}

/** GitHub lists a run's artifacts, the report as one page among them, at this place of its page. */
function runLink(url: string | undefined): string {
  const address = webAddress(url);
  return address === undefined ? '' : ` · <a href="${address}#artifacts">this run, its summary and files</a>`;
}

/** In the order of the page; ranks say who gets room first. */
function sections(page: Page): Section[] {
  const { view } = page;
  return [
    choice(0, [heading(view), shortHeading(view)]),
    choice(1, [summary(view, page.linkTo), summaryLine(view)]),
    ...progressed(page, 3),
    ...(page.planFirst
      ? [
          ...nothingToPlan(view),
          ...planSections(view.plan, page.linkTo, { rank: 2, rest: page.rest, open: true }),
        ]
      : []),
    ...findings(page, 2, exposedHeading(view), view.groups.exposed, findingBlock),
    ...findings(page, 4, 'What this repository can’t tell', view.groups.undecided, openQuestion(view)),
    ...elsewhere(page, 5),
    ...problems(page, 3),
    ...findings(page, 5, 'Also changes here, below the level that fails', view.groups.lesser, lesserBlock),
    ...upgrades(page, 4),
    ...folded(page, 6, 'Held back by a setting in force', view.groups.mitigated, mitigatedLine, true),
    ...folded(page, 7, 'Accepted', view.groups.accepted, acceptedLine, true),
    ...policy(page, 7),
    ...folded(page, 9, 'Checked and not affected', view.groups.notExposed, checkedLine, false),
    ...restarts(page, 8),
    ...(page.planFirst
      ? []
      : planSections(view.plan, page.linkTo, { rank: 9, rest: page.rest, open: false })),
    ...diffSections(view, page.rest, 10, page.showNoise),
    choice(1, [`<sub>${html(clip(toolLine(view), MAX_TEXT))}${page.run}</sub>`]),
  ];
}

/** The first questions that decide the check stand open; the others are folded under their titles. */
function openQuestion({ groups, failOn }: View): (told: Told, linkTo: LinkTo) => string {
  const level = failOn === 'never' ? 'high' : failOn;
  const deciding = groups.undecided.filter(({ severity }) => atOrAbove(severity, level));
  const open = new Set([...new Set(deciding.map(({ rule }) => rule))].slice(0, OPEN_QUESTIONS));
  return (told, linkTo) =>
    open.has(told.finding.rule) ? possibleBlock(told, linkTo) : foldedPossible(told, linkTo);
}

function findings(
  page: Page,
  rank: number,
  title: string,
  members: readonly Finding[],
  block: (told: Told, linkTo: LinkTo) => string,
): Section[] {
  if (members.length === 0) return [];
  const all = tellAlike(members);
  const head = `### ${title} (${all.length})`;
  const items = all.map(told => ({
    full: block(told, page.linkTo),
    brief: findingLine(told.finding, page.linkTo),
  }));
  return [
    section(
      page,
      rank,
      items,
      '\n\n',
      `${count(all.length, 'finding')} (${title})`,
      body => `${head}\n\n${body}`,
    ),
  ];
}

/** Why and how to settle it once, then each kind with what acts on it. */
function elsewhere({ view, linkTo, rest }: Page, rank: number): Section[] {
  const groups = view.groups.elsewhere;
  if (groups.length === 0) return [];
  const total = groups.reduce((sum, { findings }) => sum + findings.length, 0);
  const title = `${ELSEWHERE_TITLE} (${total})`;
  const items = groups.map(group => elsewhereItem(group, linkTo));
  const why = prose(elsewhereSentences(view.scope.declared));
  return [section({ rest }, rank, items, '\n\n', title, body => `### ${title}\n\n${why}\n\n${body}`)];
}

function folded(
  page: Page,
  rank: number,
  title: string,
  members: readonly Finding[],
  line: (finding: Finding, linkTo: LinkTo) => string,
  open: boolean,
): Section[] {
  if (members.length === 0) return [];
  const all = tellAlike(members);
  const head = `${title} (${all.length})`;
  const items = all.map(({ finding }) => ({ full: line(finding, page.linkTo) }));
  const frame = (body: string): string => (open ? `### ${head}\n\n${body}` : details(head, body));
  return [section(page, rank, items, '\n', `${count(all.length, 'finding')} (${title})`, frame)];
}

/** New and fixed ones by name, folded under the count. */
function progressed({ progress, rest }: Page, rank: number): Section[] {
  const sentence = progress ? prose(progressSentence(progress)) : '';
  if (!progress || sentence === '') return [];
  const line = (word: string) => (label: string) => ({ full: `- ${word} ${code(clip(label, 200))}` });
  const items = [...progress.added.map(line('new:')), ...progress.fixed.map(line('fixed:'))];
  if (items.length === 0) return [choice(rank, [sentence])];
  const note = (leftOut: number): string => (leftOut > 0 ? `\n- and ${leftOut} more; ${rest}` : '');
  return [
    list({
      rank,
      items,
      separator: '\n',
      short: sentence,
      write: (blocks, leftOut) =>
        details(html(progressSentence(progress).replaceAll('`', '')), `${blocks.join('\n')}${note(leftOut)}`),
    }),
  ];
}

function problems(page: Page, rank: number): Section[] {
  const { blocking, other } = page.view.incomplete;
  const lines = (members: typeof blocking): ListItem[] =>
    members.map(problem => ({ full: problemLine(problem, page.linkTo) }));
  const found: Section[] = [];
  if (blocking.length > 0) {
    const title = `Could not be analysed (${blocking.length})`;
    found.push(section(page, rank, lines(blocking), '\n', title, body => `### ${title}\n\n${body}`));
  }
  if (other.length > 0) {
    const title = `Not analysed, without weight for the verdict (${other.length})`;
    found.push(section(page, rank, lines(other), '\n', title, body => details(title, body)));
  }
  return found;
}

function policy(page: Page, rank: number): Section[] {
  const found = page.view.policy ? policyItems(page.view.policy) : [];
  if (found.length === 0) return [];
  const items = found.map(({ place, text }) => ({
    full: `- ${placeLink(place, page.linkTo)}: ${prose(clip(text, MAX_TEXT))}`,
  }));
  return [section(page, rank, items, '\n', 'Policy', body => `### Policy\n\n${body}`)];
}

function upgrades(page: Page, rank: number): Section[] {
  const rows = page.view.upgrades;
  if (rows.length === 0) return [];
  const head = '| Environment | Charts | Istio | Kind | Where |\n| --- | --- | --- | --- | --- |';
  const title = `What moves (${count(rows.length, 'row')})`;
  const items = rows.map(row => ({ full: upgradeRow(row, page.linkTo) }));
  return [
    section(page, rank, items, '\n', title, body =>
      rows.length > OPEN_ROWS ? details(title, `${head}\n${body}`) : `### What moves\n\n${head}\n${body}`,
    ),
  ];
}

function upgradeRow(row: UpgradeRow, linkTo: LinkTo): string {
  const [place] = row.places;
  const address = place ? webAddress(addressOf(place, linkTo)) : undefined;
  const label = place ? htmlCode(`${clip(place.file, 120)}:${place.line}`) : '';
  const more = row.places.length > 1 ? ` and ${row.places.length - 1} more` : '';
  const cells = [
    htmlCode(clip(row.environment || '.', 120)),
    html(clip(row.charts.join(', '), 200)),
    html(clip(versionStep(row), 120)),
    html(clip(row.revision === '' ? row.kind : `${row.kind}, revision ${row.revision}`, 120)),
    `${address === undefined ? label : `<a href="${address}">${label}</a>`}${more}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A resource is code; a description of several is not. */
function restarting(what: string, max: number): string {
  return what.includes(' ') ? plain(clip(what, max)) : code(clip(what, max));
}

function restarts(page: Page, rank: number): Section[] {
  const members = page.view.restarts;
  if (members.length === 0) return [];
  const several = new Set(page.view.upgrades.map(row => row.environment)).size > 1;
  const items = members.map(restart => {
    const where = several ? ` (${plain(clip(restart.environments.join(', '), 200))})` : '';
    const meanwhile =
      restart.meanwhile === undefined ? '' : ` Meanwhile: ${prose(clip(restart.meanwhile, MAX_TEXT))}.`;
    return {
      full: `- ${restarting(restart.what, 250)}: ${prose(clip(restart.why, MAX_TEXT))}${where}.${meanwhile}`,
    };
  });
  const title = `What restarts when this merges (${members.length})`;
  return [section(page, rank, items, '\n', title, body => details(title, body))];
}

function mitigatedLine(finding: Finding, linkTo: LinkTo): string {
  const until = finding.removedIn === undefined ? '' : `; works until Istio ${plain(finding.removedIn)}`;
  const places = finding.locations.slice(0, 3).map(location => locationText(location, linkTo));
  const more = finding.locations.length - places.length;
  const rest = more > 0 ? ` and ${count(more, 'more place')}` : '';
  return `- ${findingTitle(finding)}${places.length > 0 ? `: ${places.join('; ')}${rest}` : ''}${until}`;
}

function checkedLine(finding: Finding, linkTo: LinkTo): string {
  const [first] = finding.locations;
  const seen = first ? locationText(first, linkTo) : prose(clip(finding.summary, MAX_TEXT));
  return `- ${prose(clip(finding.title, 200))} (${code(finding.rule)}): ${seen}`;
}

function section(
  page: Pick<Page, 'rest'>,
  rank: number,
  items: readonly ListItem[],
  separator: string,
  title: string,
  frame: (body: string) => string,
): Section {
  const note = (leftOut: number): string =>
    `${separator === '\n' ? '\n' : ''}_Left out here for length: ${leftOut}; ${page.rest}_`;
  return list({
    rank,
    items,
    separator,
    short: `_Left out here for length: ${title}; ${page.rest}_`,
    write: (blocks, leftOut) => frame([...blocks, ...(leftOut > 0 ? [note(leftOut)] : [])].join(separator)),
  });
}
