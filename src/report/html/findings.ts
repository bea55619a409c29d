/** Findings with their evidence, and what mends them. */

import { groupBy } from '../../grouped.js';
import type { Finding, Location, Override } from '../../model.js';
import { ELSEWHERE_TITLE, elsewhereSentences } from '../elsewhere.js';
import { clip, visibleLines } from '../escape.js';
import { count } from '../order.js';
import { snippetOf } from '../snippet.js';
import type { View } from '../view.js';
import { changeSentence, exposedHeading, overrideTitle, proofSentence } from '../words.js';
import { type Content, join, lines, Markup, markup, outside, paragraphs, prose } from './markup.js';
import { copyable, type LinkTo, listed, place, section, severityChip } from './parts.js';

const MAX_TEXT = 3_000;
const MAX_PLACES = 100;
/** More findings that ask for nothing are folded away together. */
const MAX_QUIET = 4;

export interface FindingsPage {
  readonly linkTo: LinkTo;
  anchorOf(finding: Finding): string;
  environmentOf(upgrade: string): string;
  /** Several environments are part of it. */
  readonly isFleet: boolean;
}

export function findingSections(view: View, page: FindingsPage): Markup {
  const { groups } = view;
  const shown = (title: string, members: readonly Finding[]): Markup => group(title, members, page, true);
  const quiet = (title: string, members: readonly Finding[]): Markup => group(title, members, page, false);
  const total = [
    groups.exposed,
    groups.possible,
    groups.lesser,
    groups.mitigated,
    groups.accepted,
    groups.notExposed,
  ]
    .map(({ length }) => length)
    .reduce((sum, length) => sum + length, 0);
  if (total === 0) return markup``;
  const blocks = [
    shown(exposedHeading(view), groups.exposed),
    shown('What this repository can’t tell', groups.undecided),
    elsewhere(view, page),
    shown('Also changes here, below the level that fails', groups.lesser),
    quiet('Held back by a setting in force', groups.mitigated),
    quiet('Accepted', groups.accepted),
    quiet('Checked and not affected', groups.notExposed),
  ];
  return section('findings', 'Findings', total, join(blocks));
}

/** Of several findings of one rule, as in a fleet, the first is open; the rest opens at a touch. */
function group(title: string, members: readonly Finding[], page: FindingsPage, isOpen: boolean): Markup {
  if (members.length === 0) return markup``;
  const head = markup`<h3>${title} <span class="count">${members.length}</span></h3>`;
  const articles = members.map((finding, index) =>
    article(finding, page, isOpen && members.findIndex(({ rule }) => rule === finding.rule) === index),
  );
  if (isOpen || members.length <= MAX_QUIET) return markup`<div class="group">${head}${articles}</div>`;
  return markup`<details class="group quiet"><summary>${head}</summary>${articles}</details>`;
}

/** What hangs on kinds that are not here: why and how to settle it once, then each kind with its changes, all closed. */
function elsewhere({ groups, scope }: View, page: FindingsPage): Markup {
  const total = groups.elsewhere.reduce((sum, { findings }) => sum + findings.length, 0);
  if (total === 0) return markup``;
  const kinds = groups.elsewhere.map(
    ({ kinds, findings }) =>
      markup`<h4>${clip(kinds, 250)}</h4>${findings.map(finding => article(finding, page, false))}`,
  );
  return markup`<div class="group"><h3>${ELSEWHERE_TITLE} <span class="count">${total}</span></h3>
<p class="hint">${prose(elsewhereSentences(scope.declared))}</p>${kinds}</div>`;
}

function article(finding: Finding, page: FindingsPage, isOpen: boolean): Markup {
  const open = isOpen && finding.severity !== 'low' && finding.severity !== 'info' ? ' open' : '';
  return markup`<details class="finding ${finding.severity} ${finding.exposure}" id="${page.anchorOf(finding)}"${new Markup(open)}>
<summary>${severityChip(finding.severity)}<span class="finding-title">${prose(clip(finding.title, 300))}</span><code class="rule">${clip(finding.rule, 120)}</code>${environments(finding, page)}</summary>
<div class="finding-body">
${paragraphs(clip(finding.summary, MAX_TEXT))}
${changeLine(finding)}
${evidence(finding.locations, page.linkTo)}
${question(finding)}
${acceptance(finding, page.linkTo)}
${finding.overrides.map(override => overrideBlock(override, page.linkTo))}
${sources(finding)}
</div>
</details>
`;
}

