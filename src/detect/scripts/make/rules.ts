/**
 * What rules of make run for several targets: automatic variables (`$*` of a pattern rule, `$@`), and variables of a target
 * (https://www.gnu.org/software/make/manual/html_node/Target_002dspecific.html) or of a make that a rule runs.
 */
import { append } from '../../../append.js';
import { addTo } from '../../../grouped.js';
import type { TellMore } from '../../limits.js';
import type { Command, Word } from '../text.js';
import { stemsIn } from './computed.js';
import { evaluated, innerAt, stemOf } from './text.js';

/** Longer than any line of people, and more rules than they write into one file. */
const MAX_LINE = 2000;
const MAX_RULES = 1000;
const MAX_PATTERNS = 50;
/** More targets than one rule is run for, and more commands than all of them come to. */
const MAX_TARGETS = 50;
const MAX_COMMANDS = 3000;
/** More targets than one of them needs. */
const MAX_REACHED = 300;
/** More words of rules than it takes to know what each command of a Makefile is run for. */
const MAX_STEPS = 5_000_000;

interface Rule {
  /** With `%` of a pattern. */
  readonly targets: readonly string[];
  /** Of a static pattern rule: `base istiod: chart-%:` */
  readonly pattern?: string;
  readonly needs: readonly string[];
  /** Its lines. */
  readonly from: number;
  readonly to: number;
}

/** What a name is for some targets, and for what these need. */
interface Setting {
  readonly targets: readonly string[];
  readonly name: string;
  readonly value: Word;
  /** Who runs make so, where it is a rule. */
  readonly way?: string;
}

/**
 * @param commands of that text
 * @param variables what names are set to in it
 */
export function ruled(
  text: string,
  commands: readonly Command[],
  variables: ReadonlyMap<string, string>,
  more: TellMore,
): readonly Command[] {
  if (!commands.some(({ words }) => words.some(word => AUTOMATIC.test(word.text) || NAMED.test(word.text))))
    return commands;
  const makefile = new Makefile(text, commands, variables, more);
  const found: Command[] = [];
  for (const command of commands) {
    if (found.length > MAX_COMMANDS) found.push(command);
    else append(found, makefile.waysOf(command));
  }
  return found;
}

const EXPORT = /^export[ \t]+((?:[A-Za-z_]\w{0,80}[ \t]{0,9}){1,30})/gm;

/**
 * The commands with `$$NAME` as `$(NAME)`, where make hands that to their shell.
 * @param variables names that the Makefile and what it includes set
 */
export function withExported(
  text: string,
  commands: readonly Command[],
  variables: ReadonlySet<string>,
): readonly Command[] {
  if (!text.includes('$$') || !/^export\b|^\.EXPORT_ALL_VARIABLES:/m.test(text)) return commands;
  const isAll = /^(?:export[ \t]*$|\.EXPORT_ALL_VARIABLES:)/m.test(text);
  const named = [...text.matchAll(EXPORT)].flatMap(([, names = '']) => names.trim().split(/\s+/));
  const exported = new Set(isAll ? variables : named);
  return commands.map(command => {
    if (!command.words.some(one => one.text.includes('$$'))) return command;
    const words = command.words.map(word => ({
      ...word,
      text: word.text.replace(
        /\$\$(?:(\w{1,80})|\{(\w{1,80})\})/g,
        (whole, bare?: string, braced?: string) => {
          const name = bare ?? braced ?? '';
          return exported.has(name) && variables.has(name) ? `$(${name})` : whole;
        },
      ),
    }));
    return { ...command, words };
  });
}

/**
 * Whether these goals of make come to a rule.
 * @param text of a Makefile
 * @param line in the rule; of none, any target of the file will do
 */
export function comesTo(
  text: string,
  commands: readonly Command[],
  variables: ReadonlyMap<string, string>,
  more: TellMore,
): (goals: readonly string[], line: number | undefined) => boolean {
  let makefile: Makefile | undefined;
  return (goals, line) => {
    makefile ??= new Makefile(text, commands, variables, more);
    return makefile.comesTo(goals, line);
  };
}

