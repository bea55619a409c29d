/**
 * Values that the tree leaves open, and that are not what they were all the same. What is filled in when something runs goes by a name,
 * `${MESH_MODE}` or `{{ mesh_mode }}`: which places of the tree give that a value is not followed, but one of them gives it another one.
 * What is sealed, and an object that nobody here can read, differ by what stands there.
 */

import { contextOf } from '../detect/context.js';
import { stringAt } from '../detect/data.js';
import { overriddenPlaces } from '../detect/overridden.js';
import { placeKey } from '../detect/places.js';
import { isSetting } from '../detect/setting-texts.js';
import { parseSetKey } from '../detect/values/helm-set.js';
import { decidesBehaviour, isVariable } from '../detect/values/open.js';
import { groupBy } from '../grouped.js';
import type { DataPath, OpenCause, Position, Positioned, Problem, Release } from '../model.js';
import { parseYaml, valueAt } from '../yaml/positioned.js';
import { type ChangedText, changedTexts } from './changed-paths.js';
import { type Asked, type Given, givenIn, keysAsked } from './given-names.js';
import type { Side } from './side.js';

/** What of the open values of both sides moves. */
export interface Fillings {
  /** For a problem that tells of open values, and was there before: how it shows that they are others, in words. */
  movedIn(problem: Problem, was: Problem): string | undefined;
  /** Of values that hold what is filled in as if it were a text. */
  readonly problems: readonly Problem[];
}

export async function movedFillings(before: Side, after: Side): Promise<Fillings> {
  const open = after.problems.filter(problem => !problem.onlyAsNews && mayMove(problem)).map(asAsked);
  const written = after.detection.releases.flatMap(writtenIn);
  const names = new Set([...open.flatMap(one => [...namesOf(one)]), ...written.flatMap(one => one.names)]);
  const taken = after.detection.releases.flatMap(takenFromObjects);
  const objects = new Set([
    ...open.flatMap(({ what }) => (OBJECT.test(what) ? [what] : [])),
    ...taken.map(({ object }) => object),
  ]);
  const places = open.flatMap(({ leavesOpen = [] }) => leavesOpen.map(({ at }) => at.file));
  if (names.size === 0 && objects.size === 0 && places.length === 0)
    return { movedIn: () => undefined, problems: [] };
  const contexts = await Promise.all([before, after].map(({ tree }) => contextOf(tree)));
  const texts = await changedTexts(
    before.tree,
    after.tree,
    path =>
      (isSetting(path) || places.includes(path)) && !contexts.every(context => context.isSetAside(path)),
  );
  const [was, is] = await Promise.all(contexts.map(overriddenPlaces));
  const asked = keysAsked(open.flatMap(({ leavesOpen = [] }) => leavesOpen.map(({ what }) => what)));
  const inTexts = new Set(written.flatMap(one => one.names));
  const given = movedAmong(
    { names, keysOf: name => (inTexts.has(name) ? undefined : asked.get(name)) },
    texts,
    { was, is },
  );
  const found = movedObjects(objects, texts);
  const byPath = new Map(texts.map(one => [one.path, one]));
  const byName = (own: Iterable<string>): string | undefined => {
    for (const name of own) {
      const at = given.get(name);
      if (at) return `${at.file}:${at.line} gives \`${name}\` another value than before`;
    }
    return undefined;
  };
  const byPlace = (cause: OpenCause, { leavesOpen = [] }: Problem): boolean => {
    const { file, line } = cause.at;
    const { before: old, after: now } = byPath.get(file) ?? {};
    const known = leavesOpen.filter(({ key, at }) => key === cause.key && at.file === file);
    // The id of a release may hold a line, which a comment above moves.
    const was = known.find(({ release }) => release === cause.release) ?? known[0];
    return partAt(old, was?.at.line ?? line) !== partAt(now, line);
  };
  const problems = [...groupBy(written, ({ release }) => release)].flatMap(([release, own]) =>
    own.flatMap(one => {
      const how = byName(one.names);
      return how === undefined ? [] : [toProblem(release, one, how)];
    }),
  );
  const others = taken.flatMap(one => {
    const at = found.get(one.object);
    return at ? [ofObject(one, at)] : [];
  });
  return {
    problems: [...problems, ...others],
    movedIn(told, was) {
      const problem = asAsked(told);
      const cause = problem.leavesOpen?.find(one => byPlace(one, was));
      const at = cause?.at ?? found.get(problem.what);
      return at ? `what stands at ${at.file}:${at.line} is not what it was before` : byName(namesOf(problem));
    },
  };
}

