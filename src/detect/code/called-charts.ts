/**
 * Charts whose name a function is handed: `const install = (chart: string, version: string) => new k8s.helm.v3.Chart(chart, { chart,
 * version })`, which `install("istiod", "1.22.2")` calls, or a loop over names. Each call is one.
 */
import { argumentOf } from './arguments.js';
import { arrowsOf, callableAround } from './arrows.js';
import type { Callable, CodeFile } from './blocks.js';
import type { Call, Calling } from './calls.js';
import { type Given, isHanded, type Value } from './given.js';
import { givenAround, type ItemOf, itemsOf, type Round, roundsOf } from './handed-rounds.js';
import { fieldNamed, type Instances, instancesAround } from './instances.js';
import { chartIn } from './joined-names.js';
import { trimmed } from './literals.js';
import type { LoopedChart } from './loops.js';
import { leaveMore } from './more.js';
import { spreadUses } from './spreads.js';
import { typedObjects } from './typed.js';
import { filled, type Use, usesIn } from './uses.js';

/** More places at which a file names charts by what it is handed, and more charts than those are. */
const MAX_USES = 500;
const MAX_CHARTS = 2000;

/** In the order of the places that say `chart: chart`, and of the calls. */
export async function calledCharts(calling: Calling, file: CodeFile): Promise<readonly LoopedChart[]> {
  const uses: readonly Use[] = [...usesIn(file), ...spreadUses(file.path, file.text)];
  if (uses.length > MAX_USES) leaveMore(calling.context, file);
  const found: LoopedChart[] = [];
  const arrows = uses.length === 0 ? [] : arrowsOf(calling.context, file);
  for (const { index, expression, pattern, isSpread } of uses.slice(0, MAX_USES)) {
    const words = expression ?? /\{\s{0,9}([\w.$]{1,100})\s{0,9}\}/.exec(pattern ?? '')?.[1];
    if (words === undefined) continue;
    const callable = callableAround(calling.context, file, arrows, index) ?? NOWHERE;
    const handed = givenAround(calling, file, index, [words]);
    const typed = isSpread
      ? undefined
      : await typedObjects(calling, file, words, index, handed !== undefined);
    if (callable === NOWHERE && !typed) continue;
    const given: Given = handed ?? { calling, file, callable, index };
    const made = handed ? undefined : await instancesOf(given, words);
    const others = (typed ?? made)?.calls.map((call): Round => {
      const own: ItemOf = one =>
        typed ? typed.valueOf(call, one) : made && madeWith(given, made, call, one);
      return { call, own, places: [] };
    });
    for (const round of others ?? (handed ? await roundsOf(handed, [words]) : [])) {
      const { call, places } = round;
      if (found.length >= MAX_CHARTS) {
        for (const one of [file, call.file]) leaveMore(calling.context, one);
        return found;
      }
      // Another file names its charts for itself.
      if (isSpread && call.file.path !== file.path) continue;
      for (const itemOf of await itemsOf(round, calling)) {
        const value = itemOf(words);
        if (typeof value !== 'object') continue;
        const name = pattern === undefined ? chartIn(value.text) : filled(pattern, itemOf);
        if (name !== undefined)
          found.push({
            name,
            item: value,
            index,
            itemOf,
            source: value.source ?? call.file,
            places,
            ...(isSpread ? { isSpread } : {}),
          });
      }
    }
  }
  return found;
}

/** Outside of all functions. */
const NOWHERE: Callable = { name: '', params: [], start: 0, end: 0, head: 0 };

/**
 * What names of the function around a place are, as each call hands them over.
 * @param words of which one at least is handed to it
 */
export async function handedAround(
  calling: Calling,
  file: CodeFile,
  index: number,
  words: readonly string[],
): Promise<readonly ItemOf[]> {
  const given = givenAround(calling, file, index, words);
  if (!given) return [];
  const found: ItemOf[] = [];
  for (const round of await roundsOf(
    given,
    words.filter(one => isHanded(given, one)),
  ))
    for (const itemOf of await itemsOf(round, calling))
      found.push(one => {
        const value = itemOf(one);
        return typeof value === 'object' ? { ...value, source: value.source ?? round.call.file } : value;
      });
  return found;
}

/** Where words are a field of the object whose method this is. */
async function instancesOf({ calling, file, index }: Given, words: string): Promise<Instances | undefined> {
  const field = fieldNamed(file.path, words);
  const made = field === undefined ? undefined : await instancesAround(calling, file, index);
  return field !== undefined && made?.positionOf(field) !== undefined ? made : undefined;
}

function madeWith({ file }: Given, made: Instances, call: Call, words: string): Value {
  const field = fieldNamed(file.path, words);
  const position = field === undefined ? undefined : made.positionOf(field);
  if (position === undefined) return undefined;
  const value = argumentOf(call, position, field, []);
  return value === 'absent' ? value : value && value.keys.length === 0 ? trimmed(value.piece) : undefined;
}
