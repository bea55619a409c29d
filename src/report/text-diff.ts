/** The diff of rendered manifests for a terminal: counts by effect, and the changes that carry risk. */

import { groupBy } from '../grouped.js';
import { type ChangeView, type EffectView, type NoiseView, valueText } from './diff-view.js';
import { clip, visible } from './escape.js';
import { count, effectName } from './order.js';
import type { Pen } from './pen.js';
import type { View } from './view.js';
import { noiseSentence } from './words.js';
import { wrap } from './wrap.js';

const MAX_VALUE = 120;
/** Changes shown for one effect; the rest is counted. */
const MAX_CHANGES = 5;

export function textDiff(view: View, pen: Pen, showNoise: boolean): string[] {
  const { diff } = view;
  if (diff.shown === 0 && diff.hidden === 0) return [];
  const noise = noiseSentence(view);
  return [
    pen.colors.bold(`Rendered manifests (${count(diff.shown, 'change')})`),
    ...diff.effects.map(effect => effectText(effect, pen)),
    ...(noise === '' ? [] : [wrap(noise, pen.width, '  ')]),
    ...(showNoise ? diff.noise.map(kind => noiseText(kind, pen)) : []),
  ];
}

function effectText({ effect, changes }: EffectView, pen: Pen): string {
  const shown = changes.slice(0, MAX_CHANGES);
  const lines = [...groupBy(shown, change => change.resource)].flatMap(([resource, members]) => [
    `    ${clip(visible(resource), 200)}`,
    ...members.flatMap(change => changeLines(change, pen)),
  ]);
  const more = changes.length - shown.length;
  const rest =
    more > 0 ? [`    and ${count(more, 'more change', 'more changes')}: --format json has them all`] : [];
  return [`  ${effectName(effect)}: ${count(changes.length, 'change')}`, ...lines, ...rest].join('\n');
}

/** All of it: it was asked for. */
function noiseText({ kind, count: number, changes }: NoiseView, pen: Pen): string {
  const lines = [...groupBy(changes, change => change.resource)].flatMap(([resource, members]) => [
    `    ${clip(visible(resource), 200)}`,
    ...members.flatMap(change => changeLines(change, pen)),
  ]);
  return [`  ${visible(kind)}: ${count(number, 'change')}`, ...lines].join('\n');
}

function changeLines(change: ChangeView, pen: Pen): string[] {
  const note = change.note === undefined ? [] : [wrap(change.note, pen.width, '          ')];
  return [...valueLines(change, pen), ...note.map(pen.colors.dim)];
}

function valueLines(change: ChangeView, { colors }: Pen): string[] {
  const where = change.path === '' ? 'whole resource' : visible(change.path);
  const path = change.risk === 'high' ? colors.bold(where) : where;
  const note =
    change.cause === 'version'
      ? ''
      : colors.dim(change.cause === 'values' ? '  (your values)' : '  (release and values)');
  if (change.op === 'added')
    return [`      ${colors.green(`+ ${path}${shown(change.after, change)}`)}${note}`];
  if (change.op === 'removed')
    return [`      ${colors.red(`- ${path}${shown(change.before, change)}`)}${note}`];
  return [
    `      ${colors.yellow('~')} ${path}: ${value(change.before, change)} → ${value(change.after, change)}${note}`,
  ];
}

/** The beginning of a whole resource says less than its name. */
function shown(data: unknown, change: ChangeView): string {
  return data === undefined || change.path === '' ? '' : `: ${value(data, change)}`;
}

function value(data: unknown, { truncated }: ChangeView): string {
  return data === undefined ? 'nothing' : clip(valueText(data, truncated), MAX_VALUE);
}
