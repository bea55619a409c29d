/**
 * Charts that Bazel fetches: `helm_import_repository` of a workspace, `helm.import_repository` of a module, alone, in a comprehension, or
 * in a loop of a macro. Names come from the file itself, or from those that it loads.
 * Source: https://abrisco.github.io/rules_helm/rules.html, https://bazel.build/rules/lib/globals/build#load
 */
import { closing } from '../code/literals.js';
import { lineAt } from '../code/text.js';
import type { DetectContext } from '../detector.js';
import type { TellMore } from '../limits.js';
import { folderOf, inFolder } from '../tree-path.js';
import { Expression } from './starlark.js';
import { type Argument, type Scope, textOf, type Value } from './starlark-values.js';
import type { Command, Word } from './text.js';

/** More calls than a workspace has, and more files than it loads. */
const MAX_CALLS = 200;
const MAX_LOADS = 200;
const MAX_ROUNDS = 200;
const MAX_NAMES = 8;
const MAX_LENGTH = 6000;

export function isBazel(path: string): boolean {
  return /(?:^|\/)(?:WORKSPACE|MODULE|BUILD)(?:\.bazel)?$|\.bzl$|\.bazel$/.test(path);
}

const CALL = /(?<![\w.])(?:helm_import_repository|[A-Za-z_]\w{0,60}\.import_repository)[ \t]{0,9}\(/g;
const LOAD = /^load\(\s{0,9}["'](?:@@?)?([\w./:-]{1,200})["']([^()]{1,2000})\)/gm;
const LOADED = /(?:(\w{1,80})\s{0,9}=\s{0,9})?["'](\w{1,80})["']/g;
const FOR = /^\s{0,200}for\s{1,9}(\w{1,80})\s{1,9}in\s{1,9}/;

interface Loaded {
  readonly path: string;
  readonly text: string;
  /** What it is called there. */
  readonly name: string;
}

export async function bazelCommands(
  context: DetectContext,
  path: string,
  text: string,
  more: TellMore,
): Promise<readonly Command[]> {
  const loads = await loadsOf(context, path, text);
  const scope = scopeOf({ path, text }, loads);
  const found: Command[] = [];
  let calls = 0;
  for (const match of text.matchAll(CALL)) {
    if (calls++ >= MAX_CALLS) {
      more();
      break;
    }
    const start = text.lastIndexOf('\n', match.index) + 1;
    if (/#|^[ \t]*def\b/.test(text.slice(start, match.index))) continue;
    const open = match.index + match[0].length;
    const line = lineAt(text, match.index);
    for (const round of roundsAt(text, match.index, open - 1, scope, more)) {
      const given = new Expression(
        text.slice(open, open + MAX_LENGTH),
        line,
        name => round.get(name) ?? scope(name),
      );
      const command = commandOf(given.arguments(), line);
      if (command) found.push(command);
    }
  }
  return found;
}

async function loadsOf(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, Loaded>> {
  const found = new Map<string, Loaded>();
  for (const [, label = '', names = ''] of [...text.matchAll(LOAD)].slice(0, MAX_LOADS)) {
    const [, ofRoot, folder = '', file = ''] = /^(\/\/)?([\w./-]{0,150}):([\w./-]{1,100})$/.exec(label) ?? [];
    const home = ofRoot === undefined ? folderOf(path) : folder;
    const loaded = file === '' ? undefined : await context.text(inFolder(home, file));
    if (loaded === undefined) continue;
    for (const [, own, name = ''] of names.matchAll(LOADED))
      found.set(own ?? name, { path: inFolder(home, file), text: loaded, name });
  }
  return found;
}

/** What names are that a file gives something once, outside of functions, or loads; in a macro what a parameter is by itself. */
function scopeOf(
  { path, text }: Pick<Loaded, 'path' | 'text'>,
  loads: ReadonlyMap<string, Loaded>,
  depth = 0,
): Scope {
  return name => {
    if (depth > MAX_NAMES) return undefined;
    const loaded = loads.get(name);
    if (loaded) return placed(scopeOf(loaded, new Map(), depth + 1)(loaded.name), loaded.path);
    const key = /^\w{1,80}$/.exec(name)?.[0];
    if (key === undefined) return undefined;
    const own = [...text.matchAll(new RegExp(`^${key}[ \\t]{0,9}=(?!=)`, 'gm'))];
    const preset = new RegExp(
      `^def[ \\t]{1,9}\\w{1,80}\\([^()]{0,600}?(?<!\\w)${key}[ \\t]{0,9}=(?!=)`,
      'm',
    ).exec(text);
    const [set] = own.length === 1 ? own : preset && own.length === 0 ? [preset] : [];
    if (!set) return undefined;
    const at = set.index + set[0].length;
    const value = new Expression(
      text.slice(at, at + MAX_LENGTH),
      lineAt(text, at),
      scopeOf({ path, text }, loads, depth + 1),
    ).value();
    return value.kind === 'open' ? undefined : value;
  };
}

/** The same, each text with the file that it stands in. */
function placed(value: Value | undefined, file: string): Value | undefined {
  if (value?.kind === 'text') return { kind: 'text', word: { ...value.word, file: value.word.file ?? file } };
  if (value?.kind === 'list')
    return { kind: 'list', items: value.items.flatMap(item => placed(item, file) ?? []) };
  return value;
}

/** Of a comprehension behind the call, or of a loop that it is the body of. */
function roundsAt(
  text: string,
  index: number,
  open: number,
  scope: Scope,
  more: TellMore,
): readonly ReadonlyMap<string, Value>[] {
  const end = closing(text, open);
  const behind = end === undefined ? null : FOR.exec(text.slice(end, end + 400));
  const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
  const indent = /^[ \t]+$/.test(line) ? line.length : 0;
  const before = text.slice(0, index - line.length);
  const outer =
    behind || indent === 0
      ? undefined
      : [...before.matchAll(/^([ \t]{0,60})for[ \t]{1,9}(\w{1,80})[ \t]{1,9}in[ \t]{1,9}/gm)].at(-1);
  const isBody =
    outer !== undefined &&
    (outer[1] ?? '').length < indent &&
    before
      .slice(outer.index)
      .split('\n')
      .slice(1)
      .every(
        one => one.trim() === '' || /^[ \t]*[)\]}]/.test(one) || one.search(/\S/) > (outer[1] ?? '').length,
      );
  const name = behind?.[1] ?? (isBody ? outer[2] : undefined);
  if (name === undefined) return [new Map()];
  const at =
    behind && end !== undefined ? end + behind[0].length : (outer?.index ?? 0) + (outer?.[0].length ?? 0);
  const list = new Expression(text.slice(at, at + MAX_LENGTH), lineAt(text, at), scope).value();
  const items =
    list.kind === 'list' ? list.items : list.kind === 'table' ? list.entries.map(([key]) => key) : undefined;
  if (items && items.length > MAX_ROUNDS) more();
  return items ? items.slice(0, MAX_ROUNDS).map(item => new Map([[name, item]])) : [new Map()];
}

function commandOf(given: readonly Argument[], line: number): Command | undefined {
  const word = (...keys: readonly string[]): Word | undefined =>
    textOf(given.find(({ name }) => name !== undefined && keys.includes(name))?.value);
  const at = (text: string): Word => ({ text, line });
  const [chart, repository, version] = [
    word('chart_name', 'chart'),
    word('repository', 'repository_url', 'repo'),
    word('version'),
  ];
  const url = word('url');
  const reference = chart && repository ? chart : url;
  if (!reference) return undefined;
  const flags = [
    ...(chart && repository ? [{ ...repository, text: `--repo=${repository.text}` }] : []),
    ...(version && chart ? [{ ...version, text: `--version=${version.text}` }] : []),
  ];
  const name = chart ?? word('name') ?? reference;
  return { words: [at('helm'), at('upgrade'), at('--install'), name, reference, ...flags] };
}
