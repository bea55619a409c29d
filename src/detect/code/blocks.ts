/** Which brackets of code enclose what, and the functions, methods and constructors that they are the bodies of. */
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import type { Piece } from './literals.js';
import { piecesOf } from './literals.js';

export interface CodeFile {
  readonly path: string;
  /** Without comments. */
  readonly text: string;
}

/** One for all that JavaScript and TypeScript have. */
export function endingOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  return /^[mc]?[jt]sx?$/.test(ending) ? 'script' : ending;
}

/** Where a text's brackets open and close; texts are without comments. */
export interface Brackets {
  readonly closeOf: ReadonlyMap<number, number>;
  readonly openOf: ReadonlyMap<number, number>;
  /** Brackets around a place, the innermost first. */
  around(index: number): readonly number[];
}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };

export function bracketsOf(text: string): Brackets {
  const closeOf = new Map<number, number>();
  const openOf = new Map<number, number>();
  const parents = new Map<number, number | undefined>();
  const opens: number[] = [];
  const stack: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if ('"\'`'.includes(character)) at = endOfText(text, at);
    else if ('({['.includes(character)) {
      parents.set(at, stack.at(-1));
      opens.push(at);
      stack.push(at);
    } else if (')}]'.includes(character) && text[stack.at(-1) ?? -1] === PAIRS[character]) {
      const open = stack.pop() ?? 0;
      closeOf.set(open, at);
      openOf.set(at, open);
    }
  }
  return {
    closeOf,
    openOf,
    around(index) {
      let [low, high] = [0, opens.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((opens[middle] ?? 0) < index) low = middle + 1;
        else high = middle;
      }
      const found: number[] = [];
      for (let open = opens[low - 1]; open !== undefined; open = parents.get(open))
        if ((closeOf.get(open) ?? text.length) >= index && found.length < MAX_DEPTH) found.push(open);
      return found;
    },
  };
}

const bracketsByFile = oncePer((_: DetectContext) => new Map<string, Brackets>());

/** Those of a file, found once. */
export function bracketsIn(context: DetectContext, { path, text }: CodeFile): Brackets {
  const known = bracketsByFile(context);
  const found = known.get(path) ?? bracketsOf(text);
  known.set(path, found);
  return found;
}

/** Deeper than code of people. */
const MAX_DEPTH = 100;

/** Index of the end of a text; one of several lines is in `"""` or in backticks. */
function endOfText(text: string, at: number): number {
  const quote = text[at] ?? '';
  if (text.startsWith(quote.repeat(3), at) && quote !== '`') {
    const end = text.indexOf(quote.repeat(3), at + 3);
    return end < 0 ? text.length : end + 2;
  }
  for (let end = at + 1; end < text.length; end++) {
    const character = text[end];
    if (character === '\\') end++;
    else if (character === quote || (character === '\n' && quote !== '`')) return end;
  }
  return text.length;
}

/** Something that others call. */
export interface Callable {
  /** The name by which they do: a class's for its constructor. */
  readonly name: string;
  readonly params: readonly Piece[];
  /** Of its body. */
  readonly start: number;
  readonly end: number;
  /** Where its head stands. */
  readonly head: number;
}

const KEYWORDS = /^(?:if|for|while|switch|catch|return|with|using|lock|foreach|elif|else)$/;

/** The innermost one that a place is in the body of. */
export function callableAt(
  path: string,
  text: string,
  brackets: Brackets,
  index: number,
): Callable | undefined {
  return path.endsWith('.py') ? ofPython(text, brackets, index) : ofBraces(path, text, brackets, index);
}

