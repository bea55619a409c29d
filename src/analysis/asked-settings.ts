/**
 * What is open in scripts, and is made of settings that are others than before: a key of a file of data that a program reads, a line of
 * what runs the script. What comes of them is not followed.
 */
import { contextOf } from '../detect/context.js';
import { placeKey } from '../detect/places.js';
import { type AskedSetting, askedSettings } from '../detect/scripts/asked-settings.js';
import { scriptFiles } from '../detect/scripts/file.js';
import { oncePer } from '../memo.js';
import type { Problem } from '../model.js';
import type { Side } from './side.js';

/** For a problem that was there before: how it shows that it is another one, in words. */
export async function movedSetting(
  before: Side,
  after: Side,
  problem: Problem,
  was: Problem,
): Promise<string | undefined> {
  const { file } = problem;
  if (file === undefined || was.file !== file || !(await scriptPaths(after)).has(file)) return undefined;
  const [old, now] = await Promise.all([askedOf(before, was), askedOf(after, problem)]);
  const moved = differing(now, old) ?? differing(old, now);
  if (!moved) return undefined;
  const of = releaseOf(after, problem);
  return `${inWords(moved)} is not what it was before${of === undefined ? '' : `, which \`${of}\` is installed with`}`;
}

/** Files whose commands are read. */
export const scriptPaths = oncePer(
  async ({ tree }: Side) => new Set((await scriptFiles(await contextOf(tree))).map(({ path }) => path)),
);

/** Longer than a reader wants of a line. */
const MAX_WORDS = 160;

/** `` `mesh.mode` (settings.yaml:3) `` */
export function inWords({ name, at }: AskedSetting): string {
  return `\`${name.length > MAX_WORDS ? `${name.slice(0, MAX_WORDS)}…` : name}\` (${placeKey(at)})`;
}

/** The release whose problem it is, where its words do not name it. */
function releaseOf({ detection }: Side, { what, file, line }: Problem): string | undefined {
  const found = detection.releases.find(({ problems }) =>
    problems.some(one => one.what === what && one.file === file && one.line === line),
  );
  return found && !what.includes(found.releaseName) ? found.releaseName : undefined;
}

/** But for the file of the problem itself, and what is read. */
async function askedOf(
  side: Side,
  { what, why, file = '', line = 1 }: Problem,
): Promise<readonly AskedSetting[]> {
  const names = [...`${what} ${why}`.matchAll(NAMES)].flatMap(([, signed, quoted]) =>
    (signed ?? quoted ?? '').split('.'),
  );
  const made = [...what.matchAll(MADE)].flatMap(([, name = '']) => name);
  const isRun = what === '--post-renderer';
  const found = await askedSettings(
    await contextOf(side.tree),
    { file, line },
    {
      names,
      made,
      isRun,
      texts: [...why.matchAll(/`([^`]{1,300})`/g)].map(([, text = '']) => text),
    },
  );
  const read = readIn(side);
  return found.filter(({ at }) => at.file !== file && !read.has(at.file) && !read.has(placeKey(at)));
}

/** `${MODE}`, `$(MODE)`, `{{ mode }}`; a name alone, as problems quote it. */
const NAMES = /(?:\$[({]{0,2}|\{\{)@?[ \t]?\.?([A-Za-z_][\w.-]{1,200})|`([A-Za-z_][\w.]{1,200})`/g;

/** `values file /tmp/values.yaml`, `istioctl -f mesh.yaml`, as problems call what is not there. */
const MADE = /^(?:values file|istioctl -f) (\S.{0,300})$/g;

/** Files of values, and lines that versions and values stand on: where these move, that is told. */
export const readIn = oncePer(({ detection }: Side): ReadonlySet<string> => {
  const layers = detection.releases.flatMap(({ values }) => values);
  return new Set([
    ...detection.installations.map(({ at }) => placeKey(at)),
    ...layers.flatMap(layer =>
      layer.kind === 'document'
        ? [layer.file]
        : [placeKey(layer), ...(layer.setAt ? [placeKey(layer.setAt)] : [])],
    ),
  ]);
});

export function differing(
  some: readonly AskedSetting[],
  others: readonly AskedSetting[],
): AskedSetting | undefined {
  const keyOf = ({ name, text, at }: AskedSetting): string => JSON.stringify([at.file, name, text]);
  const known = new Set(others.map(keyOf));
  return some.find(one => !known.has(keyOf(one)));
}
