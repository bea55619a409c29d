/** What `helm template` prints, read into documents. */
import { hash } from 'node:crypto';
import { CORE_SCHEMA, load, Type } from 'js-yaml';
import type { RenderedDocument } from '../model.js';
import { TOO_DEEP, tooDeepAt } from '../yaml/depth.js';
import { withPlainBreaks } from '../yaml/line-breaks.js';

/** One document of Helm's output, as text. */
export interface OutputChunk {
  /** Helm's `# Source:` path. */
  readonly source: string;
  readonly text: string;
}

/** A document and the chunk that it came from: items of a list share one. */
export interface ParsedDocument extends RenderedDocument {
  readonly chunk: OutputChunk;
  /** For an item of an unfolded list: where in the chunk it stands. */
  readonly path: readonly (string | number)[];
}

export type ParsedOutput =
  | { readonly ok: true; readonly documents: readonly ParsedDocument[] }
  | { readonly ok: false; readonly message: string };

/** More nodes than any honest manifest has: aliases of aliases multiply without taking space. */
const MAX_NODES = 2_000_000;

/**
 * Kubernetes reads YAML 1.1's spellings of booleans, which CORE leaves as strings. A type takes the place of CORE's own
 * of the same tag, so that its spellings are here, too.
 */
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ...['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map(word => [word, true] as const),
  ...['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map(word => [word, false] as const),
]);

const KUBERNETES_SCHEMA = CORE_SCHEMA.extend({
  implicit: [
    new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: data => data === '<<' }),
    new Type('tag:yaml.org,2002:bool', {
      kind: 'scalar',
      resolve: data => BOOLEANS.has(data),
      construct: data => BOOLEANS.get(data),
    }),
  ],
});

/** To `^` and `$`, other breaks of JavaScript end lines as well. */
const MARKER = /---(?<![^\n]---)[ \t]*(?:#[^\n]*)?\r?(?![^\n])/;

/** Splits Helm's output at its document markers. A document without a source of its own belongs to the one before (CRD files). */
export function splitOutput(output: string): readonly OutputChunk[] {
  const chunks: OutputChunk[] = [];
  let source = '';
  for (const part of output.split(MARKER)) {
    const text = part.replace(/^\r?\n/, '');
    const named = /^# Source: (.+?)\r?$/m.exec(text.slice(0, firstLineEnd(text)));
    if (named?.[1]) source = named[1];
    if (text.trim() !== '') chunks.push({ source, text });
  }
  return chunks;
}

/** Reads one chunk into plain data, which is never changed. Throws what the YAML reader throws. */
export type ReadChunk = (text: string) => unknown;

/** Reads equal chunks once: renders of one chart share most of their documents, and those are then the same object. */
export function createChunkReader(): ReadChunk {
  // By digest: a piece of an output keeps all of it in memory.
  const known = new Map<string, unknown>();
  return text => {
    const key = hash('sha256', text, 'base64');
    if (known.has(key)) return known.get(key);
    const value = readChunk(text);
    known.set(key, value);
    return value;
  };
}

function readChunk(text: string): unknown {
  if (tooDeepAt(text) !== undefined) throw new Error(TOO_DEEP);
  const plain = withPlainBreaks(text);
  if (!plain.ok) throw new Error(plain.message);
  return load(plain.text, { schema: KUBERNETES_SCHEMA, json: true });
}

/**
 * Reads chunks as Kubernetes would: the last of equal keys wins, lists are unfolded, tests are left out.
 * Sorted by source, kind, namespace and name, because the order of Helm's output differs between its majors.
 */
export function parseChunks(chunks: readonly OutputChunk[], read: ReadChunk = readChunk): ParsedOutput {
  const found: Omit<ParsedDocument, 'index'>[] = [];
  for (const chunk of chunks) {
    let value: unknown;
    try {
      value = read(chunk.text);
    } catch (cause) {
      return {
        ok: false,
        message: `${chunk.source} renders to something that is not YAML: ${(cause as Error).message}`,
      };
    }
    if (value === null || value === undefined) continue;
    if (/(^|[\s[{,])\*[^\s*]/.test(chunk.text) && isTooLarge(value)) {
      return {
        ok: false,
        message: `${chunk.source} renders to more than ${MAX_NODES} values, through YAML aliases`,
      };
    }
    if (!isRecord(value)) {
      return { ok: false, message: `${chunk.source} renders to something that is not a Kubernetes object` };
    }
    for (const item of unfold(value)) {
      if (!isTest(item.value))
        found.push({ source: chunk.source, value: item.value, chunk, path: item.path });
    }
  }
  return { ok: true, documents: numbered(found) };
}

function numbered(found: readonly Omit<ParsedDocument, 'index'>[]): readonly ParsedDocument[] {
  const keyed = found.map(document => ({ document, key: sortKey(document) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const counts = new Map<string, number>();
  return keyed.map(({ document }) => {
    const index = counts.get(document.source) ?? 0;
    counts.set(document.source, index + 1);
    return { ...document, index };
  });
}

function sortKey({ source, value }: Omit<ParsedDocument, 'index'>): string {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  return [source, value.kind, metadata.namespace, metadata.name]
    .map(part => String(part ?? ''))
    .join('\u0000');
}

interface Item {
  readonly value: Record<string, unknown>;
  readonly path: readonly (string | number)[];
}

function unfold(value: Record<string, unknown>): readonly Item[] {
  if (typeof value.kind !== 'string' || !value.kind.endsWith('List') || !Array.isArray(value.items)) {
    return [{ value, path: [] }];
  }
  const items: Item[] = [];
  for (const [number, item] of value.items.entries()) {
    if (!isRecord(item)) continue;
    for (const inner of unfold(item))
      items.push({ value: inner.value, path: ['items', number, ...inner.path] });
  }
  return items;
}

/** `helm test` runs these; they are no part of what is deployed. A document that is also another hook stays. */
function isTest(value: Record<string, unknown>): boolean {
  const annotations = isRecord(value.metadata) ? value.metadata.annotations : undefined;
  const hooks = isRecord(annotations) ? annotations['helm.sh/hook'] : undefined;
  if (typeof hooks !== 'string') return false;
  return hooks.split(',').every(hook => ['test', 'test-success', 'test-failure'].includes(hook.trim()));
}

function isTooLarge(value: unknown): boolean {
  let left = MAX_NODES;
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const current = stack.pop();
    if (typeof current !== 'object' || current === null) continue;
    const children = Object.values(current);
    left -= children.length;
    if (left < 0) return true;
    for (const child of children) stack.push(child);
  }
  return false;
}

function firstLineEnd(text: string): number {
  const end = text.indexOf('\n');
  return end === -1 ? text.length : end;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
