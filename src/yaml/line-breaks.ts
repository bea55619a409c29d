/**
 * Line breaks of YAML 1.1 that YAML 1.2 has no more: a carriage return alone, NEL, LS and PS. Helm, Kubernetes, Flux, Argo
 * CD, Kustomize, Helmfile, Terraform and Ansible all read by libyaml or a port of it, to which they end a line and so a
 * comment (https://yaml.org/spec/1.1/#b-char, `is_break` of go-yaml's yamlprivateh.go).
 */
import { Lexer } from 'yaml';

const BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;
const BREAKS = new RegExp(BREAK, 'g');

/** Markers of documents after such a break: tools that cut a file at "\n---" first read one document, others two. */
const MARKER = /(?:\r(?!\n)|[\u0085\u2028\u2029])(?:---|\.\.\.)(?=[\s\u0085]|$)/;

/** A byte order mark where a line starts, other than the one that starts the file. */
const MARK_WITHIN = /(?:\n|^\ufeff)\ufeff/;

export type PlainText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly offset: number; readonly message: string };

/** A text with "\n" for each of these breaks, every character in its place; refused where tools do not agree on it. */
export function withPlainBreaks(text: string): PlainText {
  const mark = MARK_WITHIN.exec(text);
  if (mark) {
    const message =
      'a byte order mark stands where a line starts, which is part of the first word to some tools';
    return { ok: false, offset: mark.index + mark[0].length - 1, message };
  }
  const first = BREAK.exec(text);
  if (!first) return { ok: true, text };
  const marker = MARKER.exec(text);
  if (marker) {
    const message = `a document starts after ${nameOf(marker[0])}, which ends a line to some tools and not to others`;
    return { ok: false, offset: marker.index, message };
  }
  const plain = replaced(text, quotesIn(text));
  // What stood in quotes when a break ended no line may stand elsewhere now.
  const left = outsideOf(quotesIn(plain), plain);
  if (left === undefined) return { ok: true, text: plain };
  const message = `${nameOf(plain.slice(left))} stands where it can't be told whether it ends a line`;
  return { ok: false, offset: left, message };
}

/** Where a quoted scalar starts and ends. */
type Span = readonly [start: number, end: number];

/** Quoted scalars, in which such a break is text. */
function quotesIn(text: string): readonly Span[] {
  const spans: Span[] = [];
  let offset = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    // The lexer's own marks stand nowhere in the text; what follows a scalar's is plain, or a block.
    const isMark = token === '\u0002' || token === '\u0018' || token === SCALAR;
    if (before !== SCALAR && /^["']/.test(token)) spans.push([offset, offset + token.length]);
    if (!isMark) offset += token.length;
    before = token;
  }
  return spans;
}

const SCALAR = '\u001f';

function replaced(text: string, quotes: readonly Span[]): string {
  let plain = '';
  let end = 0;
  for (const [from, to] of quotes) {
    plain += text.slice(end, from).replace(BREAKS, '\n') + text.slice(from, to);
    end = to;
  }
  return plain + text.slice(end).replace(BREAKS, '\n');
}

function outsideOf(quotes: readonly Span[], text: string): number | undefined {
  let at = 0;
  for (const { index } of text.matchAll(BREAKS)) {
    while ((quotes[at]?.[1] ?? Number.POSITIVE_INFINITY) <= index) at += 1;
    if (!(index >= (quotes[at]?.[0] ?? Number.POSITIVE_INFINITY))) return index;
  }
  return undefined;
}

function nameOf(text: string): string {
  if (text.startsWith('\r')) return 'a carriage return without a line feed';
  return `U+${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
