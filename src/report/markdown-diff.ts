/** The diff of rendered manifests in Markdown: one collapsed block per effect, in lines that GitHub colors. */

import { groupBy } from '../grouped.js';
import { choice, list, type Section } from './budget.js';
import { type ChangeView, valueText } from './diff-view.js';
import { clip, fenceFor, html, plain, visible } from './escape.js';
import { details } from './markdown-finding.js';
import { count, effectName, effectRank } from './order.js';
import type { View } from './view.js';
import { noiseSentence } from './words.js';

const MAX_NAME = 250;
const MAX_VALUE = 200;
const MAX_NOTE = 300;
/** After everything that matters. */
const NOISE_RANK = 1_000;

/** @param rest where what is left out can be found; escaped */
export function diffSections(view: View, rest: string, firstRank: number, showNoise: boolean): Section[] {
  const { diff } = view;
  if (diff.shown === 0 && diff.hidden === 0) return [];
  const noise = plain(noiseSentence(view));
  const heading = `### Rendered manifests\n\n${count(diff.shown, 'change')} by effect. ${noise}`.trimEnd();
  return [
    choice(firstRank, [
      heading,
      `### Rendered manifests\n\n${count(diff.shown, 'change')}, ${count(diff.hidden, 'change')} hidden.`,
    ]),
    ...diff.effects.map(effect =>
      effectSection(
        effectName(effect.effect),
        effect.changes,
        view,
        rest,
        firstRank + 1 + effectRank(effect.effect),
      ),
    ),
    ...(showNoise ? diff.noise : []).flatMap(({ kind, changes }) =>
      changes.length === 0 ? [] : [effectSection(`noise, ${html(kind)}`, changes, view, rest, NOISE_RANK)],
    ),
  ];
}

function effectSection(
  name: string,
  all: readonly ChangeView[],
  view: View,
  rest: string,
  rank: number,
): Section {
  const title = `${name}: ${count(all.length, 'change')}`;
  const items = [...groupBy(all, change => change.resource)].map(([resource, changes]) => ({
    full: resourceLines(resource, changes, view),
    brief: `@@ ${named(resource)}: ${count(changes.length, 'change')} @@`,
  }));
  const fence = fenceFor(items.map(item => item.full).join('\n'));
  return list({
    rank,
    short: `- ${title}, left out here; ${rest}`,
    items,
    separator: '\n',
    write: (blocks, leftOut) => {
      const note = leftOut > 0 ? `\n\n${count(leftOut, 'resource')} left out here; ${rest}` : '';
      return details(title, `${fence}diff\n${blocks.join('\n')}\n${fence}${note}`);
    },
  });
}

function resourceLines(resource: string, changes: readonly ChangeView[], view: View): string {
  return [`@@ ${named(resource)} @@`, ...changes.flatMap(change => changeLines(change, view))].join('\n');
}

function changeLines(change: ChangeView, view: View): string[] {
  const path = change.path === '' ? 'whole resource' : clip(visible(change.path), MAX_NAME);
  const note = changeNote(change, view);
  if (change.op === 'added') return [`+ ${path}${shown(change.after, change)}${note}`];
  if (change.op === 'removed') return [`- ${path}${shown(change.before, change)}${note}`];
  return [`- ${path}${shown(change.before, change)}`, `+ ${path}${shown(change.after, change)}${note}`];
}

/** Who caused it, where that is not the release; and where, in a fleet. */
function changeNote(change: ChangeView, view: View): string {
  const cause =
    change.cause === 'version'
      ? []
      : [change.cause === 'values' ? 'by your values' : 'by release and values'];
  const risk = change.risk === 'high' ? ['high risk'] : [];
  const environments = new Set(change.upgrades.map(id => view.environmentOf(id)));
  const fleet = environments.size > 1 ? [`in ${environments.size} environments`] : [];
  const meaning = change.note === undefined ? [] : [clip(visible(change.note), MAX_NOTE)];
  const notes = [...risk, ...cause, ...fleet, ...meaning];
  return notes.length > 0 ? `   # ${notes.join(', ')}` : '';
}

/** The beginning of a whole resource says less than its name. */
function shown(value: unknown, { path, truncated }: ChangeView): string {
  return value === undefined || path === '' ? '' : `: ${clip(valueText(value, truncated), MAX_VALUE)}`;
}

function named(resource: string): string {
  return clip(visible(resource), MAX_NAME);
}
