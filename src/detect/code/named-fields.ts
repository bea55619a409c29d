/**
 * Fields of objects that a function has a name for before it hands them on: `const options = { version }`, `r.Version = version`,
 * `{ ...options, set }`. Texts are without comments.
 */

import type { DetectContext } from '../detector.js';
import { fieldsOf } from './arguments.js';
import { callableIn } from './assigned.js';
import { bracketsIn, type CodeFile, indentOf } from './blocks.js';
import type { Call } from './calls.js';
import { fieldAt, objectAt, type Piece, trimmed } from './literals.js';

/** What a function says before a call stands within this. */
const MAX_BEFORE = 5000;
/** Objects that are of others. */
const MAX_SPREADS = 3;
const NAME = /^[&*]?([A-Za-z_$][\w$]{0,80})$/;

/** A field, or what it is one of, where nothing but that is named. */
export interface NamedField extends Piece {
  readonly keys?: readonly string[];
}

/** A field of what a call is handed by its name: as it is set last before that, else as the object says that has the name. */
export function fieldOfNamed(
  context: DetectContext,
  call: Call,
  piece: Piece,
  keys: readonly string[],
  depth = 0,
): NamedField | undefined {
  const name = NAME.exec(piece.text.trim())?.[1];
  if (name === undefined) return undefined;
  const { text } = call.file;
  const set = lastSet(context, call, [name, ...keys].join('.'));
  if (set) return set;
  const field = fieldAt(text, [name, ...keys]);
  if (field) return trimmed(field);
  const open = objectAt(text, name);
  if (open === undefined) return { ...trimmed(piece), keys };
  return fieldSpread(context, call, { text: text.slice(open, open + MAX_BEFORE), start: open }, keys, depth);
}

/** A field of an object that takes it from another one: the last that says it counts. */
export function fieldSpread(
  context: DetectContext,
  call: Call,
  whole: Piece,
  keys: readonly string[],
  depth = 0,
): NamedField | undefined {
  const found = fieldsOf(call.file.text, whole, keys);
  if (typeof found !== 'object') return undefined;
  if ('text' in found) return trimmed(found);
  if (depth > MAX_SPREADS) return undefined;
  for (const one of found.spreads.toReversed()) {
    const field = fieldOfNamed(context, call, one, found.keys, depth + 1);
    if (field) return field;
  }
  return undefined;
}

/** `options.version = version`, in the function that calls; where that is done in some cases only, words that nothing decides. */
function lastSet(context: DetectContext, { file, start }: Call, words: string): Piece | undefined {
  const from = Math.max(0, start - MAX_BEFORE);
  const pattern = new RegExp(
    `(?<![\\w$.])${words.replaceAll('.', '\\??\\.').replaceAll('$', '\\$')}\\s{0,9}=(?![=>])\\s{0,20}([^\\n;]{1,300})`,
    'g',
  );
  const last = [...file.text.slice(from, start).matchAll(pattern)].at(-1);
  if (!last) return undefined;
  const place = from + last.index;
  if (callableIn(context, file, place)?.start !== callableIn(context, file, start)?.start) return undefined;
  const block = blockOfSome(context, file, place, start);
  if (block !== undefined) return { text: `{{ ${words} … }}`, start: block };
  const [whole, value = ''] = last;
  return trimmed({ text: value, start: place + whole.length - value.length });
}

/** Where the block begins that a statement is in, and another one is not. */
function blockOfSome(
  context: DetectContext,
  file: CodeFile,
  place: number,
  index: number,
): number | undefined {
  const { path, text } = file;
  if (path.endsWith('.py')) {
    const own = text.lastIndexOf('\n', place) + 1;
    const isInner = indentOf(text, own) > indentOf(text, text.lastIndexOf('\n', index) + 1);
    return isInner ? own : undefined;
  }
  const { around } = bracketsIn(context, file);
  const block = around(place).find(open => text[open] === '{');
  return block === undefined || around(index).includes(block) ? undefined : block;
}
