/** What a rule says of the items of its view, put together where the tree leaves open how those are. */
import type { ViewItem } from '../mesh/view.js';
import type { Condition, Problem } from '../model.js';
import type { Fillings } from './fillings.js';
import type { Otherwise } from './locations.js';
import { keyOfItem } from './ways.js';

export interface ItemVerdicts {
  readonly hit: readonly Told[];
  readonly maybe: readonly Told[];
  readonly looked: number;
  readonly problem?: Problem;
}

export interface Told {
  readonly item: ViewItem;
  readonly message: string;
  /** The item itself hangs on it. */
  readonly condition?: Condition;
}

/** What acts on one way only hangs on the conditions that make the difference. */
export function bothWays(held: ItemVerdicts, other: ItemVerdicts, { conditions }: Otherwise): ItemVerdicts {
  const [condition] = conditions;
  const [here, there] = [keysOfHits(held), keysOfHits(other)];
  const known = new Set([...held.hit, ...held.maybe].map(({ item }) => keyOfItem(item)));
  const hanging = (told: Told): Told => ({
    ...told,
    ...(condition && !told.condition
      ? { message: `${told.message} (it hangs on whether ${conditions.map(({ what }) => what).join(', ')})` }
      : {}),
  });
  const problem = held.problem ?? other.problem;
  return {
    hit: held.hit.filter(({ item }) => there.has(keyOfItem(item))),
    maybe: [
      ...held.hit.filter(({ item }) => !there.has(keyOfItem(item))).map(hanging),
      ...held.maybe,
      ...other.hit
        .filter(({ item }) => !here.has(keyOfItem(item)) && !known.has(keyOfItem(item)))
        .map(hanging),
    ],
    looked: held.looked,
    ...(problem ? { problem } : {}),
  };
}

/** Texts that the tree does not decide: what acts with some of what may fill them only is undecided. */
export function whateverFills(
  held: ItemVerdicts,
  filled: readonly ItemVerdicts[],
  told: (told: Told) => Told,
): ItemVerdicts {
  const everywhere = filled.map(keysOfHits);
  const isAlways = ({ item }: Told): boolean => everywhere.every(keys => keys.has(keyOfItem(item)));
  const known = new Set([...held.hit, ...held.maybe].map(({ item }) => keyOfItem(item)));
  const gained = filled
    .flatMap(({ hit, maybe }) => [...hit, ...maybe])
    .filter(({ item }) => !known.has(keyOfItem(item)));
  const unique = new Map(gained.map(one => [keyOfItem(one.item), one]));
  return {
    ...held,
    hit: held.hit.filter(isAlways),
    maybe: [...[...held.hit.filter(one => !isAlways(one)), ...unique.values()].map(told), ...held.maybe],
  };
}

/** As it is written, not as it was tried. */
export function onceFilled(
  told: Told,
  items: readonly ViewItem[],
  { placeholdersOf }: Fillings,
  tell: (item: ViewItem) => string,
): Told {
  const item = items.find(one => keyOfItem(one) === keyOfItem(told.item)) ?? told.item;
  const names = placeholdersOf(item.resource).slice(0, MAX_NAMED);
  const what = names.map(name => `\`${name}\``).join(' and ');
  const message = `${tell(item)} (it hangs on ${what}, which nothing in this repository decides)`;
  return { ...told, item, message };
}

const MAX_NAMED = 3;

function keysOfHits({ hit }: ItemVerdicts): ReadonlySet<string> {
  return new Set(hit.map(({ item }) => keyOfItem(item)));
}
