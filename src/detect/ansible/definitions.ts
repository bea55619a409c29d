/** What places of Ansible say of a variable, and how it comes to one value for each environment. */
import { groupBy } from '../../grouped.js';
import type { Position, Positioned } from '../../model.js';

export interface AnsibleValue {
  /** Null where what is written there is put together when a playbook runs, or is no version. */
  readonly version: string | null;
  /** The version, or what is written in its place. */
  readonly text: string;
  readonly at: Position;
  /** The inventory, group, host, playbook or included file that it is for; '' where it is for all. */
  readonly environment: string;
  /** With its places, where it is a list or a mapping. */
  readonly data?: Positioned;
  /** The same as it is, where it is no text. */
  readonly scalar?: number | boolean;
}

/** What outweighs what, from the strongest. Hosts say more than groups, each for itself: together they are an inventory. */
export const RANKS = [
  'extra',
  'parameters',
  'facts',
  'included',
  'role',
  'other roles',
  'files',
  'play',
  'inventory',
  'defaults',
  'other defaults',
  // What a mapping is laid over that anybody may give.
  'fallback',
] as const;
export type Rank = (typeof RANKS)[number];

export interface Definition extends AnsibleValue {
  readonly rank: Rank;
  /** The inventory that says it, by its name, for what inventories say. */
  readonly inventory?: string;
  /** The playbook that says it, for what plays say. */
  readonly playbook?: string;
}

/** One for each environment, or several where it is said to be several; one for all of an inventory where all say the same. */
export function asEnvironments(values: readonly Definition[]): readonly AnsibleValue[] {
  const inventories = groupBy(values, ({ inventory }) => inventory);
  if (inventories.size < 2 || inventories.has(undefined)) return asOne(values);
  return [...inventories.values()].flatMap(own => {
    const [only, ...others] = asOne(own);
    return only && others.length === 0 ? [{ ...only, environment: own[0]?.inventory ?? '' }] : own.map(plain);
  });
}

export function asOne(values: readonly AnsibleValue[]): readonly AnsibleValue[] {
  const [first] = values;
  if (!first) return [];
  const data = JSON.stringify(first.data?.value);
  if (
    values.every(
      one =>
        one.text === first.text && one.version === first.version && JSON.stringify(one.data?.value) === data,
    )
  )
    return [{ ...plain(first), environment: '' }];
  const found = new Map(values.map(one => [JSON.stringify([one.environment, one.text]), plain(one)]));
  return [...found.values()];
}

function plain({ version, text, at, environment, data, scalar }: AnsibleValue): AnsibleValue {
  const more = { ...(data === undefined ? {} : { data }), ...(scalar === undefined ? {} : { scalar }) };
  return { version, text, at, environment, ...more };
}
