/** Tasks of Task and who runs them, with what: https://taskfile.dev/docs/reference/schema */
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord, listAt, recordAt, stringAt } from '../../data.js';
import { namesIstio } from '../../declaring-text.js';
import type { DetectContext } from '../../detector.js';
import { leaveBeyond } from '../../limits.js';
import { oncePerTree } from '../../once.js';
import { folderOf, resolveInTree } from '../../tree-path.js';
import { filledWord, type Given, type Recipe, type RecipeCall } from '../recipes.js';
import type { Word } from '../text.js';
import { type Loop, roundsAt } from './loops.js';

export function isTaskfile(path: string): boolean {
  return /(?:^|\/)taskfile(?:[\w.-]{0,60})?\.ya?ml$/i.test(path);
}

/** More files of Task than a repository has, and more calls than these make. */
const MAX_FILES = 200;
const MAX_CALLS = 2000;
/** More files that include one, and deeper than they include each other. */
const MAX_INCLUDED = 60;
const MAX_NAMESPACES = 20;
/** More commands that loop than a file has. */
const MAX_LOOPS = 200;

interface Taskfile {
  readonly path: string;
  readonly data: Positioned;
  /** What the file sets for all of its tasks. */
  readonly globals: Given;
  readonly tasks: ReadonlyMap<string, Recipe>;
  readonly includes: readonly Include[];
}

interface Include {
  readonly namespace: string;
  readonly path: string;
  readonly given: Given;
}

export interface Tasks {
  readonly recipes: readonly Recipe[];
  readonly calls: readonly RecipeCall[];
  /** What the files that include this one give to all of its tasks. */
  readonly around: readonly { readonly given: Given; readonly way: string }[];
  readonly loops: readonly Loop[];
}

/** The files of Task that the tree has, by their paths. */
const taskfiles = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<ReadonlyMap<string, Taskfile>> {
  const found = new Map<string, Taskfile>();
  const pending = context.tree.paths.filter(path => isTaskfile(path) && !context.isSetAside(path));
  while (found.size < MAX_FILES) {
    const path = pending.shift();
    if (path === undefined) break;
    const data = found.has(path) ? undefined : (await context.yaml(path))?.documents[0]?.data;
    if (!data || !isRecord(data.value)) continue;
    const one = read(context, path, data);
    found.set(path, one);
    // Files that are included may be called anything.
    for (const include of one.includes) pending.push(include.path);
  }
  const beyond = [...new Set(pending)].filter(path => context.tree.has(path) && !found.has(path));
  leaveBeyond(context, beyond, MAX_FILES, 'files of Task');
  return found;
}

export async function taskPaths(context: DetectContext): Promise<readonly string[]> {
  return [...(await taskfiles(context)).keys()];
}

function read(context: DetectContext, path: string, data: Positioned): Taskfile {
  const globals = wordsAt(data, ['vars']);
  const tasks = new Map<string, Recipe>();
  for (const [name, task] of Object.entries(recordAt(data.value, ['tasks']) ?? {})) {
    const at: DataPath = ['tasks', name];
    const own = wordsAt(data, [...at, 'vars']);
    const recipe = {
      name,
      from: data.lineOf(at),
      to: data.endLineOf(at),
      takes: new Map([...own].flatMap(([key, word]) => defaultOf(key, word))),
      sets: new Map([...own].filter(([key, word]) => defaultOf(key, word).length === 0)),
      isInternal: isRecord(task) && task.internal === true,
    };
    tasks.set(name, recipe);
  }
  return { path, data, globals, tasks, includes: includesIn(context, path, data, globals) };
}

/** `VERSION: '{{.VERSION | default "1.22.2"}}'` takes what is given. */
function defaultOf(name: string, { text, ...at }: Word): readonly (readonly [string, Word])[] {
  const found = presetOf(text);
  return found?.name === name ? [[name, { text: found.preset, ...at }]] : [];
}

/** `{{.VERSION | default "1.22.2"}}`, `{{default "1.22.2" .VERSION}}` */
function presetOf(text: string): { readonly name: string; readonly preset: string } | undefined {
  const [, piped, after, before, named] = PRESET.exec(text) ?? [];
  const [name, preset] = [piped ?? named, after ?? before];
  return name === undefined || preset === undefined ? undefined : { name, preset };
}

const PRESET =
  /^\{\{-?\s{0,9}(?:\.(\w{1,80})\s{0,9}\|\s{0,9}default\s{1,9}["']([^"']{0,200})["']|default\s{1,9}["']([^"']{0,200})["']\s{1,9}\.(\w{1,80}))\s{0,9}-?\}\}$/;

