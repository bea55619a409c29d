/** The version that code gives a chart beside its name. */
import { readChartReference } from '../chart-reference.js';
import { isChartName } from '../istio/charts.js';
import { type Said, type Source, valuesOf } from './decided.js';
import type { Expression } from './expressions.js';
import { CODE_ALONE } from './files.js';
import { withoutInner } from './literals.js';
import type { LoopedChart } from './loops.js';
import { CHART, type Named } from './names.js';
import { around, type Span } from './spans.js';
import { spreadFields } from './spreads.js';

const VERSION =
  /(?:\b(?:[vV]ersion|chart_?[vV]ersion|targetRevision)["']?\s*(?::=|[:=](?!=))|\.version\(|\bWithVersion\()\s*(?:pulumi\.String\(|jsii\.String\()?(["'`]?)([^\s,;)"'`}]+(?: \}\})?|\{\{.*?\}\})\1/;
/** `{ chart: "istiod", version }` of JavaScript: a constant under the name of the key. */
const SHORTHAND = /(?<![\w.$"'`])()(version|chartVersion)(?=\s*[,}])/;
/** `helmFlags: ["--version", props.version]` */
const FLAG = /["'`]--version["'`]\s{0,99},\s{0,99}(["'`]?)([^\s,;)"'`}\]]{1,200})\1/;
/** `.version(…)` of a builder, whatever is called `version` before that. */
const OF_BUILDER = /\.version\(\s{0,99}(["']?)([^\s,;)"'}]{1,200})\1/;
const BUILDS = /\.(?:java|kt)$/;
const JAVASCRIPT = /\.[mc]?[jt]s$/;
/** Beside the chart's name, else what the object there takes from others that are spread into it. */
export async function versionOf(
  source: Source,
  { index, loop }: Pick<Named, 'index' | 'loop'>,
  span: Span,
): Promise<Said | undefined> {
  const { path, tool, text } = source;
  const beside = versionBeside(source, index, span);
  if (tool === 'Ansible' || tool === CODE_ALONE) return beside;
  const fields = spreadFields(path, around(text, index, 1), 'version');
  const expression = await fieldSaid(source, beside, fields, loop);
  if (!expression) return beside;
  const { name = '', start } = expression;
  return { word: name, isQuoted: false, start, index: start, expression };
}

/** The field that counts of several objects; what one call hands over behind what stands there outweighs that. */
async function fieldSaid(
  source: Source,
  beside: Said | undefined,
  fields: readonly Expression[],
  loop: LoopedChart | undefined,
): Promise<Expression | undefined> {
  for (const field of fields) {
    const own = loop?.itemOf(field.name ?? '');
    if (own === 'absent' || (beside && (own === undefined || field.start < beside.start))) continue;
    const values = own ? undefined : await valuesOf(source, field);
    if (values?.every(({ isAbsent }) => isAbsent) !== true) return field;
  }
  return undefined;
}

/** In the brackets around a chart's name, else in those around them, where no other chart says it of itself. */
function versionBeside({ path, tool, text }: Source, index: number, span: Span): Said | undefined {
  if (tool === 'Ansible') return saidIn(path, span);
  const own = around(text, index, 1);
  const outer = withoutInner(span.text.slice(0, Math.max(0, own.start - span.start)), namesChart);
  const rest = span.text.slice(outer.length);
  return (
    saidIn(path, { ...own, text: withoutInner(own.text) }) ??
    saidIn(path, own) ??
    saidIn(path, { ...span, text: outer + rest })
  );
}

function namesChart(group: string): boolean {
  return [...group.matchAll(CHART)].some(([, name = '']) => isChartName(readChartReference(name).name));
}

function saidIn(path: string, { text, start }: Span): Said | undefined {
  const found =
    (BUILDS.test(path) ? OF_BUILDER.exec(text) : null) ??
    VERSION.exec(text) ??
    (JAVASCRIPT.test(path) ? SHORTHAND.exec(text) : null) ??
    FLAG.exec(text);
  if (!found) return undefined;
  const [whole, quote = '', word = ''] = found;
  const place = start + found.index + whole.lastIndexOf(word);
  return { word, isQuoted: quote !== '', start: place, index: start + found.index };
}
