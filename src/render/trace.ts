/**
 * Where in a template of the tree a rendered value was written. Template lines are marked with comments in a private
 * copy of the chart, the copy is rendered, and the marks are trusted in documents that came out as they did without.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ChartFiles } from '../charts/files.js';
import type { DataPath, Positioned, Rendering, Tree } from '../model.js';
import { parseYaml, valueAt } from '../yaml/positioned.js';
import type { RenderRequest } from './arguments.js';
import { type Mark, type MarkStyle, markOf, markTemplate } from './marks.js';
import type { ParsedDocument } from './output.js';
import type { Renderer } from './render.js';

/** A rendered document together with the lines of the template behind it. */
export interface TracedDocument {
  /** Helm's `# Source:` path. */
  readonly source: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Positioned in the template's file of the tree. */
  readonly data: Positioned;
}

/**
 * Traces the documents that templates of the tree render to. Where marks can't be trusted, all of a document stands at
 * the `kind:` line of the template. What a template only includes stands where that is defined, if that is in the tree.
 * @param plain what the same request renders to
 * @param sourceOf the tree's path of a template; undefined for those of published charts
 */
export async function traceTemplates(
  request: RenderRequest,
  renderer: Renderer,
  plain: Rendering,
  sourceOf: (helmSource: string) => string | undefined,
  tree: Tree,
): Promise<readonly TracedDocument[]> {
  if (!plain.ok) return [];
  const wanted: Wanted[] = [];
  for (const document of plain.documents) {
    const file = sourceOf(document.source);
    if (file !== undefined) wanted.push({ ...document, file });
  }
  if (wanted.length === 0) return [];

  const sources = new Set(wanted.map(document => document.source));
  const bold = await renderMarked(request, renderer, sources, 'bold');
  const rest = wanted.filter(document => !bold.matches(document));
  const shy =
    rest.length === 0
      ? undefined
      : await renderMarked(request, renderer, new Set(rest.map(d => d.source)), 'shy');
  const kindLines = await Promise.all(wanted.map(document => lineOfKind(document, wanted, tree)));
  const isIncluded = kindLines.includes(undefined);
  const helped = isIncluded ? await renderMarked(request, renderer, 'all', 'bold') : undefined;
  return wanted.map((document, number) => {
    const { source, value } = document;
    const kindLine = kindLines[number];
    const helper = kindLine === undefined ? definedIn(helped?.matches(document), sourceOf) : undefined;
    if (helper) return { source, value, data: new TracedData(helper.file, value, helper.lines, []) };
    const marked = bold.matches(document) ?? shy?.matches(document);
    const lines = marked ? linesOf(marked, kindLine ?? 1) : () => kindLine ?? 1;
    return { source, value, data: new TracedData(document.file, value, lines, []) };
  });
}

/** The file of the tree that writes the kind of a document, a named template of a library perhaps, and the lines there. */
function definedIn(
  marked: Marked | undefined,
  sourceOf: (helmSource: string) => string | undefined,
): { readonly file: string; readonly lines: (at: DataPath) => number } | undefined {
  const mark = marked && marksIn(marked)(['kind'], () => true);
  const source = mark && marked.sourceOf(mark);
  const file = source && sourceOf(source);
  if (!file) return undefined;
  return { file, lines: linesOf({ ...marked, isOwn: other => other.template === mark.template }, mark.line) };
}

interface Wanted {
  readonly source: string;
  readonly index: number;
  readonly value: Readonly<Record<string, unknown>>;
  readonly file: string;
}

/** A document as rendered with marks, and which template's marks are its own. */
interface Marked {
  readonly document: ParsedDocument;
  readonly isOwn: (mark: Mark) => boolean;
  /** Helm's path of the template that a mark is of. */
  readonly sourceOf: (mark: Mark) => string | undefined;
}

async function renderMarked(
  request: RenderRequest,
  renderer: Renderer,
  sources: ReadonlySet<string> | 'all',
  style: MarkStyle,
): Promise<{ matches(document: Wanted): Marked | undefined }> {
  const { files, places } = markTemplates(request.chart.files, sources, style);
  const kind = sources === 'all' ? `${style}-all` : style;
  const chart = { ...request.chart, files, digest: `${request.chart.digest}-${kind}` };
  const rendered = await renderer.renderText({ ...request, chart });
  // A chart that fails with marks is one whose marks can't be trusted.
  const documents = 'ok' in rendered ? [] : rendered;
  const byPlace = new Map(documents.map(document => [`${document.source}\u0000${document.index}`, document]));
  return {
    matches(wanted) {
      const document = byPlace.get(`${wanted.source}\u0000${wanted.index}`);
      if (!document || !isSame(wanted.value, document.value)) return undefined;
      const place = placeOf(wanted.source);
      const sourceOf = (mark: Mark): string | undefined => {
        const marked = places[mark.template];
        return marked && `${request.chart.name}/${withNames(request.chart.files, marked.name)}`;
      };
      return { document, isOwn: mark => places[mark.template]?.place === place, sourceOf };
    },
  };
}

/** A path within the chart as Helm calls it: by the names of the charts below it, whatever their folders are called. */
function withNames(files: ChartFiles, path: string): string {
  return path.replace(/(?<=^|\/)charts\/[^/]+/g, (folder, at: number) => {
    const chart = files.get(`${path.slice(0, at)}${folder}/Chart.yaml`);
    const text = chart && Buffer.from(chart).toString('utf8');
    const name = text && valueAt(parseYaml('', text).documents[0]?.data.value, ['name']);
    return typeof name === 'string' ? `charts/${name}` : folder;
  });
}

