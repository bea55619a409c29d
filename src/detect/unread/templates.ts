/** Templates of Helm charts that write what installs Istio (an app of apps), together with the values that fill them in. */
import type { Detection } from '../../model.js';
import { istioImageLine } from '../chart-relevance.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { inFolder } from '../tree-path.js';
import { type UnreadText, unreadTemplate, writesInstaller } from './text.js';
import { aboutIstio, documentsOf, otherValuesFiles, referencedValues, valuesOfChart } from './values.js';

/** What a template installs of Istio in a form that is not read; also where only its values name Istio. */
export async function unreadChartTemplate(
  context: DetectContext,
  path: string,
  text: string,
  read: NonNullable<Detection['readTemplates']>,
): Promise<UnreadText | undefined> {
  const folder = context.charts.holding(path);
  if (folder === undefined) return undefined;
  const named = unreadTemplate(text) ?? (await workloadOf(context, folder, text));
  const line = named?.line ?? writesInstaller(text);
  if (line === undefined) return undefined;
  const how = read.get(path);
  if (how !== undefined)
    return how === 'deployed' ? undefined : unnamedValues(context, folder, text, line, named);
  const values = await valuesOfChart(context, folder);
  const about = values.flatMap(value => aboutIstio(value));
  if (!named && !INSTALLS.test(JSON.stringify(about))) return undefined;
  // A template for anything takes the whole list of applications: only what speaks of Istio decides there.
  const referenced = named ? referencedValues(text, values) : [];
  const relevant = [withoutComments(text), referenced, about, await metadata(context, folder)];
  return {
    ...(named ?? { what: `what ${path} writes`, form: 'template of a Helm chart', line }),
    relevant: relevant.map(part => JSON.stringify(part)),
  };
}

/** A workload of Istio's that a chart of somebody's own writes; a copy of one of Istio's charts is known by its version. */
async function workloadOf(
  context: DetectContext,
  folder: string,
  text: string,
): Promise<UnreadText | undefined> {
  const line = await istioImageLine(context, folder, text);
  if (line === undefined || (await context.chart(folder))?.chart.own !== undefined) return undefined;
  return { what: 'image of Istio’s', form: 'template of a Helm chart', line, relevant: [text], weak: true };
}

/**
 * A chart that is read with its own defaults, since nothing in the tree deploys it: whoever does may well use the other
 * values files beside it.
 */
async function unnamedValues(
  context: DetectContext,
  folder: string,
  text: string,
  line: number,
  named: UnreadText | undefined,
): Promise<UnreadText | undefined> {
  const files = otherValuesFiles(context, folder);
  const [file] = files;
  if (file === undefined) return undefined;
  const values = await documentsOf(context, files);
  const about = values.flatMap(value => aboutIstio(value));
  const referenced = named ? referencedValues(text, values) : [];
  if (about.length === 0 && !referenced.some(isGiven)) return undefined;
  return {
    what: `values file ${file}`,
    form: 'values files that nothing in this repository names',
    line,
    relevant: [referenced, about].map(part => JSON.stringify(part)),
    ...(named?.weak ? { weak: true } : {}),
  };
}

function isGiven(entry: unknown): boolean {
  const [, values] = Array.isArray(entry) ? entry : [];
  return Array.isArray(values) && values.some(value => value !== null);
}

/** Istio's charts, or where they come from; not merely its resources. */
const INSTALLS =
  /\b(istiod|ztunnel|istio-release|istio-base|istio-cni|istio-ingress\w*)\b|istio\.io\/release/i;

/** `.Chart.AppVersion` is a place to keep a version in as well. */
async function metadata(context: DetectContext, folder: string): Promise<readonly (string | undefined)[]> {
  const [chart] = await documentsOf(context, [inFolder(folder, 'Chart.yaml')]);
  return [stringAt(chart, ['appVersion'])];
}

function withoutComments(text: string): string {
  return withoutBlocks(text)
    .split('\n')
    .map(line => line.trimEnd())
    .filter(line => line !== '' && !/^\s*#/.test(line))
    .join('\n');
}

/** Without comments of templates; where one is not closed, none behind it is. */
function withoutBlocks(text: string): string {
  const open = /\{\{-?\s*\/\*/g;
  const close = /\*\/\s*-?\}\}/g;
  let kept = '';
  let from = 0;
  for (let found = open.exec(text); found; found = open.exec(text)) {
    close.lastIndex = open.lastIndex;
    if (!close.exec(text)) break;
    kept += text.slice(from, found.index);
    from = close.lastIndex;
    open.lastIndex = from;
  }
  return kept + text.slice(from);
}