const AUTOMATIC = /\$[*@](?!\$)|\$[({][*@][)}:]/;
/** With `$$NAME`, which the shell has of make. */
const NAMED = /\$(?:[({]\w{1,80}[)}]|\$\{?[A-Za-z_])/;

class Makefile {
  private readonly rules: Rule[] = [];
  private readonly settings: Setting[] = [];
  private readonly reached = new Map<string, ReadonlySet<string>>();
  /** Those of a target by its name, and those of patterns. */
  private readonly rulesOf = new Map<string, Rule[]>();
  private readonly patterns: Rule[] = [];
  private readonly mentioned: ReadonlySet<string>;
  private readonly stems = new Map<Rule, readonly string[]>();
  private left = MAX_STEPS;
  /** How many words its rules and settings come to. */
  private readonly size: number;

  constructor(
    text: string,
    private readonly commands: readonly Command[],
    private readonly variables: ReadonlyMap<string, string>,
    private readonly more: TellMore,
  ) {
    this.read(text.split('\n'));
    for (const rule of this.rules) {
      for (const target of rule.targets) addTo(this.rulesOf, target, rule);
      const isPattern = rule.targets.some(target => target.includes('%'));
      if (isPattern && this.patterns.length < MAX_PATTERNS) this.patterns.push(rule);
    }
    const asked = commands.flatMap(command => this.asked(command));
    for (const { settings } of asked) append(this.settings, settings);
    const goals = asked.flatMap(one => one.goals);
    const named = this.rules.flatMap(({ targets, needs }) => [...targets, ...needs]);
    this.mentioned = new Set([...named, ...goals].filter(word => !word.includes('%') && !word.includes('$')));
    this.size = named.length + this.settings.reduce((sum, { targets }) => sum + targets.length + 1, 0);
  }

  /** The command for each target that it is run for, with what that sets. */
  waysOf(command: Command): readonly Command[] {
    const line = command.words[0]?.line ?? 0;
    const rule = this.rules.find(({ from, to }) => from <= line && line <= to);
    if (!rule || rule.from === line || this.left < 0) return [command];
    const isOfTarget = command.words.some(({ text }) => AUTOMATIC.test(text));
    const targets = this.targetsOf(rule);
    // What it is run for, only running it tells.
    if (isOfTarget && targets.length === 0) return this.forComputed(command, rule);
    const seen = new Map<string, Command>();
    for (const target of targets.length > 0 ? targets : ['']) {
      const own = isOfTarget ? automatic(command, target, stemIn(rule, target)) : command;
      for (const one of this.setFor(own, target))
        seen.set(JSON.stringify([one.way, one.words.map(({ text }) => text)]), one);
    }
    return [...seen.values()];
  }

  /** A pattern rule that people run by hand, for each stem of which a variable that it computes the name of is set. */
  private forComputed(command: Command, rule: Rule): readonly Command[] {
    const stems = this.stemsOf(rule);
    if (stems.length === 0) return [opened(command)];
    const [pattern = ''] = rule.targets;
    return stems.map(stem => ({
      ...automatic(
        command,
        pattern.replace('%', () => stem),
        stem,
      ),
      job: stem,
    }));
  }

  private stemsOf(rule: Rule): readonly string[] {
    const known = this.stems.get(rule);
    if (known) return known;
    const within = this.commands.filter(
      ({ words: [first] }) => first && rule.from < first.line && first.line <= rule.to,
    );
    this.left -= within.length * this.variables.size;
    const stems = this.left < 0 ? [] : stemsIn(within, [...this.variables.keys()]).slice(0, MAX_TARGETS);
    this.stems.set(rule, stems);
    return stems;
  }

  comesTo(goals: readonly string[], line: number | undefined): boolean {
    const rule =
      line === undefined ? undefined : this.rules.find(({ from, to }) => from < line && line <= to);
    const asked = goals.length > 0 ? goals : [this.firstGoal()];
    const targets = rule ? this.targetsOf(rule) : [];
    return asked.some(goal =>
      rule
        ? targets.some(target => this.needed(goal, target))
        : this.rulesOf.has(goal) ||
          this.patterns.some(one => one.targets.some(own => stemOf(goal, own) !== undefined)),
    );
  }

  private firstGoal(): string {
    return this.rules.flatMap(({ targets }) => targets).find(one => !one.startsWith('.')) ?? '';
  }

  private read(lines: readonly string[]): void {
    for (let index = 0; index < lines.length && this.rules.length < MAX_RULES; index++) {
      const start = index;
      let line = lines[index] ?? '';
      if (!/^[^\s#]/.test(line)) continue;
      while (line.endsWith('\\') && line.length < MAX_LINE && index + 1 < lines.length)
        line = `${line.slice(0, -1)} ${lines[++index]}`;
      const cut = line.length > MAX_LINE ? -1 : colonIn(line);
      if (cut < 0) continue;
      const targets = this.wordsOf(line.slice(0, cut));
      const rest = line.slice(cut + 1).replace(/^:/, '');
      const [, name, value] =
        /^[ \t]*(?:(?:export|override|private)[ \t]+){0,3}([A-Za-z_]\w{0,80})[ \t]*(?:::?|\?)?=[ \t]*([^#]*?)[ \t]*(?:#.*)?$/.exec(
          rest,
        ) ?? [];
      if (name !== undefined && value !== undefined) {
        this.settings.push({ targets, name, value: { text: value, line: start + 1 } });
        continue;
      }
      while (/^(?:\t|[ \t]*$|(?:ifn?eq|ifn?def|else|endif)\b)/.test(lines[index + 1] ?? '.')) index++;
      const needs = rest.replace(/;.*$/, '');
      const second = colonIn(needs);
      const pattern = second < 0 ? undefined : needs.slice(0, second).trim();
      this.rules.push({
        targets,
        needs: this.wordsOf(second < 0 ? needs : needs.slice(second + 1)),
        ...(pattern === undefined ? {} : { pattern }),
        from: start + 1,
        to: index + 1,
      });
    }
  }

  private wordsOf(text: string): readonly string[] {
    return evaluated(text, name => this.variables.get(name))
      .split(/[\s|]+/)
      .filter(word => word !== '');
  }

  /** `$(MAKE) deploy ISTIO_VERSION=1.22.2` */
  private asked({ words }: Command): { goals: readonly string[]; settings: readonly Setting[] } {
    const [tool, ...given] = words;
    if (!tool || !/^[@+-]{0,3}(?:\$[({]MAKE[)}]|make)$/.test(tool.text)) return { goals: [], settings: [] };
    const isElsewhere = given.some(({ text }) => /^(?:-C|--directory|-f)/.test(text));
    if (isElsewhere) return { goals: [], settings: [] };
    const goals = given
      .map(({ text }) => text)
      .filter(text => /^[\w./%-]+$/.test(text) && !text.startsWith('-'));
    const caller = this.rules.find(({ from, to }) => from <= tool.line && tool.line <= to)?.targets[0];
    const settings = given.flatMap(({ text, line }): readonly Setting[] => {
      const [, name, value] = /^([A-Za-z_]\w{0,80})=(.+)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) return [];
      // A name that is handed on is what it was.
      if (value.includes(`(${name})`) || value.includes(`{${name}}`)) return [];
      return [
        {
          targets: goals,
          name,
          value: { text: value, line },
          ...(caller === undefined ? {} : { way: caller }),
        },
      ];
    });
    return { goals, settings };
  }

  private targetsOf({ targets, pattern }: Rule): readonly string[] {
    const found = targets.flatMap(target => {
      if (target.includes('$')) return [];
      if (pattern !== undefined || !target.includes('%')) return [target];
      this.left -= this.mentioned.size;
      if (this.left < 0) return [];
      return [...this.mentioned].filter(one => stemOf(one, target) !== undefined);
    });
    if (found.length > MAX_TARGETS || this.left < 0) this.more();
    return found.slice(0, MAX_TARGETS);
  }

  /** By what each target sets that this one is needed by. */
  private setFor(command: Command, target: string): readonly Command[] {
    const names = new Set(
      command.words.flatMap(({ text }) => [...text.matchAll(ALL_NAMED)].map(match => match[1] ?? match[2])),
    );
    const meant = names.size === 0 ? [] : this.settings.filter(({ name }) => names.has(name));
    this.left -= this.size;
    if (meant.length === 0 || this.left < 0) return [command];
    const ways = new Map<string, Map<string, Word>>();
    for (const { targets, name, value, way } of meant) {
      const holders = targets.filter(one => this.needed(one, target));
      if (holders.length === 0) continue;
      const key = way ?? holders[0] ?? '';
      const known = ways.get(key) ?? new Map<string, Word>();
      ways.set(key, known.set(name, value));
    }
    const found = [...ways].map(([way, given]) => ({ ...filled(command, given), way }));
    return found.length === 0 || this.isRunOtherwise(target, meant) ? [command, ...found] : found;
  }

  /** Whether something runs it for which nobody sets these names, and the file sets them for that. */
  private isRunOtherwise(target: string, settings: readonly Setting[]): boolean {
    const versions = settings.filter(({ value }) => /^v?\d+\.\d+/.test(value.text));
    const decisive = versions.length > 0 ? versions : settings;
    if (!decisive.every(({ name }) => this.variables.has(name))) return false;
    const given = new Set(settings.flatMap(({ targets, way }) => (way === undefined ? targets : [way])));
    const isGiven = (one: string): boolean =>
      settings.some(({ targets, way }) => way === undefined && targets.includes(one));
    if (isGiven(target)) return false;
    const users = this.rules.filter(
      ({ needs, targets }) => needs.includes(target) && !targets.some(one => one.startsWith('.')),
    );
    const isByMake = settings.some(({ way }) => way !== undefined);
    return isByMake || users.some(({ targets }) => targets.some(one => !given.has(one)));
  }

  private needed(by: string, target: string): boolean {
    const known = this.reached.get(by) ?? this.neededBy(by);
    this.reached.set(by, known);
    return known.has(target) || (by.includes('%') && stemOf(target, by) !== undefined);
  }

  /** A target, and all that it needs. */
  private neededBy(target: string): ReadonlySet<string> {
    const found = new Set([target]);
    for (const one of found) {
      if (found.size > MAX_REACHED) break;
      if (one.startsWith('.')) continue;
      for (const { needs } of this.rulesOf.get(one) ?? []) for (const need of needs) found.add(need);
      for (const { targets, needs } of this.patterns) {
        this.left -= targets.length;
        if (this.left < 0) return found;
        const stem = targets.map(own => stemOf(one, own)).find(known => known !== undefined);
        if (stem !== undefined) for (const need of needs) found.add(need.replace('%', () => stem));
      }
    }
    return found;
  }
}

const ALL_NAMED = /\$(?:[({](\w{1,80})[)}]|\$\{?([A-Za-z_]\w{0,80})\}?)/g;

/** The colon that ends the targets; -1 where the line sets a variable, or is no rule. */
function colonIn(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const inner = innerAt(line, at);
    if (inner !== undefined) at += inner.length + 2;
    else if (line[at] === '=') return -1;
    else if (line[at] === ':') return /^:{0,2}=/.test(line.slice(at + 1, at + 4)) ? -1 : at;
  }
  return -1;
}

function stemIn({ targets, pattern }: Rule, target: string): string {
  const patterns = pattern === undefined ? targets : [pattern];
  return (
    patterns
      .map(one => (one.includes('%') ? stemOf(target, one) : undefined))
      .find(one => one !== undefined) ?? ''
  );
}

function automatic(command: Command, target: string, stem: string): Command {
  const known = (name: string): string | undefined =>
    name === '@' ? target : name === '*' ? stem : undefined;
  // Alone it stands within functions that are none of texts, too.
  const written = (text: string): string =>
    text
      .replace(/(?<!\$)\$([*@])/g, '$($1)')
      .replace(/\$(?:\(([*@])\)|\{([*@])\})/g, (whole, round, curly) => known(round ?? curly) ?? whole);
  const words = command.words.map(word =>
    AUTOMATIC.test(word.text) ? { ...word, text: evaluated(written(word.text), known) } : word,
  );
  return { ...command, words };
}

/** As a name that something fills in. */
function opened(command: Command): Command {
  const words = command.words.map(word => ({
    ...word,
    text: word.text.replace(/(?<!\$)\$(?:[*@]|[({][*@][)}])/g, () => '$' + '{target}'),
  }));
  return { ...command, words };
}

/** A word that is nothing but a name, or a flag with one, stands where that is set. */
function filled(command: Command, given: ReadonlyMap<string, Word>): Command {
  const words = command.words.map(word => {
    const [, bare, ofShell] =
      /^(?:--[\w-]{1,60}=)?\$(?:[({](\w{1,80})[)}]|\$\{?([A-Za-z_]\w{0,80})\}?)$/.exec(word.text) ?? [];
    const only = bare ?? ofShell;
    const whole = only === undefined ? undefined : given.get(only);
    const text = word.text.replace(
      ALL_NAMED,
      (all, name: string, inShell?: string) => given.get(name ?? inShell ?? '')?.text ?? all,
    );
    return { ...word, ...(whole ? { line: whole.line } : {}), text };
  });
  return { ...command, words };
}