function includesIn(
  { tree }: DetectContext,
  path: string,
  data: Positioned,
  globals: Given,
): readonly Include[] {
  return Object.entries(recordAt(data.value, ['includes']) ?? {}).flatMap(([namespace, include]) => {
    const named = typeof include === 'string' ? include : (stringAt(include, ['taskfile']) ?? '');
    const place = resolveInTree(folderOf(path), named);
    if (place === undefined || named === '') return [];
    const prefix = place === '' ? '' : `${place}/`;
    const file = [place, ...NAMES.map(name => `${prefix}${name}`)].find(one => tree.has(one));
    const given = new Map(
      [...wordsAt(data, ['includes', namespace, 'vars'])].map(([name, word]) => [
        name,
        elsewhere(path, word, globals),
      ]),
    );
    return file === undefined ? [] : [{ namespace, path: file, given }];
  });
}

/** In the order in which Task looks for them. */
const NAMES = ['Taskfile.yml', 'taskfile.yml', 'Taskfile.yaml', 'taskfile.yaml', 'Taskfile.dist.yml'];

/** A word for another file, with what its own file sets filled in. */
function elsewhere(file: string, word: Word, globals: Given): Word {
  return { file, ...filledWord(word, new Map([...globals].map(([name, one]) => [name, { file, ...one }]))) };
}

/** Scalars, by their names. */
function wordsAt(data: Positioned, path: DataPath): Given {
  return new Map(
    Object.entries(recordAt(data.value, path) ?? {}).flatMap(([name, value]) => {
      const isScalar = typeof value === 'string' || typeof value === 'number';
      return isScalar ? [[name, { text: String(value), line: data.lineOf([...path, name]) }] as const] : [];
    }),
  );
}

/** Who calls tasks of a file, and who includes it. */
interface Users {
  readonly calls: {
    readonly target: Recipe;
    readonly file: Taskfile;
    readonly caller: Recipe;
    readonly given: Given;
    readonly way?: string;
  }[];
  readonly includes: Include[];
}

const NOBODY: Users = { calls: [], includes: [] };

const usersOf = oncePerTree(readUsers);

async function readUsers(context: DetectContext): Promise<ReadonlyMap<Taskfile, Users>> {
  const all = await taskfiles(context);
  const found = new Map<Taskfile, Users>([...all.values()].map(file => [file, { calls: [], includes: [] }]));
  for (const file of all.values()) {
    for (const include of file.includes) {
      const included = all.get(include.path);
      const includes = (included && found.get(included)?.includes) ?? [];
      if (includes.length < MAX_INCLUDED) includes.push(include);
      else
        context.leave(
          include.path,
          `it is included more than ${MAX_INCLUDED} times: what those beyond give it was not looked at`,
          1,
          [...all.keys()],
        );
    }
    for (const { name, caller, given, way } of callsIn(file)) {
      const target = targetOf(all, file, name);
      const calls = (target && found.get(target.file)?.calls) ?? [];
      if (target && calls.length < MAX_CALLS)
        calls.push({ target: target.task, file, caller, given, ...(way === undefined ? {} : { way }) });
      else if (target)
        context.leave(
          target.file.path,
          `its tasks are called more than ${MAX_CALLS} times: calls beyond were not looked at`,
          1,
          [...all.keys()],
        );
    }
  }
  return found;
}

/** Files that those include which speak of Istio: what they install for everybody need not say so. */
export const includedTasks = oncePerTree(async (context: DetectContext): Promise<readonly string[]> => {
  const all = await taskfiles(context);
  const found = new Set<string>();
  for (const { path, includes } of all.values()) {
    if (includes.length === 0 || !namesIstio((await context.text(path)) ?? '')) continue;
    for (const include of includes) if (all.has(include.path)) found.add(include.path);
  }
  return [...found];
});

/** What runs of a file of Task, from within and from the files that include it; undefined for any other file. */
export async function tasksOf(context: DetectContext, path: string): Promise<Tasks | undefined> {
  const all = await taskfiles(context);
  const own = all.get(path);
  if (!own) return undefined;
  const users = (await usersOf(context)).get(own) ?? NOBODY;
  const calls = users.calls.map(({ target, file, caller, given, way }): RecipeCall => {
    if (file === own) return { called: target, caller, given, ...(way === undefined ? {} : { way }) };
    const handed = [...given].map(([key, word]) => [key, elsewhere(file.path, word, file.globals)] as const);
    return { called: target, caller: undefined, given: new Map(handed), way: caller.name };
  });
  const recipes = new Map([...own.tasks.values()].map(task => [task, taking(task, own, calls)]));
  const around = users.includes.map(({ given, namespace }) => ({
    given: new Map([...given].filter(([name]) => isLeftOpen(own, name))),
    way: namespace,
  }));
  return {
    recipes: [...recipes.values()],
    calls: calls.map(call => ({
      ...call,
      called: recipes.get(call.called) ?? call.called,
      caller: call.caller && recipes.get(call.caller),
    })),
    around: withPrinted(own, around),
    loops: loopsIn(own),
  };
}

