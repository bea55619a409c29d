/** What make writes once and has run for several: `define` and `call`, `foreach`. */
import { append } from '../../../append.js';
import type { TellMore } from '../../limits.js';
import { filledText } from '../filled.js';
import { type Command, commandsIn, type Word } from '../text.js';
import { evaluated, functionAt, optionalFiles, SIMPLE, simplified } from './text.js';

export function isMakefile(path: string): boolean {
  return /(?:^|\/)(?:GNU)?makefile(?:\.[\w-]{1,40})?$|\.mk$/i.test(path);
}

/** More commands than these come to, and deeper than they stand in each other. */
const MAX_COMMANDS = 2000;
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;

/** Another Makefile that is read with one: what that includes, or what includes it. */
export interface BesideMakefile {
  readonly file: string;
  readonly commands: readonly Command[];
}

/**
 * @param variables what names are set to in that file
 * @param lines where they are, or where a word of them stands
 * @param beside Makefiles whose definitions it may call
 */
export function madeCommands(
  commands: readonly Command[],
  variables: ReadonlyMap<string, string>,
  lines: (name: string, item: string) => number | undefined,
  more: TellMore,
  beside: readonly BesideMakefile[] = [],
): readonly Command[] {
  if (!commands.some(({ words }) => words.some(({ text }) => FUNCTION.test(text) || SIMPLE.test(text))))
    return commands;
  return new Maker(commands, variables, lines, more, beside).made();
}

