/**
 * Templates of charts in the tree, filled with the values that the tree gives, for those that declare what others install.
 * What reaches a cluster is left to Helm; this knows the place that each value comes from, and what is not decided.
 */

import { opened } from '../../evaluated/opened.js';
import { overlaid } from '../../evaluated/overlay.js';
import {
  type EvaluatedMap,
  type EvaluatedValue,
  mapOf,
  scalar,
  textOf,
  unknown,
} from '../../evaluated/value.js';
import { asValue, type Filled, fillText } from '../../gotemplate/fill.js';
import type { TemplateHost } from '../../gotemplate/functions.js';
import { HELM } from '../../gotemplate/languages.js';
import { parseTemplate } from '../../gotemplate/parse.js';
import { type NamedTemplate, TemplateError } from '../../gotemplate/syntax.js';
import { oncePer } from '../../memo.js';
import type { DataPath, Position, ValuesLayer } from '../../model.js';
import { allCharts } from '../chart-relevance.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { firstOf } from '../limits.js';
import { inFolder } from '../tree-path.js';
import { evaluatedValues } from '../values/values.js';

export interface ChartFill {
  readonly context: DetectContext;
  /** The chart's. */
  readonly folder: string;
  /** The template's, in the tree. */
  readonly path: string;
  readonly layers: readonly ValuesLayer[];
  /** Where the chart's values stand below those of the release; absent: it is the release's own chart. */
  readonly below?: DataPath;
  readonly release: { readonly name: string; readonly namespace: string; readonly at: Position };
  /** Some values are not in this tree. */
  readonly isOpen: boolean;
}

/** More than filling any template of people takes. */
const MAX_STEPS = 100_000;
/** The same for all templates of a tree together, each of which may be filled in several ways. */
const MAX_STEPS_OF_TREE = 5_000_000;
/** `tpl` inside `tpl`. */
const MAX_DEPTH = 5;

export async function fillChartTemplate(fill: ChartFill): Promise<Filled> {
  const { context, folder, path } = fill;
  const [defined, files] = await Promise.all([namedTemplates(context, folder), filesOf(context, folder)]);
  const ofTree = stepsOfTree(context);
  const given = Math.min(MAX_STEPS, ofTree.left);
  const steps = { left: given };
  const host = (depth: number): TemplateHost => ({
    language: HELM,
    defined,
    steps,
    readFile: () => undefined,
    method: (name, [argument], at) => {
      const text = name === 'Files.Get' ? textOf(argument) : undefined;
      if (text === undefined) return undefined;
      const found = files.get(text);
      // Helm gives nothing for a file that is not there: something else may put it there before.
      if (found === undefined) return unknown(`the file ${text} of the chart`, at);
      const file = inFolder(folder, text);
      return { ...scalar(found, { file, line: 1 }), wholeFile: file };
    },
    fill: (text, dot, file) => {
      const at = { file, line: 1 };
      if (depth >= MAX_DEPTH) return unknown('a template in a template', at);
      return asValue(fillText(text, dot, file, host(depth + 1)), at);
    },
  });
  const text = (await context.text(path)) ?? '';
  const result = fillText(text, await dotOf(fill), path, host(0));
  ofTree.left -= given - steps.left;
  return result;
}

const stepsOfTree = oncePer((_context: DetectContext) => ({ left: MAX_STEPS_OF_TREE }));

async function dotOf({
  context,
  folder,
  layers,
  below = [],
  release,
  isOpen,
}: ChartFill): Promise<EvaluatedMap> {
  const { at } = release;
  const values = valuesBelow(evaluatedValues(layers), below);
  const gap = { what: 'a value that is not in this repository', at };
  return mapOf(
    {
      Values: isOpen ? opened(values, gap) : values,
      Release: mapOf(
        {
          Name: scalar(release.name, at),
          Namespace: scalar(release.namespace, at),
          Service: scalar('Helm', at),
          IsInstall: unknown('whether it is installed or upgraded', at),
          IsUpgrade: unknown('whether it is installed or upgraded', at),
        },
        at,
      ),
      Chart: await metadataOf(context, folder),
      Capabilities: unknown('what the cluster offers (`.Capabilities`)', at),
      Files: unknown('the files of the chart', at),
      Subcharts: unknown('the charts inside the chart', at),
      Template: unknown('the name of the template', at),
    },
    at,
  );
}

/** The values of a chart inside others: its own, with `global` of those around it, which wins. */
function valuesBelow(values: EvaluatedMap, below: DataPath): EvaluatedMap {
  let current = values;
  for (const key of below) {
    const inner = current.entries.get(String(key))?.value;
    const own = inner?.kind === 'map' ? inner : mapOf({}, current.at);
    const global = current.entries.get('global')?.value;
    current = global ? { ...own, entries: new Map([...own.entries, ...globalOver(own, global)]) } : own;
  }
  return current;
}

