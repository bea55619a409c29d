/**
 * What a Tiltfile has Helm install, as commands: `helm_resource` and `helm_remote` of Tilt's extensions
 * (https://github.com/tilt-dev/tilt-extensions/tree/master/helm_resource, …/helm_remote), and what it runs by `local` and
 * `local_resource` (https://docs.tilt.dev/api.html).
 */
import { append } from '../../append.js';
import { lineAt } from '../code/text.js';
import type { TellMore } from '../limits.js';
import { Expression } from './starlark.js';
import {
  type Argument,
  bound,
  type Functions,
  itemsOf,
  partsOf,
  type Scope,
  textOf,
  type Value,
} from './starlark-values.js';
import { type Command, commandsIn, type Word } from './text.js';
import { indentOf } from './yaml-lines.js';

export function isTiltfile(path: string): boolean {
  return /(?:^|\/)Tiltfile(?:\.[\w-]{1,40})?$|\.tiltfile$/i.test(path);
}

/** Parameters in their order. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  helm_resource: ['name', 'chart', 'deps', 'release_name', 'namespace', 'image_deps', 'image_keys', 'flags'],
  helm_remote: ['chart', 'repo_url', 'repo_name', 'release_name', 'values', 'set', 'namespace', 'version'],
  // Of a chart in a folder: `k8s_yaml(helm('charts/mesh'))`.
  helm: ['chart', 'name', 'namespace', 'values', 'set', 'kube_version', 'skip_crds'],
  helm_repo: ['name', 'url'],
  local: ['command'],
  local_resource: ['name', 'cmd'],
};
const CALL = /(?<![\w.])(helm|helm_resource|helm_remote|helm_repo|local|local_resource)[ \t]{0,9}\(/g;

/** More calls than a Tiltfile has, and more than its loops and functions make of them. */
const MAX_CALLS = 300;
const MAX_ROUNDS = 50;
/** Deeper than loops stand in loops, and than names stand for names. */
const MAX_LOOPS = 4;
const MAX_NAMES = 8;
const MAX_LINE = 1000;
/** More than a Tiltfile gives names to, as often as these are used. */
const MAX_EXPRESSIONS = 3000;
/** More loops and functions than its calls stand in. */
const MAX_HEADS = 2000;

type Bindings = ReadonlyMap<string, Value>;

