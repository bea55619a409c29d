/**
 * What code hands from one function or class to another: a version that is a parameter, a field of one, or a name within a
 * function, as whoever calls it says. Names of whole files are none of this.
 */

import type { DetectContext } from '../detector.js';
import { namesOf } from './arguments.js';
import { ASKED, ofContext, otherwiseOf } from './asked.js';
import { assignmentsOf, callableIn, takenApart, takenFrom } from './assigned.js';
import type { CodeFile } from './blocks.js';
import { type Handed, placeOf } from './callers.js';
import { type Expression, expressionAt } from './expressions.js';
import { filledIn } from './filled.js';
import { ofAssignment, ofFields, ofMade } from './handed-fields.js';
import { ofObject, ofParameter } from './handed-parameters.js';
import { type Item, itemsNamed } from './items.js';
import { wholeVersion } from './literals.js';
import { holdsSettings } from './settings.js';

export interface Handing {
  readonly context: DetectContext;
  /** Files that may call each other. */
  readonly files: () => Promise<readonly CodeFile[]>;
  /** Steps that are left; each asks what one expression is. */
  readonly budget: { left: number };
  /** The expression is asked for alone, whatever stands behind it. */
  readonly isCondition?: true;
  /** What callers hand over for parameters, where none of them leaves one out: of many charts in one function that is the same. */
  readonly parameters?: Map<string, Values>;
  /** What an expression is in a file by the constants that it sees. */
  readonly constant: (file: CodeFile, expression: Expression) => Promise<readonly Handed[] | undefined>;
}

/** Functions hand things on no further. */
export const MAX_DEPTH = 5;
/** More names than one stands for in the end, over all callers. */
const MAX_STEPS = 300;
/** Functions within functions, as people write them. */
const MAX_LEVELS = 10;
/**
 * @param index where the expression counts
 * @returns one for each caller that says something of its own; undefined where it is neither handed on nor a name of a function
 */
export function handedTo(
  handing: Omit<Handing, 'budget'>,
  file: CodeFile,
  expression: Expression,
  index: number,
): Promise<readonly Handed[] | undefined> {
  return valueAs({ ...handing, budget: { left: MAX_STEPS } }, file, expression, index, 0);
}

export type Values = readonly Handed[] | undefined;

const NONE = /^(?:null|nil|None|undefined)$/;

async function valueAs(
  handing: Handing,
  file: CodeFile,
  expression: Expression,
  index: number,
  depth: number,
): Promise<Values> {
  const { literal, name, otherwise, words, start } = expression;
  const alone = { version: undefined, at: placeOf(handing.context, file, start), environment: '' };
  if (literal !== undefined) return [{ ...alone, version: wholeVersion(literal), text: literal }];
  if (name !== undefined && /^(?:true|false)$/i.test(name)) return [{ ...alone, text: name }];
  if (name !== undefined && NONE.test(name)) return [{ ...alone, isAbsent: true }];
  if (name === undefined || depth > MAX_DEPTH || handing.budget.left-- <= 0) return undefined;
  const asked = ASKED.exec(name);
  if (asked) {
    const found = asked[1] ? await ofContext(handing.context, file, start, []) : undefined;
    const other = found ? undefined : otherwiseOf(file.text, start);
    const values = other && (await valueOrConstant(handing, file, other, index, depth + 1));
    return found ?? values?.map(one => ({ ...one, isDefault: true as const }));
  }
  const otherwiseIs = async (): Promise<Values> => {
    const values = otherwise && (await valueOrConstant(handing, file, otherwise, index, depth + 1));
    return values?.map(one => ({ ...one, isDefault: true }));
  };
  // What is called, or chosen, is no name of a value.
  const behind = file.text.slice(start + words.length, start + words.length + 50);
  if (/^\s{0,9}(?:<[^<>()]{1,40}>)?\(/.test(behind)) return ofMade(handing, file, start, [], depth);
  const isAlone = handing.isCondition && depth === 0;
  if (!isAlone && !otherwise && !/^\s*(?:[,;)}\]\n]|$)/.test(behind) && !/^[ \t]*\n/.test(behind))
    return undefined;
  return ofName(handing, file, name.split('.'), index, depth, otherwiseIs);
}

