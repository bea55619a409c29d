/** One finding for a terminal. */

import { groupBy } from '../grouped.js';
import type { Finding, Location, Override } from '../model.js';
import type { Told } from './alike.js';
import { clip, splitParagraphs, visible, visibleLines } from './escape.js';
import type { Pen } from './pen.js';
import { snippetOf } from './snippet.js';
import { changeSentence, overrideTitle, proofSentence } from './words.js';
import { wrap } from './wrap.js';

const MAX_PLACES = 30;
const MAX_TITLE = 200;

/** `file:line  Kind/namespace/name`. */
export function placeText(location: Location): string {
  const resource = location.resource === undefined ? '' : `  ${visible(location.resource)}`;
  return `${visible(location.file)}:${location.line}${resource}`;
}

export function findingText({ finding, others }: Told, pen: Pen): string {
  return [
    head(finding, pen),
    places(finding, pen),
    question(finding, pen),
    ...finding.overrides.map(override => overrideText(override, pen)),
    ...others.flatMap(other => otherWays(other, pen)),
    sources(finding),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

/** The ways out of another installation, which differ in where they are written. */
function otherWays({ overrides, upgrades }: Finding, pen: Pen): string[] {
  if (overrides.length === 0) return [];
  const whose = wrap(`For ${upgrades.join(', ')}:`, pen.width, '    ');
  return [whose, ...overrides.map(override => overrideText(override, pen))];
}

function head(finding: Finding, pen: Pen): string {
  const title = wrap(
    `${finding.severity}: ${clip(finding.title, MAX_TITLE)} (${finding.rule})`,
    pen.width,
    '  ',
    '  ',
  );
  const change = changeSentence(finding).replaceAll('`', '');
  return [
    pen.colors.bold(title.replace(finding.severity, pen.severity(finding.severity))),
    ...splitParagraphs(finding.summary).map(part =>
      part.quoted ? quote(part.text) : wrap(part.text, pen.width, '    '),
    ),
    ...(change === '' ? [] : [wrap(`${change}.`, pen.width, '    ')]),
    ...(finding.upgrades.length > 0
      ? [wrap(`Through ${finding.upgrades.join(', ')}.`, pen.width, '    ')]
      : []),
  ].join('\n');
}

/** Places one under the other; what happens at the same place stands together under it. */
function places(finding: Finding, pen: Pen): string {
  const shown = finding.locations.slice(0, MAX_PLACES);
  const lines = [...groupBy(shown, placeText)].flatMap(([place, members]) => [
    `    ${pen.colors.cyan(place)}`,
    ...members.flatMap(({ message }) =>
      message === undefined ? [] : [wrap(message, pen.width, '      ', '  ')],
    ),
  ]);
  const more = finding.locations.length - shown.length;
  return [...lines, ...(more > 0 ? [`    and ${more} more places: --format json has them all`] : [])].join(
    '\n',
  );
}

function quote(text: string): string {
  return text
    .split('\n')
    .map(line => `      ${line}`)
    .join('\n');
}

function question(finding: Finding, pen: Pen): string {
  if (finding.question === undefined || finding.exposure !== 'possible') return '';
  return `    ${pen.colors.bold('To settle it')}, ask the cluster (reads only):\n      ${visible(finding.question)}`;
}

function overrideText(override: Override, pen: Pen): string {
  const { file, line } = override;
  const place = file === undefined ? '' : `  ${visible(file)}${line === undefined ? '' : `:${line}`}`;
  const note = [proofSentence(override), override.note].filter(part => part !== '').join(' ');
  const weakens =
    override.weakens === null ? [] : [wrap(`This gives up security: ${override.weakens}`, pen.width, '    ')];
  return [
    `    ${pen.colors.bold(overrideTitle(override))}${place}`,
    wrap(note, pen.width, '    '),
    ...weakens,
    ...snippetLines(override, pen),
  ].join('\n');
}

function snippetLines(override: Override, pen: Pen): string[] {
  const snippet = snippetOf(override);
  if (!snippet)
    return override.patch === undefined
      ? []
      : ['    The patch is too long to read here: --format json has it.'];
  return [
    '',
    ...visibleLines(snippet.text)
      .trimEnd()
      .split('\n')
      .map(line => `      ${snippet.language === 'diff' ? patchLine(line, pen) : line}`),
  ];
}

function patchLine(line: string, { colors }: Pen): string {
  if (line.startsWith('+')) return colors.green(line);
  return line.startsWith('-') ? colors.red(line) : line;
}

function sources(finding: Finding): string {
  return finding.references.map(address => `    ${visible(address)}`).join('\n');
}
