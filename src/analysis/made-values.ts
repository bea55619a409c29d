/**
 * Values of which a part is put in by commands: a template is filled in before Helm takes it, a file is changed in place, a text holds what
 * another command prints. What stands there is read, and what comes to it is not. Where the commands, or the settings that they are
 * given, are others than before, that is told.
 */
import { append } from '../append.js';
import { contextOf } from '../detect/context.js';
import { placeKey } from '../detect/places.js';
import { type AskedSetting, type Handed, settingsOfValues } from '../detect/scripts/asked-settings.js';
import { scriptFiles } from '../detect/scripts/file.js';
import { baseName } from '../detect/tree-path.js';
import type { Position, Problem, Release, ValuesLayer } from '../model.js';
import { differing, inWords, readIn, scriptPaths } from './asked-settings.js';
import type { Side } from './side.js';

/** @param told what is told already: an installation's values are not told twice */
export async function madeValues(
  before: Side,
  after: Side,
  told: readonly Problem[],
): Promise<readonly Problem[]> {
  const known = new Map(before.detection.releases.map(release => [release.id, release]));
  const found: Problem[] = [];
  for (const release of after.detection.releases) {
    const was = known.get(release.id);
    const what = `values of ${release.releaseName}`;
    if (!was || told.some(one => one.blocking && one.what === what)) continue;
    const [old, now] = await Promise.all([madeOf(before, was), madeOf(after, release)]);
    const moved = differing(now, old) ?? differing(old, now);
    if (!moved) continue;
    const why = `commands put in a part of them, and ${inWords(moved)} is not what it was before: what that does is not known`;
    found.push({ what, why, ...release.declared, blocking: true });
  }
  return found;
}

/** What is filled in: `${MODE}`, `$MODE`, `@MODE@`, `{{ mode }}`. */
const FILLED_IN = /\$\{?[A-Za-z_]|@\w+@|\{\{/;

async function madeOf(side: Side, { declared, values }: Release): Promise<readonly AskedSetting[]> {
  const found: AskedSetting[] = [];
  const files = [...new Set(values.flatMap(layer => (layer.kind === 'document' ? layer.file : [])))];
  for (const at of (await scriptPaths(side)).has(declared.file)
    ? [declared]
    : await fillersOf(side, values)) {
    const handed: Handed = {
      files: files.filter(file => file !== at.file),
      isTaker: at === declared,
      texts: at === declared ? values.flatMap(layer => textIn(layer, declared.file)) : [],
    };
    append(found, await settingsOfValues(await contextOf(side.tree), at, handed));
  }
  const read = readIn(side);
  return found.filter(({ at }) => !read.has(at.file) && !read.has(placeKey(at)));
}

/** Of the script itself: what it holds, and what a flag says or takes out of a file. */
function textIn(layer: ValuesLayer, script: string): readonly string[] {
  if (layer.kind === 'assignment')
    return layer.flag === '--set-file' ? namesAlone(layer.value) : [layer.value];
  return layer.file === script ? [layer.text] : [];
}

/** What stands around them in a file says nothing to the script. */
function namesAlone(text: string): readonly string[] {
  return text.match(/\$\{\w{1,80}\}|\$\w{1,80}|\{\{[^{}\n]{1,80}\}\}/g) ?? [];
}

/** Scripts that name a file with something to be filled in. */
async function fillersOf({ tree }: Side, values: readonly ValuesLayer[]): Promise<readonly Position[]> {
  const templates = values.flatMap(layer =>
    layer.kind === 'document' && FILLED_IN.test(layer.text) ? baseName(layer.file) : [],
  );
  if (templates.length === 0) return [];
  const context = await contextOf(tree);
  const found: Position[] = [];
  for (const { path } of await scriptFiles(context)) {
    const text = (await context.text(path)) ?? '';
    if (templates.some(name => text.includes(name))) found.push({ file: path, line: 1 });
  }
  return found;
}
