/** Conditions under which code comes to a place: `if (props.mesh) {`, `if mode == "ambient" {`, `if settings["mesh"]:`. Texts are without comments. */
import type { DetectContext } from '../detector.js';
import { bracketsIn, type CodeFile, indentOf } from './blocks.js';
import { closing, type Piece, trimmed } from './literals.js';

/** Longer than a condition of people. */
const MAX_CONDITION = 400;
/** More lines than a block of people has. */
const MAX_LINES = 500;

/** The innermost first; what is only come to where another one does not hold (`else`) is none of them. */
export function conditionsAround(context: DetectContext, file: CodeFile, place: number): readonly Piece[] {
  const found = file.path.endsWith('.py') ? ofPython(file, place) : ofBraces(context, file, place);
  return found.map(withoutBrackets);
}

function ofBraces(context: DetectContext, file: CodeFile, place: number): readonly Piece[] {
  const { path, text } = file;
  const { around, openOf } = bracketsIn(context, file);
  return around(place).flatMap(open => {
    if (text[open] !== '{') return [];
    const before = text.slice(Math.max(0, open - MAX_CONDITION), open).trimEnd();
    const end = open - MAX_CONDITION > 0 ? open - MAX_CONDITION + before.length : before.length;
    // Go has no brackets around them.
    const bare = path.endsWith('.go')
      ? /(?:^|\n)[ \t]{0,40}if[ \t]{1,9}([^\n{}]{1,300})$/.exec(before)?.[1]
      : '';
    if (bare !== '') return bare === undefined ? [] : [{ text: bare, start: end - bare.length }];
    const start = text[end - 1] === ')' ? openOf.get(end - 1) : undefined;
    if (start === undefined || end - start > MAX_CONDITION) return [];
    const head = text.slice(Math.max(0, start - 30), start);
    if (!/(?<![\w$.])if\s{0,9}$/.test(head) || /\belse\s{1,9}if\s{0,9}$/.test(head)) return [];
    return [{ text: text.slice(start + 1, end - 1), start: start + 1 }];
  });
}

function ofPython({ text }: CodeFile, place: number): readonly Piece[] {
  const found: Piece[] = [];
  let start = text.lastIndexOf('\n', place - 1) + 1;
  let indent = indentOf(text, start);
  for (let lines = 0; start > 0 && indent > 0 && lines < MAX_LINES; lines++) {
    const end = start - 1;
    start = text.lastIndexOf('\n', end - 1) + 1;
    const own = indentOf(text, start);
    const line = text.slice(start + own, Math.min(end, start + own + MAX_CONDITION)).trimEnd();
    // What closes a bracket goes on with what stands above.
    if (line === '' || own >= indent || /^[)\]}]/.test(line)) continue;
    indent = own;
    const condition = /^if(?:[ \t]{1,9}|(?=\())(.{1,300}):$/.exec(line)?.[1];
    if (condition !== undefined)
      found.push({ text: condition, start: start + own + line.length - 1 - condition.length });
  }
  return found;
}

function withoutBrackets(piece: Piece): Piece {
  const { text, start } = trimmed(piece);
  const isEnclosed = text.startsWith('(') && closing(text, 0) === text.length;
  return isEnclosed ? trimmed({ text: text.slice(1, -1), start: start + 1 }) : { text, start };
}

/** What a name of a condition is given, to the end of its line, where the text says that once. */
export function assignedOnce(text: string, name: string): Piece | 'several' | undefined {
  const pattern = new RegExp(
    `(?<![\\w$.])${name.replaceAll('$', '\\$')}\\s{0,9}(?::[^=\\n]{1,40})?((?:\\|\\||&&|\\?\\?)=|:?=(?![=>]))\\s{0,20}`,
    'g',
  );
  const [only, ...others] = [...text.matchAll(pattern)].slice(0, 2);
  if (!only) return undefined;
  // What changes on the way is not followed.
  if (others.length > 0 || !/^:?=$/.test(only[1] ?? '')) return 'several';
  const start = only.index + only[0].length;
  const value = /^[^;\n]{1,400}/.exec(text.slice(start, start + MAX_CONDITION))?.[0];
  return value === undefined ? undefined : trimmed({ text: value, start });
}
