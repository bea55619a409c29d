/**
 * Templates that take what they declare from named templates of other files: `{{ include "mesh.release" . }}`, with the manifest
 * in a `define` of `_helpers.tpl`, or in one of a library chart. By themselves such templates speak of nothing.
 */
import { parseTemplate } from '../gotemplate/parse.js';
import {
  type NamedTemplate,
  type Operand,
  type Pipeline,
  TemplateError,
  type TemplateNode,
} from '../gotemplate/syntax.js';
import { oncePer } from '../memo.js';
import { allCharts, DECLARATION } from './chart-relevance.js';
import type { DetectContext } from './detector.js';
import { oncePerTree } from './once.js';
import { namedTemplates, templatesBelow } from './templates/chart-templates.js';
import { baseName } from './tree-path.js';

export interface IncludingTemplate {
  readonly path: string;
  /** Its own text, and behind that what the named templates hold that it calls, at any depth. */
  readonly text: string;
  /** The files that these are written in. */
  readonly from: readonly string[];
}

/** Those of one chart that take in what others install. */
export async function includingTemplates(
  context: DetectContext,
  folder: string,
): Promise<readonly IncludingTemplate[]> {
  const known = ofTree(context.whole ?? context);
  const reading = known.get(folder) ?? read(context.whole ?? context, folder);
  known.set(folder, reading);
  return reading;
}

const ofTree = oncePer((_context: DetectContext) => new Map<string, Promise<readonly IncludingTemplate[]>>());

async function read(context: DetectContext, folder: string): Promise<readonly IncludingTemplate[]> {
  if (!(await definesDeclarations(context, folder))) return [];
  const named = await namedTemplates(context, folder);
  const found: IncludingTemplate[] = [];
  for (const path of templatesBelow(context, folder)) {
    // What Helm makes of files that start so is thrown away.
    if (context.charts.holding(path) !== folder || baseName(path).startsWith('_')) continue;
    const text = (await context.text(path)) ?? '';
    if (!/\b(?:include|template)\b/.test(text)) continue;
    const { texts, from } = calledBy(text, path, named);
    const included = texts.join('\n');
    const left = leftOf(context);
    left.text -= included.length;
    if (left.text < 0) {
      context.leave(path, 'takes in more text than people write: what it declares by that was not looked at');
      break;
    }
    if (DECLARATION.test(included)) found.push({ path, text: `${text}\n${included}`, from: [...from] });
  }
  return found;
}

/** As much text as the templates of one tree take in. */
const MAX_TEXT = 5_000_000;
const leftOf = oncePer((_context: DetectContext) => ({ text: MAX_TEXT }));

/** Only then are templates read that speak of nothing. */
async function definesDeclarations(context: DetectContext, folder: string): Promise<boolean> {
  const defining = await definingFolders(context);
  const chart = defining.size === 0 ? undefined : (await context.chart(folder))?.chart;
  return (
    chart !== undefined && chart.own === undefined && allCharts(chart).some(({ path }) => defining.has(path))
  );
}

/** Charts of which a named template, or a file that holds one, declares something. */
const definingFolders = oncePerTree(async context => {
  const found = new Set<string>();
  for (const path of context.candidates) {
    const folder = context.charts.holding(path);
    if (folder === undefined || found.has(folder) || !context.charts.isTemplate(path)) continue;
    const text = await context.text(path);
    if (text?.includes('define') && DECLARATION.test(text)) found.add(folder);
  }
  return found;
});

interface Called {
  readonly texts: readonly string[];
  readonly from: ReadonlySet<string>;
}

/** What a template calls of other files, each once. */
function calledBy(text: string, path: string, named: ReadonlyMap<string, NamedTemplate>): Called {
  const texts: string[] = [];
  const from = new Set<string>();
  const seen = new Set<string>();
  const pending = [...namesInText(text)];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    // What is put together when it is filled in may be any of them.
    if (name === ANY && !seen.has(ANY)) for (const other of named.keys()) pending.push(other);
    if (name === ANY) seen.add(ANY);
    const called = named.get(name);
    if (!called || seen.has(name)) continue;
    seen.add(name);
    for (const other of namesIn(called.nodes)) pending.push(other);
    if (called.file === path) continue;
    texts.push(textOf(called.nodes));
    from.add(called.file);
  }
  return { texts, from };
}

/** In the place of a name that is no literal; none is called so. */
const ANY = '\0';

const CALL = /\b(?:include|template)\s{1,8}(?:"([^"\n]{1,200})"|[($.`])/g;

/** Of a text that can't be read as a template by its words: whoever fills it in is told what is not known then. */
function namesInText(text: string): readonly string[] {
  try {
    return namesIn(parseTemplate(text).nodes);
  } catch (cause) {
    if (!(cause instanceof TemplateError)) throw cause;
    return [...text.matchAll(CALL)].map(([, name]) => name ?? ANY);
  }
}

/** As it is written, without what stands between braces. */
function textOf(nodes: readonly TemplateNode[]): string {
  return everyNode(nodes)
    .map(node => (node.kind === 'text' ? node.text : node.kind === 'action' ? '{{ }}' : ''))
    .join('');
}

function namesIn(nodes: readonly TemplateNode[]): readonly string[] {
  return everyNode(nodes).flatMap(node => {
    switch (node.kind) {
      case 'text':
        return [];
      case 'template':
        return [node.name];
      case 'if':
        return node.branches.flatMap(({ pipeline }) => includedIn(pipeline));
      default:
        return includedIn(node.pipeline);
    }
  });
}

/** In the order of the text. */
function everyNode(nodes: readonly TemplateNode[]): readonly TemplateNode[] {
  const found: TemplateNode[] = [];
  const pending = [...nodes].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    found.push(node);
    const inner =
      node.kind === 'if'
        ? [...node.branches.flatMap(({ body }) => body), ...node.otherwise]
        : node.kind === 'range' || node.kind === 'with'
          ? [...node.body, ...node.otherwise]
          : [];
    for (const one of [...inner].reverse()) pending.push(one);
  }
  return found;
}

/** `include "name" …` anywhere in it. */
function includedIn(pipeline: Pipeline): readonly string[] {
  const found: string[] = [];
  const pending: Pipeline[] = [pipeline];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const [head, name, ...rest] of next.commands) {
      const isCall = head?.kind === 'function' && head.name === 'include';
      const isLiteral = name?.kind === 'literal' && typeof name.value === 'string';
      if (isCall && name) found.push(isLiteral ? String(name.value) : ANY);
      const operands: readonly (Operand | undefined)[] = [head, name, ...rest];
      for (const operand of operands) if (operand?.kind === 'pipeline') pending.push(operand.pipeline);
    }
  }
  return found;
}
