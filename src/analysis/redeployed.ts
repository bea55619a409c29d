/** Installations that stay in their files, where what deploys the folder around them begins or ceases to do that. */

import { isWithin } from '../detect/tree-path.js';
import { groupBy } from '../grouped.js';
import type { DeployedFolder, Problem, Release, Upgrade } from '../model.js';
import type { Side } from './side.js';

/** More are not named. */
const MAX_NAMED = 6;

/** @param upgrades what comes or goes anyway, which is told by itself */
export function redeployedProblems(
  before: Side,
  after: Side,
  upgrades: readonly Upgrade[],
): readonly Problem[] {
  const told = new Set(upgrades.flatMap(one => [one.before?.release.id, one.after?.release.id]));
  const old = new Map(before.detection.releases.map(release => [placeOf(release), release]));
  const moved = after.detection.releases.flatMap(release => {
    const was = old.get(placeOf(release));
    if (!was || told.has(release.id)) return [];
    const [then, now] = [deployerOf(before, was), deployerOf(after, release)];
    return (then === undefined) === (now === undefined) ? [] : [{ release, then, now }];
  });
  return [...groupBy(moved, ({ then, now }) => placeIn(then ?? now)).values()].flatMap(own => {
    const [first] = own;
    const by = first?.now ?? first?.then;
    if (!first || !by) return [];
    const names = [...new Set(own.map(({ release }) => release.releaseName))].slice(0, MAX_NAMED).join(', ');
    const who = `${by.declared.file}:${by.declared.line}`;
    const folder = by.folder === '' ? 'the root' : by.folder;
    const why = first.now
      ? `${who} deploys ${folder}, where this stands, since this change, and nothing that was read did before: whether it ran is not known`
      : `${who} deployed ${folder}, where this stands, until this change, and nothing that was read does now: whether it still runs is not known`;
    const { file, line } = first.now ? by.declared : first.release.declared;
    return [{ what: names, why, file, line, blocking: true }];
  });
}

function placeOf({ id, declared }: Release): string {
  return `${declared.file} ${id}`;
}

function placeIn(by: DeployedFolder | undefined): string {
  return by === undefined ? '' : `${by.declared.file}:${by.folder}`;
}

/** What deploys the folder of its file, or one around that; undefined where nothing in the tree does. */
function deployerOf({ detection }: Side, { declared }: Release): DeployedFolder | undefined {
  return detection.deployedFolders?.find(({ folder }) => folder !== '' && isWithin(folder, declared.file));
}
