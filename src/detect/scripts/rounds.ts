/**
 * What parts of a pipeline with parameters are run with: commands and jobs of CircleCI, templates of Azure Pipelines. Each way in which
 * others run such a part is a round of its commands.
 */
import type { Positioned } from '../../model.js';
import type { TellMore } from '../limits.js';
import { HELM } from './helm-command.js';
import { type Command, placeOf, type Word } from './text.js';
import type { Handed } from './workflow/matrix.js';

/** What a parameter is; lists and mappings keep their place. */
export interface Given extends Handed {
  readonly node?: Positioned;
}

/** By the name of the parameter. */
export type Bindings = ReadonlyMap<string, Given>;

/** A part of a pipeline that takes parameters. */
export interface Definition {
  /** What its parameters are where nobody gives them. */
  readonly presets: Bindings;
  /** It goes on with what the part around it was given. */
  readonly isWithin?: true;
}

export interface CallOf {
  /** The part that is run. */
  readonly of: string;
  /** The part that runs it; of the pipeline itself, none. */
  readonly from: string | undefined;
  readonly given: Bindings;
  /** Several ways to run it at once, by what the part that runs it was given: `${{ each chart in parameters.charts }}` */
  readonly each?: (outer: Bindings) => readonly Bindings[];
  /** How the pipeline names what it runs there. */
  readonly job?: string;
}

export interface Round {
  readonly bindings: Bindings;
  readonly job?: string;
}

/** More ways to run a part than pipelines have: where there are as many, others may be left out. */
export const MAX_ROUNDS = 50;

export class Rounds {
  private readonly known = new Map<string, readonly Round[]>();

  /**
   * @param around what holds everywhere in the pipeline
   * @param fill a text with parameters of where it stands filled in
   */
  constructor(
    private readonly definitions: ReadonlyMap<string, Definition>,
    private readonly calls: ReadonlyMap<string, readonly CallOf[]>,
    private readonly around: Bindings,
    private readonly fill: (word: Given, bindings: Bindings) => Given,
  ) {}

  /** One for each way in which it is run; by its own defaults where nothing runs it. */
  of(id: string | undefined): readonly Round[] {
    if (id === undefined) return [{ bindings: this.around }];
    const known = this.known.get(id);
    if (known) return known;
    // Of parts that run each other, none is known before the others.
    this.known.set(id, []);
    const found: Round[] = [];
    for (const call of this.calls.get(id) ?? []) {
      const ways = this.of(call.from).flatMap(outer =>
        (call.each?.(outer.bindings) ?? [call.given]).map(given => ({ outer, given: [...given] })),
      );
      for (const { outer, given: words } of ways.slice(0, MAX_ROUNDS - found.length)) {
        const given = words.map(([name, word]) => [name, this.fill(word, outer.bindings)] as const);
        const job = call.job ?? outer.job;
        found.push({
          bindings: this.bound(id, new Map(given), outer),
          ...(job === undefined ? {} : { job }),
        });
      }
    }
    if (found.length === 0) found.push({ bindings: this.bound(id, new Map(), { bindings: this.around }) });
    this.known.set(id, found);
    return found;
  }

  private bound(id: string, given: Bindings, outer: Round): Bindings {
    const definition = this.definitions.get(id);
    const around = definition?.isWithin ? outer.bindings : this.around;
    const presets = [...(definition?.presets ?? [])].map(
      ([name, word]) => [name, this.fill(word, around)] as const,
    );
    return new Map([...around, ...presets, ...given]);
  }
}

/** More commands than the rounds of a file come to. */
const MAX_COMMANDS = 3000;

/** Commands of Helm that stand in such parts, once for each round. */
export function inRounds(
  commands: readonly Command[],
  roundsAt: (line: number, words: readonly Word[]) => readonly Round[],
  fill: (word: Word, bindings: Bindings) => Word,
  more: TellMore,
): readonly Command[] {
  let left = MAX_COMMANDS;
  return commands.flatMap((command): readonly Command[] => {
    const { words } = command;
    const line = words[0]?.line ?? 1;
    if (!words.some(({ text }) => HELM.test(text))) return [command];
    if (left <= 0) more();
    const found = new Map<string, Command>();
    for (const { bindings, job } of left > 0 ? roundsAt(line, words) : []) {
      const filled = words.map(word => plain(word, fill(word, bindings)));
      if (filled.every((word, index) => word === words[index])) return [command];
      const key = JSON.stringify(filled);
      if (!found.has(key))
        found.set(key, { ...command, words: filled, ...(job === undefined ? {} : { job }) });
    }
    left -= found.size;
    return found.size === 0 ? [command] : [...found.values()];
  });
}

/** The word alone, without what else is known of it. */
function plain(word: Word, filled: Word): Word {
  if (filled === word) return word;
  return { text: filled.text, ...placeOf(filled) };
}

/**
 * A text with the parameters that it names filled in: what is nothing but a name is what it stands for, at its own place.
 * @param reference names a parameter by its first group
 */
export function filledIn<Filled extends Given>(word: Filled, reference: RegExp, bindings: Bindings): Filled {
  if (!reference.test(word.text)) return word;
  const [whole, name = ''] = reference.exec(word.text) ?? [];
  if (whole === word.text.trim()) {
    const known = bindings.get(name);
    const { open: _, ...rest } = word;
    return known ? ({ ...rest, ...known } as Filled) : word;
  }
  const every = new RegExp(reference.source, 'g');
  const text = word.text.replace(every, (all, one: string) => {
    const known = bindings.get(one);
    return known && !known.node ? known.text : all;
  });
  if (text === word.text) return word;
  const { open: _, ...rest } = word;
  // `--version=<< parameters.version >>`
  const single = word.text.split(every).length === 3 ? bindings.get(name) : undefined;
  const place = /^--?[\w-]+=$/.test(word.text.replace(every, '')) && single ? placeOf(single) : {};
  return { ...rest, text, ...place } as Filled;
}
