/** The rendered diff as the page's own script draws it: the frame, and the data. */
import { diffArrays } from 'diff';
import { stringify } from 'yaml';
import type { Change } from '../../model.js';
import { type ChangeView, mergedChanges } from '../diff-view.js';
import { clip, visible, visibleLines } from '../escape.js';
import { byText, count, effectName, effectRank } from '../order.js';
import type { View } from '../view.js';
import { noiseSentence } from '../words.js';
import { Markup, markup } from './markup.js';
import { section } from './parts.js';

/** A change as `page/report.ts` reads it. */
export interface PageChange {
  readonly resource: string;
  /** '' for the resource as a whole. */
  readonly path: string;
  /** First line of a text's lines; absent where the value is no text. */
  readonly line?: number;
  /** Each begins with `-`, `+` or, standing on both sides, a space. */
  readonly lines: readonly string[];
  readonly risk: Change['risk'];
  readonly effect: string;
  readonly cause: string;
  readonly noise?: string;
  readonly note?: string;
  /** Environments, sorted. */
  readonly where: readonly string[];
}

export interface PageData {
  readonly changes: readonly PageChange[];
}

/** Longest value that the page holds, in characters; the rest is said to be missing. */
const MAX_VALUE = 60_000;
const MAX_LINE = 2_000;
const MAX_EDITS = 2_000;

export function diffData(view: View, changes: readonly Change[]): PageData {
  const merged = mergedChanges(changes).toSorted(
    (left, right) =>
      byText(left.resource, right.resource) ||
      effectRank(left.effect) - effectRank(right.effect) ||
      byText(left.path, right.path),
  );
  return { changes: merged.map(change => pageChange(change, view)) };
}

export function diffSection(view: View, showNoise: boolean): Markup {
  const { diff } = view;
  if (diff.shown === 0 && diff.hidden === 0) return markup``;
  const noise =
    diff.hidden === 0
      ? ''
      : markup`<label class="switch"><input type="checkbox" id="show-noise"${new Markup(showNoise ? ' checked' : '')}> show noise <span class="count">${diff.hidden}</span></label>`;
  return section(
    'diff',
    'Rendered manifests',
    diff.shown,
    markup`<p class="hint">${count(diff.shown, 'change')} by meaning. ${noiseSentence(view)}</p>
<div class="toolbar" id="toolbar" hidden>
<input type="search" id="search" placeholder="Search resource, path, value …  ( / )" aria-label="Search the changes" autocomplete="off" spellcheck="false">
<div class="filters" id="filters"></div>
<div class="options">${noise}<label class="switch"><input type="checkbox" id="side-by-side"> side by side</label><button type="button" id="clear">clear filters</button><output id="matches" aria-live="polite"></output></div>
</div>
<noscript><p class="unknown">The diff is drawn by the page’s own script, which this browser does not run. The JSON report holds the same changes.</p></noscript>
<div id="resources"></div>`,
  );
}

function pageChange(change: ChangeView, view: View): PageChange {
  const place = /^(.*)\[line (\d+)\]$/s.exec(change.path);
  const where = [...new Set(change.upgrades.map(id => view.environmentOf(id)))].sort(byText);
  return {
    resource: visible(change.resource),
    path: clip(visible(place?.[1] ?? change.path), 500),
    ...(place && { line: Number(place[2]) }),
    lines: compared(
      valueLines(change.whole.before, place !== null),
      valueLines(change.whole.after, place !== null),
    ),
    risk: change.risk,
    effect: effectName(change.effect),
    cause: CAUSES[change.cause],
    ...(change.noise !== undefined && { noise: change.noise }),
    ...(change.note !== undefined && { note: visible(change.note) }),
    where: where.map(name => visible(name) || '.'),
  };
}

const CAUSES: Readonly<Record<Change['cause'], string>> = {
  version: 'release',
  values: 'your values',
  both: 'release and values',
};

function compared(before: readonly string[], after: readonly string[]): string[] {
  const parts = diffArrays([...before], [...after], { maxEditLength: MAX_EDITS });
  if (!parts) return [...before.map(line => `-${line}`), ...after.map(line => `+${line}`)];
  return parts.flatMap(part =>
    part.value.map(line => `${part.removed ? '-' : part.added ? '+' : ' '}${line}`),
  );
}

/**
 * A value as YAML, text as it is; no lines for nothing.
 * @param isText lines of a text, also where it is only one
 */
function valueLines(value: unknown, isText: boolean): string[] {
  if (value === undefined) return [];
  const text =
    typeof value === 'string' && (isText || value.includes('\n'))
      ? value
      : stringify(value, { lineWidth: 0 });
  const shown = clip(visibleLines(text).replace(/\n+$/, ''), MAX_VALUE);
  const lines = shown.split('\n').map(line => clip(line, MAX_LINE));
  return text.length > MAX_VALUE + 1 ? [...lines, '… cut here: too long for this page'] : lines;
}