/** @param reads what functions come to that read files of the tree */
export function tiltCommands(written: string, more: TellMore, reads: Functions): readonly Command[] {
  const text = written
    .split('\n')
    .map(line => (/^[ \t]*#/.test(line) || line.length > MAX_LINE ? '' : line))
    .join('\n');
  return new Tiltfile(text, more, reads).commands();
}

class Tiltfile {
  private readonly lines: readonly string[];
  /** Where each of them begins. */
  private readonly starts: readonly number[];
  /** Where names are given something, by name; of one that is several things, undefined. */
  private readonly assigned = new Map<string, { readonly at: number; readonly line: number } | undefined>();
  private names = 0;
  private left = MAX_EXPRESSIONS;
  private rounds = MAX_HEADS;

  constructor(
    private readonly text: string,
    private readonly more: TellMore,
    private readonly reads: Functions,
  ) {
    this.lines = text.split('\n');
    const starts: number[] = [];
    let start = 0;
    for (const [index, line] of this.lines.entries()) {
      starts.push(start);
      const [whole, name = ''] = /^[ \t]*([A-Za-z_]\w{0,80})[ \t]*=(?!=)/.exec(line) ?? [];
      // What is indented may be an argument on a line of its own.
      if (whole !== undefined && !(/^[ \t]/.test(whole) && this.assigned.has(name))) {
        const isOther = this.assigned.has(name);
        this.assigned.set(name, isOther ? undefined : { at: start + whole.length, line: index + 1 });
      }
      start += line.length + 1;
    }
    this.starts = starts;
  }

  commands(): readonly Command[] {
    const found: Command[] = [];
    let left = MAX_CALLS;
    for (const match of this.text.matchAll(CALL)) {
      if (left-- <= 0) {
        this.more();
        break;
      }
      const [whole, name = ''] = match;
      const line = lineAt(this.text, match.index);
      const isDefinition = /^[ \t]*def[ \t]/.test(this.lines[line - 1] ?? '');
      if (isDefinition || isComment(this.text, match.index)) continue;
      const rounds = this.roundsAt(line, MAX_LOOPS);
      if (rounds.length >= MAX_ROUNDS) this.more();
      for (const round of rounds) {
        const given = this.givenAt(match.index + whole.length, line, round);
        append(found, commandsOf(name, named(given, FUNCTIONS[name] ?? []), line));
      }
    }
    return found;
  }

  private givenAt(at: number, line: number, round: Bindings): readonly Argument[] {
    return this.expression(at, line, round).arguments();
  }

  private expression(at: number, line: number, round: Bindings): Expression {
    return new Expression(this.text.slice(at, at + 6000), line, this.scope(round), this.reads);
  }

  private scope(bindings: Bindings): Scope {
    return name => {
      const bound = bindings.get(name);
      const set = bound === undefined ? this.assigned.get(name) : undefined;
      if (!set || this.names > MAX_NAMES || this.left-- <= 0) return bound;
      this.names++;
      const value = this.expression(set.at, set.line, new Map()).value();
      this.names--;
      return value.kind === 'open' ? undefined : value;
    };
  }

  /** What the loops and the function around a line give names to, each time. */
  private roundsAt(line: number, left: number): readonly Bindings[] {
    const around = left > 0 && this.rounds-- > 0 ? this.headAround(line, left - 1) : undefined;
    if (!around) return [new Map()];
    const outer = this.roundsAt(around.line, left - 1);
    const rounds = outer.flatMap(bindings =>
      around.rounds(bindings).map(one => new Map([...bindings, ...one])),
    );
    return rounds.slice(0, MAX_ROUNDS);
  }

  private headAround(
    line: number,
    left: number,
  ): { readonly line: number; readonly rounds: (outer: Bindings) => readonly Bindings[] } | undefined {
    let indent = indentOf(this.lines[line - 1] ?? '');
    for (let at = line - 1; at >= 1 && indent > 0; at--) {
      const text = this.lines[at - 1] ?? '';
      if (text.trim() === '' || indentOf(text) >= indent) continue;
      indent = indentOf(text);
      const [loop, names, list] =
        /^[ \t]*for[ \t]+([\w ,()]{1,200}?)[ \t]+in[ \t]+(.{1,900})/.exec(text) ?? [];
      if (loop !== undefined && names !== undefined && list !== undefined)
        return { line: at, rounds: outer => this.itemsOf(names, at, loop.length - list.length, outer) };
      const [, called] = /^[ \t]*def[ \t]+(\w{1,80})[ \t]*\(/.exec(text) ?? [];
      if (called !== undefined) return { line: at, rounds: () => this.callsOf(called, at, left) };
    }
    return undefined;
  }

  private itemsOf(names: string, line: number, from: number, outer: Bindings): readonly Bindings[] {
    const start = (this.starts[line - 1] ?? 0) + from;
    const list = this.expression(start, line, outer).value();
    return (
      itemsOf(list)
        ?.slice(0, MAX_ROUNDS)
        .map(item => bound(names, item)) ?? [new Map()]
    );
  }

  /** What a function is given wherever it is called. */
  private callsOf(name: string, declared: number, left: number): readonly Bindings[] {
    const head = this.lines[declared - 1] ?? '';
    const inner = /\((.{0,800})\)[ \t]*:/.exec(head)?.[1] ?? '';
    const parameters = inner.split(',').map(part => part.trim().replace(/[ \t]*=.*$/, ''));
    const presets = new Expression(`${inner})`, declared, this.scope(new Map())).arguments();
    const own = new Map(
      presets.flatMap(one => (one.name === undefined ? [] : [[one.name, one.value] as const])),
    );
    const found: Bindings[] = [];
    for (const match of this.text.matchAll(new RegExp(`(?<![\\w.])${name}[ \\t]{0,9}\\(`, 'g'))) {
      const line = lineAt(this.text, match.index);
      if (found.length >= MAX_ROUNDS) break;
      if (line === declared) continue;
      for (const round of this.roundsAt(line, left)) {
        const given = this.givenAt(match.index + match[0].length, line, round);
        found.push(new Map([...own, ...named(given, parameters)]));
      }
    }
    return found;
  }
}

function isComment(text: string, index: number): boolean {
  const start = text.lastIndexOf('\n', index) + 1;
  return /(?:^|\s)#/.test(text.slice(start, index));
}

function named(given: readonly Argument[], parameters: readonly string[]): Bindings {
  const entries = given.map(({ name, value }, index) => [name ?? parameters[index] ?? '', value] as const);
  return new Map(entries);
}

function commandsOf(name: string, given: Bindings, line: number): readonly Command[] {
  if (name === 'local' || name === 'local_resource') return runIn(given, line);
  const word = (key: string): Word | undefined => {
    const found = textOf(given.get(key));
    return found?.text === '' ? undefined : found;
  };
  const at = (text: string): Word => ({ text, line });
  if (name === 'helm_repo') {
    const [alias, url] = [word('name'), word('url')];
    return alias && url ? [{ words: [at('helm'), at('repo'), at('add'), alias, url] }] : [];
  }
  const chart = word('chart');
  if (!chart) return [];
  const alias = name === 'helm_remote' && !word('repo_url') ? word('repo_name') : undefined;
  const reference = alias ? { ...chart, text: `${alias.text}/${chart.text}` } : chart;
  const release = word('release_name') ?? word('name') ?? chart;
  const flags = [
    ...flag('repo', word('repo_url')),
    ...flag('version', word('version')),
    ...flag('namespace', word('namespace')),
    ...wordsIn(given.get('values')).flatMap(one => flag('values', one)),
    ...wordsIn(given.get('set')).flatMap(one => flag('set', one)),
    ...wordsIn(given.get('flags')),
  ];
  return [{ words: [at('helm'), at('upgrade'), at('--install'), release, reference, ...flags] }];
}

function flag(name: string, value: Word | undefined): readonly Word[] {
  return value ? [{ ...value, text: `--${name}=${value.text}` }] : [];
}

function wordsIn(value: Value | undefined): readonly Word[] {
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.flatMap(item => textOf(item) ?? []);
}

/** A command as one text, or word by word. */
function runIn(given: Bindings, line: number): readonly Command[] {
  const value = given.get('command') ?? given.get('cmd');
  if (value?.kind === 'list') return [{ words: wordsIn(value) }];
  const word = textOf(value);
  if (!word) return [];
  const parts = partsOf(value);
  return commandsIn(word.text, word.line || line).map(command => ({
    ...command,
    words: command.words.map(one => {
      const part = parts.find(({ text }) => text === one.text.replace(/^--[\w-]+=/, ''));
      return part ? { ...one, line: part.line } : one;
    }),
  }));
}
