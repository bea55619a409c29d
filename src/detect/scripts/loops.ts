/**
 * Commands as a shell comes to them: a loop over what the script lists as one round for each, and names that stand for several
 * words as those. What only running it tells stays as it is written.
 */
import { append } from '../../append.js';
import { hasPlaceholder } from '../istio/published-release.js';
import type { TellMore } from '../limits.js';
import type { Lists } from './assignments.js';
import { BROUGHT_TOOL } from './brought-tool.js';
import { filledText } from './filled.js';
import { type Range, skippedArm } from './known-arms.js';
import type { Row } from './printed-rows.js';
import { isReadLoop, rowsOf, WAY } from './read-loops.js';
import { type Command, commandsIn, type Heredoc, placeOf, type Word } from './text.js';

/** More than people list. */
const MAX_ROUNDS = 200;
/** More commands than the loops of a script come to. */
const MAX_COMMANDS = 3000;
/** More than all rounds together write or apply. */
const MAX_HEREDOCS = 2_000_000;
/** Arguments that a round sets; `${10}` and on are written otherwise. */
const MAX_SET = 9;
/** More commands than hand on to one another. */
const MAX_PIPED = 8;

/** What a round gives names to. */
type Bindings = ReadonlyMap<string, Word>;

/** Commands of a script, in the order in which they run. */
export function unrolled(written: readonly Command[], lists: Lists, more: TellMore): readonly Command[] {
  const commands = withoutLists(written, lists);
  const loops = commands.some(command => keyword(command.words) === 'for' || isReadLoop(command));
  if (!loops && lists.words.size === 0) return commands;
  const found = new Unroller(lists, commands, more).run(0, commands.length, new Map());
  if (!found) more();
  return found ?? commands;
}

class Unroller {
  private left = MAX_COMMANDS;
  /** How many of something there are: `COUNT=$(yq '.charts | length' charts.yaml)` */
  private readonly counts = new Map<string, Word>();
  private leftOfHeredocs = MAX_HEREDOCS;

  private readonly ends: ReadonlyMap<number, number>;

  constructor(
    private readonly lists: Lists,
    private readonly commands: readonly Command[],
    private readonly more: TellMore,
  ) {
    this.ends = endsOfLoops(commands);
  }

  /** @returns undefined where the loops come to more than a script's */
  run(start: number, stop: number, given: Bindings): readonly Command[] | undefined {
    const bindings = new Map(given);
    const found: Command[] = [];
    const skipped: Range[] = [];
    for (let index = start; index < stop; index++) {
      index = skipped.find(({ from }) => from === index)?.to ?? index;
      const command = this.commands[index];
      if (!command) break;
      const end = this.ends.get(index);
      const rounds = end === undefined ? undefined : this.roundsOf(index, end, bindings);
      if (end === undefined || rounds === undefined) {
        if (--this.left < 0) return undefined;
        const own = this.filled(command, bindings);
        found.push(own);
        const arm =
          bindings.size > 0 && keyword(own.words) === 'if'
            ? skippedArm(this.commands, index, own.words)
            : undefined;
        if (arm) skipped.push(arm);
        continue;
      }
      for (const round of rounds) {
        if (--this.left < 0) return undefined;
        const body = this.run(index + 1, end, new Map([...bindings, ...round]));
        if (!body) return undefined;
        append(found, body);
      }
      index = end;
    }
    return found;
  }

