/** Settings of one environment of several, whose file a script sources by a name that it is given: `source "env/$1.env"`. */
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { filesFitting, filledIn } from '../fitting.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { firstOf } from '../limits.js';
import { folderOf } from '../tree-path.js';
import { versionsIn } from '../version-index.js';

/** Lines that take settings from files. */
const SOURCES =
  /(?:^|[\s;&|(])(?:source|\.|[-s]?include)[ \t]+\S|\bxargs\b|^[ \t]*(?:dotenv|env_file)\b|^set[ \t]+dotenv-/;
const VARIABLE = /\$\{[^{}]{1,100}\}|\$\([A-Za-z_]\w{0,80}\)|\$\w{1,80}|\$?\{\{[^{}]{1,80}\}\}/g;
/** What people copy to write their own: `.env.example` */
export const COPIED = /[._-](?:example|sample|template|dist|tpl|tmpl|bak|orig)(?:\.\w{1,10})?$/i;
/** Stands for what is filled in. */
const FILLED = '\u0001';

/** Longer than any line of people, more of these lines than a script has, and more environments than it has. */
const MAX_LINE = 400;
const MAX_SOURCES = 20;
const MAX_FILES = 50;

interface Source {
  readonly line: number;
  /** What stands around that which is filled in. */
  readonly parts: readonly string[];
}

/** What such files of a script have under a name; undefined where none of them has it. */
export type SettingsByName = (
  name: string,
  own: DecidedVersion | undefined,
) => Promise<DecidedVersion | undefined>;

/** Of the files that a script sources so; undefined where it does not. */
export function settingsByName(
  context: DetectContext,
  script: string,
  text: string,
): SettingsByName | undefined {
  const sources = sourcesByName(text);
  if (sources.length === 0) return undefined;
  const files = oncePer((source: Source) => filesOf(context, script, source.parts));
  // `common.env`, which `env/$1.env` fits, too.
  const isNamed = (file: string, parts: readonly string[]): boolean =>
    text.includes(`${filledIn(file, parts)}${parts.at(-1) ?? ''}`);
  const known = new Map<string, Promise<DecidedVersion | undefined>>();
  return (name, own) => {
    const found = known.get(name) ?? sourcedByName(context, script, { sources, files, isNamed }, name, own);
    known.set(name, found);
    return found;
  };
}

/** @returns what stands around the names in the paths of the files that a text sources so */
function sourcesByName(text: string): readonly Source[] {
  const found: Source[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (found.length > MAX_SOURCES) break;
    if (line.length > MAX_LINE || !/[${]/.test(line) || !SOURCES.test(line) || /^\s*#/.test(line)) continue;
    for (const word of line.replace(VARIABLE, FILLED).split(/[\s"'`()[\];|&<>,]+/)) {
      // A folder that a variable holds is tried as any.
      const path = word.replace(new RegExp(`^${FILLED}?/+(?=.*${FILLED})`), '').replace(/^(?:\.\/)+/, '');
      const parts = path.split(FILLED);
      if (parts.length > 1 && /\w{2}/.test(parts.join('/'))) found.push({ line: index + 1, parts });
    }
  }
  return found.slice(0, MAX_SOURCES);
}

/** The files that a script sources so. */
interface Sourced {
  readonly sources: readonly Source[];
  readonly files: (source: Source) => readonly string[];
  /** True for one that the script names by itself, besides. */
  readonly isNamed: (file: string, parts: readonly string[]) => boolean;
}

/**
 * @param beside where the script itself, or something that it sources besides, sets the name
 * @returns the version under that name in each environment; undefined where no such file has it
 */
async function sourcedByName(
  context: DetectContext,
  script: string,
  { sources, files, isNamed }: Sourced,
  name: string,
  beside: DecidedVersion | undefined,
): Promise<DecidedVersion | undefined> {
  // The last to say it counts.
  for (const source of sources.toReversed()) {
    const { parts, line } = source;
    const all = files(source);
    // One of several that go by the same name is nothing that holds for all of them.
    const isOneOfThem = beside && all.includes(beside.at.file) && !isNamed(beside.at.file, parts);
    const own = isOneOfThem ? undefined : beside;
    const isOverridden = own?.version != null && own.at.file === script && own.at.line > line;
    if (isOverridden) continue;
    const found: OfEnvironment[] = [];
    const silent: string[] = [];
    // What is sourced by its own name is none of them.
    for (const file of all.filter(one => one !== own?.at.file)) {
      const set = versionsIn(file, (await context.text(file)) ?? '').findLast(one => one.name === name);
      if (set)
        found.push({
          environment: filledIn(file, parts),
          version: set.version.replace(/^v/, ''),
          at: set.at,
        });
      else silent.push(filledIn(file, parts));
    }
    const [first] = found;
    if (!first) continue;
    // Those that say nothing of it take what the script has.
    const { version, at } = own ?? {};
    const others = version && at ? silent.map(environment => ({ environment, version, at })) : [];
    return agreed(name, [...others, ...found], first, first.at);
  }
  return undefined;
}

/** A version that one environment takes. */
export interface OfEnvironment {
  readonly environment: string;
  readonly version: string;
  readonly at: Position;
}

/**
 * @param at where to look if they disagree
 * @returns the version of the first if all take the same, else null
 */
export function agreed(
  name: string,
  all: readonly OfEnvironment[],
  first: OfEnvironment,
  at: Position,
): DecidedVersion {
  if (all.every(({ version }) => version === first.version))
    return { version: first.version, at: first.at, environments: all };
  const places = all.map(({ version, at: { file, line } }) => `${version} in ${file}:${line}`);
  return { version: null, at, look: `\`${name}\` is ${places.slice(0, 4).join(', ')}`, environments: all };
}

/** From the folder of the script, or the nearest one above it that has any. */
function filesOf(context: DetectContext, script: string, parts: readonly string[]): readonly string[] {
  for (let folder = folderOf(script); ; folder = folderOf(folder)) {
    const found = filesFitting(context.tree, folder, parts).filter(
      file => file !== script && !COPIED.test(file),
    );
    if (found.length > 0) return firstOf(context, found, MAX_FILES, `files of settings for ${script}`);
    if (folder === '') return [];
  }
}
