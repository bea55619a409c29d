/**
 * What a template writes where conditions are not decided: once with all of them held, and once for each with that one the
 * other way. What differs hangs on the condition; what does not is decided.
 */
import type { EvaluatedValue } from '../evaluated/value.js';
import { type Choice, Choices } from './choices.js';
import { fillText } from './fill.js';
import type { TemplateHost } from './functions.js';
import type { FilledTemplate } from './output.js';

export interface World {
  /** What does not hold in it. */
  readonly without: readonly Choice[];
  readonly filled: FilledTemplate;
}

export type Worlds =
  | {
      readonly ok: true;
      /** All conditions hold. */
      readonly filled: FilledTemplate;
      readonly others: readonly World[];
    }
  | { readonly ok: false; readonly line: number; readonly why: string };

/** More ways than any template of people has: what hangs on the rest is found by the way around it. */
const MAX_WORLDS = 80;

/** @param host of one filling; each world is filled anew */
export function fillWorlds(
  text: string,
  dot: EvaluatedValue,
  file: string,
  host: (choices: Choices) => TemplateHost,
): Worlds {
  const held = new Choices();
  const first = fillText(text, dot, file, host(held));
  if (!first.ok) return first;
  const others: World[] = [];
  const pending: (readonly Choice[])[] = held.all.map(choice => [choice]);
  const seen = new Set(held.all.map(({ key }) => key));
  for (let without = pending.shift(); without && others.length < MAX_WORLDS; without = pending.shift()) {
    const choices = new Choices(new Set(without.map(({ key }) => key)));
    const other = fillText(text, dot, file, host(choices));
    if (!other.ok) continue;
    others.push({ without, filled: other.filled });
    // Conditions that are only asked on the other way have two ways themselves.
    for (const choice of choices.all) {
      if (seen.has(choice.key)) continue;
      seen.add(choice.key);
      pending.push([...without, choice]);
    }
  }
  return { ok: true, filled: first.filled, others };
}
