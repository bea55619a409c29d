/** What scripts, workflows and actions hand to the scripts that they run: arguments, variables of the environment, inputs. */
import { append } from '../../append.js';
import { addTo } from '../../grouped.js';
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import { istioVersionOf } from '../istio-version.js';
import type { DecidedVersion } from '../published-release.js';
import { baseName, folderOf } from '../tree-path.js';
import { isIstioVersionName } from '../version-index.js';
import type { ScriptFile } from './file.js';
import type { Command, Word } from './text.js';
import { nameIn, type Use } from './workflow.js';

/** What a script takes: an argument by its number, a variable or an input by its name, whatever names Istio's release. */
export type Taken =
  | { readonly argument: number }
  | { readonly variable: string }
  | { readonly input: string }
  | { readonly release: true };

/**
 * The version that others of the tree hand to this script; where they hand it several, one for each as `environments`.
 * @param trail scripts that wait for this answer
 */
export async function handedTo(
  scripts: readonly ScriptFile[],
  path: string,
  taken: Taken,
  trail: readonly string[],
): Promise<DecidedVersion | undefined> {
  // Scripts that call each other.
  if (trail.includes(path) || trail.length > MAX_HOPS) return undefined;
  const calls = callsOf(scripts, path);
  if (calls.length > MAX_CALLS) return undefined;
  const found: DecidedVersion[] = [];
  const waiting = [...trail, path];
  for (const { script, command, at } of calls) {
    if ('argument' in taken) {
      const word = command.words[at + taken.argument];
      if (word) found.push(await script.version(word, { file: script.path, line: word.line }, waiting));
    } else if ('input' in taken) {
      const word = 'inputs' in command ? command.inputs.get(taken.input) : undefined;
      if (word) found.push(await ofInput(script, word, command, waiting));
    } else append(found, await ofEnvironment(scripts, script, command, taken, waiting));
  }
  return together(found);
}

/** Longer than chains of scripts are; and more calls than one script of a chain has. */
const MAX_HOPS = 4;
const MAX_CALLS = 300;

interface Call {
  readonly script: ScriptFile;
  readonly command: Command | Use;
  /** Which word names what is run. */
  readonly at: number;
}

function callsOf(scripts: readonly ScriptFile[], path: string): readonly Call[] {
  const isAction = /(?:^|\/)action\.ya?ml$/.test(path);
  const named = isAction ? folderOf(path) : path;
  return (callsByName(scripts).get(baseName(named)) ?? []).filter(
    ({ script, command: { words, ...use }, at }) => {
      if ('inputs' in use) return isPathOf(named, words[at]?.text ?? '');
      const before = words[at - 1]?.text ?? '';
      // What a step gives to an action is told with the step.
      const isGiven = script.workflow && before.endsWith(':') && before !== 'run:';
      return !isAction && !isGiven;
    },
  );
}

/** What commands and steps name, by the last part of its path: of each command, the first word that names it. */
const callsByName = oncePer((scripts: readonly ScriptFile[]): ReadonlyMap<string, readonly Call[]> => {
  const found = new Map<string, Call[]>();
  for (const script of scripts) {
    for (const command of [...script.commands, ...(script.workflow?.uses ?? [])]) {
      const seen = new Set<string>();
      for (const [at, { text }] of command.words.entries()) {
        const name = baseName(text);
        // A step may name several files that are called the same.
        const what = 'inputs' in command ? text : name;
        if (seen.has(what) || text.length > MAX_PATH) continue;
        seen.add(what);
        addTo(found, name, { script, command, at });
      }
    }
  }
  return found;
});

/** Longer than paths are. */
const MAX_PATH = 1000;

/** Steps name files from the root of the tree, or from the folder that they work in. */
function isPathOf(path: string, text: string): boolean {
  const named = text.replace(/^\.\//, '');
  return named !== '' && (path === named || path.endsWith(`/${named}`));
}

async function ofInput(
  script: ScriptFile,
  word: Word,
  command: Command | Use,
  trail: readonly string[],
): Promise<DecidedVersion> {
  const name = nameIn(word.text);
  const rows = name === undefined ? [] : (script.workflow?.valuesAt(name, word.line, rowOf(command)) ?? []);
  return ofRows(script, rows) ?? script.version(word, { file: script.path, line: word.line }, trail);
}

function rowOf(command: Command | Use): string | undefined {
  return 'row' in command ? command.row : undefined;
}

/** Variables reach what a script runs, and what that runs in turn. */
async function ofEnvironment(
  scripts: readonly ScriptFile[],
  script: ScriptFile,
  command: Command | Use,
  taken: { readonly variable: string } | { readonly release: true },
  trail: readonly string[],
): Promise<readonly DecidedVersion[]> {
  const line = command.words[0]?.line ?? 1;
  const isTaken = (name: string): boolean =>
    'variable' in taken ? name === taken.variable : isIstioVersionName(name);
  const { workflow } = script;
  if (workflow) {
    const names = workflow.namesAt(line).filter(isTaken);
    const rows = names.flatMap(name => workflow.valuesAt(name, line, rowOf(command)));
    if (rows.length > 0) return rows.map(row => decided(script, row));
  }
  const set = script.versions.find(({ name }) => isTaken(name));
  if (set)
    return script.hands(set.name, command) ? [{ version: set.version.replace(/^v/, ''), at: set.at }] : [];
  if (workflow) return [];
  const further = await handedTo(scripts, script.path, taken, trail);
  return further ? [further] : [];
}

/** What entries of a matrix come to. */
export function ofRows(script: Pick<ScriptFile, 'path'>, rows: readonly Word[]): DecidedVersion | undefined {
  return together(rows.map(row => decided(script, row)));
}

function decided({ path }: Pick<ScriptFile, 'path'>, { text, line }: Word): DecidedVersion {
  return { version: text.trim().replace(/^v(?=\d)/, ''), at: { file: path, line } };
}

/** Several answers as one: undecided between them, with each as an environment. */
function together(found: readonly DecidedVersion[]): DecidedVersion | undefined {
  const all = found.flatMap(one => one.environments?.map(({ version, at }) => ({ version, at })) ?? [one]);
  const [first] = all;
  if (!first || all.some(({ version }) => version === null)) return undefined;
  if (all.every(({ version }) => version === first.version)) return first;
  const places = new Map(all.map(one => [`${one.version} ${placeOf(one.at)}`, one]));
  const environments = named([...places.values()]);
  const told = environments.map(({ version, at }) => `${version} in ${placeOf(at)}`);
  return { version: null, at: first.at, look: `it is ${told.slice(0, 4).join(', ')}`, environments };
}

function placeOf({ file, line }: Position): string {
  return `${file}:${line}`;
}

/** By the minor release, so that a patch release is the same one's; with a number where several are of one. */
function named(versions: readonly Pick<DecidedVersion, 'version' | 'at'>[]) {
  const seen = new Map<string, number>();
  return versions.map(({ version, at }) => {
    const release = istioVersionOf(version)?.split('.').slice(0, 2).join('.') ?? version ?? '';
    const count = (seen.get(release) ?? 0) + 1;
    seen.set(release, count);
    return { environment: `istio-${release}${count > 1 ? `-${count}` : ''}`, version, at };
  });
}
