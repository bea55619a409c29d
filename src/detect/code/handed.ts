/**
 * What code hands from one function or class to another: a version that is a parameter, a field of one, or a name within a
 * function, as whoever calls it says. Names of whole files are none of this.
 */

import type { DetectContext } from '../detector.js';
import { argumentOf, defaultOf, fieldsOf, namesOf, type Spreads } from './arguments.js';
import { ASKED, beforeAsked, ofContext, otherwiseOf } from './asked.js';
import { assignmentsOf, callableIn, takenApart, takenFrom } from './assigned.js';
import { bracketsIn, type Callable, type CodeFile } from './blocks.js';
import { distinct, environmentOf, type Handed, placeOf } from './callers.js';
import { callsOf } from './calls.js';
import { type Expression, expressionAt } from './expressions.js';
import { filledByType, filledIn, typeOfParameter } from './filled.js';
import { type Item, itemsNamed } from './items.js';
import type { Piece } from './literals.js';
import { madeBy } from './made.js';
import { basesOf, ownerAt } from './owners.js';
import { holdsSettings } from './settings.js';

export interface Handing {
  readonly context: DetectContext;
  /** Files that may call each other. */
  readonly files: () => Promise<readonly CodeFile[]>;
  /** Steps that are left; each asks what one expression is. */
  readonly budget: { left: number };
  /** The expression is asked for alone, whatever stands behind it. */
  readonly isCondition?: true;
  /** What an expression is in a file by the constants that it sees. */
  readonly constant: (file: CodeFile, expression: Expression) => Promise<readonly Handed[] | undefined>;
}

/** Functions hand things on no further. */
const MAX_DEPTH = 5;
/** More names than one stands for in the end, over all callers. */
const MAX_STEPS = 300;
/** Functions within functions, as people write them. */
const MAX_LEVELS = 10;
/** More places at which a function names one thing. */
const MAX_MATCHES = 200;
const VERSION = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})$/;
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

type Values = readonly Handed[] | undefined;

const NONE = /^(?:null|nil|None|undefined)$/;

async function valueAs(
  handing: Handing,
  file: CodeFile,
  expression: Expression,
  index: number,
  depth: number,
): Promise<Values> {
  const { literal, name, otherwise, words, start } = expression;
  if (literal !== undefined) {
    const at = placeOf(handing.context, file, start);
    const version = VERSION.exec(literal)?.[1];
    return [{ version, text: literal, at, environment: '' }];
  }
  if (name !== undefined && /^(?:true|false)$/i.test(name)) {
    const at = placeOf(handing.context, file, start);
    return [{ version: undefined, text: name, at, environment: '' }];
  }
  if (name !== undefined && NONE.test(name)) {
    const at = placeOf(handing.context, file, start);
    return [{ version: undefined, at, environment: '', isAbsent: true }];
  }
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

async function valueOrConstant(
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
    if (more.length > 0)
      return callable && first !== undefined ? ofSeveral(handing.context, file, [first, ...more]) : undefined;
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
        ? ofParameter(handing, file, callable, position, [root, ...keys], depth, assigned)
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
      return ofParameter(handing, file, callable, position, [root, ...keys], depth, otherwise);
    place = callable.head;
  }
  return undefined;
}

/** Which of several versions counts is decided when it runs; what else is said several times may be a default of the first. */
function ofSeveral(context: DetectContext, file: CodeFile, starts: readonly number[]): Values {
  const literals = starts.map(start => VERSION.exec(expressionAt(file.text, start)?.literal ?? '')?.[1]);
  const [first] = literals;
  const isOpen = literals.every(one => one !== undefined) && literals.some(one => one !== first);
  return isOpen
    ? [{ version: undefined, at: placeOf(context, file, starts[0] ?? 0), environment: '', isOpen }]
    : undefined;
}

