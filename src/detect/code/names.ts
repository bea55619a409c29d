/** Where a file of code names charts: in a text, by a constant, in lists that a loop goes through, by what it is handed. */
import type { Position } from '../../model.js';
import { isTestName } from '../../tree/candidates.js';
import { chartConstants } from './constants.js';
import type { Source } from './decided.js';
import { CODE_ALONE } from './files.js';
import { loopsIn } from './items.js';
import { joinedCharts, withConstant } from './joined-names.js';
import { withoutInner } from './literals.js';
import { type LoopedChart, loopedCharts } from './loops.js';
import { leaveMore } from './more.js';
import { around } from './spans.js';

export const CHART =
  /(?<!\btype )(?:(?:\b[cC]hart(?:_?[rR]ef|_?[nN]ame)?|"chart"|\b[nN]ame)\b["']?\s*(?::=|[:=])|\.chart\((?=["'`][^"'`]*["'`]\))|\b(?:LocateChart|WithChart)\()\s*(?:pulumi\.String\(|jsii\.String\()?["'`]([\w./:-]+)["'`]/g;
const CHART_IN_YAML = /^[ \t-]*chart_ref:[ \t]*["']?((?:[\w./:-]|\{\{[^{}\n]{1,80}\}\})+)["']?[ \t]*$/gm;
/** Helm's library for Go, and that of its tests of clusters: https://pkg.go.dev/sigs.k8s.io/e2e-framework/third_party/helm */
export const LIBRARY = /\b(?:LocateChart|WithChart)\(/;
/** Longer than the name of a call. */
const MAX_CALL = 16;
/** A chart that a file names, and where that decides something. */
export interface Named {
  readonly name: string;
  /** Where its version and repository stand around. */
  readonly index: number;
  /** Where it is named. */
  readonly declared: number;
  readonly isConstant?: true;
  /** The field of an object that it is. */
  readonly said?: Position;
  /** The list and the loop that it is of. */
  readonly loop?: LoopedChart;
}

/** By its name in a text, by a constant, and in lists that a loop goes through; those are no more than that. */
export async function namesIn(
  { context, path, tool, text, scope }: Source,
  called: readonly LoopedChart[],
): Promise<readonly Named[]> {
  const literals = [...text.matchAll(tool === 'Ansible' ? CHART_IN_YAML : CHART)].map(match => ({
    name: match[1] ?? '',
    index: match.index,
    declared: match.index,
  }));
  if (tool === 'Ansible') return literals;
  // What a test names is what it looks at, but for what it has Helm's own library install.
  const counts = ({ index }: { readonly index: number }): boolean =>
    tool !== CODE_ALONE || !isTestName(path) || LIBRARY.test(text.slice(index, index + MAX_CALL));
  const charts = literals.filter(({ index }) => !isNameBesideChart(text, index));
  const more = (): void => leaveMore(context, { path, text });
  const loops = await loopsIn(context, { path, text });
  const looped = [...loopedCharts(path, loops, more), ...called].map(ofLoopedChart);
  const isInList = (index: number): boolean =>
    looped.some(
      ({ loop: { item, source } }) =>
        (source?.path ?? path) === path && index >= item.start && index < item.start + item.text.length,
    );
  // `install("istiod", { chart: "istiod" })`, whose function spreads what it is handed.
  const isHanded = (index: number): boolean =>
    called.some(
      ({ item, source, isSpread }) =>
        isSpread &&
        (source?.path ?? path) === path &&
        index < item.start &&
        FIELD_BEFORE.test(text.slice(index, item.start)),
    );
  const inLoops = new Set(looped.map(({ index }) => index));
  const byConstant = tool === CODE_ALONE ? [] : chartConstants(text, scope, more);
  const constants = byConstant.flatMap(({ index, name, said }): readonly Named[] =>
    inLoops.has(index) ? [] : [{ name, index, declared: index, isConstant: true, ...(said ? { said } : {}) }],
  );
  const joined = joinedCharts(text).map(one => ({ ...one, declared: one.index, isConstant: true as const }));
  return [
    ...charts.filter(({ index }) => !isInList(index) && !isHanded(index)),
    ...looped,
    ...constants,
    ...joined.filter(({ index }) => !isInList(index) && !isHanded(index)),
  ]
    .filter(counts)
    .map(one => ({ ...one, name: withConstant(scope, one.name) }));
}

export function ofLoopedChart(loop: LoopedChart): Named & { readonly loop: LoopedChart } {
  return { name: loop.name, index: loop.index, declared: loop.item.start, loop };
}

const FIELD_BEFORE = /^["']?[cC]hart["']?\s{0,9}[:=]\s{0,20}$/;

/** `{ name: "istiod", chart: "istiod" }`: what a release is called, where it says which chart it is of. */
function isNameBesideChart(text: string, index: number): boolean {
  if (!/^name\b/i.test(text.slice(index, index + 5))) return false;
  const own = around(text, index, 1);
  return SAYS_CHART.test(withoutInner(own.text));
}

const SAYS_CHART = /\bchart(?:_?(?:ref|name))?["']?\s*[:=]\s*(?:\w{1,40}\.String\()?["'`][\w./:-]/i;
