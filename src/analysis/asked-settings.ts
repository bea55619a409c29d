/**
 * What is open in scripts, and is made of settings that are others than before: a key of a file of data that a program reads, a line of
 * what runs the script. What comes of them is not followed.
 */
import { contextOf } from '../detect/context.js';
import { type AskedSetting, askedSettings } from '../detect/scripts/asked-settings.js';
import { scriptFiles } from '../detect/scripts/file.js';
import type { Position, Problem } from '../model.js';
import { changedTexts } from './changed-paths.js';
import type { Side } from './side.js';

/** For a problem that was there before: how it shows that it is another one, in words. */
export type MovedSettings = (problem: Problem, was: Problem) => Promise<string | undefined>;

export async function movedSettings(before: Side, after: Side): Promise<MovedSettings> {
  const changed = await changedTexts(before.tree, after.tree, () => true);
  if (changed.length === 0) return async () => undefined;
  const paths = new Set((await scriptFiles(await contextOf(after.tree))).map(({ path }) => path));
  return async (problem, was) => {
    const { file } = problem;
    if (file === undefined || was.file !== file || !paths.has(file)) return undefined;
    const [old, now] = await Promise.all([askedOf(before, was), askedOf(after, problem)]);
    const moved = differing(now, old) ?? differing(old, now);
    return moved && `\`${moved.name}\` (${moved.at.file}:${moved.at.line}) is not what it was before`;
  };
}

/** But for the file of the problem itself, and what is read. */
async function askedOf(
  side: Side,
  { what, why, file = '', line = 1 }: Problem,
): Promise<readonly AskedSetting[]> {
  const names = [...`${what} ${why}`.matchAll(NAMES)].flatMap(([, signed, quoted]) =>
    (signed ?? quoted ?? '').split('.'),
  );
  const found = await askedSettings(await contextOf(side.tree), { file, line }, names);
  const read = readIn(side);
  return found.filter(({ at }) => at.file !== file && !read.has(at.file) && !read.has(placeOf(at)));
}

/** `${MODE}`, `$(MODE)`, `{{ mode }}`; a name alone, as problems quote it. */
const NAMES = /(?:\$[({]{0,2}|\{\{)@?[ \t]?\.?([A-Za-z_][\w.-]{1,200})|`([A-Za-z_][\w.]{1,200})`/g;

/** Files of values, and lines that versions and values stand on: where these move, that is told. */
function readIn({ detection }: Side): ReadonlySet<string> {
  const layers = detection.releases.flatMap(({ values }) => values);
  return new Set([
    ...detection.installations.map(({ at }) => placeOf(at)),
    ...layers.flatMap(layer =>
      layer.kind === 'document'
        ? [layer.file]
        : [placeOf(layer), ...(layer.setAt ? [placeOf(layer.setAt)] : [])],
    ),
  ]);
}

function placeOf({ file, line }: Position): string {
  return `${file}:${line}`;
}

function differing(some: readonly AskedSetting[], others: readonly AskedSetting[]): AskedSetting | undefined {
  const keyOf = ({ name, text, at }: AskedSetting): string => JSON.stringify([at.file, name, text]);
  const known = new Set(others.map(keyOf));
  return some.find(one => !known.has(keyOf(one)));
}