/** What others say for those that leave it to them. */
async function instead(values: readonly Handed[], otherwise: () => Promise<Values>): Promise<Values> {
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

/** What stands on the right of an assignment. */
async function ofAssignment(
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
async function ofFields(
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
async function ofMade(
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

function ofPiece(handing: Handing, file: CodeFile, { text, start }: Piece, depth: number): Promise<Values> {
  const place = start + text.length - text.trimStart().length;
  const wrapped = /^\w{1,40}\.String\(\s*/.exec(file.text.slice(place, place + 60))?.[0].length ?? 0;
  const expression = expressionAt(file.text, place + wrapped);
  return expression
    ? valueOrConstant(handing, file, expression, place, depth + 1)
    : Promise.resolve(undefined);
}

/** `this.version`, as its class sets it, or has it as a parameter of its constructor. */
async function ofObject(
  handing: Handing,
  file: CodeFile,
  [name = '', ...keys]: readonly string[],
  index: number,
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  const brackets = bracketsIn(handing.context, file);
  const owner = ownerAt(file, brackets, index);
  const bases = owner === undefined ? [] : (basesOf([file], owner) ?? []);
  // Another class has a field of that name for itself.
  const ofClass = (matches: readonly RegExpExecArray[]): readonly RegExpExecArray[] => {
    const owned = matches.map(match => [match, ownerAt(file, brackets, match.index)] as const);
    const own = owned.filter(([, other]) => other === owner);
    return (own.length > 0 ? own : owned.filter(([, other]) => bases.includes(other ?? ''))).map(
      ([match]) => match,
    );
  };
  const set = new RegExp(
    `\\b(?:this|self)\\.${name.replaceAll('$', '\\$')}\\b(?:\\s{0,9}:\\s{0,9}[\\w.\\[\\]| ]{1,60})?\\s{0,9}=(?![=>])\\s{0,99}`,
    'g',
  );
  const found = ofClass([...file.text.matchAll(set)].slice(0, MAX_MATCHES));
  const [first, ...more] = found;
  if (first && more.length === 0)
    return (await ofAssignment(handing, file, first.index + first[0].length, keys, depth)) ?? otherwise();
  if (first) return undefined;
  // `constructor(private readonly props: Props)`
  const written = new RegExp(
    `\\b(?:private|public|protected|readonly)\\s{1,9}${name.replaceAll('$', '\\$')}\\b[^()]{0,100}[,)]`,
    'g',
  );
  const place = ofClass([...file.text.matchAll(written)].slice(0, MAX_MATCHES))[0]?.index;
  const open = place === undefined ? undefined : brackets.around(place).find(one => file.text[one] === '(');
  const close = open === undefined ? undefined : brackets.closeOf.get(open);
  const body = close === undefined ? -1 : file.text.indexOf('{', close);
  const callable = body < 0 ? undefined : callableIn(handing.context, file, body + 1);
  const position = callable?.params.findIndex(param => namesOf(file.path, param).includes(name)) ?? -1;
  return callable && position >= 0
    ? ofParameter(handing, file, callable, position, [name, ...keys], depth, otherwise)
    : undefined;
}

/** What callers hand over, and what counts where they hand over nothing. */
async function ofParameter(
  handing: Handing,
  file: CodeFile,
  callable: Callable,
  position: number,
  [name = '', ...keys]: readonly string[],
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  if (depth > MAX_DEPTH) return undefined;
  const param = callable.params[position];
  const isTakenApart = param?.text.trimStart().startsWith('{') === true;
  const path = isTakenApart ? [name, ...keys] : keys;
  // `**options` holds what is handed over under other names.
  const isRest = /^\s*\*\*/.test(param?.text ?? '') && path.length > 0;
  const absent = async (): Promise<Values> => {
    const own = param && defaultOf(file, param, name, keys);
    const values = own && (await ofPiece(handing, file, own, depth));
    if (values) return values.map(one => ({ ...one, isDefault: true as const }));
    return (await otherwise()) ?? ofFilled(handing, file, callable, position, [name, ...keys], depth);
  };
  const { calls, isOpen } = await callsOf(handing, file, callable);
  if (isOpen)
    return [
      { version: undefined, at: placeOf(handing.context, file, callable.head), environment: '', isOpen },
    ];
  if (calls.length === 0) return absent();
  const found: Handed[] = [];
  for (const call of calls) {
    const value = isRest
      ? argumentOf(call, call.args.length, path[0], [])
      : argumentOf(call, position, isTakenApart ? undefined : name, []);
    const within = isRest ? path.slice(1) : path;
    const environment = environmentOf(call);
    const at = placeOf(handing.context, call.file, call.start);
    const none: Handed = { version: undefined, at, environment };
    const given =
      value === 'absent'
        ? [{ ...none, isAbsent: true as const }]
        : ((value &&
            (await ofFields(handing, call.file, value.piece, [...value.keys, ...within], depth))) ?? [none]);
    for (const one of given) {
      const otherwiseIs = one.isAbsent ? await absent() : undefined;
      for (const own of otherwiseIs ?? [one])
        found.push({ ...own, environment: one.environment || own.environment || environment });
    }
  }
  const isKnown = found.some(({ version, text, isAbsent }) => (version ?? text) !== undefined || isAbsent);
  return isKnown ? distinct(found) : undefined;
}

/** What a function, or in Go a method of what it is handed, sets where nobody hands it over. */
async function ofFilled(
  handing: Handing,
  file: CodeFile,
  callable: Callable,
  position: number,
  [name = '', ...keys]: readonly string[],
  depth: number,
): Promise<Values> {
  const [own, ...more] = filledIn(file.text, [name, ...keys], callable.start, callable.end);
  const [key, ...rest] = keys;
  const type = typeOfParameter(file.path, callable, position);
  const byType =
    own === undefined && type !== undefined && key !== undefined && rest.length === 0
      ? filledByType(handing.context, await handing.files(), type, key)
      : [];
  const places = own === undefined ? byType : [[file, own] as const];
  const [only, ...others] = places;
  if (!only || others.length + more.length > 0 || depth > MAX_DEPTH) return undefined;
  const [home, start] = only;
  const values = await ofPiece(
    handing,
    home,
    { text: home.text.slice(start, start + 400), start },
    depth + 1,
  );
  return values?.map(one => ({ ...one, isDefault: true as const }));
}
