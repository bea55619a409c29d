/**
 * Templates of charts in the tree, filled with the values that the tree gives, for those that declare what others install.
 * What reaches a cluster is left to Helm; this knows the place that each value comes from, and what is not decided.
 */
import { opened } from '../evaluated/opened.js';
import { type EvaluatedMap, mapOf, scalar, unknown } from '../evaluated/value.js';
import { asValue, type Filled, fillText } from '../gotemplate/fill.js';
import type { TemplateHost } from '../gotemplate/functions.js';
import { HELM } from '../gotemplate/languages.js';
import { parseTemplate } from '../gotemplate/parse.js';
import { TemplateError, type TemplateNode } from '../gotemplate/syntax.js';
import type { Position, ValuesLayer } from '../model.js';
import { stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { inFolder } from './tree-path.js';
import { evaluatedValues } from './values.js';

export interface ChartFill {
  readonly context: DetectContext;
  /** The chart's. */
  readonly folder: string;
  /** The template's, in the tree. */
  readonly path: string;
  readonly layers: readonly ValuesLayer[];
  readonly release: { readonly name: string; readonly namespace: string; readonly at: Position };
  /** Some values are not in this tree. */
  readonly isOpen: boolean;
}

/** More than filling any template of people takes. */
const MAX_STEPS = 100_000;
/** `tpl` inside `tpl`. */
const MAX_DEPTH = 5;

export async function fillChartTemplate(fill: ChartFill): Promise<Filled> {
  const { context, folder, path } = fill;
  const defined = await namedTemplates(context, folder);
  const steps = { left: MAX_STEPS };
  const host = (depth: number): TemplateHost => ({
    language: HELM,
    defined,
    steps,
    readFile: () => undefined,
    fill: (text, dot, file) => {
      const at = { file, line: 1 };
      if (depth >= MAX_DEPTH) return unknown('a template in a template', at);
      return asValue(fillText(text, dot, file, host(depth + 1)), at);
    },
  });
  return fillText((await context.text(path)) ?? '', await dotOf(fill), path, host(0));
}

async function dotOf({ context, folder, layers, release, isOpen }: ChartFill): Promise<EvaluatedMap> {
  const { at } = release;
  const values = evaluatedValues(layers);
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

const named = new WeakMap<
  DetectContext,
  Map<string, Promise<ReadonlyMap<string, readonly TemplateNode[]>>>
>();

/** What `define` names in any template of a chart, and of those inside it; read once per tree. */
function namedTemplates(
  context: DetectContext,
  folder: string,
): Promise<ReadonlyMap<string, readonly TemplateNode[]>> {
  const known =
    named.get(context) ?? new Map<string, Promise<ReadonlyMap<string, readonly TemplateNode[]>>>();
  named.set(context, known);
  const reading = known.get(folder) ?? readNamed(context, folder);
  known.set(folder, reading);
  return reading;
}

/** More templates than any honest chart has. */
const MAX_TEMPLATES = 500;

async function readNamed(
  context: DetectContext,
  folder: string,
): Promise<ReadonlyMap<string, readonly TemplateNode[]>> {
  const found = new Map<string, readonly TemplateNode[]>();
  const paths = context.tree
    .below(folder)
    .filter(path => /\.(tpl|ya?ml)$/i.test(path) && isTemplateOf(folder, path))
    .slice(0, MAX_TEMPLATES);
  for (const path of paths) {
    const text = await context.text(path);
    if (!text?.includes('define')) continue;
    try {
      for (const [name, nodes] of parseTemplate(text).defined) found.set(name, nodes);
    } catch (cause) {
      // Whoever includes what it defines is told that there is no such template.
      if (!(cause instanceof TemplateError)) throw cause;
    }
  }
  return found;
}

/** Of the chart itself, or of one below its `charts/`. */
function isTemplateOf(folder: string, path: string): boolean {
  const name = folder === '' ? path : path.slice(folder.length + 1);
  return /^(charts\/[^/]+\/)*templates\//.test(name);
}
