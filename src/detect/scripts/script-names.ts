/** What the names of a script stand for: its own variables and lists, and those of files that it sources. */

import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { ansibleNames } from './ansible-names.js';
import { assignmentsIn, type Lists, listsIn, withSourced } from './assignments.js';
import { givenRepositories } from './given-repositories.js';
import { whereGiven } from './make/text.js';
import { readFiles } from './read-loops.js';
import { CHANGED, changed, defaultIn, onlyName, REFERENCE } from './references.js';
import { sourcedFiles } from './sourced.js';
import { decidedElsewhere, namesSourced, partsOf, withComposed } from './sourced-values.js';
import { type Sources, sourcesOf } from './sources.js';
import type { Word } from './text.js';

/** A script as it is read. */
export interface ScriptText {
  readonly path: string;
  readonly text: string;
  /** The same, with scalars of YAML unfolded to the lines that a shell finds. */
  readonly unfolded: string;
  readonly isMake: boolean;
}

export interface ScriptNames {
  /** What it gives names to, files that it sources among it. */
  readonly assigned: ReadonlyMap<string, Word>;
  /** Of these, what other files decide. */
  readonly elsewhere: ReadonlyMap<string, Word>;
  /** The same as texts of one line. */
  readonly variables: ReadonlyMap<string, string>;
  /** What it takes from files of settings, or Ansible fills in. */
  readonly sourced: ReadonlyMap<string, Word>;
  readonly lists: Lists;
  /** What its commands print out of files. */
  readonly sources: Sources | undefined;
  /** Files that its lists and printed words are read from. */
  readonly read: readonly string[];
  /** A part that versions are put together from. */
  part(name: string): Word | undefined;
  /** A text with variables filled in, but for versions of files that are sourced: these are looked up where they stand. What is not told stays as it is. */
  expand(text: string): string;
  /** The same with these. */
  expandAll(text: string): string;
  /** The same by one step: names that stand for names stay names, and so do arguments and defaults. */
  expandOnce(text: string): string;
  /** Where what a text that is nothing but a name stands for is written: `${VERSION}`. */
  setAt(text: string): Position | undefined;
}

export async function scriptNames(context: DetectContext, script: ScriptText): Promise<ScriptNames> {
  const { path, text, unfolded, isMake } = script;
  const written = assignmentsIn(isMake ? whereGiven(text) : text, isMake);
  const elsewhere = await decidedElsewhere(context, path, text, written, isMake);
  const set = new Map([...written, ...elsewhere]);
  const part = await partsOf(context, path, text, set);
  const assigned = withComposed(set, part);
  const variables = new Map([
    ...(await givenRepositories(context, path, text, assigned)),
    ...[...assigned].map(([name, value]) => [name, value.text.replace(/\s*\n\s*/g, ' ')] as const),
  ]);
  const sources = await sourcesOf(context, path, unfolded, variables);
  const read = await readFiles(context, path, unfolded);
  const lists = withSourced(
    listsIn(unfolded, assigned, read, sources),
    await sourcedLists(context, path, unfolded),
  );
  const settings = await settingsOf(context, path, text);
  const sourced = new Map([
    ...(await ansibleNames(context, path, text)),
    ...(await namesSourced(context, path, text, isMake)),
  ]);
  // Versions stay names, unless all is asked for; what a command prints is none of the words that run it.
  const known = (name: string, versions: boolean): string | undefined => {
    const own = variables.get(name);
    const other = own ?? sourced.get(name)?.text;
    if (other?.startsWith('`')) return undefined;
    return own === undefined && !versions && NUMBER.test(other ?? '') ? undefined : other;
  };
  const expand = (raw: string, versions = false, depth = 0): string => {
    if (depth > MAX_DEPTH) return raw;
    return changed(raw, name => variables.get(name) ?? settings.get(name)?.text).replace(
      REFERENCE,
      (whole, ...groups: (string | undefined)[]) => {
        const value = known(named(groups), versions);
        if (value === undefined || value.includes(whole)) return defaultIn(whole) ?? whole;
        return hasPlaceholder(value) ? expand(value, versions, depth + 1) : value;
      },
    );
  };
  return {
    assigned,
    elsewhere,
    variables,
    sourced,
    lists,
    sources,
    read: [...(sources?.paths ?? []), ...[...read.values()].map(({ file }) => file ?? path)],
    part,
    expand: raw => expand(raw),
    expandAll: raw => expand(raw, true),
    expandOnce: raw =>
      raw.replace(
        REFERENCE,
        (whole, ...groups: (string | undefined)[]) => known(named(groups), false) ?? whole,
      ),
    setAt(raw) {
      const name = onlyName(raw);
      const found = name === undefined ? undefined : (assigned.get(name) ?? sourced.get(name));
      return found && !hasPlaceholder(found.text)
        ? { file: found.file ?? path, line: found.line }
        : undefined;
    },
  };
}

/** A version, or a part of one. */
const NUMBER = /^v?\d/;

/** Names that stand for names, one after the other; more go in rings. */
const MAX_DEPTH = 5;

/** The name in a match of `REFERENCE`, whichever spelling it is of. */
function named(groups: readonly (string | undefined)[]): string {
  return groups.slice(0, 5).find(group => group !== undefined) ?? '';
}

/** What the files that it sources give names to. */
async function settingsOf(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, Word>> {
  // Only what is changed is taken from there; all else is resolved by its name, where it stands.
  if (!CHANGED.test(text)) return new Map();
  const found = new Map<string, Word>();
  for (const file of await sourcedFiles(context, path))
    for (const [name, word] of assignmentsIn((await context.text(file)) ?? ''))
      if (!hasPlaceholder(word.text)) found.set(name, word);
  return found;
}

/** Names that stand for several words. */
const LISTED = /\[[@*]\]|\w\[\$|\bfor[ \t]+\w+[ \t]+in[ \t]+\$/;

/** Texts of shells that it sources, in which lists may stand. */
async function sourcedLists(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of LISTED.test(text) ? await sourcedFiles(context, path) : [])
    if (/\.(?:sh|bash|env|conf|cfg|inc)$/i.test(file)) found.set(file, (await context.text(file)) ?? '');
  return found;
}
