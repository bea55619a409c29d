/**
 * What names of a function are, as those hand them over that call it: over several functions, where what one hands on is handed to it,
 * and once for each item of a loop around a call.
 */
import { arrowsOf, callableAround } from './arrows.js';
import type { CodeFile } from './blocks.js';
import { type Call, type Calling, callsOf } from './calls.js';
import { dotted, expressionAt } from './expressions.js';
import { type Given, handedBy, isHanded, type Value } from './given.js';
import { loopsIn } from './items.js';
import { literalIn } from './literals.js';
import { type Loop, valueIn } from './loops.js';
import { leaveMore } from './more.js';
import { filled, patternAt } from './uses.js';

/** What words are in one round. */
export type ItemOf = (words: string) => Value;

/** Where else something may be said of what is handed on: around the call that hands it on. */
export interface HandedAt {
  readonly file: CodeFile;
  readonly index: number;
  /** What names are there. */
  readonly itemOf: ItemOf;
  /** Nobody hands it on further. */
  readonly isLast?: true;
}

export interface Round {
  /** The call that says it. */
  readonly call: Call;
  readonly own: ItemOf;
  /** The nearest first. */
  readonly places: readonly HandedAt[];
}

/** Functions hand charts on no further. */
const MAX_CHAIN = 4;
/** More calls than those that one function comes to. */
const MAX_ROUNDS = 2000;
/** Functions within functions, as people write them. */
const MAX_LEVELS = 6;

/** The innermost function around a place to which one of these words is handed. */
export function givenAround(
  calling: Calling,
  file: CodeFile,
  index: number,
  names: readonly string[],
): Given | undefined {
  const arrows = arrowsOf(calling.context, file);
  let place = index;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const callable = callableAround(calling.context, file, arrows, place);
    if (!callable) return undefined;
    const given: Given = { calling, file, callable, index };
    if (names.some(name => isHanded(given, name))) return given;
    place = callable.head;
  }
  return undefined;
}

/** @param words that count: where these are handed on, those are asked that call the function that does */
export function roundsOf(given: Given, words: readonly string[]): Promise<readonly Round[]> {
  return chained(given, words, [], { left: MAX_ROUNDS });
}

async function chained(
  given: Given,
  words: readonly string[],
  before: readonly string[],
  budget: { left: number },
): Promise<readonly Round[]> {
  const key = `${given.file.path}:${given.callable.head}`;
  const { calls } = await callsOf(given.calling, given.file, given.callable);
  const found: Round[] = [];
  for (const call of calls) {
    if (budget.left-- <= 0) {
      for (const file of [given.file, call.file]) leaveMore(given.calling.context, file);
      break;
    }
    const own: ItemOf = one => handedBy(given, call, one);
    const last: HandedAt = { file: call.file, index: call.start, itemOf: () => undefined, isLast: true };
    const asked = words.flatMap(one => namesIn(call.file, own(one)));
    const isEnd = asked.length === 0 || before.length >= MAX_CHAIN - 1 || before.includes(key);
    const outer = isEnd ? undefined : givenAround(given.calling, call.file, call.start, asked);
    const rounds =
      outer && !isSame(outer, given) ? await chained(outer, asked, [...before, key], budget) : [];
    if (!outer || rounds.length === 0) {
      found.push({ call, own, places: [last] });
      continue;
    }
    for (const round of rounds)
      found.push({
        call: round.call,
        own: one => over(outer, call, own(one), round),
        places: [
          {
            file: call.file,
            index: call.start,
            itemOf: one => (isHanded(outer, one) ? placed(round, round.own(one)) : undefined),
          },
          ...round.places,
        ],
      });
  }
  return found;
}

function isSame(one: Given, other: Given): boolean {
  return one.file.path === other.file.path && one.callable.head === other.callable.head;
}

function placed({ call }: Round, value: Value): Value {
  return typeof value === 'object' ? { ...value, source: value.source ?? call.file } : value;
}

/** Names of the function around a call that a value of it is made of. */
function namesIn(file: CodeFile, value: Value): readonly string[] {
  if (typeof value !== 'object' || value.source !== undefined || literalIn(value.text) !== undefined)
    return [];
  const place = startOf(value);
  const pattern = patternAt(file.path, file.text, place);
  if (pattern !== undefined)
    return [...pattern.matchAll(/\{\s{0,9}([\w.$]{1,100})\s{0,9}\}/g)].map(([, name = '']) => name);
  const name = expressionAt(file.text, place)?.name;
  return name === undefined ? [] : [dotted([name, ...(value.keys ?? [])].join('.'))];
}

function startOf(value: { readonly text: string; readonly start: number }): number {
  return value.start + value.text.length - value.text.trimStart().length;
}

/** What a value is that a call hands on, where the function around that is called in a round of its own. */
function over(outer: Given, { file }: Call, value: Value, round: Round): Value {
  if (typeof value !== 'object' || value.source !== undefined) return value;
  const own = { ...value, source: file };
  const names = namesIn(file, value);
  const [first] = names.filter(name => isHanded(outer, name));
  if (first === undefined) return own;
  const pattern = patternAt(file.path, file.text, startOf(value));
  if (pattern === undefined) return round.own(first);
  const name = filled(pattern, round.own);
  const given = round.own(first);
  return name === undefined || typeof given !== 'object' ? own : { ...given, text: JSON.stringify(name) };
}

/** What names of the function are in a round: once, or for each item of a loop around its call. */
export async function itemsOf(
  { call, own }: Pick<Round, 'call' | 'own'>,
  calling: Calling,
): Promise<readonly ItemOf[]> {
  const around = (await loopsIn(calling.context, call.file)).filter(
    ({ body }) => body.start <= call.start && call.start < body.start + body.text.length,
  );
  if (around.length === 0) return [words => withoutOpen(own(words))];
  return around.flatMap(loop => loop.items.map(item => ofItem(loop, item, call.file, own)));
}

function ofItem(loop: Loop, item: Loop['items'][number], file: CodeFile, own: ItemOf): ItemOf {
  return words => {
    const value = own(words);
    if (typeof value !== 'object' || value.source !== undefined) return value;
    const expression =
      literalIn(value.text) === undefined ? expressionAt(file.text, startOf(value)) : undefined;
    const asked = expression && [expression.words, ...(value.keys ?? [])].join('.');
    const found = asked === undefined ? undefined : valueIn(item, asked, loop.names, loop.order);
    const other = expression?.otherwise;
    if (found === 'absent' && other?.literal !== undefined) return { text: other.words, start: other.start };
    return typeof found === 'object' && loop.home
      ? { ...found, source: loop.home }
      : (found ?? withoutOpen(value));
  };
}

/** Nothing is known of a field of what nobody says. */
function withoutOpen(value: Value): Value {
  return typeof value === 'object' && value.keys ? undefined : value;
}