/** Where, in a fleet. */
function environments({ upgrades }: Finding, { environmentOf, isFleet }: FindingsPage): Content {
  if (!isFleet) return '';
  const names = [...new Set(upgrades.map(environmentOf))];
  const more = names.length > 2 ? ` and ${names.length - 2} more` : '';
  return markup`<span class="hint">${clip(names.slice(0, 2).join(', '), 120)}${more}</span>`;
}

function changeLine(finding: Finding): Content {
  const change = changeSentence(finding);
  const through = finding.upgrades.length > 0 ? markup`Through ${named(finding.upgrades)}.` : '';
  if (change === '' && through === '') return '';
  return markup`<p class="facts">${change === '' ? '' : prose(`${clip(change, MAX_TEXT)}.`)} ${through}</p>`;
}

function named(ids: readonly string[]): Markup {
  const shown = ids.slice(0, 6).map(id => markup`<code>${clip(id, 200)}</code>`);
  const more = ids.length > 6 ? ` and ${ids.length - 6} more` : '';
  return markup`${join(shown, ', ')}${more}`;
}

/** Places one under the other; what happens at the same place stands together under it. */
function evidence(locations: readonly Location[], linkTo: LinkTo): Content {
  if (locations.length === 0) return '';
  const shown = locations.slice(0, MAX_PLACES);
  const together = groupBy(shown, ({ file, line, resource }) => JSON.stringify([file, line, resource]));
  const items = [...together.values()].flatMap(members => {
    const [first] = members;
    if (!first) return [];
    const name =
      first.resource === undefined
        ? ''
        : markup` <span class="resource-name">${clip(first.resource, 250)}</span>`;
    const messages = members.map(({ message }) =>
      message === undefined ? '' : markup`<span class="message">${prose(clip(message, MAX_TEXT))}</span>`,
    );
    return [[place(first, linkTo), name, ...messages]];
  });
  const more = locations.length - shown.length;
  return [
    markup`<h4>Evidence</h4>`,
    listed(items, 'places'),
    more > 0 ? markup`<p class="hint">and ${count(more, 'more place')}, in the JSON report</p>` : '',
  ];
}

function question(finding: Finding): Content {
  if (finding.question === undefined || finding.exposure !== 'possible') return '';
  return [markup`<h4>To settle it, ask the cluster</h4>`, copyable(lines(finding.question), 'command')];
}

function acceptance({ accepted }: Finding, linkTo: LinkTo): Content {
  if (!accepted) return '';
  return markup`<p><strong>Accepted until ${accepted.until}</strong> at ${place(accepted, linkTo)}: ${prose(clip(accepted.reason, MAX_TEXT))}</p>`;
}

function overrideBlock(override: Override, linkTo: LinkTo): Markup {
  const { file, line, verified } = override;
  const where = file === undefined ? '' : [' ', place({ file, line }, linkTo)];
  const chip = verified === true ? markup` <span class="chip proven">proven</span>` : '';
  const notes = [proofSentence(override), override.note].filter(note => note !== '').join(' ');
  const weakens =
    override.weakens === null
      ? ''
      : markup`<p class="weakens"><strong>This gives up security:</strong> ${prose(clip(override.weakens, MAX_TEXT))}</p>`;
  return markup`<div class="override ${override.kind}"><h4>${overrideTitle(override)}${chip}${where}</h4>
<p>${prose(clip(notes, MAX_TEXT))}</p>
${weakens}${snippet(override)}</div>`;
}

function snippet(override: Override): Content {
  const found = snippetOf(override);
  if (!found)
    return override.patch === undefined
      ? ''
      : markup`<p class="hint">The patch is too long to read here; the JSON report holds it.</p>`;
  const text = visibleLines(found.text).replace(/\n+$/, '');
  if (found.language !== 'diff') return copyable(lines(text), 'setting');
  return copyable(join(text.split('\n').map(patchLine)), 'patch');
}

function patchLine(line: string): Markup {
  const isHeader = /^(diff --git |--- |\+\+\+ |@@ )/.test(line);
  const kind = isHeader ? 'meta' : line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : 'same';
  return markup`<span class="line ${kind}">${lines(`${line}\n`)}</span>`;
}

function sources({ references }: Finding): Content {
  if (references.length === 0) return '';
  return [
    markup`<h4>Sources</h4>`,
    listed(
      references.map(address => outside(clip(shortAddress(address), 120), address)),
      'sources',
    ),
  ];
}

function shortAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  return `${url.hostname}${url.pathname}`;
}