const FUNCTION = /\$[({](?:call|foreach|eval)[ \t]/;
/** `define NAME`, `define NAME =` */
const DEFINE = 'define';

interface Body {
  /** Where it stands among the commands of its own file; of another one, nowhere. */
  readonly from: number;
  readonly to: number;
  readonly commands: readonly Command[];
  /** Of another file. */
  readonly file?: string;
}

/** What a Makefile defines: by `define`, or in one line. */
function bodiesIn(commands: readonly Command[]): ReadonlyMap<string, Body> {
  const ends = endsOf(commands);
  const found = new Map<string, Body>();
  for (const [index, { words }] of commands.entries()) {
    const [first, name, third] = words;
    const end = ends[index] ?? commands.length;
    if (first?.text === DEFINE && name) {
      if (end < commands.length)
        found.set(name.text, { from: index, to: end, commands: commands.slice(index + 1, end) });
    } else if (first && /^[:?]{0,2}=$/.test(name?.text ?? '') && third)
      found.set(first.text, { from: index, to: index, commands: [{ words: words.slice(2) }] });
  }
  return found;
}

/** Of each place, where the next `endef` stands. */
function endsOf(commands: readonly Command[]): readonly number[] {
  const ends: number[] = [];
  let end = commands.length;
  for (let index = commands.length - 1; index >= 0; index--) {
    ends[index] = end;
    if (commands[index]?.words[0]?.text === 'endef') end = index;
  }
  return ends;
}

class Maker {
  private left = MAX_COMMANDS;
  /** What a name is defined as: the commands from one place up to another. */
  private readonly bodies: ReadonlyMap<string, Body>;
  private readonly used = new Set<string>();

  constructor(
    private readonly commands: readonly Command[],
    private readonly variables: ReadonlyMap<string, string>,
    private readonly lines: (name: string, item: string) => number | undefined,
    private readonly more: TellMore,
    beside: readonly BesideMakefile[],
  ) {
    const others = beside.flatMap(one =>
      [...bodiesIn(one.commands)].map(([name, body]): [string, Body] => [
        name,
        { ...body, from: 0, to: -1, file: one.file },
      ]),
    );
    this.bodies = new Map([...others, ...bodiesIn(commands)]);
  }

  made(): readonly Command[] {
    const found = this.commands.map(command => this.expanded(command, 0));
    // What is called is what its calls make of it.
    const skipped = new Set<number>();
    for (const name of this.used) {
      const { from, to } = this.bodies.get(name) ?? { from: 0, to: -1 };
      for (let at = from; at <= to; at++) skipped.add(at);
    }
    return found.flatMap((made, index) => (skipped.has(index) ? [] : made));
  }

  private expanded(command: Command, depth: number): readonly Command[] {
    const [first, ...rest] = command.words;
    // What a call makes may be nothing: each one counts, not what it makes.
    const isLast = depth > 0 && this.left-- <= 0;
    if (!first || depth > MAX_DEPTH || isLast) return [command];
    const start = /^[@+-]{0,3}/.exec(first.text)?.[0].length ?? 0;
    const call = functionAt(first.text, start);
    const made = call && this.run(call.name, call.given, first, depth);
    if (!made) return [this.simple(this.withFlags(command, depth))];
    const last = made.at(-1);
    // What stands behind a call goes on with what it makes: `$(call upgrade,istiod) -f values.yaml`.
    const tail = rest.filter(({ text }) => text !== '');
    if (!last || tail.length === 0) return made;
    return [...made.slice(0, -1), { ...last, words: [...last.words, ...tail] }];
  }

  /** `$(or $(3),$(VERSION))`, `$(if $(VERSION),--version $(VERSION))` */
  private simple(command: Command): Command {
    if (!command.words.some(({ text }) => SIMPLE.test(text))) return command;
    const words = command.words.flatMap((word): readonly Word[] => {
      const text = SIMPLE.test(word.text) ? simplified(word.text, this.known) : word.text;
      if (text === word.text) return [word];
      return commandsIn(text, word.line).flatMap(one => one.words);
    });
    return { ...command, words };
  }

  private readonly known = (name: string): string | undefined => this.variables.get(name);

  private run(
    name: string,
    given: readonly string[],
    at: Word,
    depth: number,
  ): readonly Command[] | undefined {
    if (name === 'call') return this.called(given, at, depth);
    if (name === 'eval') return this.parsed(given.join(','), at, depth);
    return name === 'foreach' ? this.each(given, at, depth) : undefined;
  }

  private called(
    [name = '', ...handed]: readonly string[],
    at: Word,
    depth: number,
  ): readonly Command[] | undefined {
    const body = this.bodies.get(name.trim());
    if (!body) return undefined;
    const given = handed.map(one => (SIMPLE.test(one) ? simplified(one, this.known) : one));
    this.used.add(name.trim());
    const found: Command[] = [];
    for (const command of body.commands) {
      if (this.left <= 0) break;
      const words = command.words.map((word): Word => {
        const argument = (place: string): string => given[Number(place) - 1]?.trim() ?? '';
        const text = filledText(word.text, ARGUMENT, (_, round, curly = '') =>
          argument(round ?? curly),
        ).replaceAll('$$', () => '$');
        return placed(word, text, at, body);
      });
      append(found, this.expanded({ ...command, words: words.filter(({ text }) => text !== '') }, depth + 1));
    }
    return found;
  }

  /** `$(foreach c,$(CHARTS),…)`; of a list that only running it tells, what runs for one. */
  private each(
    [name = '', list = '', ...body]: readonly string[],
    at: Word,
    depth: number,
  ): readonly Command[] {
    const known = evaluated(list, one => this.variables.get(one)).trim();
    const all = optionalFiles(list) ?? (known === '' || known.includes('$') ? undefined : known.split(/\s+/));
    if (all && all.length > MAX_ITEMS) this.more();
    const items = all?.slice(0, MAX_ITEMS);
    const text = body.join(',');
    if (!items) return this.parsed(text, at, depth);
    const own = name.trim();
    const from = /^\s*\$[({](\w{1,80})[)}]\s*$/.exec(list)?.[1] ?? '';
    return items.flatMap(item => {
      const line = this.lines(from, item);
      return this.parsed(
        filledText(text, NAMED, (_, round, curly) => ((round ?? curly) === own ? item : undefined)),
        at,
        depth,
      ).map(command => (line === undefined ? command : ofItem(command, item, line)));
    });
  }

  private parsed(text: string, { line }: Word, depth: number): readonly Command[] {
    if (this.left-- <= 0) {
      this.more();
      return [];
    }
    return commandsIn(
      text.replaceAll('$$', () => '$'),
      line,
    ).flatMap(one => this.expanded(one, depth + 1));
  }

  /** `helm upgrade $(call flags,istiod)` */
  private withFlags(command: Command, depth: number): Command {
    if (!command.words.some(({ text }) => FUNCTION.test(text))) return command;
    const words = command.words.flatMap((word): readonly Word[] => {
      const call = functionAt(word.text, 0);
      if (call?.name !== 'call' || call.end !== word.text.length) return [word];
      const made = this.called(call.given, word, depth) ?? [];
      // A loop makes several flags.
      const isOne = made.length === 1 || made.every(({ words: own }) => own[0]?.text.startsWith('-'));
      return made.length > 0 && isOne ? made.flatMap(own => own.words) : [word];
    });
    return { ...command, words };
  }
}

/** What a call does not say stands where it is defined; of another file, that is told of versions. */
function placed(word: Word, text: string, at: Word, { file }: Body): Word {
  if (text !== word.text) return { text, line: at.line };
  if (file === undefined) return { text, line: word.line };
  return /\d\.\d/.test(text) && !text.includes('$')
    ? { text, line: word.line, file }
    : { text, line: at.line };
}

/** A version that an item of a list holds stands where the list does: `CHARTS := base:1.22.2` */
function ofItem(command: Command, item: string, line: number): Command {
  if (!/\d\.\d/.test(item)) return command;
  const words = command.words.map(word => {
    const value = word.text.replace(/^--[\w-]{1,60}=/, '');
    return /^v?\d+\.\d/.test(value) && item.includes(value) ? { ...word, line } : word;
  });
  return { ...command, words };
}

/**
 * `$(call version-of,istio.io/api)` as what that comes to
 * @param texts in which its definition may stand
 * @returns undefined where it is no call, or of what none of them defines
 */
export function calledText(raw: string, texts: readonly string[]): string | undefined {
  const call = functionAt(raw, 0);
  const [name = '', ...given] = call?.given ?? [];
  if (call?.name !== 'call' || call.end !== raw.length) return undefined;
  for (const text of texts) {
    const body = bodyIn(text, name.trim());
    if (body === undefined) continue;
    return body
      .replace(ARGUMENT, (_, round, curly) => given[Number(round ?? curly) - 1]?.trim() ?? '')
      .replaceAll('$$', () => '$');
  }
  return undefined;
}

/** `NAME = …`, or what stands between `define NAME` and its end. */
function bodyIn(text: string, name: string): string | undefined {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const rest = line.startsWith(name) ? line.slice(name.length).trimStart() : '';
    const [sign, value] = [/^[:?]{0,2}=/.exec(rest)?.[0], rest.replace(/^[:?]{0,2}=/, '').trim()];
    if (sign !== undefined) return value;
    const [start, defined] = line.trim().split(/\s+/, 2);
    if (start !== DEFINE || defined !== name) continue;
    const end = lines.findIndex((one, at) => at > index && one.trim() === 'endef');
    return end < 0
      ? undefined
      : lines
          .slice(index + 1, end)
          .join('\n')
          .trim();
  }
  return undefined;
}

/** `$(1)`, `${2}` */
const ARGUMENT = /\$(?:\(([1-9])\)|\{([1-9])\})/g;
/** `$(c)`, `${c}` */
const NAMED = /\$(?:\((\w{1,80})\)|\{(\w{1,80})\})/g;
