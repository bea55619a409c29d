/** What scripts, workflows and actions hand to the scripts that they run: arguments, variables of the environment, inputs. */
import { append } from '../../append.js';
import { addTo } from '../../grouped.js';
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { compareVersions, istioVersionOf } from '../istio/version.js';
import { baseName, folderOf } from '../tree-path.js';
import { isIstioVersionName } from '../version-index.js';
import type { ScriptFile } from './file.js';
import { makeCalls } from './make/calls.js';
import type { Command, Word } from './text.js';
import type { Handed } from './workflow/matrix.js';
import { nameIn } from './workflow/names.js';
import type { Use } from './workflow/workflow.js';

/** What a script takes: an argument by its number, a variable or an input by its name, whatever names Istio's release. */
export type Taken =
  | { readonly argument: number }
  | { readonly variable: string; readonly line?: number }
  | { readonly input: string }
  | { readonly release: true };

/** Scripts that wait for an answer, and how many more may be asked for it. */
export interface Trail {
  readonly paths: readonly string[];
  readonly left: { scripts: number };
  /** Only what this call of the first script hands over. */
  readonly only?: Use;
}

/** More scripts than have to do with one version; and longer than chains of them are. */
const MAX_SCRIPTS = 200;
const MAX_HOPS = 5;
/** More calls than one script has. */
const MAX_CALLS = 300;

export function newTrail(): Trail {
  return { paths: [], left: { scripts: MAX_SCRIPTS } };
}

/**
 * The version that others of the tree hand to this script; where they hand it several, one for each as `environments`.
 * @param preset what it is for those that hand nothing over
 * @returns undefined where nobody says anything of it
 */
export async function handedTo(
  context: DetectContext,
  scripts: readonly ScriptFile[],
  path: string,
  taken: Taken,
  trail: Trail,
  preset?: DecidedVersion,
): Promise<DecidedVersion | undefined> {
  // Scripts that call each other.
  if (trail.paths.includes(path)) return undefined;
  const ofMake = 'argument' in taken || 'input' in taken ? [] : makeCalls(scripts, path, lineOf(taken));
  const { only } = trail.paths.length === 0 ? trail : {};
  const all = [...callsOf(scripts, path), ...ofMake];
  const calls = only ? all.filter(({ command }) => command === only) : all;
  if (calls.length === 0) return undefined;
  if (calls.length > MAX_CALLS || trail.paths.length > MAX_HOPS || trail.left.scripts-- <= 0) {
    const why = 'it is run by more scripts than are followed: what those beyond hand to it was not looked at';
    context.leave(path, why, 1, [...new Set(scripts.map(script => script.path))]);
    return undefined;
  }
  // Whoever runs make by hand takes what the Makefile says.
  const found: DecidedVersion[] = ofMake.length > 0 && preset ? [preset] : [];
  const waiting = { ...trail, paths: [...trail.paths, path] };
  for (const call of calls) {
    const given = await givenBy(context, scripts, call, taken, waiting, preset);
    append(found, given.length === 0 && preset ? [preset] : given);
  }
  // What that one call hands over is filled in when it runs.
  if (only && found.length > 0 && found.every(({ version }) => version === null)) return found[0];
  return found.some(one => one !== preset) ? together(found) : undefined;
}

/** Steps and jobs that run a workflow or an action. */
export function usesOf(
  scripts: readonly ScriptFile[],
  path: string,
): readonly { readonly script: ScriptFile; readonly use: Use }[] {
  return callsOf(scripts, path).flatMap(({ script, command }) =>
    'inputs' in command ? [{ script, use: command }] : [],
  );
}

function lineOf(taken: Taken): number | undefined {
  return 'line' in taken ? taken.line : undefined;
}

async function givenBy(
  context: DetectContext,
  scripts: readonly ScriptFile[],
  { script, command, at }: Call,
  taken: Taken,
  trail: Trail,
  preset: DecidedVersion | undefined,
): Promise<readonly DecidedVersion[]> {
  if ('argument' in taken) {
    const word = command.words[at + taken.argument];
    return word ? [asVersion(await script.version(word, { file: script.path, line: word.line }, trail))] : [];
  }
  if ('input' in taken) {
    const word = 'inputs' in command ? command.inputs.get(taken.input) : undefined;
    return word ? [await ofInput(script, word, command, trail)] : [];
  }
  return ofEnvironment(context, scripts, { script, command }, taken, trail, preset);
}

