/** Lasting changes in the values of a chart: a value given, one that has another name now, one that means nothing any more. */
import type { ViewItem } from '../mesh/view.js';
import type { Installation } from '../model.js';
import { type Rule, type RuleValuesFix, stepsOf } from '../rules/rule.js';
import type { ReadText } from './changes.js';
import { parseFixPath } from './fix-path.js';
import { type Placement, type PlaceOptions, placeValue } from './place.js';
import { placeWritten } from './place-written.js';
import type { Candidate } from './propose.js';
import { valuesChange } from './values-change.js';
import { writable } from './writable.js';

export interface ValuesFixInput {
  readonly rule: Rule;
  readonly items: readonly ViewItem[];
  /** As it is after the change. */
  readonly installation: Installation;
  readonly evaluate: (expression: string, item: ViewItem) => unknown;
  readonly place: PlaceOptions;
}

/** The rule's fixes in values; one that no item asks for is left out. */
export async function proposeValuesFixes(
  input: ValuesFixInput,
  read: ReadText,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  for (const fix of input.rule.fixes) {
    const { when } = fix;
    const steps = stepsOf(fix).flatMap(({ values }) => values ?? []);
    if (steps.length === 0) continue;
    const items =
      when === undefined ? input.items : input.items.filter(item => input.evaluate(when, item) === true);
    if (items.length === 0 && input.items.length > 0) continue;
    const made = await Promise.all(steps.map(step => placementsOf(step, items[0], input, read)));
    // A value that no item suggests leaves the others without their point; what stands nowhere needs no moving.
    if (made.includes(undefined)) continue;
    const placements = made.flatMap(step => step ?? []);
    if (placements.length === 0) continue;
    candidates.push(await valuesChange(input.rule.id, 'fix', fix, placements, read));
  }
  return candidates;
}

/** Undefined where there is no value to write. */
async function placementsOf(
  fix: RuleValuesFix,
  item: ViewItem | undefined,
  { installation, evaluate, place }: ValuesFixInput,
  read: ReadText,
): Promise<readonly Placement[] | undefined> {
  const { release, valuesPath } = installation;
  const path = parseFixPath(fix.path) ?? [];
  if ('value' in fix) {
    const value = item && writable(evaluate(fix.value, item));
    if (value === undefined) return undefined;
    return [await placeValue(release.values, valuesPath, path, value, read, place)];
  }
  const operation =
    'to' in fix
      ? ({ op: 'move', path, to: parseFixPath(fix.to) ?? [] } as const)
      : ({ op: 'remove', path } as const);
  return placeWritten(release.values, valuesPath, operation, read, place.sharedFiles);
}
