/** What the parameters of a function are, as one of those hands them over that call it. */
import { argumentOf, defaultOf, namesOf } from './arguments.js';
import { takenApart } from './assigned.js';
import type { Callable, CodeFile } from './blocks.js';
import type { Call, Calling } from './calls.js';
import { dotted, expressionAt } from './expressions.js';
import { type Piece, trimmed } from './literals.js';
import { fieldOfNamed, fieldSpread } from './named-fields.js';

/** A name of a name of what is handed over. */
const MAX_STEPS = 3;

export type Value =
  | (Piece & {
      readonly source?: CodeFile;
      /** Fields of what is named there, which the function around the call does not say. */
      readonly keys?: readonly string[];
    })
  | 'absent'
  | undefined;

/** The function in which a chart is named, and where. */
export interface Given {
  readonly calling: Calling;
  readonly file: CodeFile;
  readonly callable: Callable;
  readonly index: number;
}

/** What stands for a name: the place of a parameter, and the fields of it. */
interface Param {
  readonly position: number;
  readonly name: string;
  readonly keys: readonly string[];
  /** What counts where that is not handed over. */
  readonly otherwise?: Piece;
}

export function isHanded(given: Given, words: string): boolean {
  return paramOf(given, words) !== undefined;
}

function paramOf({ calling, file, callable, index }: Given, words: string): Param | undefined {
  let parts: readonly string[] = dotted(words).split('.');
  let otherwise: Piece | undefined;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [name = '', ...keys] = parts;
    if (!/^[A-Za-z_$][\w$]{0,80}$/.test(name)) return undefined;
    const position = callable.params.findIndex(param => namesOf(file.path, param).includes(name));
    if (position >= 0) return { position, name, keys, ...(otherwise ? { otherwise } : {}) };
    const apart = takenApart(calling.context, file, name, callable, index);
    const assigned = apart ? undefined : assignedIn(file, callable, name, index);
    const other = assigned?.otherwise;
    if (other?.literal !== undefined) otherwise ??= { text: other.words, start: other.start };
    const next = apart ?? assigned?.name?.split('.');
    if (!next) return undefined;
    parts = [...next, ...keys];
  }
  return undefined;
}

/** `const version = props.version ?? "1.22.2"`, said once. */
function assignedIn(
  { text }: CodeFile,
  { start }: Callable,
  name: string,
  index: number,
): ReturnType<typeof expressionAt> {
  const body = text.slice(start, index);
  const pattern = new RegExp(
    `(?<![\\w.$])${name.replaceAll('$', '\\$')}(?:\\s{0,9}:[^=\\n(){}]{1,60})?\\s{0,9}:?=(?![=>])\\s{0,20}`,
    'g',
  );
  const [first, ...more] = [...body.matchAll(pattern)].slice(0, 2);
  return first && more.length === 0 ? expressionAt(text, start + first.index + first[0].length) : undefined;
}

export function handedBy(given: Given, call: Call, words: string): Value {
  const { file, callable } = given;
  const { position, name, keys, otherwise } = paramOf(given, words) ?? {};
  const param = position === undefined ? undefined : callable.params[position];
  if (!param || position === undefined || name === undefined || !keys) return undefined;
  const isApart = param.text.trimStart().startsWith('{');
  const path = isApart ? [name, ...keys] : keys;
  // `**options` holds what is handed over under other names.
  const isRest = /^\s*\*\*/.test(param.text) && path.length > 0;
  const value = isRest
    ? argumentOf(call, call.args.length, path[0], path.slice(1))
    : argumentOf(call, position, isApart ? undefined : name, path);
  if (value === 'absent') {
    const own = defaultOf(file, param, name, keys) ?? otherwise;
    return own ? { ...own, source: file } : 'absent';
  }
  if (value && value.keys.length === 0) return trimmed(value.piece);
  if (value) return fieldOfNamed(given.calling.context, call, value.piece, value.keys);
  const whole = isRest ? undefined : argumentOf(call, position, isApart ? undefined : name, []);
  return typeof whole === 'object' && whole.keys.length === 0
    ? fieldSpread(given.calling.context, call, whole.piece, path)
    : undefined;
}
