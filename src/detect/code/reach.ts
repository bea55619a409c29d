/**
 * What a call in code may come to, as far as its own file says: the call, and every statement that names what is named in it, and so
 * on. Values that are handed to it there are not read; while nothing of this moves, neither do they.
 */
import { around } from './spans.js';
import { withoutComments } from './text.js';

/** Lines of a file and of one statement, and names that are followed: of what reaches more, anything in its file may move it. */
const MAX_LINES = 10_000;
const MAX_STATEMENT = 200;
const MAX_NAMES = 200;

/** Calls of one file that are followed. */
const MAX_CALLS = 50;

/**
 * Of a line (from 1) with a call: the statements that it reaches, as they are written but for their comments; undefined where that is
 * more than can be followed.
 */
export type Reach = (line: number) => readonly string[] | undefined;

export function reachIn(path: string, text: string): Reach {
  const code = withoutComments(path, text);
  const lines = code.split('\n');
  const brought = new Set(lines.flatMap(broughtBy));
  const known = new Map<number, readonly string[] | undefined>();
  return line => {
    if (!known.has(line) && lines.length <= MAX_LINES && known.size < MAX_CALLS)
      known.set(line, reachOf(code, lines, brought, line));
    return known.get(line);
  };
}

function reachOf(
  code: string,
  lines: readonly string[],
  brought: ReadonlySet<string>,
  line: number,
): readonly string[] | undefined {
  const end = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, -1);
  const call = around(code, Math.max(0, end), 2).text;
  const names = new Set<string>();
  const asked: string[] = [];
  const ask = (words: string): void => {
    for (const name of namesIn(words))
      if (!names.has(name) && !brought.has(name)) {
        names.add(name);
        asked.push(name);
      }
  };
  const reached = new Set<number>([line - 1]);
  ask(call);
  // What a function is handed, those hand it that call it.
  const called = new Set<string>();
  for (let name = asked.pop(); name !== undefined; name = asked.pop()) {
    if (names.size > MAX_NAMES) return undefined;
    const word = new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`);
    for (const [index, own] of lines.entries()) {
      if (!word.test(own)) continue;
      const end = endOfStatement(lines, index);
      for (let at = index; at < end; at++) reached.add(at);
      const statement = lines.slice(index, end).join('\n');
      const head = functionOf(lines, index);
      if (head !== undefined && head !== name && !called.has(head)) {
        called.add(head);
        if (names.has(head)) asked.push(head);
        else ask(head);
      }
      if (called.has(name) || isSet(own, name) || CALLS.test(own)) ask(statement);
      else if (BINDS.test(own)) ask(own);
    }
  }
  const ordered = [...reached].sort((left, right) => left - right).map(index => lines[index] ?? '');
  return [...call.split('\n'), ...ordered].map(one => one.trim()).filter(one => one !== '');
}

/** Words of the languages themselves. */
const KEYWORDS = new Set(
  'abstract async await boolean break case class const continue def default do else export extends false final fn for from func function if impl implements import in int interface let map match mut new nil none null number object of override package pass private protected pub public range readonly return self static string struct super switch this throw true try type undefined use val var void where while with yield'.split(
    ' ',
  ),
);

/** Names that stand for something: no keys, and of `a.b.c` the first. */
function namesIn(text: string): readonly string[] {
  const plain = text.replace(/\b(?:this|self)\./g, '');
  return [...plain.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*(?!\s*:(?!=)|\s*=(?![=>])|[\w$])/g)]
    .map(([name]) => name)
    .filter(name => !KEYWORDS.has(name.toLowerCase()));
}

/** Names that a line brings in out of packages; a file of the same program is none. */
function broughtBy(line: string): readonly string[] {
  if (!/^\s*(?:import\b|from\s+[\w.]+\s+import\b|use\s|using\s)/.test(line) || /["'(\s]\.{1,2}\//.test(line))
    return [];
  if (/^\s*from\s+\./.test(line)) return [];
  return [...line.replace(/(["']).*?\1/g, '').matchAll(/[A-Za-z_$][\w$]*/g)].map(([name]) => name);
}

/** `merge(values, more)`: what is called may change what it is handed. */
const CALLS = /^\s*(?:await\s+)?[\w$.]+\(/;

/** `for (const one of all)`, `all.map(one => …)` */
const BINDS = /\bfor\b|=>|\blambda\b|\.(?:forEach|each|map)\b/;

/** Whether a line gives a name something: it is set, declared, or a part of it is. */
function isSet(line: string, name: string): boolean {
  const own = name.replace(/\$/g, '\\$');
  return new RegExp(
    `(?<![\\w$.])(?:this\\.|self\\.)?${own}(?:[.\\[][^=]{0,100})?\\s*(?::[^=]{1,100})?(?::?=(?!=)|\\.(?:push|append|update|extend|set|put|add|assign)\\()|\\b(?:def|func|function|fn|fun)\\s+${own}\\b|\\bassign\\(\\s*${own}\\b`,
  ).test(line);
}

/** The function whose parameters stand in a line; of a constructor, its class. */
function functionOf(lines: readonly string[], index: number): string | undefined {
  const line = lines[index] ?? '';
  const name =
    /\b(?:def|func|function|fn|fun)\s+(?:\([^)]{0,100}\)\s*)?(\w+)\s*[(<]/.exec(line)?.[1] ??
    /\b(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:\(|\w+\s*=>|function\b)/.exec(line)?.[1] ??
    /^\s*(?:(?:public|private|protected|static|async|export)\s+)*(?:[\w<>[\]]+\s+)?(\w+)\s*\([^;]*$/.exec(
      line,
    )?.[1];
  if (name === undefined || KEYWORDS.has(name)) return undefined;
  if (!/^(?:constructor|__init__)$/.test(name)) return name;
  for (let above = index - 1; above >= Math.max(0, index - MAX_STATEMENT); above--) {
    const own = /\bclass\s+(\w+)/.exec(lines[above] ?? '')?.[1];
    if (own !== undefined) return own;
  }
  return undefined;
}

/** The line behind the last one of a statement: where its brackets are closed. */
function endOfStatement(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let index = start; index < Math.min(lines.length, start + MAX_STATEMENT); index++) {
    for (const character of lines[index] ?? '')
      if ('([{'.includes(character)) depth++;
      else if (')]}'.includes(character)) depth--;
    if (depth <= 0) return index + 1;
  }
  return Math.min(lines.length, start + MAX_STATEMENT);
}
