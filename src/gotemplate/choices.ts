/** Conditions of a template that are not decided: each is taken one way, and noted, so that the other way can be tried. */
import type { Gap } from '../evaluated/value.js';
import type { Position } from '../model.js';

/** What has to hold for the first branch to be taken. */
export interface Choice {
  /** The same condition asked again is the same choice. */
  readonly key: string;
  /** The condition as people say it: `tracing.enabled`. */
  readonly what: string;
  /** What it is asked for: `if`, `with` or `range`. */
  readonly asks: 'if' | 'with' | 'range';
  /** What it hangs on. */
  readonly gap: Gap;
  /** Where it is asked. */
  readonly at: Position;
}

/** More conditions that are open than any template of people has; those beyond are assumed to hold. */
const MAX_CHOICES = 40;

export class Choices {
  private readonly made = new Map<string, Choice>();

  /** @param denied keys of the choices that are taken the other way; all others hold */
  constructor(private readonly denied: ReadonlySet<string> = new Set()) {}

  /** Whether the condition is taken to hold; undefined where there are too many to follow. */
  decide(choice: Choice): boolean | undefined {
    if (!this.made.has(choice.key) && this.made.size >= MAX_CHOICES) return undefined;
    this.made.set(choice.key, choice);
    return !this.denied.has(choice.key);
  }

  get all(): readonly Choice[] {
    return [...this.made.values()];
  }
}

/** How a condition is called: values by their path, anything else as it is written. */
export function conditionName(text: string): string {
  const path = /^(?:\$|\.|\$\.)?(?:State)?Values\.([\w.-]+)$/.exec(text.replace(/^\./, ''));
  return path?.[1] ?? text;
}
