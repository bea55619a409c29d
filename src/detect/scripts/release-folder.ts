/** The unpacked release that a script works with: `cd istio-1.22.2`, a search path or a copy of its tools that names its folder. */

import { append } from '../../append.js';
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { PLACEHOLDER } from '../placeholder.js';
import { isIstioVersionName } from '../version-index.js';
import { isTalk } from './command-line.js';
import type { ScriptFile } from './file.js';
import { type Command, commandsIn, type Word } from './text.js';

/** What the archives of https://github.com/istio/istio/releases unpack to, its version written out or filled in. */
const FOLDER = new RegExp(
  `(?:^|[\\s/\\\\"'=:;])istio-v?(\\d+\\.\\d+\\.\\d+[\\w.+-]*|${PLACEHOLDER})(?=$|[\\s/\\\\"':;])`,
  'i',
);

/** The tool itself, kept under the name of its release: `ISTIOCTL=/usr/local/bin/istioctl-1.22.2`. */
const TOOL = /(?:^|[\s/\\"'=:;])istioctl-v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})(?=$|[\s/\\"':;])/;

/** Commands and keys of pipelines, Ansible and Docker that change the folder. */
const MOVES =
  /^@?(?:cd|pushd|chdir|set-location|push-location|workdir|(?:chdir|working[-_]?directory|workingdir|dir):)$/i;

/** Commands that name tools, and put them nowhere. */
const HANDLES = /^@?(?:chmod|chown|ls|rm|stat|file|test|xattr|\[)$/;

/** The tools of a release, put where they are found: `PATH=…/istio-1.22.2/bin:$PATH`, `cp istio-1.22.2/bin/istioctl …`. */
const TOOLS = /istio-[^\s/]*[/\\]bin(?:$|[\s/\\"':;])/i;

/** A part of Ansible's or a pipeline's list starts here. */
const ITEM = '-';

/** More keys below a command than a task has. */
const MAX_KEYS = 20;

/** More names that stand for names than anybody writes. */
const MAX_STEPS = 5;

/**
 * The release whose folder a path names. Only names that stand for the folder are filled in: what the one that holds the
 * version stands for, others may decide.
 */
export function releaseIn(script: ScriptFile, word: Word): Word | undefined {
  let { text } = word;
  for (let step = 0; step < MAX_STEPS && text.length < MAX_LENGTH; step++) {
    const version = FOLDER.exec(text)?.[1];
    if (version !== undefined) return { text: version, line: word.line };
    const filled = script.expandOnce(text);
    if (filled === text) break;
    text = filled;
  }
  return undefined;
}

/** Longer than any path. */
const MAX_LENGTH = 4000;

/** The version of a release that its folder names; a name that holds no whole version decides none. */
export async function releaseVersion(script: ScriptFile, release: Word): Promise<DecidedVersion> {
  const at = { file: script.path, line: release.line };
  if (/^\d/.test(release.text)) {
    const named = whereNamed(script, release.text) ?? whereWritten(script, release.text);
    return { version: release.text, at: named ?? at };
  }
  const decided = await script.version(release, at);
  if (decided.version === null || /^\d+\.\d+\.\d+/.test(decided.version)) return decided;
  const look = `the release that is unpacked is \`${decided.version}\`, which is no whole version`;
  return { version: null, at: decided.at, look };
}

/**
 * The release that a command of a script runs in, or takes its tools from: what was gone into last before it, else the
 * only one in the file.
 */
export function releaseAround(script: ScriptFile, command: Command): Word | undefined {
  const { last, only } = foldersOf(script);
  return ofItem(script, command).at(-1) ?? last.get(command) ?? only;
}

interface Folders {
  /** What each command was preceded by last. */
  readonly last: ReadonlyMap<Command, Word>;
  readonly only: Word | undefined;
  /** Versions that the script says are the release's. */
  readonly told: ReadonlyMap<string, Word>;
  /** Lines that give versions a name, or fetch them. */
  readonly named: ReadonlyMap<string, number>;
  /** Lines that write the folder of a version out, or a tool that is called after it. */
  readonly written: ReadonlyMap<string, number>;
}

/** Read once: a long script asks for each of its commands. */
const foldersOf = oncePer((script: ScriptFile): Folders => {
  const last = new Map<Command, Word>();
  const all: Word[] = [];
  for (const command of script.commands) {
    append(all, folders(script, command));
    const latest = all.at(-1);
    if (latest) last.set(command, latest);
  }
  const [first, ...others] = all;
  const only = others.every(({ text }) => text === first?.text) ? first : undefined;
  return { last, only, ...mentions(script) };
});

/** What else the script says the release is: names it gives to versions, and what it has fetched. */
export function otherRelease(script: ScriptFile, release: Word): Word | undefined {
  if (!/^\d/.test(release.text)) return undefined;
  const { told } = foldersOf(script);
  return told.has(release.text) ? undefined : [...told.values()][0];
}

/** Where a script gives a version its name, or fetches it. */
export function whereNamed(script: ScriptFile, version: string): Position | undefined {
  const line = foldersOf(script).named.get(version);
  return line === undefined ? undefined : { file: script.path, line };
}

/** Where a script writes the name of a release's folder out: behind a variable that stands for it. */
export function whereWritten(script: ScriptFile, version: string): Position | undefined {
  const line = foldersOf(script).written.get(version);
  return line === undefined ? undefined : { file: script.path, line };
}

/** The first mention of each version: named, or fetched as `ISTIO_VERSION=1.22.2 sh -` or from an address. */
function mentions({ versions, commands }: ScriptFile): Pick<Folders, 'told' | 'named' | 'written'> {
  const told = new Map<string, Word>();
  const named = new Map<string, number>();
  const written = new Map<string, number>();
  function note<T>(places: Map<string, T>, version: string | undefined, place: T): void {
    if (version !== undefined && !places.has(version)) places.set(version, place);
  }
  for (const { name, version, at } of versions) {
    const text = version.replace(/^v/, '');
    note(named, text, at.line);
    if (isIstioVersionName(name)) note(told, text, { text, line: at.line });
  }
  for (const { text, line } of commands.flatMap(({ words }) => (talks(words) ? [] : words))) {
    const set = /(?:^|[\s|;&])ISTIO_VERSION=v?(\d+\.\d+\.\d+[\w.+-]*)/.exec(text)?.[1];
    if (set !== undefined) note(told, set, { text: set, line });
    note(named, set ?? /\/istio\/releases\/download\/(\d[^/\s]*)\//.exec(text)?.[1], line);
    note(written, (FOLDER.exec(text) ?? TOOL.exec(text))?.[1], line);
  }
  return { told, named, written };
}

/** Ansible and pipelines say below a command which folder it runs in. */
function ofItem(script: ScriptFile, command: Command): readonly Word[] {
  const { path, commands } = script;
  if (!/\.ya?ml$/i.test(path)) return [];
  const index = commands.indexOf(command);
  const rest = commands.slice(index + 1, index + MAX_KEYS);
  const end = rest.findIndex(({ words }) => words[0]?.text === ITEM);
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .filter(({ words }) => words.some(({ text }) => text.endsWith(':') && MOVES.test(text)))
    .flatMap(one => folders(script, one));
}

/** Keys of pipelines (`name:`) say nothing where a command follows. */
function talks(words: readonly Word[]): boolean {
  return words.slice(0, 5).some(word => !word.text.endsWith(':') && isTalk(word));
}

/** Releases whose folders a command goes into, or whose tools it puts where they are found. */
function folders(script: ScriptFile, { words, output }: Command, depth = 0): readonly Word[] {
  if (output?.endsWith('GITHUB_PATH')) return words.flatMap(word => releaseIn(script, word) ?? []);
  const move = words.slice(0, 5).findIndex(({ text }) => MOVES.test(text));
  if (talks(words) || words.slice(0, 2).some(({ text }) => HANDLES.test(text))) return [];
  const target = move < 0 ? undefined : words.slice(move + 1).find(({ text }) => !text.startsWith('-'));
  const found = target ? [releaseIn(script, target) ?? []].flat() : [];
  for (const [position, word] of words.entries()) {
    if (move >= 0 && position <= move + 1) continue;
    if (TOOLS.test(script.expand(word.text))) append(found, [releaseIn(script, word) ?? []].flat());
    // `bash -c "cd istio-1.22.2 && …"`
    else if (depth === 0 && /\bcd\s/.test(word.text))
      append(
        found,
        commandsIn(word.text, word.line).flatMap(one => folders(script, one, 1)),
      );
  }
  return found;
}