function globalOver(own: EvaluatedMap, global: EvaluatedValue): EvaluatedMap['entries'] {
  const lower = own.entries.get('global')?.value;
  return new Map([['global', { at: global.at, value: lower ? overlaid(lower, global) : global }]]);
}

/** `.Chart`: the keys of Chart.yaml with a capital letter. */
async function metadataOf(context: DetectContext, folder: string): Promise<EvaluatedMap> {
  const file = inFolder(folder, 'Chart.yaml');
  const data = (await context.yaml(file)).documents[0]?.data;
  const fields = ['name', 'version', 'appVersion', 'description', 'type'].flatMap(name => {
    const value = data && stringAt(data.value, [name]);
    const key = name.charAt(0).toUpperCase() + name.slice(1);
    return value === undefined
      ? []
      : [[key, scalar(value, { file, line: data?.lineOf([name]) ?? 1 })] as const];
  });
  return mapOf(Object.fromEntries(fields), { file, line: 1 });
}

/** More files, and longer ones, than templates are handed. */
const MAX_FILES = 500;
const MAX_LENGTH = 1 << 20;

const handed: Kept<ReadonlyMap<string, string>> = new WeakMap();

/** What `.Files` gives to a chart's templates, by its path in the chart; read once per tree, where templates ask for it. */
function filesOf(context: DetectContext, folder: string): Promise<ReadonlyMap<string, string>> {
  return readOnce(handed, context, folder, () => readFiles(context, folder));
}

async function readFiles(context: DetectContext, folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const below = context.tree.below(folder);
  const asks = await Promise.all(
    below
      .filter(path => isTemplateOf(folder, path))
      .slice(0, MAX_TEMPLATES)
      .map(async path => (await context.text(path))?.includes('.Files.') ?? false),
  );
  if (!asks.includes(true)) return found;
  const paths = below.filter(path => {
    const name = nameIn(folder, path);
    return !isTemplateOf(folder, path) && !name.startsWith('charts/') && name !== 'Chart.yaml';
  });
  for (const path of firstOf(
    context,
    paths,
    MAX_FILES,
    `files that templates of ${folder || 'the root'} may be handed`,
  )) {
    const text = await context.text(path);
    if (text !== undefined && text.length <= MAX_LENGTH) found.set(nameIn(folder, path), text);
  }
  return found;
}

function nameIn(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

type Kept<T> = WeakMap<DetectContext, Map<string, Promise<T>>>;

function readOnce<T>(
  kept: Kept<T>,
  context: DetectContext,
  folder: string,
  read: () => Promise<T>,
): Promise<T> {
  const known = kept.get(context) ?? new Map<string, Promise<T>>();
  kept.set(context, known);
  const reading = known.get(folder) ?? read();
  known.set(folder, reading);
  return reading;
}

const named: Kept<ReadonlyMap<string, NamedTemplate>> = new WeakMap();

/** What `define` names in any template of a chart, and of those inside it or beside it that it needs; read once per tree. */
export function namedTemplates(
  context: DetectContext,
  folder: string,
): Promise<ReadonlyMap<string, NamedTemplate>> {
  return readOnce(named, context, folder, () => readNamed(context, folder));
}

/** More templates than any honest chart has. */
const MAX_TEMPLATES = 500;

async function readNamed(
  context: DetectContext,
  folder: string,
): Promise<ReadonlyMap<string, NamedTemplate>> {
  const found = new Map<string, NamedTemplate>();
  const chart = (await context.chart(folder))?.chart;
  const beside = (chart ? allCharts(chart) : []).map(({ path }) => path).filter(path => path !== folder);
  // What is read last counts: that of the chart itself.
  const paths = [...new Set([...beside.reverse(), folder].flatMap(path => templatesBelow(context, path)))];
  const defining: (readonly [path: string, text: string])[] = [];
  for (const path of paths) {
    const text = await context.text(path);
    if (text?.includes('define')) defining.push([path, text]);
  }
  for (const [path] of defining.slice(0, -MAX_TEMPLATES))
    context.leave(
      path,
      'stands beside too many files with named templates: what it defines was not looked at',
    );
  for (const [path, text] of defining.slice(-MAX_TEMPLATES)) {
    try {
      for (const [name, nodes] of parseTemplate(text).defined) found.set(name, { file: path, nodes });
    } catch (cause) {
      // Whoever includes what it defines is told that there is no such template.
      if (!(cause instanceof TemplateError)) throw cause;
    }
  }
  return found;
}

/** The templates of a chart, and of those below its `charts/`. */
export function templatesBelow(context: DetectContext, folder: string): readonly string[] {
  return context.tree
    .below(folder)
    .filter(path => /\.(tpl|ya?ml)$/i.test(path) && isTemplateOf(folder, path));
}

/** Of the chart itself, or of one below its `charts/`. */
function isTemplateOf(folder: string, path: string): boolean {
  const name = nameIn(folder, path);
  return /^(charts\/[^/]+\/)*templates\//.test(name);
}