/** `cmds: [{for: {var: CHARTS}, cmd: …}]`; of lists that stand in the loop itself, `repeated.ts` knows. */
function loopsIn({ data, tasks }: Taskfile): readonly Loop[] {
  return [...tasks.keys()]
    .flatMap((task): readonly Loop[] => {
      const at: DataPath = ['tasks', task];
      const lists = [[...at, 'cmds'], at].filter(path => Array.isArray(data.at(path).value));
      return lists.flatMap(path =>
        listAt(data.value, path).flatMap((item, index) => {
          const place = [...path, index];
          if (!isRecord(item) || !isRecord(item.for) || typeof item.cmd !== 'string') return [];
          const rounds = roundsAt(data, at, [...place, 'for']);
          return rounds ? [{ from: data.lineOf(place), to: data.endLineOf(place), rounds }] : [];
        }),
      );
    })
    .slice(0, MAX_LOOPS);
}

/**
 * `VERSION: {sh: cat .istio-version}` is what that prints, and `vars: {VERSION: '{{.VERSION | default "1.22.2"}}'}` what it is where
 * nobody gives another one: on one line, nothing else tells.
 */
function withPrinted({ data, globals }: Taskfile, around: Tasks['around']): Tasks['around'] {
  const start = data.lineOf(['vars']);
  const printed = new Map(
    Object.keys(recordAt(data.value, ['vars']) ?? {}).flatMap(
      (name): readonly (readonly [string, Word])[] => {
        const line = data.lineOf(['vars', name]);
        const command = stringAt(data.value, ['vars', name, 'sh']);
        if (command !== undefined) return [[name, { text: `$(${command})`, line }]];
        const written = globals.get(name)?.text ?? '';
        const isRead = line > start && /\|/.test(written);
        const preset = isRead ? undefined : presetOf(written)?.preset;
        return preset === undefined ? [] : [[name, { text: preset, line }]];
      },
    ),
  );
  if (printed.size === 0) return around;
  const all = around.length > 0 ? around : [{ given: new Map(), way: '' }];
  return all.map(({ given, way }) => ({ given: new Map([...printed, ...given]), way }));
}

/** What the included file sets itself, it keeps, but for `{{.NAME | default …}}`. */
function isLeftOpen({ globals }: Taskfile, name: string): boolean {
  const word = globals.get(name);
  return word === undefined || [...word.text.matchAll(/\.(\w{1,80})/g)].some(([, one]) => one === name);
}

/** With the names that its callers give and nothing else sets. */
function taking(task: Recipe, { globals }: Taskfile, calls: readonly RecipeCall[]): Recipe {
  const names = calls.filter(({ called }) => called === task).flatMap(({ given }) => [...given.keys()]);
  const open = names.filter(name => !task.takes.has(name) && !globals.has(name));
  return { ...task, takes: new Map([...open.map(name => [name, undefined] as const), ...task.takes]) };
}

function targetOf(
  all: ReadonlyMap<string, Taskfile>,
  from: Taskfile,
  name: string,
): { readonly file: Taskfile; readonly task: Recipe } | undefined {
  let file: Taskfile | undefined = from;
  let rest = name;
  for (let depth = 0; file && depth < MAX_NAMESPACES; depth++) {
    const task = file.tasks.get(rest);
    if (task) return { file, task };
    const cut = rest.indexOf(':');
    const namespace = rest.slice(0, Math.max(cut, 0));
    const included: Include | undefined =
      cut < 0 ? undefined : file.includes.find(one => one.namespace === namespace);
    file = included && all.get(included.path);
    rest = rest.slice(cut + 1);
  }
  return undefined;
}

interface Call {
  readonly name: string;
  readonly caller: Recipe;
  readonly given: Given;
  /** What tells one round of a loop over versions from the others. */
  readonly way?: string;
}

/** `cmds: [{task: chart, vars: {…}}]`, `deps: [chart]`, each as often as its `for` says. */
function callsIn({ data, tasks }: Taskfile): readonly Call[] {
  return [...tasks].flatMap(([task, caller]) => {
    const at: DataPath = ['tasks', task];
    const lists = [[...at, 'cmds'], [...at, 'deps'], at].filter(path => Array.isArray(data.at(path).value));
    return lists.flatMap(path =>
      listAt(data.value, path).flatMap((item, index): readonly Call[] => {
        const isName = typeof item === 'string' && path.at(-1) === 'deps';
        const name = isName ? item : stringAt(item, ['task']);
        if (name === undefined) return [];
        const given = wordsAt(data, [...path, index, 'vars']);
        const rounds = roundsAt(data, at, [...path, index, 'for']);
        if (!rounds) return [{ name, caller, given }];
        return rounds.map(round => {
          const filled = new Map([...given].map(([key, word]) => [key, filledWord(word, round)]));
          const texts = [...round.values()].map(({ text }) => text);
          const way = texts.some(text => /^v?\d+\.\d+\.\d+/.test(text)) ? { way: texts.join('-') } : {};
          return { name: filledWord({ text: name, line: 0 }, round).text, caller, given: filled, ...way };
        });
      }),
    );
  });
}
