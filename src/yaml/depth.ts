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
  const mayBe = (text.match(OPENERS)?.length ?? 0) > MAX_DEPTH || hasManyValues(text);
  return mayBe ? tooDeepWithin(text) : undefined;
}

const [COLON, COMMA, BREAK, OPEN, CLOSE] = [...':,\n{}'].map(char => char.charCodeAt(0));
const [OPEN_LIST, CLOSE_LIST] = [...'[]'].map(char => char.charCodeAt(0));

/**
 * Whether colons may follow each other without an end of what they are in: `a: b: c`, where each is a mapping in the one before. Quotes
 * are not looked at: a text with that many is rare, and read token by token.
 */
function hasManyValues(text: string): boolean {
  let depth = 0;
  let values = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === COLON) {
      if (++values > MAX_DEPTH) return true;
    } else if (code === COMMA || (code === BREAK && depth === 0)) values = 0;
    else if (code === OPEN || code === OPEN_LIST) depth += 1;
    else if ((code === CLOSE || code === CLOSE_LIST) && depth > 0) depth -= 1;
  }
  return false;
}

/** What it says of a text that is not read for it. */
export const TOO_DEEP = 'it is nested deeper than anybody reads';

/** Brackets count where they are brackets, not in texts and comments: what splits the text knows. */
function tooDeepWithin(text: string): number | undefined {
  let depth = 0;
  let offset = 0;
  // Colons and question marks since something ended that they were in.
  let values = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (token === ':' || token === '?') values += 1;
    else if (token === ',' || token === '}' || token === ']' || (depth === 0 && token.endsWith('\n')))
      values = 0;
    if (depth > MAX_DEPTH || values > MAX_DEPTH) return offset;
    // The lexer's own marks (of a document, a scalar, the flow's end) stand nowhere in the text.
    if (!isMark(token)) offset += token.length;
  }
  return undefined;
}

function isMark(token: string): boolean {
  return token === '\u0002' || token === '\u0018' || token === '\u001f';
}
