/** The first screen: is it safe, what breaks, where, what to do. */

import { groupBy } from '../../grouped.js';
import type { Finding, Override, Problem } from '../../model.js';
import { clip } from '../escape.js';
import { count } from '../order.js';
import type { KnownChanges, View } from '../view.js';
import {
  assumptionSentence,
  changesSentence,
  overrideTitle,
  scopeSentence,
  settingOf,
  verdictSentence,
} from '../words.js';
import { type Content, lines, type Markup, markup, prose } from './markup.js';
import { copyable, type LinkTo, listed, place, severityChip } from './parts.js';

const MAX_TEXT = 600;
const MAX_PLACES = 3;
/** Changes named beside the worst. */
const MAX_NAMED = 3;

const MARKS: Readonly<Record<View['verdict'], string>> = {
  fail: '✕',
  incomplete: '?',
  attention: '!',
  pass: '✓',
  'no-upgrade': '–',
};

export function hero(view: View): Markup {
  const { subject, outcome } = view.headline;
  return markup`<header class="hero ${view.verdict}">
<div class="mark" aria-hidden="true">${MARKS[view.verdict]}</div>
<div>
<p class="verdict">${view.verdict}<span> at fail-on: ${view.failOn}</span></p>
<h1>${clip(subject, MAX_TEXT)}</h1>
<p class="outcome">${prose(clip(sentence(outcome), MAX_TEXT))}</p>
</div>
</header>
`;
}

export function answers(view: View, linkTo: LinkTo, anchorOf: (finding: Finding) => string): Markup {
  if (view.verdict === 'no-upgrade') return markup``;
  return markup`<div class="answers">
<div class="answer"><h2>What breaks</h2>${whatBreaks(view, anchorOf)}</div>
<div class="answer"><h2>Where</h2>${where(view, linkTo)}</div>
<div class="answer"><h2>What to do</h2>${whatToDo(view, linkTo, anchorOf)}</div>
</div>
${knowledgeBar(view)}
`;
}

function whatBreaks(view: View, anchorOf: (finding: Finding) => string): Content {
  const { worst, groups, incomplete } = view;
  const [missing] = incomplete.blocking;
  const unknown = missing
    ? markup`<p class="unknown"><strong>Not known:</strong> ${clip(missing.what, 200)} could not be analysed.</p>`
    : '';
  if (!worst) {
    const nothing = missing
      ? ''
      : markup`<p>Nothing that is known to change acts on what is configured here.</p>`;
    return [nothing, unknown];
  }
  const all = [...groups.exposed, ...groups.possible, ...groups.lesser];
  const rules = [...groupBy(all, ({ rule }) => rule).values()];
  const named = rules.filter(
    ([first]) => first?.rule !== worst.rule && groups.exposed.includes(first as Finding),
  );
  const more = rules.length - 1 - named.slice(0, MAX_NAMED).length;
  const lead =
    worst.exposure === 'exposed' ? '' : markup`<p class="hint">Not decided by this repository:</p>`;
  return [
    lead,
    markup`<p class="lead">${title(worst, anchorOf)}</p>`,
    spread(worst, all, view),
    named.slice(0, MAX_NAMED).flatMap(([first]) => (first ? [markup`<p>${title(first, anchorOf)}</p>`] : [])),
    unknown,
    more > 0
      ? markup`<p class="hint">and <a href="#findings">${count(more, 'more change')} to look at</a></p>`
      : '',
  ];
}

function title(finding: Finding, anchorOf: (finding: Finding) => string): Markup {
  return markup`${severityChip(finding.severity)} <a href="#${anchorOf(finding)}">${prose(clip(finding.title, 200))}</a>`;
}

/** In how many environments the same change hits. */
function spread(worst: Finding, all: readonly Finding[], view: View): Content {
  const same = all.filter(({ rule, exposure }) => rule === worst.rule && exposure === worst.exposure);
  const environments = new Set(same.flatMap(({ upgrades }) => upgrades.map(view.environmentOf)));
  return environments.size > 1 ? markup`<p class="hint">in ${environments.size} environments</p>` : '';
}

function where(view: View, linkTo: LinkTo): Content {
  const locations = view.worst?.locations ?? [];
  const shown = locations.slice(0, MAX_PLACES);
  if (shown.length === 0) {
    const places = view.upgrades.flatMap(row => row.places.slice(0, 1)).slice(0, MAX_PLACES);
    return listed(
      places.map(at => place(at, linkTo)),
      'places',
    );
  }
  const rest = locations.length - shown.length;
  return [
    listed(
      shown.map(location => [
        place(location, linkTo),
        location.resource === undefined
          ? ''
          : markup` <span class="resource-name">${clip(location.resource, 200)}</span>`,
        location.message === undefined
          ? ''
          : markup`<span class="message">${prose(clip(location.message, MAX_TEXT))}</span>`,
      ]),
      'places',
    ),
    rest > 0 ? markup`<p class="hint">and ${count(rest, 'more place')}</p>` : '',
  ];
}