interface Call {
  readonly script: ScriptFile;
  readonly command: Command | Use;
  /** Which word names what is run. */
  readonly at: number;
}

/** What only looks at a script, or puts it somewhere. */
const NO_RUN =
  /^[@-]{0,2}(?:\S*\/)?(?:cp|mv|rm|ln|chmod|chown|install|COPY|ADD|cat|ls|test|\[|\[\[|stat|touch|git|scp|rsync|tar|shellcheck|shfmt|grep|sed|awk|wc|diff|echo|printf|curl|wget)$/;

function callsOf(scripts: readonly ScriptFile[], path: string): readonly Call[] {
  const isAction = /(?:^|\/)action\.ya?ml$/.test(path);
  const named = isAction ? folderOf(path) : path;
  return (callsByName(scripts).get(baseName(named)) ?? []).filter(({ script, command, at }) => {
    const { words } = command;
    if (!isPathOf(named, words[at]?.text ?? '', 'inputs' in command)) return false;
    if ('inputs' in command) return true;
    const isRun = !script.workflow || script.workflow.isRun(words[at]?.line ?? 1);
    return !isAction && isRun && !words.slice(0, at).some(({ text }) => NO_RUN.test(text));
  });
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

/** Steps name files from the root; commands from wherever they run, or from a folder that a variable holds. */
function isPathOf(path: string, text: string, fromRoot: boolean): boolean {
  const named = text.replace(/^(?:\.\.?\/)+/, '').replace(/^\$[^/]{1,80}\//, '');
  if (named === '' || path === named) return named !== '';
  return !(fromRoot && text.startsWith('./')) && path.endsWith(`/${named}`);
}

async function ofInput(
  script: ScriptFile,
  word: Word,
  command: Command | Use,
  trail: Trail,
): Promise<DecidedVersion> {
  const name = nameIn(word.text);
  const rows = name === undefined ? [] : (script.workflow?.valuesAt(name, word.line, rowOf(command)) ?? []);
  return (
    ofRows(script, rows) ??
    asVersion(await script.version(word, { file: script.path, line: word.line }, trail))
  );
}

function rowOf(command: Command | Use): string | undefined {
  return 'row' in command ? command.row : undefined;
}

/** Variables reach what a script runs, and what that runs in turn; not workflows that are called. */
async function ofEnvironment(
  context: DetectContext,
  scripts: readonly ScriptFile[],
  { script, command }: Omit<Call, 'at'>,
  taken: Exclude<Taken, { readonly argument: number } | { readonly input: string }>,
  trail: Trail,
  preset: DecidedVersion | undefined,
): Promise<readonly DecidedVersion[]> {
  // What a variable before it is filled in with may stand elsewhere.
  const line = command.words.find(({ text }) => !SETTING.test(text))?.line ?? 1;
  const isTaken = (name: string): boolean =>
    'variable' in taken ? name === taken.variable : isIstioVersionName(name);
  const { workflow } = script;
  const called = scripts.find(({ path }) => path === trail.paths.at(-1));
  if (workflow && called?.workflow?.isCalled) return [];
  const told = await toldIn(script, command, isTaken, trail);
  if (told) return [told];
  if (workflow) {
    const names = workflow.namesAt(line).filter(isTaken);
    const rows = names.flatMap(name => workflow.valuesAt(name, line, rowOf(command)));
    const [only, ...others] = rows;
    // What stands for an input, or is computed, is that script's to tell.
    if (only?.open && others.length === 0)
      return [asVersion(await script.version(only, { file: script.path, line: only.line }, trail))];
    if (rows.length > 0) return rows.map(row => decided(script, row));
  }
  const given = await script.givenAt(line, isTaken);
  if (given) return [given];
  const set = script.versions.find(({ name }) => isTaken(name));
  if (set)
    return script.hands(set.name, command) || ('release' in taken && bringsTool(script, set.name))
      ? [{ version: set.version.replace(/^v/, ''), at: set.at }]
      : [];
  if (workflow) return [];
  // Whoever runs that script has to come to this line of it.
  const there = 'variable' in taken ? { ...taken, line } : taken;
  const further = await handedTo(context, scripts, script.path, there, trail, preset);
  return further ? [further] : [];
}

/** `ISTIOCTL_VERSION` of a file that has what it runs find its tools first: `export PATH="$(LOCALBIN):$$PATH"`. */
function bringsTool({ commands }: ScriptFile, name: string): boolean {
  return (
    /^istioctl/i.test(name) &&
    commands.some(({ words }) => words.some(({ text }) => text.startsWith('PATH=')))
  );
}

const SETTING = /^[A-Za-z_]\w{0,80}=/;

/** `ISTIO_VERSION=1.22.2 ./install.sh`, `make install ISTIO_VERSION=1.22.2` */
async function toldIn(
  script: ScriptFile,
  { words }: Command | Use,
  isTaken: (name: string) => boolean,
  trail: Trail,
): Promise<DecidedVersion | undefined> {
  for (const { text, line } of words) {
    const [, name = '', value] = /^([A-Za-z_]\w{0,80})=(.{1,200})$/.exec(text) ?? [];
    if (value === undefined || !isTaken(name)) continue;
    const word = { text: value, line };
    const decided = asVersion(await script.version(word, { file: script.path, line }, trail));
    if (decided.version !== null || decided.environments) return decided;
  }
  return undefined;
}

/** What entries of a matrix come to; undecided where one of them is filled in when it runs. */
export function ofRows(
  script: Pick<ScriptFile, 'path'>,
  rows: readonly Handed[],
): DecidedVersion | undefined {
  return together(rows.map(row => decided(script, row)));
}

function decided({ path }: Pick<ScriptFile, 'path'>, { text, line, file = path, open, job }: Handed): Answer {
  const at = { file, line };
  const of = job === undefined ? {} : { job };
  return open
    ? { version: null, at }
    : { ...asVersion({ version: text.trim().replace(/^v(?=\d)/, ''), at }), ...of };
}

interface Answer extends DecidedVersion {
  /** The job that it is for. */
  readonly job?: string;
}

/** A flag or a path is no version. */
function asVersion({ version, at, ...rest }: DecidedVersion): DecidedVersion {
  return { ...rest, at, version: version !== null && /^\w[\w.+-]*$/.test(version) ? version : null };
}

/** Several answers as one: undecided between them, with each as an environment; undefined where none is known. */
function together(found: readonly Answer[]): DecidedVersion | undefined {
  const all = found.flatMap(
    (one): readonly Answer[] => one.environments?.map(({ version, at }) => ({ version, at })) ?? [one],
  );
  const known = all.filter(({ version }) => version !== null);
  const [first] = known;
  if (!first) return undefined;
  const places = [...new Map(known.map(one => [`${one.version} ${placeOf(one.at)}`, one])).values()];
  const told = places.map(({ version, at }) => `${version} in ${placeOf(at)}`).slice(0, 4);
  if (known.length < all.length) {
    const open = all.find(({ version }) => version === null)?.at ?? first.at;
    return {
      version: null,
      at: open,
      look: `it is ${told.join(', ')}, and filled in when it runs elsewhere`,
    };
  }
  if (known.every(({ version }) => version === first.version)) return first;
  return {
    version: null,
    at: first.at,
    look: `it is ${told.join(', ')}`,
    environments: namedByRelease(places),
  };
}

function placeOf({ file, line }: Position): string {
  return `${file}:${line}`;
}

/** By the minor release, so that a patch release is the same one's; with a number where several are of one. */
export function namedByRelease(versions: readonly Pick<Answer, 'version' | 'at' | 'job'>[]) {
  const jobs = new Set(versions.map(({ job }) => job));
  if (jobs.size === versions.length && !jobs.has(undefined))
    return versions.map(({ version, at, job = '' }) => ({ environment: job, version, at }));
  const seen = new Map<string, number>();
  const inOrder = versions.toSorted(
    (left, right) => compareVersions(left.version ?? '', right.version ?? '') ?? 0,
  );
  const names = new Map(
    inOrder.map(one => {
      const { version } = one;
      const release = istioVersionOf(version)?.split('.').slice(0, 2).join('.') ?? version ?? '';
      const count = (seen.get(release) ?? 0) + 1;
      seen.set(release, count);
      return [one, `istio-${release}${count > 1 ? `-${count}` : ''}`];
    }),
  );
  return versions.map(one => ({ environment: names.get(one) ?? '', version: one.version, at: one.at }));
}
