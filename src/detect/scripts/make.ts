/** What make writes once and has run for several: `define` and `call`, `foreach`. */
import { append } from '../../append.js';
import { evaluated, functionAt } from './make-text.js';
import { type Command, commandsIn, type Word } from './text.js';

export function isMakefile(path: string): boolean {
  return /(?:^|\/)(?:GNU)?makefile(?:\.[\w-]{1,40})?$|\.mk$/i.test(path);
}

/** More commands than these come to, and deeper than they stand in each other. */
const MAX_COMMANDS = 2000;
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;

/** @param variables what names are set to in that file */
export function madeCommands(
  commands: readonly Command[],
  variables: ReadonlyMap<string, string>,
): readonly Command[] {
  if (!commands.some(({ words }) => words.some(({ text }) => FUNCTION.test(text)))) return commands;
  return new Maker(commands, variables).made();
}

const FUNCTION = /\$[({](?:call|foreach|eval)[ \t]/;
/** `define NAME`, `define NAME =` */
const DEFINE = 'define';

class Maker {
  private left = MAX_COMMANDS;
  /** What a name is defined as, and where that stands among the commands. */
  private readonly bodies = new Map<
    string,
    { readonly from: number; readonly commands: readonly Command[] }
  >();
  private readonly used = new Set<string>();

  constructor(
    private readonly commands: readonly Command[],
    private readonly variables: ReadonlyMap<string, string>,
  ) {
    for (const [index, { words }] of commands.entries()) {
      const [first, name, third] = words;
      if (first?.text === DEFINE && name) {
        const end = commands.findIndex((one, at) => at > index && one.words[0]?.text === 'endef');
        if (end > 0) this.bodies.set(name.text, { from: index, commands: commands.slice(index + 1, end) });
      } else if (first && /^[:?]{0,2}=$/.test(name?.text ?? '') && third)
        this.bodies.set(first.text, { from: index, commands: [{ words: words.slice(2) }] });
    }
  }

  made(): readonly Command[] {
    const found = this.commands.map(command => this.expanded(command, 0));
    // What is called is what its calls make of it.
    const skipped = new Set<number>();
    for (const name of this.used) {
      const { from, commands } = this.bodies.get(name) ?? { from: 0, commands: [] };
      const isBlock = this.commands[from]?.words[0]?.text === DEFINE;
      for (let at = from; at <= from + (isBlock ? commands.length + 1 : 0); at++) skipped.add(at);
    }
    return found.flatMap((made, index) => (skipped.has(index) ? [] : made));
  }

  private expanded(command: Command, depth: number): readonly Command[] {
    const [first, ...rest] = command.words;
    if (!first || depth > MAX_DEPTH || this.left <= 0) return [command];
    const start = /^[@+-]{0,3}/.exec(first.text)?.[0].length ?? 0;
    const call = functionAt(first.text, start);
    const made = call && this.run(call.name, call.given, first, depth);
    if (!made) return [this.withFlags(command, depth)];
    this.left -= made.length;
    const last = made.at(-1);
    // What stands behind a call goes on with what it makes: `$(call upgrade,istiod) -f values.yaml`.
    const tail = rest.filter(({ text }) => text !== '');
    if (!last || tail.length === 0) return made;
    return [...made.slice(0, -1), { ...last, words: [...last.words, ...tail] }];
  }

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
    [name = '', ...given]: readonly string[],
    at: Word,
    depth: number,
  ): readonly Command[] | undefined {
    const body = this.bodies.get(name.trim());
    if (!body) return undefined;
    this.used.add(name.trim());
    const found: Command[] = [];
    for (const command of body.commands) {
      const words = command.words.map((word): Word => {
        const text = word.text
          .replace(ARGUMENT, (_, round, curly) => given[Number(round ?? curly) - 1]?.trim() ?? '')
          .replaceAll('$$', () => '$');
        return { text, line: text === word.text ? word.line : at.line };
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
    const items = known === '' || known.includes('$') ? undefined : known.split(/\s+/).slice(0, MAX_ITEMS);
    const text = body.join(',');
    if (!items) return this.parsed(text, at, depth);
    const own = name.trim();
    return items.flatMap(item =>
      this.parsed(
        text.replace(NAMED, (whole, round, curly) => ((round ?? curly) === own ? item : whole)),
        at,
        depth,
      ),
    );
  }

  private parsed(text: string, { line }: Word, depth: number): readonly Command[] {
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
      const [only, ...others] = this.called(call.given, word, depth) ?? [];
      return only && others.length === 0 ? only.words : [word];
    });
    return { ...command, words };
  }
}

/** `$(1)`, `${2}` */
const ARGUMENT = /\$(?:\(([1-9])\)|\{([1-9])\})/g;
/** `$(c)`, `${c}` */
const NAMED = /\$(?:\((\w{1,80})\)|\{(\w{1,80})\})/g;
