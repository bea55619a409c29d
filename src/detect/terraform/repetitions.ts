/** Blocks that `count` and `for_each` make several of. */
import {
  type EvaluatedEntry,
  type EvaluatedMap,
  type EvaluatedValue,
  scalar,
  textOf,
} from '../../evaluated/value.js';
import type { HclBlock } from '../../hcl/syntax.js';
import type { Position } from '../../model.js';
import { attributeOf, type LocatedBlock } from './files.js';
import type { ModuleInstance } from './scope.js';

/** A map of plain entries, such as `each`. */
export function mapOf(entries: readonly (readonly [string, EvaluatedValue])[], at: Position): EvaluatedMap {
  return {
    kind: 'map',
    entries: new Map(entries.map(([key, value]): [string, EvaluatedEntry] => [key, { at: value.at, value }])),
    at,
  };
}

/** More of one block than any honest root counts. */
const MAX_COUNT = 100;

/** True where there are none of a block by defaults of variables alone: whoever calls or runs the root may switch it on. */
export function isLeftToCallers(block: HclBlock, file: string, instance: ModuleInstance): boolean {
  const open = instance.withoutDefaults();
  return open !== undefined && repetitionsOf(block, file, open) === 'undecided';
}

/** Which instances `for_each` and `count` make of a block: the names each sees. */
export function repetitionsOf(
  block: HclBlock,
  file: string,
  instance: ModuleInstance,
): readonly ReadonlyMap<string, EvaluatedValue>[] | 'undecided' {
  const at = { file, line: block.line };
  const count = attributeOf(block, 'count');
  if (count) {
    const value = instance.valueOf(count.value, file);
    const number = Number(textOf(value));
    if (textOf(value) === undefined || !Number.isInteger(number)) return 'undecided';
    if (number > MAX_COUNT) {
      const why = `\`count\` makes more than ${MAX_COUNT} of it: those beyond were not looked at`;
      instance.files.context.leave(file, why, count.line);
    }
    return Array.from(
      { length: Math.min(number, MAX_COUNT) },
      (_, index) => new Map([['count', mapOf([['index', scalar(index, at)]], at)]]),
    );
  }
  const forEach = attributeOf(block, 'for_each');
  if (!forEach) return [new Map()];
  const value = instance.valueOf(forEach.value, file);
  if (value.kind === 'list')
    return value.items.map(
      item =>
        new Map([
          [
            'each',
            mapOf(
              [
                ['key', item],
                ['value', item],
              ],
              at,
            ),
          ],
        ]),
    );
  if (value.kind !== 'map' || value.open) return 'undecided';
  return [...value.entries].map(
    ([key, entry]) =>
      new Map([
        [
          'each',
          mapOf(
            [
              ['key', scalar(key, entry.at)],
              ['value', entry.value],
            ],
            at,
          ),
        ],
      ]),
  );
}

/** What names mean in one copy of a block. */
export type Names = ReadonlyMap<string, EvaluatedValue>;

export interface Copies {
  /** What `each` and `count` are in every copy of a block; one copy where that is not decided. */
  readonly names: readonly Names[];
  /** The line that makes none of it by defaults of variables alone. */
  readonly off?: Position;
}

export function copiesOf({ block, file }: LocatedBlock, instance: ModuleInstance): Copies {
  const made = repetitionsOf(block, file, instance);
  if (made === 'undecided') return { names: [new Map()] };
  if (made.length > 0 || !isLeftToCallers(block, file, instance)) return { names: made };
  const attribute = attributeOf(block, 'count') ?? attributeOf(block, 'for_each');
  return { names: [new Map()], off: { file, line: attribute?.line ?? block.line } };
}

export function namesOf(located: LocatedBlock, instance: ModuleInstance): readonly Names[] {
  return copiesOf(located, instance).names;
}

/** `["eu"]` of one copy of several; '' where there is but one. */
export function keyOf(names: Names): string {
  const each = names.get('each');
  const key = each?.kind === 'map' ? textOf(each.entries.get('key')?.value) : undefined;
  return key === undefined ? '' : `["${key}"]`;
}

/** More instances than any honest root makes. */
const MAX_USES = 500;

/** There is no room for one more: from this block on, what there is was not looked at. */
export function isFull(
  found: readonly unknown[],
  { block, file }: LocatedBlock,
  { files }: ModuleInstance,
): boolean {
  if (found.length < MAX_USES) return false;
  const why = `there are more than ${MAX_USES} instances of its kind: what comes after was not looked at`;
  files.context.leave(file, why, block.line);
  return true;
}