interface MarkedTemplate {
  readonly place: string;
  /** Its path within the chart. */
  readonly name: string;
}

/** The chart with marks in the templates behind the sources, or in all that define any, and these by the number in their marks. */
function markTemplates(
  files: ChartFiles,
  sources: ReadonlySet<string> | 'all',
  style: MarkStyle,
): { readonly files: ChartFiles; readonly places: readonly MarkedTemplate[] } {
  const wanted = sources === 'all' ? undefined : new Set([...sources].map(placeOf));
  const marked = new Map(files);
  const places: MarkedTemplate[] = [];
  for (const [name, content] of files) {
    const place = placeOf(`chart/${name}`);
    const isMarked = wanted ? wanted.has(place) && YAML.test(name) : YAML.test(name) || name.endsWith('.tpl');
    if (!isMarked || !name.includes('templates/')) continue;
    const text = Buffer.from(content).toString('utf8');
    marked.set(name, Buffer.from(markTemplate(text, places.length, style)));
    places.push({ place, name });
  }
  return { files: marked, places };
}

const YAML = /\.(ya?ml|json)$/;

/**
 * What a Helm source and a file of the chart have in common: Helm names a subchart by its alias, the folder has
 * another name. So: how deep the chart is nested, and the template's path within it.
 */
function placeOf(source: string): string {
  const at = source.indexOf('/templates/');
  const depth = source.slice(0, at).split('/charts/').length;
  return `${depth}:${source.slice(at + 1)}`;
}

/** Equal, but for digests: a template's checksum of another template sees the marks in it. */
function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(withoutDigests(a), withoutDigests(b));
}

function withoutDigests(value: unknown): unknown {
  if (typeof value === 'string') return /^[0-9a-f]{40,64}$/.test(value) ? '' : value;
  if (Array.isArray(value)) return value.map(withoutDigests);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutDigests(inner)]));
}

/** The template line of the deepest marked part of a path. */
function linesOf(marked: Marked, kindLine: number): (at: DataPath) => number {
  const read = marksIn(marked);
  return at => read(at, marked.isOwn)?.line ?? kindLine;
}

/** Reads the mark of the deepest part of a path that has one of these. */
function marksIn({ document }: Marked): (at: DataPath, isOwn: (mark: Mark) => boolean) => Mark | undefined {
  const { chunk, path: within } = document;
  const output = chunk.text.split('\n');
  const positioned = parseYaml('', chunk.text).documents[0]?.data;
  return (at, isOwn) => {
    const whole = [...within, ...at];
    for (let length = whole.length; positioned && length > within.length; length -= 1) {
      const prefix = whole.slice(0, length);
      if (valueAt(positioned.value, prefix) === undefined) continue;
      const mark = markOf(output[positioned.lineOf(prefix) - 1] ?? '');
      if (mark && isOwn(mark)) return mark;
    }
    return undefined;
  };
}

/**
 * The `kind:` line of a document in its template: of the same kind and name where several are written, else the first. Undefined
 * where it writes none.
 */
async function lineOfKind(document: Wanted, all: readonly Wanted[], tree: Tree): Promise<number | undefined> {
  const content = await tree.read(document.file);
  if (!content.ok) return undefined;
  const kind = String(document.value.kind ?? '');
  const lines = content.text.split('\n');
  const candidates: number[] = [];
  for (const [number, line] of lines.entries()) {
    if (/^\s*(?:-\s+)?kind:\s*["']?([\w.]+)/.exec(line)?.[1] === kind) candidates.push(number + 1);
  }
  const name = valueAt(document.value, ['metadata', 'name']);
  const named = candidates.find((line, number) => {
    const end = candidates[number + 1] ?? lines.length + 1;
    return lines
      .slice(line - 1, end - 1)
      .some(text => /^\s*name:\s*["']?(.+?)["']?\s*$/.exec(text)?.[1] === name);
  });
  const same = all.filter(other => other.source === document.source && other.value.kind === kind);
  return (
    named ??
    (same.length === candidates.length ? candidates[same.indexOf(document)] : undefined) ??
    candidates[0]
  );
}

class TracedData implements Positioned {
  readonly value: unknown;

  constructor(
    readonly file: string,
    private readonly root: unknown,
    private readonly lines: (path: DataPath) => number,
    private readonly base: DataPath,
  ) {
    this.value = valueAt(root, base);
  }

  lineOf(at: DataPath): number {
    return this.lines([...this.base, ...at]);
  }

  endLineOf(at: DataPath): number {
    const start = this.lineOf(at);
    // The furthest line that something below the path stands on; an included part may stand anywhere.
    let end = start;
    const whole = [...this.base, ...at];
    for (const inner of pathsBelow(valueAt(this.root, whole)))
      end = Math.max(end, this.lines([...whole, ...inner]));
    return end;
  }

  at(at: DataPath): Positioned {
    return new TracedData(this.file, this.root, this.lines, [...this.base, ...at]);
  }
}

function* pathsBelow(value: unknown): Generator<DataPath> {
  if (typeof value !== 'object' || value === null) return;
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  for (const [key, inner] of entries) {
    yield [key];
    for (const deeper of pathsBelow(inner)) yield [key, ...deeper];
  }
}
