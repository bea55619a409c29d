/**
 * Values that a script's commands write into a file before Helm takes it: what stands in the file is read, and what the commands put
 * there is not. Where they, or the settings that they are given, are others than before, that is told.
 */
import { contextOf } from '../detect/context.js';
import { placeKey } from '../detect/places.js';
import { settingsOfFiles } from '../detect/scripts/asked-settings.js';
import type { Problem, Release } from '../model.js';
import { differing, readIn, scriptPaths } from './asked-settings.js';
import type { Side } from './side.js';

/** @param told what is told already: an installation's values are not told twice */
export async function madeValues(
  before: Side,
  after: Side,
  told: readonly Problem[],
): Promise<readonly Problem[]> {
  const scripts = await scriptPaths(after);
  const known = new Map(before.detection.releases.map(release => [release.id, release]));
  const found: Problem[] = [];
  for (const release of after.detection.releases) {
    const was = known.get(release.id);
    if (!was || !scripts.has(release.declared.file)) continue;
    const what = `values of ${release.releaseName}`;
    if (told.some(one => one.blocking && one.what === what)) continue;
    const [old, now] = await Promise.all([madeOf(before, was), madeOf(after, release)]);
    const moved = differing(now, old) ?? differing(old, now);
    if (!moved) continue;
    const why = `commands before it fill in or change a file of them, and \`${moved.name}\` (${placeKey(moved.at)}) is not what it was before: what that does is not known`;
    found.push({ what, why, ...release.declared, blocking: true });
  }
  return found;
}

async function madeOf(side: Side, release: Release): ReturnType<typeof settingsOfFiles> {
  const files = release.values.flatMap(layer => (layer.kind === 'document' ? layer.file : []));
  const own = [...new Set(files)].filter(file => file !== release.declared.file);
  if (own.length === 0) return [];
  const read = readIn(side);
  const found = await settingsOfFiles(await contextOf(side.tree), release.declared, own);
  return found.filter(({ at }) => !read.has(at.file) && !read.has(placeKey(at)));
}