  /** `for NAME in …`, `while read NAME`: what the name stands for in each round; undefined where the script does not tell. */
  private roundsOf(start: number, stop: number, bindings: Bindings): readonly Bindings[] | undefined {
    const [loop, end] = [this.commands[start], this.commands[stop]];
    if (!loop || !end) return undefined;
    if (isReadLoop(loop))
      return rowsOf(
        this.separated(loop),
        this.fedBy(start, stop),
        this.commands[start - 1],
        end,
        this.lists.texts,
        this.more,
      );
    const { words } = loop;
    const [, name, middle, ...items] = ofItem(words).filter(({ text }) => !/^(?:do|then|else)$/.test(text));
    const counted = name === undefined ? this.countedAt(start, bindings) : undefined;
    if (counted) return counted;
    if (name === undefined || middle?.text !== 'in' || !/^\w+$/.test(name.text)) return undefined;
    const rounds = items
      .flatMap(word => this.itemsOf(word) ?? [word])
      .map(word => substituted(word, bindings))
      .flatMap(word => this.lists.sources?.wordsOf(this.withCounts(word)) ?? [word]);
    if (rounds.length > MAX_ROUNDS) this.more();
    if (rounds.length > MAX_ROUNDS || rounds.some(({ text }) => hasPlaceholder(text) || /[*`]/.test(text)))
      return undefined;
    return rounds.map(word => new Map([[name.text, word]]));
  }

  /** `tab=$(printf '\t')`, and `IFS="$tab" read` */
  private separated(loop: Command): Command {
    const words = loop.words.map(word => {
      const name = /^IFS=\$\{?(\w{1,80})\}?$/.exec(word.text)?.[1];
      const value = this.lists.values.get(name ?? '')?.text;
      const text = value
        ?.replace(/^\$\(printf[ \t]+["']?([^"')]{1,9})["']?\)$/, '$1')
        .replace(/^\$?'([^']{1,9})'$/, '$1');
      return text === undefined || /\$/.test(text) ? word : { ...word, text: `IFS=${text}` };
    });
    return { ...loop, words };
  }

  /** `for ((i = 0; i < COUNT; i++))` */
  private countedAt(start: number, bindings: Bindings): readonly Bindings[] | undefined {
    const [first = '', until = '', step = ''] = this.commands
      .slice(start + 1, start + 4)
      .map(({ words }) => words.map(word => substituted(word, bindings).text).join(''));
    const [, name, from] = /^(\w{1,80})=(\d{1,4})$/.exec(first) ?? [];
    const [, asked, sign, to = ''] = /^(\w{1,80})<(=?)(\$?\{?\w{1,80}\}?)$/.exec(until) ?? [];
    if (name === undefined || name !== asked || !/^(?:\w{1,80}\+\+|\+\+\w{1,80})$/.test(step))
      return undefined;
    const last = /^\d{1,4}$/.test(to) ? to : this.counts.get(to.replace(/[${}]/g, ''))?.text;
    if (last === undefined || from === undefined) return undefined;
    const count = Number(last) - Number(from) + (sign === '=' ? 1 : 0);
    // What is merely tried many times goes over nothing.
    if (count > MAX_ROUNDS && last !== to) this.more();
    if (count < 0 || count > MAX_ROUNDS) return undefined;
    const line = this.commands[start]?.words[0]?.line ?? 1;
    return Array.from(
      { length: count },
      (_, index) => new Map([[name, { text: String(Number(from) + index), line }]]),
    );
  }

  /** `$((COUNT - 1))` and `$COUNT` with what it is. */
  private withCounts(word: Word): Word {
    if (this.counts.size === 0 || !word.text.includes('$')) return word;
    const text = filledText(
      word.text,
      /\$\{?(\w{1,80})\}?|(?<=\$\(\([ \t]{0,9})([A-Za-z_]\w{0,80})/g,
      (_, name = '', bare = '') => this.counts.get(name || bare)?.text,
    );
    return { ...word, text };
  }

  /** What the commands print that a loop reads: those before it, or those that stand behind it in `< <(…)`. */
  private fedBy(start: number, stop: number): readonly Row[] | undefined {
    const { sources } = this.lists;
    if (!sources) return undefined;
    let first = start;
    while (first > 0 && start - first < MAX_PIPED && this.commands[first - 1]?.piped) first--;
    if (first < start) return sources.rowsOf(this.commands.slice(first, start));
    if (!this.commands[stop]?.words.slice(-2).every(({ text }) => text === '<')) return undefined;
    let last = stop + 1;
    while (last - stop < MAX_PIPED && this.commands[last]?.piped) last++;
    return sources.rowsOf(this.commands.slice(stop + 1, last + 1));
  }

  /** A command with what is known filled in; an assignment within a round is known from there on. */
  private filled(command: Command, bindings: Map<string, Word>): Command {
    const words = command.words.flatMap(
      (word, index) =>
        (index === 0 ? this.toolOf(word) : undefined) ??
        this.argumentsOf(word)?.map(one => this.valueOf(one, bindings)) ?? [
          this.printedIn(this.valueOf(word, bindings), bindings),
        ],
    );
    if (bindings.size === 0) this.count(words);
    const heredoc = command.heredoc && this.filledHeredoc(command.heredoc, bindings);
    if (bindings.size > 0) bind(words, bindings);
    const way = bindings.get(WAY)?.text;
    return { ...command, words, ...(heredoc ? { heredoc } : {}), ...(way === undefined ? {} : { way }) };
  }

  /** A number that something prints. */
  private count(words: readonly Word[]): void {
    const { sources } = this.lists;
    for (const { text, line } of sources ? words.slice(0, 3) : []) {
      const [, name, value] = /^([A-Za-z_]\w{0,80})=(\$\(.{1,300}\))$/s.exec(text) ?? [];
      const word =
        name === undefined || value === undefined ? undefined : sources?.wordOf({ text: value, line });
      if (name !== undefined && word && /^\d{1,4}$/.test(word.text)) this.counts.set(name, word);
    }
  }

  /** `version=$(yq ".$chart.version" charts.yaml)` in a round as what that prints. */
  private printedIn(word: Word, bindings: Bindings): Word {
    const { sources } = this.lists;
    const [, before = '', value] =
      /^([\w-]{0,80}=|)(\${1,2}\(.{1,600}\))$/s.exec(word.text.slice(0, 800)) ?? [];
    if (!sources || bindings.size === 0 || value === undefined) return word;
    const fill = (text: string): string => substituted({ text, line: word.line }, bindings).text;
    const found = sources.wordOf({ text: value, line: word.line }, fill);
    return found ? { ...found, text: `${before}${found.text}` } : word;
  }

  private filledHeredoc(heredoc: Heredoc, bindings: Bindings): Heredoc {
    if (bindings.size > 0) this.leftOfHeredocs -= heredoc.text.length;
    return this.leftOfHeredocs < 0 ? heredoc : { ...heredoc, text: substituted(heredoc, bindings).text };
  }

  /** `"${HELM[@]}"`, `$(HELM_INSTALL)` of a list that begins with a tool, with what stands behind that. */
  private toolOf(word: Word): readonly Word[] | undefined {
    const [tool, ...given] = this.itemsOf({ ...word, text: word.text.replace(/^[@+-]{1,3}/, '') }) ?? [];
    if (!tool || given.length === 0 || !TOOL.test(tool.text)) return undefined;
    return [{ ...tool, ...placeOf(word) }, ...given];
  }

  /** Words that a list holds, where it is one of arguments: `$HELM_ARGS`, `$(echo $HELM_ARGS)`, `helm $UPGRADE_ARGS` */
  private argumentsOf(word: Word): readonly Word[] | undefined {
    const echoed = /^\$\(echo[ \t]+(\$\{?\w{1,80}\}?)[ \t]*\)$/.exec(word.text)?.[1];
    const items = this.itemsOf(echoed === undefined ? word : { ...word, text: echoed });
    return /^(?:-|(?:install|upgrade|template)$)/.test(items?.[0]?.text ?? '') ? items : undefined;
  }

  /** `$CHARTS`, `$(CHARTS)`, `${CHARTS[@]}`, `${!CHARTS[@]}` */
  private itemsOf({ text, ...at }: Word): readonly Word[] | undefined {
    // `${@:-base istiod}`, `${@:-${CHARTS[@]}}`: what it goes over where nobody says anything.
    const preset = /^\$\{[@*]:?-(.{1,300})\}$/.exec(text)?.[1];
    if (preset !== undefined)
      return preset.startsWith('$')
        ? this.itemsOf({ text: preset, ...at })
        : preset.split(/\s+/).map(one => ({ text: one, ...at }));
    const [, keys, name = ''] = /^\$[{(]?(!?)(\w+)(?:\[[@*]\])?[})]?$/.exec(text) ?? [];
    if (keys === '!') {
      const keyed = this.lists.keyed.get(name);
      return keyed && [...keyed].map(([key, value]) => ({ text: key, line: value.line }));
    }
    return this.lists.words.get(name);
  }

  /** `${CHARTS[$name]}` as what stands there under that key. */
  private valueOf(word: Word, bindings: Bindings): Word {
    return keyedIn(substituted(word, bindings), this.lists);
  }
}

/** `${CHARTS[istiod]}` as what stands there under that key. */
function keyedIn(value: Word, { keyed }: Lists): Word {
  const [whole, name = '', key = ''] = /^\$\{(\w+)\[([^\]${}]+)\]\}$/.exec(value.text) ?? [];
  if (whole !== undefined) return keyed.get(name)?.get(key) ?? value;
  return {
    ...value,
    text: value.text.replace(
      /\$\{(\w+)\[([^\]${}]{1,200})\]\}/g,
      (all, list: string, under: string) => keyed.get(list)?.get(under)?.text ?? all,
    ),
  };
}

/** The same in commands whose keys a call fills in. */
export function withKeyed(commands: readonly Command[], lists: Lists): readonly Command[] {
  if (lists.keyed.size === 0) return commands;
  return commands.map(command =>
    command.words.some(({ text }) => text.includes(']}'))
      ? { ...command, words: command.words.map(word => keyedIn(word, lists)) }
      : command,
  );
}

const TOOL = /^(?:\S{0,200}\/)?(?:helm3?|istioctl)$/;

/** `@for` of Make, `do for` of a loop in a loop. */
function keyword(words: readonly Word[]): string {
  const [first, second] = ofItem(words).map(({ text }) => text.replace(/^[@-]+/, ''));
  return (first === 'do' || first === 'then' || first === 'else' ? second : first) ?? '';
}

/** `CMD=(helm upgrade …)` runs where its name stands, and nowhere else. */
function withoutLists(commands: readonly Command[], lists: Lists): readonly Command[] {
  if (lists.words.size === 0) return commands;
  const used = new Set(
    commands.flatMap(({ words }) =>
      words.flatMap(({ text }) => /\$\{(\w{1,81})\[[@*]\]/.exec(text)?.[1] ?? []),
    ),
  );
  let items: ReadonlySet<string> | undefined;
  return commands.filter(({ words }) => {
    if (items && words.length > 0 && words.every(word => items?.has(placed(word)))) return false;
    const name = /^([A-Za-z_]\w{0,80})\+?=$/.exec(words.at(-1)?.text ?? '')?.[1];
    const list = name !== undefined && used.has(name) ? lists.words.get(name) : undefined;
    items = list && new Set(list.map(placed));
    return true;
  });
}

function placed({ text, line }: Word): string {
  return `${line} ${text}`;
}

/** Without the dash of a pipeline's list. */
function ofItem(words: readonly Word[]): readonly Word[] {
  return words[0]?.text === '-' ? words.slice(1) : words;
}

/** `- "for chart in base istiod; do helm upgrade …; done"` of a pipeline's list, as the commands in it. */
export function withQuotedLoops(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap(command => {
    const [item, only, ...others] = command.words;
    const isWhole = item?.text === '-' && only && others.length === 0;
    return isWhole && isLoop(only.text) ? commandsIn(only.text, only.line) : [command];
  });
}

function isLoop(text: string): boolean {
  return /^\s*(?:for|while)\s/.test(text) && /\bdone\b/.test(text);
}

/** Index of the `done` of each `for`, and of each `while read`. */
function endsOfLoops(commands: readonly Command[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: { readonly index: number; readonly isListed: boolean }[] = [];
  for (const [index, command] of commands.entries()) {
    const word = keyword(command.words);
    if (/^(?:for|while|until|select)$/.test(word))
      open.push({ index, isListed: word === 'for' || isReadLoop(command) });
    const begun = word === 'done' ? open.pop() : undefined;
    if (begun?.isListed) ends.set(begun.index, index);
  }
  return ends;
}

/** `chart=${pair##*:}`, `IFS=: read -r name chart <<< "$pair"`, and `set -- $pair`. */
function bind(words: readonly Word[], bindings: Map<string, Word>): void {
  const texts = words.map(({ text }) => text);
  const first = /^(?:do|then|else)$/.test(texts[0] ?? '') ? 1 : 0;
  if (texts[first] === 'set' && texts[first + 1] === '--') {
    const parts = words
      .slice(first + 2)
      .filter(({ text }) => !hasPlaceholder(text))
      .flatMap(word => word.text.split(/\s+/).map(text => ({ ...word, text })));
    for (const [index, part] of parts.slice(0, MAX_SET).entries()) bindings.set(String(index + 1), part);
    return;
  }
  const last = words.at(-1);
  if (last && texts.at(-2) === '<<<' && texts.includes('read') && !hasPlaceholder(last.text)) {
    const separator = texts.find(text => text.startsWith('IFS='))?.slice(4);
    const parts = last.text.split(separator ? separator : /\s+/);
    const names = texts.slice(texts.indexOf('read') + 1, -2).filter(text => /^[A-Za-z_]\w*$/.test(text));
    for (const [index, name] of names.entries()) bindings.set(name, { ...last, text: parts[index] ?? '' });
    return;
  }
  for (const { text, ...place } of words) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
    if (
      name !== undefined &&
      value !== undefined &&
      value !== '' &&
      (!hasPlaceholder(value) || isTool(value))
    )
      bindings.set(name, { text: value, ...place });
  }
}

/** `$(get_istioctl 1.22.2)`: a function that is given the version brings the tool. */
function isTool(value: string): boolean {
  return BROUGHT_TOOL.test(value);
}

/** `$name`, `${name}`, `$$name` of Make, and what is cut off it: `${name%%:*}`. */
const REFERENCE = /\${1,2}(?:(\w+)|\{(\w+)(?:(%%?|##?)([^{}]{1,20}))?\})/g;

function substituted(word: Word, bindings: Bindings): Word {
  const { text } = word;
  let own = placeOf(word);
  if (bindings.size === 0 || !text.includes('$')) return { text, ...own };
  // Taken off once: a long text has many references.
  const only = text.replace(/^\w+=/, '').replace(/^\$\(\w+[ \t]+["']?|["']?\)$/g, '');
  const filled = filledText(text, REFERENCE, (whole, bare, braced, cut, pattern = '') => {
    const value = bindings.get(bare ?? braced ?? '');
    if (!value) return undefined;
    if (only === whole) own = placeOf(value);
    return cut === undefined ? value.text : withoutPart(value.text, cut, pattern);
  });
  return { text: filled, ...own };
}

/** `%`, `%%`, `#`, `##` of a shell, of a pattern with one star at its end or start: `:*`, `*:` */
function withoutPart(text: string, cut: string, pattern: string): string | undefined {
  const [, before, mark, after] = /^(\*?)([^*?[\]]+)(\*?)$/.exec(pattern) ?? [];
  if (mark === undefined) return undefined;
  if (cut.startsWith('%')) {
    if (before !== '') return undefined;
    if (after === '') return text.endsWith(mark) ? text.slice(0, -mark.length) : text;
    const index = cut === '%%' ? text.indexOf(mark) : text.lastIndexOf(mark);
    return index < 0 ? text : text.slice(0, index);
  }
  if (after !== '') return undefined;
  if (before === '') return text.startsWith(mark) ? text.slice(mark.length) : text;
  const index = cut === '##' ? text.lastIndexOf(mark) : text.indexOf(mark);
  return index < 0 ? text : text.slice(index + mark.length);
}
