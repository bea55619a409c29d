/** Arguments of calls, and the parameters that they are for. Texts are without comments. */
import type { CodeFile } from './code-blocks.js';
import type { Call } from './code-calls.js';
import { fieldAmong, openOf, type Piece, piecesOf } from './code-literals.js';

export interface Argument {
  readonly piece: Piece;
  /** Fields of it that are left to be looked for. */
  readonly keys: readonly string[];
}

export function argumentOf(
  { file, args }: Call,
  position: number,
  name: string | undefined,
  keys: readonly string[],
): Argument | 'absent' | undefined {
  const isPython = file.path.endsWith('.py');
  const named = isPython && name !== undefined ? fieldAmong(args.filter(isNamed), name) : undefined;
  const plain = isPython ? args.filter(arg => !isNamed(arg)) : args;
  if (plain.some(({ text }) => /^\s*(?:\.\.\.|\*)/.test(text))) return undefined;
  const piece = named ?? plain[position];
  if (!piece) return 'absent';
  if (keys.length === 0) return { piece, keys };
  const found = fieldsOf(file.text, piece, keys);
  if (found === 'open') return undefined;
  return found === undefined ? { piece, keys } : found === 'absent' ? found : { piece: found, keys: [] };
}

function isNamed({ text }: Piece): boolean {
  return /^\s*\w{1,80}\s*=(?!=)/.test(text);
}

/** Under some keys of an object that is written there; undefined where none is. */
export function fieldsOf(
  text: string,
  piece: Piece,
  keys: readonly string[],
): Piece | 'absent' | 'open' | undefined {
  let found = piece;
  for (const key of keys) {
    const open = openOf(found);
    if (open === undefined) return undefined;
    const pieces = piecesOf(text, open);
    const field = fieldAmong(pieces, key);
    if (!field) return pieces.some(({ text: own }) => /^\s*(?:\.\.\.|\*\*)/.test(own)) ? 'open' : 'absent';
    found = field;
  }
  return found;
}

/** What a parameter is where nobody gives it: `version: string = "1.22.2"`, `{ version = "1.22.2" }`. */
export function defaultOf(
  file: CodeFile,
  { text, start }: Piece,
  name: string,
  keys: readonly string[],
): Piece | undefined {
  if (text.trimStart().startsWith('{')) {
    const pieces = piecesOf(file.text, start + text.indexOf('{'));
    const own = pieces.find(piece =>
      new RegExp(`^\\s*${name.replaceAll('$', '\\$')}\\s*=(?!=)`).test(piece.text),
    );
    return own && keys.length === 0 ? behindSign(own) : undefined;
  }
  return keys.length === 0 ? behindSign({ text, start }) : undefined;
}

function behindSign({ text, start }: Piece): Piece | undefined {
  const before = /^[^=]{0,200}=\s*(?![=>])/.exec(text)?.[0].length;
  return before === undefined ? undefined : { text: text.slice(before), start: start + before };
}

/** Names under which a parameter is known: that of the whole, or of the fields that it is taken apart into. */
export function namesOf(path: string, { text }: Piece): readonly string[] {
  const written = text.trim();
  if (written.startsWith('{')) {
    const inner = written.slice(1, written.includes('}') ? written.indexOf('}') : undefined);
    return inner.split(',').flatMap(one => /^\s*([\w$]{1,81})\s*(?:=|$)/.exec(one)?.[1] ?? []);
  }
  const own = /\.(?:cs|java|kt|fs)$/.test(path)
    ? /([A-Za-z_]\w{0,80})\s*(?:=.*)?$/s.exec(written)?.[1]
    : /^(?:(?:private|public|protected|readonly|override)\s+){0,3}\*{0,2}([A-Za-z_$][\w$]{0,80})/.exec(
        written,
      )?.[1];
  return own === undefined ? [] : [own];
}
