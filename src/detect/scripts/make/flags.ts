/**
 * Flags that a Makefile puts together before it runs Helm: `FLAGS := $(FLAGS) --set mesh.enabled=true`, also in rules that the one
 * which runs it needs: `$(eval FLAGS += --set mesh.enabled=true)`. Of these, what sets a value that is written there is read.
 * Source: https://www.gnu.org/software/make/manual/html_node/Eval-Function.html
 */
import type { DetectContext } from '../../detector.js';
import type { TellMore } from '../../limits.js';
import { folderOf, resolveInTree } from '../../tree-path.js';
import { HELM } from '../helm-command.js';
import { type Command, commandsIn, type Word } from '../text.js';
import { comesTo } from './rules.js';
import { evaluated, innerAt } from './text.js';

/** Longer than any line of people, and more files than a Makefile includes. */
const MAX_LINE = 4000;
const MAX_FILES = 20;
const MAX_FLAGS = 300;

/** `$(FLAGS)` */
const NAME = /^\$[({](\w{1,80})[)}]$/;
const INCLUDE = /^[-s]?include[ \t]{1,20}([^\s$#]{1,300})[ \t]*(?:#.*)?$/;
const SETS = /^(?:export[ \t]{1,9})?([A-Za-z_]\w{0,80})[ \t]{0,20}([:?+]{0,2}=)[ \t]{0,20}(.*)$/;

/** The commands, with what is sure to be in the variables that they take their flags from. */
export async function withMadeFlags(
  context: DetectContext,
  path: string,
  text: string,
  commands: readonly Command[],
  more: TellMore,
): Promise<readonly Command[]> {
  const asked = commands.filter(({ words }) => words.some(({ text: word }) => HELM.test(word)));
  const names = new Set(
    asked
      .flatMap(({ words }) => words.flatMap(word => NAME.exec(word.text)?.[1] ?? []))
      .filter(
        // What is set once is filled in where it stands.
        name =>
          new RegExp(
            `\\$\\(eval[ \\t]+${name}\\b|^${name}[ \\t]*\\+=|^${name}[ \\t]*:=.*\\$[({]${name}\\b`,
            'm',
          ).test(text),
      ),
  );
  if (names.size === 0) return commands;
  const settings = await settingsOf(context, path, text);
  const isNeeded = comesTo(text, commands, settings, more);
  const added = addedIn(text);
  return commands.map(command => {
    const [first] = command.words;
    const name = command.words
      .map(word => NAME.exec(word.text)?.[1])
      .find(one => one !== undefined && names.has(one));
    if (!first || name === undefined || !asked.includes(command)) return command;
    const goals = goalsAround(text, first.line, settings);
    const own = added.filter(
      one => one.name === name && (!one.isInRule || goals.some(goal => isNeeded([goal], one.line))),
    );
    const flags = agreed(own.flatMap(({ flags: all, line }) => literals(all, line)));
    const at = command.words.findIndex(word => NAME.exec(word.text)?.[1] === name);
    return { ...command, words: [...command.words.slice(0, at), ...flags, ...command.words.slice(at)] };
  });
}

interface Added {
  readonly name: string;
  readonly flags: string;
  readonly line: number;
  readonly isInRule: boolean;
}

/** What is added to names, outside of conditions. */
function addedIn(text: string): readonly Added[] {
  const found: Added[] = [];
  let conditions = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > MAX_LINE || found.length > MAX_FLAGS) continue;
    if (/^[ \t]*ifn?(?:eq|def)\b/.test(line)) conditions++;
    else if (/^[ \t]*endif\b/.test(line)) conditions = Math.max(conditions - 1, 0);
    const start = /^\t[ \t]*[@-]{0,2}(?=\$[({]eval[ \t])/.exec(line)?.[0].length;
    const inner = start === undefined ? undefined : innerAt(line, start);
    const [, name, sign = '', flags = ''] =
      SETS.exec(start === undefined ? line : (inner ?? '').replace(/^eval[ \t]{1,9}/, '')) ?? [];
    if (name === undefined || conditions > 0) continue;
    const before = new RegExp(`^\\$[({]${name}[)}][ \\t]`);
    if (sign === '+=' || before.test(flags))
      found.push({ name, flags: flags.replace(before, ''), line: index + 1, isInRule: start !== undefined });
  }
  return found;
}

/** Targets of the rule that a line is in. */
function goalsAround(text: string, line: number, settings: ReadonlyMap<string, string>): readonly string[] {
  const head = text
    .split('\n')
    .slice(0, line - 1)
    .findLast(one => /^[^\s#:=][^:=]{0,300}:(?!=)/.test(one.slice(0, MAX_LINE)));
  const targets = evaluated(head?.slice(0, head.indexOf(':')) ?? '', name => settings.get(name));
  return targets.split(/\s+/).filter(target => target !== '' && !target.includes('$'));
}

/** `--set a=true`; what is filled in is told with the variable that holds it. */
function literals(flags: string, line: number): readonly (readonly [Word, Word])[] {
  const words = commandsIn(flags, line).flatMap(command => command.words);
  return words.flatMap((word, index): readonly (readonly [Word, Word])[] => {
    const value = words[index + 1];
    const isSet = /^--set(?:-string)?$/.test(word.text) && value !== undefined;
    return isSet && /^[^$={}]{1,200}=[^$]{1,200}$/.test(value.text) ? [[word, value]] : [];
  });
}

/** Which of several values counts depends on the order in which the rules run. */
function agreed(flags: readonly (readonly [Word, Word])[]): readonly Word[] {
  const values = new Map<string, Set<string>>();
  for (const [, { text }] of flags) {
    const key = text.slice(0, text.indexOf('='));
    values.set(key, (values.get(key) ?? new Set()).add(text));
  }
  return flags
    .filter(([, { text }]) => values.get(text.slice(0, text.indexOf('=')))?.size === 1)
    .slice(0, MAX_FLAGS)
    .flat();
}

/** What names are when all of a Makefile and of what it includes was read, line by line, as make does. */
async function settingsOf(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const seen = new Set([path]);
  const pending = text.split('\n').toReversed();
  let conditions = 0;
  for (let line = pending.pop(); line !== undefined; line = pending.pop()) {
    if (line.length > MAX_LINE) continue;
    if (/^[ \t]*ifn?(?:eq|def)\b/.test(line)) conditions++;
    else if (/^[ \t]*endif\b/.test(line)) conditions = Math.max(conditions - 1, 0);
    const included = INCLUDE.exec(line)?.[1];
    const file = included === undefined ? undefined : resolveInTree(folderOf(path), included);
    if (file !== undefined && context.tree.has(file) && !seen.has(file) && seen.size < MAX_FILES) {
      seen.add(file);
      for (const one of ((await context.text(file)) ?? '').split('\n').toReversed()) pending.push(one);
      continue;
    }
    if (conditions === 0) set(found, line);
  }
  return found;
}

function set(found: Map<string, string>, line: string): void {
  const [, name, sign, value = ''] = SETS.exec(line) ?? [];
  if (name === undefined) return;
  const before = found.get(name);
  if (sign === '?=' && before !== undefined) return;
  if (sign === '+=') found.set(name, `${before ?? ''} ${value}`.slice(0, MAX_LINE));
  else {
    const isNow = sign === ':=' || sign === '::=';
    const come = isNow ? evaluated(value, one => found.get(one)) : value;
    found.set(name, come.slice(0, MAX_LINE));
  }
}