function ofBraces(path: string, text: string, brackets: Brackets, index: number): Callable | undefined {
  for (const start of brackets.around(index)) {
    if (text[start] !== '{') continue;
    const before = text.slice(Math.max(0, start - 300), start);
    // `)`, perhaps with what it returns or hands to its base, and `=>`.
    const tail =
      /\)(?:\s{0,9}:[^(){};=]{1,200}|\s{1,9}:\s{0,9}(?:base|this)\([^(){};]{0,300}\)|[ \t]{1,9}(?:throws\s{1,9})?[*\w.[\]]{1,80}|\s{0,9}\([\w.*, ]{1,80}\))?\s{0,20}(?:=>\s{0,20})?$/.exec(
        before,
      );
    const close = tail ? start - before.length + tail.index : undefined;
    const open = close === undefined ? undefined : brackets.openOf.get(close);
    if (open === undefined) continue;
    const head = text.slice(Math.max(0, open - 200), open);
    const own =
      /([A-Za-z_$][\w$]{0,80})\s{0,9}(?:<[^<>()]{1,100}>)?\s{0,9}$/.exec(head)?.[1] ??
      /(?:\b(?:const|let|var|private|public|protected|static|readonly)\s{1,9}|\n[ \t]{1,20})([A-Za-z_$][\w$]{0,80})(?:\s{0,9}:[^=;]{0,100})?\s{0,9}=\s{0,20}(?:async\s{0,9})?$/.exec(
        head,
      )?.[1];
    const assigned =
      /\b(?:const|let|var)\s{1,9}([A-Za-z_$][\w$]{0,80})[^=(){};]{0,100}=\s{0,20}async\s{0,9}$/.exec(
        head,
      )?.[1];
    const name = assigned ?? CLOSURE.exec(head)?.[1] ?? own;
    if (name === undefined || KEYWORDS.test(name)) continue;
    const isConstructor = name === 'constructor' && /\.[mc]?[jt]sx?$/.test(path);
    const known = isConstructor ? classAround(text, brackets, start) : name === 'function' ? undefined : name;
    if (known === undefined) continue;
    const end = brackets.closeOf.get(start) ?? text.length;
    return { name: known, params: piecesOf(text, open), start, end, head: open };
  }
  return undefined;
}

/** `install := func(` of Go, `const install = function (`. */
const CLOSURE =
  /([A-Za-z_$][\w$]{0,80})(?:\s{0,9}:=\s{0,9}func|\s{0,9}=\s{0,9}(?:async\s{1,9})?function)\s{0,9}$/;

/** The name of the class whose body is around a place. */
export function classAround(text: string, brackets: Brackets, index: number): string | undefined {
  for (const start of brackets.around(index)) {
    if (text[start] !== '{') continue;
    const name = /\b(?:class|enum|record|struct)\s{1,9}([A-Za-z_$][\w$]{0,80})[^{};]{0,300}$/.exec(
      text.slice(Math.max(0, start - 400), start),
    )?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** More lines than a function of people has. */
const MAX_LINES = 2000;

function ofPython(text: string, brackets: Brackets, index: number): Callable | undefined {
  const outer = brackets.around(index).at(-1) ?? index;
  let end = text.lastIndexOf('\n', outer - 1);
  let indent = indentOf(text, end + 1);
  let inner: { readonly params: readonly Piece[]; readonly start: number; readonly head: number } | undefined;
  for (let lines = 0; end >= 0 && lines < MAX_LINES && indent > 0; lines++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, Math.min(end, start + 300));
    const own = indentOf(text, start);
    end = start - 1;
    // What stands in brackets that go on is no line of its own.
    if (line.trim() === '' || own >= indent || /^\s*[)\]}]/.test(line)) continue;
    const [, kind, name = ''] = /^\s*(?:async\s+)?(def|class)\s+([A-Za-z_]\w{0,80})/.exec(line) ?? [];
    if (kind === undefined && (brackets.around(start).length > 0 || !/:\s*$/.test(line))) continue;
    indent = own;
    if (kind === 'def' && !inner) {
      const open = text.indexOf('(', start);
      const params = piecesOf(text, open);
      const isMethod = /^\s*(?:self|cls)\s*$/.test(params[0]?.text ?? '');
      inner = { params: isMethod ? params.slice(1) : params, start: open, head: start };
      if (name !== '__init__') return { ...inner, name, end: endOfPython(text, start, own) };
    } else if (kind === 'class' && inner) {
      return { ...inner, name, end: endOfPython(text, inner.head, indentOf(text, inner.head)) };
    }
  }
  return undefined;
}

export function indentOf(text: string, start: number): number {
  return /[ \t]{0,200}/y.exec(text.slice(start, start + 200))?.[0].length ?? 0;
}

function endOfPython(text: string, head: number, indent: number): number {
  const after = new RegExp(`\\n[ \\t]{0,${indent}}(?=[^\\s)\\]}])`, 'g');
  after.lastIndex = text.indexOf('\n', head);
  if (after.lastIndex < 0) return text.length;
  return after.exec(text)?.index ?? text.length;
}