function whatToDo(view: View, linkTo: LinkTo, anchorOf: (finding: Finding) => string): Content {
  const { wayOut, worst, incomplete } = view;
  const steps: Content[] = [];
  const [missing] = incomplete.blocking;
  if (wayOut) steps.push(wayOutStep(wayOut, linkTo));
  const fix = worst?.exposure === 'exposed' ? worst.overrides.find(({ kind }) => kind === 'fix') : undefined;
  if (worst && fix && fix !== wayOut)
    steps.push(
      markup`<p><strong>Then, for good:</strong> <a href="#${anchorOf(worst)}">the lasting fix</a>${at(fix, linkTo)}</p>`,
    );
  if (missing) steps.push(problemStep(missing, linkTo));
  const question = view.headline.question ?? worst?.question;
  if (steps.length === 0 && question !== undefined)
    steps.push(
      markup`<p>Ask the cluster what this repository can’t tell (reads only):</p>`,
      copyable(lines(question), 'command'),
    );
  if (steps.length === 0) steps.push(markup`<p>${nothingToDo(view)}</p>`);
  return steps;
}

function wayOutStep(override: Override, linkTo: LinkTo): Markup {
  const setting = settingOf(override);
  const proven =
    override.verified === true
      ? markup` <span class="chip proven" title="Rendered again with it: it arrives, and nothing else moves">proven</span>`
      : '';
  return markup`<p><strong>${overrideTitle(override)}</strong>${proven}</p>
${setting === '' ? '' : copyable(lines(setting), 'setting')}<p>${at(override, linkTo, '')}</p>`;
}

function at(override: Override, linkTo: LinkTo, lead = ' at '): Content {
  return override.file === undefined
    ? ''
    : [lead, place({ file: override.file, line: override.line }, linkTo)];
}

function problemStep(problem: Problem, linkTo: LinkTo): Markup {
  const where =
    problem.file === undefined ? '' : [' ', place({ file: problem.file, line: problem.line }, linkTo)];
  return markup`<p><strong>Make it readable:</strong> ${prose(clip(problem.why, MAX_TEXT))}${where}</p>`;
}

function nothingToDo(view: View): string {
  if (view.groups.lesser.length > 0)
    return 'Nothing has to be done before merging; skim what changes below that level.';
  return view.restarts.length > 0 ? 'Nothing before merging. Mind what restarts.' : 'Nothing.';
}

/** What became of every known change, as one bar and in words. */
function knowledgeBar(view: View): Markup {
  const { changes } = view;
  const parts = FATES.map(([name, words]) => ({ name, words, number: changes[name] })).filter(
    ({ number }) => number > 0,
  );
  const total = parts.reduce((sum, { number }) => sum + number, 0);
  let x = 0;
  const bars = parts.map(({ name, number }) => {
    const width = (number / total) * 1000;
    const bar = markup`<rect class="${name}" x="${x.toFixed(1)}" y="0" width="${Math.max(width - 4, 1).toFixed(1)}" height="8" rx="2"/>`;
    x += width;
    return bar;
  });
  const level = view.failOn === 'never' ? 'high' : view.failOn;
  const legend = parts.map(({ name, words, number }) => {
    const serious = name === 'exposed' ? ` (${changes.serious} at or above ${level})` : '';
    return markup`<li><span class="dot ${name}"></span>${number} ${words}${serious}</li>`;
  });
  const assumption = assumptionSentence(view);
  return markup`<div class="known">
${total === 0 ? '' : markup`<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">${bars}</svg><ul class="legend">${legend}</ul>`}
<p class="hint">${total === 0 ? changesSentence(view) : ''} ${prose(clip(scopeSentence(view), MAX_TEXT))}</p>
${assumption === '' ? '' : markup`<p class="hint">Taken to be so: ${prose(clip(assumption, MAX_TEXT))}</p>`}
<p class="hint">Verdict ${prose(clip(verdictSentence(view), MAX_TEXT))}</p>
</div>`;
}

const FATES: readonly (readonly [keyof KnownChanges, string])[] = [
  ['exposed', 'hit what is configured here'],
  ['possible', 'can’t be decided from here'],
  ['accepted', 'accepted'],
  ['mitigated', 'held back by a setting'],
  ['notExposed', 'checked, not affected'],
];

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(first) ? first : `${first}.`;
}
