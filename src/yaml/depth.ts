/**
 * How deep a text of YAML is nested, told before it is parsed: the parser descends once a level, and V8 ends the whole process
 * where the stack runs out while it compiles a regular expression. Such an end can't be caught.
 */
import { Lexer } from 'yaml';

/** More than any honest file has, and few enough for everything that walks through data. */
const MAX_DEPTH = 400;

/** What opens levels at the start of a line: its indentation, and the marks of nested lists and keys. */
const DEEP_LINE = new RegExp(`^(?:[ \\t]|[-?](?=[ \\t])){${MAX_DEPTH + 1}}`, 'm');
const OPENERS = /[[{]/g;

/** The offset at which a text is nested too deep; undefined where it is not. */
export function tooDeepAt(text: string): number | undefined {
  const line = DEEP_LINE.exec(text);
  if (line) return line.index;
  return (text.match(OPENERS)?.length ?? 0) > MAX_DEPTH ? tooDeepInBrackets(text) : undefined;
}

/** What it says of a text that is not read for it. */
export const TOO_DEEP = 'it is nested deeper than anybody reads';

/** Brackets count where they are brackets, not in texts and comments: what splits the text knows. */
function tooDeepInBrackets(text: string): number | undefined {
  let depth = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return offset;
    // The lexer's own marks (of a document, a scalar, the flow's end) stand nowhere in the text.
    if (!isMark(token)) offset += token.length;
  }
  return undefined;
}

function isMark(token: string): boolean {
  return token === '\u0002' || token === '\u0018' || token === '\u001f';
}