/** What stops nothing as it stands may be a variable of istiod: what that is given is asked for, and may be another value than before. */
export function mayMove({ blocking, leavesOpen = [] }: Problem): boolean {
  return blocking || leavesOpen.some(isOfVariable);
}

function isOfVariable({ key }: OpenCause): boolean {
  return isVariable(key.split('.'));
}

/** With those of the values that it leaves open which are asked for. */
function asAsked(problem: Problem): Problem {
  const { blocking, leavesOpen } = problem;
  return blocking || !leavesOpen ? problem : { ...problem, leavesOpen: leavesOpen.filter(isOfVariable) };
}

/** A line with those below it that stand further in: a value may be a block of several lines. */
function partAt(text: string | undefined, line: number): string | undefined {
  const [first, ...below] = text?.split('\n').slice(line - 1) ?? [];
  if (first === undefined) return undefined;
  const margin = first.search(/\S/);
  const end = below.findIndex(one => one.trim() !== '' && one.search(/\S/) <= margin);
  return [first, ...(end < 0 ? below : below.slice(0, end))].join('\n').trim();
}

/** Objects whose content is values, as problems call them. */
const OBJECT = /^(?:Secret|ConfigMap) \S{1,253}$/;
/** Kinds that come to them in a cluster. */
const BECOMES = /^(?:Sealed|External|Sops)?(Secret|ConfigMap)$/;

function movedObjects(
  names: ReadonlySet<string>,
  texts: readonly ChangedText[],
): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  for (const { path, before, after } of names.size === 0 ? [] : texts) {
    if (!/\.(?:ya?ml|json)$/i.test(path)) continue;
    const [old, now] = [before, after].map(text => objectsIn(path, text, names));
    for (const [name, { text, line }] of now ?? [])
      if (old?.get(name)?.text !== text) found.set(name, { file: path, line });
  }
  return found;
}

function objectsIn(path: string, text: string, names: ReadonlySet<string>): ReadonlyMap<string, Given> {
  const found = new Map<string, Given>();
  for (const { data, line } of /kind["']?:/.test(text) ? parseYaml(path, text).documents : []) {
    const kind = BECOMES.exec(stringAt(data.value, ['kind']) ?? '')?.[1];
    const name = `${kind} ${stringAt(data.value, ['metadata', 'name'])}`;
    if (names.has(name)) found.set(name, { text: JSON.stringify(data.value), line, lines: [line] });
  }
  return found;
}

interface Taken {
  readonly release: Release;
  readonly variable: string;
  /** `ConfigMap mesh` */
  readonly object: string;
}

/** Variables of istiod that it takes out of objects of the cluster (`pilot.envVarFrom` of the chart). */
function takenFromObjects(release: Release): readonly Taken[] {
  return release.values.flatMap(layer => {
    if (layer.kind === 'assignment' || !layer.text.includes('envVarFrom')) return [];
    const found: Taken[] = [];
    const pending: unknown[] = [layer.data.value];
    for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
      if (typeof part !== 'object' || part === null) continue;
      for (const [kind, key] of REFERENCES) {
        const object = stringAt(part, ['valueFrom', key, 'name']);
        if (object !== undefined)
          found.push({ release, variable: stringAt(part, ['name']) ?? '', object: `${kind} ${object}` });
      }
      for (const inner of Object.values(part)) pending.push(inner);
    }
    return found;
  });
}

const REFERENCES = [
  ['ConfigMap', 'configMapKeyRef'],
  ['Secret', 'secretKeyRef'],
] as const;

function ofObject({ release, variable, object }: Taken, at: Position): Problem {
  const why = `\`${variable}\` of its environment comes out of the ${object}, and what stands at ${at.file}:${at.line} is not what it was before: what that does is not known`;
  return { what: `values of ${release.releaseName}`, why, ...at, blocking: true };
}

/** What is filled in, whatever fills it in. */
const PLACEHOLDER =
  /\$\{\{[^{}\n]{0,200}\}\}|\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|\$\([^()\n]{0,200}\)|<%=[^%\n]{0,200}%>|\$\w{1,100}/g;
