/** Releases of Helmfile that are not installed. */
import { partAt } from '../../evaluated/part.js';
import { textOf } from '../../evaluated/value.js';
import type { Problem, TreeChart } from '../../model.js';
import { takenOff } from '../aside/taken-off.js';
import { readChartReference } from '../chart-reference.js';
import { bringsIstio, writesDeclarations } from '../chart-relevance.js';
import type { DetectContext } from '../detector.js';
import { baseName, isWithin } from '../tree-path.js';
import type { Field, ReleaseFields } from './fields.js';
import { chartFolder, type ReleaseInput } from './input.js';
import { versionOf } from './version.js';

/**
 * What says that a release is not installed: `installed`, or the key of the values that `condition` names. What is not decided
 * is taken to be installed.
 */
export function notInstalled(fields: ReleaseFields): string | undefined {
  const { values } = fields.state;
  // Where values come from outside of the tree, too, what is known of them is only a default.
  const isOpen = values.kind === 'map' && values.open !== undefined;
  const said = fields.text('installed');
  if (fields.value('installed') === false)
    return isOpen && fields.isFilled('installed') ? undefined : INSTALLED;
  if (said?.ok && said.text.trim() === 'false') return INSTALLED;
  const condition = fields.text('condition');
  if (!condition?.ok || isOpen) return undefined;
  const value = partAt(values, ...condition.text.split('.'));
  if (textOf(value) === 'false') return `its condition \`${condition.text}\` is off`;
  // Helmfile refuses a condition without a value: who declares environments runs it in one of these.
  const { environment, environments } = fields.state;
  const isOfNone = environment === 'default' && environments.size > 0 && !environments.has('default');
  return value === undefined && isOfNone ? `its condition \`${condition.text}\` has no value` : undefined;
}

const INSTALLED = '`installed` is false';

/** What is said of it, and the chart of the tree that is no release by itself, either. */
export interface LeftOutRelease {
  readonly problems?: readonly Problem[];
  readonly claimed?: string;
}

/** What moves a chart of Istio's that is not installed moves nothing, and somebody meant it to. */
export async function leftOut(
  input: ReleaseInput,
  fields: ReleaseFields,
  chart: Field & { readonly ok: true },
  off: string,
): Promise<LeftOutRelease> {
  const { context, repositories } = input;
  const what = `release ${fields.name}`;
  const folder = chartFolder(context, fields, chart.text);
  const loaded = folder === undefined ? undefined : await context.chart(folder);
  if (loaded) {
    if (!(await isOnlyHere(context, loaded.chart, fields.state.file))) return {};
    const about = [fields.state.file, fields.name, loaded.chart.path, off];
    return { problems: [takenOff(what, off, chart.at, about)], claimed: loaded.chart.path };
  }
  const named = readChartReference(chart.text, undefined, repositories);
  if (context.recognise(named.name, named.repository) === undefined) return {};
  const declared = { field: fields.text('version'), chart: chart.at, state: fields.state.file };
  const { version, at } = await versionOf(input, named, declared);
  const about = [fields.state.file, fields.name, named.name, version];
  return { problems: [takenOff(what, off, at, about)] };
}

/** What runs charts, whether or not it speaks of Istio. */
const RUNS =
  /(?:^|\/)(?:Makefile|Justfile|Taskfile[^/]{0,80}|Jenkinsfile[^/]{0,80}|[^/]{1,120}\.(?:sh|bash|mk|just|ps1|py|groovy))$|^\.(?:github\/workflows|circleci)\/|(?:gitlab-ci|pipelines?)[^/]{0,80}\.ya?ml$/i;
/** Beyond these, what else installs it is not looked for. */
const MAX_FILES = 2000;

/**
 * True for a chart that only writes resources and that nothing else names. One that brings Istio is judged by its own values: what
 * moves there shall not go unseen.
 */
async function isOnlyHere(context: DetectContext, chart: TreeChart, state: string): Promise<boolean> {
  if (bringsIstio(chart) || (await writesDeclarations(context, chart))) return false;
  const { tree, candidates } = context;
  const files = [...new Set([...candidates, ...tree.paths.filter(path => RUNS.test(path))])].filter(
    path => path !== state && !isWithin(chart.path, path),
  );
  if (files.length > MAX_FILES) return false;
  const name = baseName(chart.path);
  for (const path of files) if (namesPart((await context.text(path)) ?? '', name)) return false;
  return true;
}

/** `charts/modem`, however it gets there, and `modem` where it stands in its folder. */
function namesPart(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isStart = /[\s/"'=(]/.test(text[at - 1] ?? ' ');
    const isEnd = /[\s/"'`,;:)}\]]/.test(text[at + name.length] ?? ' ');
    if (isStart && isEnd) return true;
  }
  return false;
}
