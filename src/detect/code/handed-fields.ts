/** What is handed on as a field of something: of an object that is written there, of others that it takes in, of what a call makes. */
import { fieldsOf, type Spreads } from './arguments.js';
import { ASKED, beforeAsked, ofContext } from './asked.js';
import type { CodeFile } from './blocks.js';
import { placeOf } from './callers.js';
import { expressionAt } from './expressions.js';
import { type Handing, instead, MAX_DEPTH, type Values, valueOrConstant } from './handed.js';
import type { Piece } from './literals.js';
import { madeBy } from './made.js';

/** What stands on the right of an assignment. */
export async function ofAssignment(
  handing: Handing,
  file: CodeFile,
  place: number,
  keys: readonly string[],
  depth: number,
): Promise<Values> {
  const start = place + beforeAsked(file.text, place);
  const expression = keys.length > 0 ? expressionAt(file.text, start) : undefined;
  if (ASKED.exec(expression?.name ?? '')?.[1]) return ofContext(handing.context, file, start, keys);
  return ofFields(handing, file, { text: file.text.slice(start, start + 400), start }, keys, depth);
}

/** What an expression is, or a field of what it is. */
export async function ofFields(
  handing: Handing,
  file: CodeFile,
  piece: Piece,
  keys: readonly string[],
  depth: number,
): Promise<Values> {
  if (keys.length === 0) return ofPiece(handing, file, piece, depth);
  const field = fieldsOf(file.text, piece, keys);
  if (typeof field === 'object')
    return 'text' in field ? ofPiece(handing, file, field, depth) : ofSpreads(handing, file, field, depth);
  const place = piece.start + piece.text.length - piece.text.trimStart().length;
  const made = await ofMade(handing, file, place, keys, depth);
  if (made) return made;
  if (field === 'absent' && OBJECT.test(piece.text)) {
    const at = placeOf(handing.context, file, place);
    return [{ version: undefined, at, environment: '', isAbsent: true }];
  }
  const expression = expressionAt(file.text, place);
  if (expression?.name === undefined || file.text[place + expression.words.length] === '(') return undefined;
  const own = { ...expression, name: [expression.name, ...keys].join('.') };
  return valueOrConstant(handing, file, own, place, depth + 1);
}

const OBJECT = /^\s*(?:new\s+\w{1,80}\s*|&?[\w.]{0,100})\{/;

/** The last of them that has it. */
async function ofSpreads(
  handing: Handing,
  file: CodeFile,
  { spreads, keys }: Spreads,
  depth: number,
): Promise<Values> {
  const [last, ...others] = spreads.toReversed();
  if (!last || depth > MAX_DEPTH) return undefined;
  const values = await ofFields(handing, file, last, keys, depth + 1);
  return (
    values && instead(values, () => ofSpreads(handing, file, { spreads: others.toReversed(), keys }, depth))
  );
}

/** What a call makes, or a field of that. */
export async function ofMade(
  handing: Handing,
  file: CodeFile,
  start: number,
  keys: readonly string[],
  depth: number,
): Promise<Values> {
  if (depth > MAX_DEPTH) return undefined;
  const piece = { text: file.text.slice(start, start + 400), start };
  const made = madeBy(handing.context, await handing.files(), file, piece, keys);
  if (made === 'absent')
    return [
      { version: undefined, at: placeOf(handing.context, file, start), environment: '', isAbsent: true },
    ];
  return made && ofFields(handing, made.file, made.piece, made.keys, depth + 1);
}

export function ofPiece(
  handing: Handing,
  file: CodeFile,
  { text, start }: Piece,
  depth: number,
): Promise<Values> {
  const place = start + text.length - text.trimStart().length;
  const wrapped = /^\w{1,40}\.String\(\s*/.exec(file.text.slice(place, place + 60))?.[0].length ?? 0;
  const expression = expressionAt(file.text, place + wrapped);
  return expression
    ? valueOrConstant(handing, file, expression, place, depth + 1)
    : Promise.resolve(undefined);
}