const NAME = /[A-Za-z_][\w-]{3,100}/g;

/** Words that many give a value to say nothing; a name of two words is one that somebody chose. */
function isTelling(name: string): boolean {
  return /[A-Za-z\d][_-][A-Za-z\d]|[a-z\d][A-Z]/.test(name);
}

/** Files that hold nothing but what is filled in: there, any name counts: those of Ansible. */
const VARIABLES =
  /(?:^|\/)(?:group_vars|host_vars|inventor(?:y|ies))\/|(?:^|\/)roles\/[^/]+\/(?:defaults|vars)\//;

function namesIn(text: string): readonly string[] {
  return text.match(NAME) ?? [];
}

function filledIn(text: string): readonly string[] {
  return (text.match(PLACEHOLDER) ?? []).flatMap(namesIn);
}

/** Of a problem that tells of open values: names in what is open, and what it quotes that is filled in. */
function namesOf({ what, why, leavesOpen }: Problem): ReadonlySet<string> {
  return new Set(leavesOpen ? leavesOpen.flatMap(cause => namesIn(cause.what)) : filledIn(`${what} ${why}`));
}

interface Written {
  readonly release: Release;
  readonly key: string;
  readonly text: string;
  readonly at: Position;
  readonly names: readonly string[];
}

/** Texts among the values that are filled in before anything reads them, where they may decide behaviour. */
function writtenIn(release: Release): readonly Written[] {
  return release.values.flatMap(layer => {
    if (layer.kind === 'assignment')
      return writtenAt(release, parseSetKey(layer.key) ?? [], layer.value, () => layer);
    const below = layer.below ?? [];
    return textsIn(layer.data).flatMap(([path, text]) =>
      writtenAt(release, [...below, ...path], text, () => placeOf(layer.data, path)),
    );
  });
}

function writtenAt(release: Release, path: DataPath, text: string, at: () => Position): readonly Written[] {
  const names = filledIn(text);
  if (names.length === 0 || !decidesBehaviour(path, release.chart)) return [];
  const { file, line } = at();
  return [{ release, key: path.join('.'), text, at: { file, line }, names }];
}

function placeOf(data: Positioned, path: DataPath): Position {
  const own = data.at(path);
  return { file: own.file, line: own.lineOf([]) };
}

function textsIn(data: Positioned): readonly (readonly [path: DataPath, text: string])[] {
  const found: (readonly [DataPath, string])[] = [];
  const pending: DataPath[] = [[]];
  for (let path = pending.pop(); path; path = pending.pop()) {
    const value = valueAt(data.value, path);
    if (typeof value === 'string' && /[{$<]/.test(value)) found.push([path, value]);
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) pending.push([...path, key]);
  }
  return found;
}

/** Names of these that a file gives another value than before, with the line that does; files that came or went are of other runs. */
function movedAmong(
  { names, keysOf }: Asked,
  texts: readonly ChangedText[],
  overridden: Readonly<Record<'was' | 'is', ReadonlySet<string> | undefined>>,
): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  const isNobodys = (
    places: ReadonlySet<string> | undefined,
    path: string,
    given: Given | undefined,
  ): boolean => given?.lines.every(line => places?.has(placeKey({ file: path, line }))) ?? true;
  for (const { path, before, after } of texts) {
    if (before === '' || after === '') continue;
    const own = VARIABLES.test(path) ? names : new Set([...names].filter(isTelling));
    const [old, now] = [before, after].map(text => givenIn(text, { names: own, keysOf }));
    for (const name of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
      const [was, is] = [old?.get(name), now?.get(name)];
      if (isNobodys(overridden.was, path, was) && isNobodys(overridden.is, path, is)) continue;
      if (!found.has(name) && was?.text !== is?.text) found.set(name, { file: path, line: is?.line ?? 1 });
    }
  }
  return found;
}

function toProblem({ releaseName }: Release, { key, text, at }: Written, how: string): Problem {
  return {
    what: `values of ${releaseName}`,
    why: `\`${key}\` is filled in when it is deployed (\`${text.trim()}\`, ${at.file}:${at.line}), and ${how}: what that does is not known`,
    ...at,
    blocking: true,
  };
}
