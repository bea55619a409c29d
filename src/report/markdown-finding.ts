/** Findings in Markdown: each as a block to read and as one line. */

import { groupBy } from '../grouped.js';
import type { Finding, Location, Override, Position, Problem } from '../model.js';
import type { Told } from './alike.js';
import { clip, code, fenced, html, link, paragraphs, plain, prose } from './escape.js';
import { count } from './order.js';
import { snippetOf } from './snippet.js';
import { changeSentence, overrideTitle, proofSentence } from './words.js';

/** Where a place in the tree can be looked at; undefined where there is no such address. */
export type LinkTo = (position: Position) => string | undefined;

const SEVERITY_MARKS: Readonly<Record<Finding['severity'], string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  info: '⚪',
};

const MAX_TITLE = 200;
const MAX_TEXT = 1_500;
const MAX_NAME = 250;
const MAX_PLACES = 30;
const MAX_REFERENCES = 6;
const MAX_OVERRIDES = 6;
/** Installations of a fleet whose ways out are spelt out. */
const MAX_OTHERS = 12;

/** `🔴 critical: what changes (auto-sni)`. */
export function findingTitle(finding: Finding): string {
  const mark = SEVERITY_MARKS[finding.severity];
  return `${mark} ${finding.severity}: ${prose(clip(finding.title, MAX_TITLE))} (${code(clip(finding.rule, MAX_NAME))})`;
}

/** `file:line`, linked where the place has an address. */
export function placeLink(
  position: { file: string; line?: number; endLine?: number },
  linkTo: LinkTo,
): string {
  const { file, line } = position;
  if (line === undefined) return code(clip(file, MAX_NAME));
  return link(code(`${clip(file, MAX_NAME)}:${line}`), addressOf({ ...position, line }, linkTo));
}

/** The address of a place; halves of characters, which no address can spell, are replaced. */
export function addressOf(position: Position, linkTo: LinkTo): string | undefined {
  return linkTo({ ...position, file: position.file.replace(/\p{Cs}/gu, '\ufffd') });
}

/** A finding that asks for something: what, since when, where, and what to do. */
export function findingBlock(told: Told, linkTo: LinkTo): string {
  return `#### ${findingTitle(told.finding)}\n\n${findingBody(told, linkTo)}`;
}

/** A finding that the cluster has to answer: where and how to ask it; why, and what to do about it, folded away. */
export function possibleBlock(told: Told, linkTo: LinkTo): string {
  const { finding } = told;
  const more = join([
    paragraphs(clip(finding.summary, MAX_TEXT)),
    changeLine(finding),
    ...waysOut(told, linkTo),
    referenceLine(finding),
  ]);
  return join([
    `#### ${findingTitle(finding)}`,
    locationList(finding.locations, linkTo),
    questionBlock(finding),
    details('What changes, and what to do if it hits you', more),
  ]);
}

/** The same under its title alone: for those that can wait. */
export function foldedPossible(told: Told, linkTo: LinkTo): string {
  const { finding } = told;
  return details(
    foldedTitle(finding),
    join([
      locationList(finding.locations, linkTo),
      questionBlock(finding),
      paragraphs(clip(finding.summary, MAX_TEXT)),
      changeLine(finding),
      ...waysOut(told, linkTo),
      referenceLine(finding),
    ]),
  );
}

/** What a change of behaviour is about and how to ask whether it matters, without places: for what is about nothing here. */
export function placelessBody(finding: Finding): string {
  return join([
    paragraphs(clip(finding.summary, MAX_TEXT)),
    changeLine(finding),
    questionBlock(finding),
    referenceLine(finding),
  ]);
}

/** A finding below the level that fails: folded under its title. */
export function lesserBlock(told: Told, linkTo: LinkTo): string {
  return details(foldedTitle(told.finding), findingBody(told, linkTo));
}

function foldedTitle({ severity, title }: Finding): string {
  return `${SEVERITY_MARKS[severity]} ${severity}: ${html(clip(title, MAX_TITLE))}`;
}

/** One line for a finding: title, first place, what happens there. */
export function findingLine(finding: Finding, linkTo: LinkTo): string {
  const [first] = finding.locations;
  if (!first) return `- ${findingTitle(finding)}`;
  const more = finding.locations.length - 1;
  const rest = more > 0 ? ` and ${count(more, 'more place')}` : '';
  return `- ${findingTitle(finding)}: ${locationText(first, linkTo)}${rest}`;
}

/** What is taken on, by whom it is written down, and until when. */
export function acceptedLine(finding: Finding, linkTo: LinkTo): string {
  const { accepted } = finding;
  if (!accepted) return findingLine(finding, linkTo);
  const where = placeLink(accepted, linkTo);
  return `- ${findingTitle(finding)}: accepted until ${plain(accepted.until)} at ${where}: ${plain(clip(accepted.reason, MAX_TEXT))}`;
}

export function problemLine(problem: Problem, linkTo: LinkTo): string {
  const { file, line } = problem;
  const place =
    file === undefined ? '' : ` (${placeLink({ file, ...(line !== undefined && { line }) }, linkTo)})`;
  return `- **${plain(clip(problem.what, MAX_NAME))}**${place}: ${prose(clip(problem.why, MAX_TEXT))}`;
}

/** A collapsed block; `summary` is our own words or already escaped for HTML. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

export function locationText(location: Location, linkTo: LinkTo): string {
  const resource = location.resource === undefined ? '' : ` ${code(clip(location.resource, MAX_NAME))}`;
  const message = location.message === undefined ? '' : `: ${prose(clip(location.message, MAX_TEXT))}`;
  return `${placeLink(location, linkTo)}${resource}${message}`;
}

/** Where first, then why, then what to do about it. */
function findingBody(told: Told, linkTo: LinkTo): string {
  const { finding } = told;
  return join([
    locationList(finding.locations, linkTo),
    paragraphs(clip(finding.summary, MAX_TEXT)),
    changeLine(finding),
    ...waysOut(told, linkTo),
    referenceLine(finding),
  ]);
}

