/** `helmfile.lock`: which versions ranges came to. Source: https://helmfile.readthedocs.io/en/latest/#deps */
import { satisfies, validRange } from 'semver';
import type { Position } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import { decidingFile } from '../deciding-file.js';
import type { DetectContext } from '../detector.js';
import { normaliseRepository } from '../istio/charts.js';
import { baseName, folderOf, inFolder } from '../tree-path.js';

export interface LockedVersion {
  readonly version: string;
  readonly at: Position;
}

/** The locked version of a chart that the declared one allows. */
export async function lockedVersion(
  context: DetectContext,
  state: string,
  chart: string,
  repository: string | undefined,
  declared: string | undefined,
): Promise<LockedVersion | undefined> {
  const name = baseName(state)
    .replace(/\.gotmpl$/, '')
    .replace(/\.ya?ml$/, '');
  const path = inFolder(folderOf(state), `${name}.lock`);
  if (!context.tree.has(path)) return undefined;
  for (const { data } of (await decidingFile(context, path)).documents) {
    for (const [index, entry] of listAt(data.value, ['dependencies']).entries()) {
      const version = stringAt(entry, ['version']);
      const source = stringAt(entry, ['repository']);
      if (stringAt(entry, ['name']) !== chart || version === undefined) continue;
      if (source && repository && normaliseRepository(source) !== normaliseRepository(repository)) continue;
      if (declared !== undefined && validRange(declared) && !satisfies(version, declared, { loose: true }))
        continue;
      return { version, at: { file: path, line: data.lineOf(['dependencies', index, 'version']) } };
    }
  }
  return undefined;
}
