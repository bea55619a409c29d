/** Texts of YAML as documents and plain data, within bounds: whatever the text, there is an answer soon. */
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  type LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';
import { TOO_DEEP, tooDeepAt } from './depth.js';
import { withPlainBreaks } from './line-breaks.js';

/** Why a text, or a document of it, is not read. */
export interface YamlRefusal {
  /** Where in the text. */
  readonly offset: number;
  readonly message: string;
}

export type ParsedDocuments =
  | { readonly ok: true; readonly documents: readonly Document.Parsed[] }
  | { readonly ok: false; readonly refusal: YamlRefusal };

/** What an alias stands for. */
export type AliasTargets = ReadonlyMap<Alias, Node>;

export type DocumentData =
  | { readonly ok: true; readonly value: unknown; readonly targets: AliasTargets }
  | { readonly ok: false; readonly refusal: YamlRefusal };

/** More anchors than any honest file has: past this a document is refused, not expanded. */
const MAX_ALIASES = 1000;
/**
 * Keys that are collections, within such keys: each is written out as text, on every level once more. A template that is
 * read as it stands, `{{ .Values.x }}`, has one.
 */
const MAX_KEYS_IN_KEYS = 4;

/** Every document of a text, with the errors that each has. */
export function parseDocuments(text: string, lineCounter?: LineCounter): ParsedDocuments {
  const offset = tooDeepAt(text);
  if (offset !== undefined) return { ok: false, refusal: { offset, message: TOO_DEEP } };
  const plain = withPlainBreaks(text);
  if (!plain.ok) return { ok: false, refusal: plain };
  const documents = parseAllDocuments(plain.text, {
    ...(lineCounter ? { lineCounter } : {}),
    merge: true,
    // Kubernetes and Helm let the last of two equal keys win.
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  // Lines are those that an editor counts.
  if (lineCounter && plain.text !== text) lineCounter.lineStarts = lineStartsOf(text);
  return { ok: true, documents: Array.isArray(documents) ? (documents as Document.Parsed[]) : [] };
}

export function lineStartsOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** A document without errors as plain data. What no tool that deploys takes, and what would not come to an end, is refused. */
export function dataOf(document: Document.Parsed): DocumentData {
  const walked = walk(document);
  if ('message' in walked) return { ok: false, refusal: walked };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }), targets: walked };
  } catch (cause) {
    return { ok: false, refusal: { offset: document.range[0], message: (cause as Error).message } };
  }
}

/**
 * The first document of a text as plain data, where nobody asks for lines.
 * @throws {Error} where it can't be read; one line says why
 */
export function plainYaml(text: string): unknown {
  const parsed = parseDocuments(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  const [document] = parsed.documents;
  if (!document) return undefined;
  const [error] = document.errors;
  if (error) throw new Error(error.message);
  const read = dataOf(document);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value;
}

interface Step {
  readonly node: unknown;
  readonly holders: Holders | undefined;
  /** How many keys it stands in. */
  readonly keys: number;
}

/** The collections that something is part of. */
interface Holders {
  readonly node: Node;
  readonly outer: Holders | undefined;
}

/** Goes through a document in the order in which it is written, as an alias stands for the last anchor before it. */
function walk(document: Document.Parsed): AliasTargets | YamlRefusal {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const waiting: Step[] = [{ node: document.contents, holders: undefined, keys: 0 }];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const { node, holders, keys } = step;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target && isAmong(target, holders))
        return refusal(document, node, `the anchor ${JSON.stringify(node.source)} holds itself`);
      if (target) targets.set(node, target);
      continue;
    }
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor !== undefined) anchors.set(anchor, node as Node);
    if (!isCollection(node)) continue;
    const within = { node, outer: holders };
    const parts: Step[] = [];
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (isCollection(key) && keys >= MAX_KEYS_IN_KEYS)
          return refusal(document, key, 'keys stand in keys, deeper than anybody reads');
        parts.push({ node: key, holders: within, keys: keys + 1 }, { node: value, holders: within, keys });
      }
    } else {
      for (const item of node.items) parts.push({ node: item, holders: within, keys });
    }
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) waiting.push(part);
  }
  return targets;
}

function isAmong(target: Node, holders: Holders | undefined): boolean {
  for (let holder = holders; holder; holder = holder.outer) if (holder.node === target) return true;
  return false;
}

function refusal(document: Document.Parsed, { range }: Node, message: string): YamlRefusal {
  return { offset: range?.[0] ?? document.range[0], message };
}