export async function valueOrConstant(
  handing: Handing,
  file: CodeFile,
  expression: Expression,
  index: number,
  depth: number,
): Promise<Values> {
  const found = await valueAs(handing, file, expression, index, depth);
  if (found) return found;
  return handing.constant(file, expression);
}

async function ofName(
  handing: Handing,
  file: CodeFile,
  parts: readonly string[],
  index: number,
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  const isOwn = /^(?:this|self)$/.test(parts[0] ?? '');
  const [root = '', ...keys] = isOwn ? parts.slice(1) : parts;
  if (root === '' || ![root, ...keys].every(key => /^[\w$]{1,81}$/.test(key))) return undefined;
  if (isOwn) return ofObject(handing, file, [root, ...keys], index, depth, otherwise);
  let place = index;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const callable = callableIn(handing.context, file, place);
    const [first, ...more] = assignmentsOf(handing.context, file, root, callable, index);
    if (first !== undefined && more.length > 0) return ofSeveral(handing.context, file, [first, ...more]);
    const position = callable?.params.findIndex(param => namesOf(file.path, param).includes(root)) ?? -1;
    if (first !== undefined) {
      const assigned = async (): Promise<Values> => {
        const own = async (): Promise<Values> =>
          (await ofAssignment(handing, file, first, keys, depth)) ?? otherwise();
        if (keys.length === 0 || !holdsSettings(file.text, root, first)) return own();
        const name = [root, ...keys].join('.');
        const given = await handing.constant(file, { words: name, start: index, name });
        return given ? instead(given, own) : own();
      };
      // `if version is None: version = "1.22.2"`
      const isOtherwise =
        callable && position >= 0 && filledIn(file.text, [root], callable.start, index).includes(first);
      return isOtherwise
        ? ofParameter(handing, { file, callable, position, names: [root, ...keys] }, depth, assigned)
        : assigned();
    }
    const items = await itemsNamed(handing.context, file, [root, ...keys], index, callable?.start ?? 0);
    if (items) return ofItems(handing, items, depth);
    const apart = takenApart(handing.context, file, root, callable, index);
    if (apart && depth < MAX_DEPTH)
      return ofName(handing, file, [...apart, ...keys], (callable?.start ?? 0) + 1, depth + 1, otherwise);
    const from = takenFrom(handing.context, file, root, callable, index);
    if (from && depth < MAX_DEPTH)
      return (await ofAssignment(handing, file, from.start, [from.key, ...keys], depth + 1)) ?? otherwise();
    if (!callable) return undefined;
    if (position >= 0)
      return ofParameter(handing, { file, callable, position, names: [root, ...keys] }, depth, otherwise);
    place = callable.head;
  }
  return undefined;
}

/** Which of several versions counts is decided when it runs; what else is said several times may be a default of the first. */
function ofSeveral(context: DetectContext, file: CodeFile, starts: readonly number[]): Values {
  const literals = starts.map(start => wholeVersion(expressionAt(file.text, start)?.literal));
  const [first] = literals;
  const isOpen = literals.every(one => one !== undefined) && literals.some(one => one !== first);
  return isOpen
    ? [{ version: undefined, at: placeOf(context, file, starts[0] ?? 0), environment: '', isOpen }]
    : undefined;
}

/** What others say for those that leave it to them. */
export async function instead(values: readonly Handed[], otherwise: () => Promise<Values>): Promise<Values> {
  const own = values.some(({ isAbsent }) => isAbsent) ? await otherwise() : undefined;
  if (!own) return values;
  return values.flatMap(one =>
    one.isAbsent
      ? own.map(other => ({ ...other, environment: one.environment || other.environment }))
      : [one],
  );
}

/** One for each round of a loop that says something of its own. */
async function ofItems(handing: Handing, items: readonly Item[], depth: number): Promise<Values> {
  const found: Handed[] = [];
  for (const { file, piece, keys, name } of items) {
    const none = { version: undefined, at: placeOf(handing.context, file, piece.start), environment: name };
    const values = depth > MAX_DEPTH ? undefined : await ofFields(handing, file, piece, keys, depth + 1);
    for (const one of values ?? [none]) found.push({ ...one, environment: name || one.environment });
  }
  return found.some(({ version, text, isAbsent }) => (version ?? text) !== undefined || isAbsent)
    ? found
    : undefined;
}
