/** Arguments of calls, and the parameters that they are for. Texts are without comments. */
import type { CodeFile } from './blocks.js';
import type { Call } from './calls.js';
import { fieldAmong, openOf, type Piece, piecesOf } from './literals.js';

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
  const names = NAMED.get(file.path.slice(file.path.lastIndexOf('.')));
  const isNamed = ({ text }: Piece): boolean => names?.test(text) === true;
  const named = names && name !== undefined ? fieldAmong(args.filter(isNamed), name) : undefined;
  const plain = args.filter(arg => !isNamed(arg));
  // `**region.mesh`
  const spread = named || name === undefined ? undefined : plain.find(({ text }) => /^\s*\*\*/.test(text));
  if (spread && plain.indexOf(spread) <= position)
    return { piece: behindStars(spread), keys: [name ?? '', ...keys] };
  if (plain.some(({ text }) => /^\s*(?:\.\.\.|\*)/.test(text))) return undefined;
  const piece = named ?? plain[position];
  if (!piece) return 'absent';
  if (keys.length === 0) return { piece, keys };
  const found = fieldsOf(file.text, piece, keys);
  if (found === undefined || found === 'absent') return found ?? { piece, keys };
  return 'text' in found ? { piece: found, keys: [] } : undefined;
}

/** How an argument says which parameter it is for. */
const NAMED: ReadonlyMap<string, RegExp> = new Map([
  ['.py', /^\s*\w{1,80}\s*=(?!=)/],
  ['.kt', /^\s*\w{1,80}\s*=(?!=)/],
  ['.cs', /^\s*\w{1,80}\s*:(?!:)/],
]);

/** Objects whose fields are those of another one: `{ ...defaults, ...args }`. */
export interface Spreads {
  readonly spreads: readonly Piece[];
  /** That are left to be looked for in them. */
  readonly keys: readonly string[];
}

/** Under some keys of an object that is written there; undefined where none is. */
export function fieldsOf(
  text: string,
  piece: Piece,
  keys: readonly string[],
): Piece | 'absent' | Spreads | undefined {
  let found = piece;
  for (const [index, key] of keys.entries()) {
    const open = openOf(found);
    if (open === undefined) return undefined;
    const pieces = piecesOf(text, open);
    const field = fieldAmong(pieces, key);
    if (!field) {
      const spreads = pieces.filter(({ text: own }) => SPREAD.test(own)).map(behindStars);
      return spreads.length > 0 ? { spreads, keys: keys.slice(index) } : 'absent';
    }
    found = field;
  }
  return found;
}

const SPREAD = /^\s*(?:\.\.\.|\*\*)\s*/;

function behindStars({ text, start }: Piece): Piece {
  const before = SPREAD.exec(text)?.[0].length ?? 0;
  return { text: text.slice(before), start: start + before };
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

/** Behind the `=` that a piece holds. */
export function behindSign({ text, start }: Piece): Piece | undefined {
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
  // Kotlin says the type behind the name.
  const own = path.endsWith('.kt')
    ? /(?:^|\s)([A-Za-z_]\w{0,80})\s{0,9}(?::|$)/.exec(written)?.[1]
    : /\.(?:cs|java|fs)$/.test(path)
      ? /([A-Za-z_]\w{0,80})\s*(?:=.*)?$/s.exec(written)?.[1]
      : /^(?:(?:private|public|protected|readonly|override)\s+){0,3}\*{0,2}([A-Za-z_$][\w$]{0,80})/.exec(
          written,
        )?.[1];
  return own === undefined ? [] : [own];
}