/** The ways out of the first installation; those of the others, which differ in where they are written, folded away. */
function waysOut({ finding, others }: Told, linkTo: LinkTo): string[] {
  const own = overrideBlocks(finding.overrides, linkTo);
  const rest = others.slice(0, MAX_OTHERS).flatMap(other => {
    const blocks = overrideBlocks(other.overrides, linkTo);
    return blocks.length > 0 ? [[`For ${upgradeNames(other)}:`, ...blocks].join('\n\n')] : [];
  });
  if (rest.length === 0) return own;
  const more = others.length - MAX_OTHERS;
  const note = more > 0 ? [`and for ${more} more, in the JSON report`] : [];
  const title = `The same for ${count(others.length, 'more installation')}`;
  return [...own, details(title, [...rest, ...note].join('\n\n'))];
}

/** The lasting fix and the quickest pin; whatever else there is, and what gives up security, is folded away. */
function overrideBlocks(overrides: readonly Override[], linkTo: LinkTo): string[] {
  const harmless = overrides.filter(({ weakens }) => weakens === null);
  const shown = [
    harmless.find(({ kind, verified }) => kind === 'pin' && verified === true) ??
      harmless.find(({ kind }) => kind === 'pin'),
    harmless.find(({ kind }) => kind === 'fix'),
  ].filter(override => override !== undefined);
  const others = overrides.filter(override => !shown.includes(override)).slice(0, MAX_OVERRIDES);
  const folded = others.map(override => overrideBlock(override, linkTo)).join('\n\n');
  return [
    ...shown.map(override => overrideBlock(override, linkTo)),
    ...(others.length > 0 ? [details(count(others.length, 'other way', 'other ways'), folded)] : []),
  ];
}

function changeLine(finding: Finding): string {
  const change = changeSentence(finding);
  const upgrades = finding.upgrades.length > 0 ? `Through ${upgradeNames(finding)}.` : '';
  return [change === '' ? '' : `${prose(clip(change, MAX_TEXT))}.`, upgrades]
    .filter(part => part !== '')
    .join(' ');
}

function upgradeNames({ upgrades }: Finding): string {
  const named = upgrades.slice(0, 4).map(id => code(clip(id, MAX_NAME)));
  return `${named.join(', ')}${upgrades.length > 4 ? ` and ${upgrades.length - 4} more` : ''}`;
}

/** Places one under the other; what happens at the same place stands together under it. */
function locationList(locations: readonly Location[], linkTo: LinkTo): string {
  const shown = locations.slice(0, MAX_PLACES);
  const together = groupBy(shown, ({ file, line, resource }) => JSON.stringify([file, line, resource]));
  const lines = [...together.values()].flatMap(members => {
    const [first] = members;
    if (!first || members.length === 1) return first ? [`- ${locationText(first, linkTo)}`] : [];
    const { message: _, ...place } = first;
    const messages = members.map(member => `  - ${prose(clip(member.message ?? '', MAX_TEXT))}`);
    return [`- ${locationText(place, linkTo)}`, ...messages];
  });
  const more = locations.length - shown.length;
  return [...lines, ...(more > 0 ? [`- and ${count(more, 'more place')}, in the JSON report`] : [])].join(
    '\n',
  );
}

function questionBlock(finding: Finding): string {
  if (finding.question === undefined || finding.exposure !== 'possible') return '';
  return `**To settle it**, ask the cluster (reads only):\n\n${fenced('sh', clip(finding.question, MAX_TEXT))}`;
}

function overrideBlock(override: Override, linkTo: LinkTo): string {
  const { file, line } = override;
  const place =
    file === undefined ? '' : `: ${placeLink({ file, ...(line !== undefined && { line }) }, linkTo)}`;
  const snippet = snippetOf(override);
  const notes = [proofSentence(override), override.note].filter(note => note !== '').join(' ');
  return join([
    `**${prose(overrideTitle(override))}**${place}`,
    prose(clip(notes, MAX_TEXT)),
    override.weakens === null
      ? ''
      : `⚠️ **This gives up security:** ${prose(clip(override.weakens, MAX_TEXT))}`,
    snippet ? fenced(snippet.language, snippet.text) : missingSnippet(override),
  ]);
}

function missingSnippet(override: Override): string {
  return override.patch === undefined ? '' : 'The patch is too long to read here; the JSON report holds it.';
}

function referenceLine(finding: Finding): string {
  const links = finding.references
    .slice(0, MAX_REFERENCES)
    .map(address => link(plain(clip(shortAddress(address), 60)), address));
  return links.length > 0 ? `<sub>Sources: ${links.join(' · ')}</sub>` : '';
}

/** A name for an address that tells what is there: host, and for GitHub the repository, with the last part of the path. */
function shortAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const { hostname, pathname } = new URL(address);
  const parts = pathname.split('/').filter(part => part !== '');
  const issue = /^\/[^/]+\/([^/]+)\/(issues|pull)\/(\d+)$/.exec(pathname);
  if (hostname === 'github.com' && issue)
    return `${issue[1]} ${issue[2] === 'pull' ? 'pull' : 'issue'} ${issue[3]}`;
  return parts.length === 0 ? hostname : `${hostname} … ${decoded(parts.at(-1) ?? '')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function join(blocks: readonly string[]): string {
  return blocks.filter(block => block !== '').join('\n\n');
}
