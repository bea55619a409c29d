import type { Position } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { inFolder } from '../tree-path.js';

/** The versions that a Chart.lock (or Helm 2's requirements.lock) holds. */
export interface ChartLock {
  /** The locked version of a dependency; entries of the same name are told apart by their number among them. */
  versionOf(name: string, nth: number): { readonly version: string; readonly at: Position } | undefined;
}

/** The lock beside a Chart.yaml; undefined where there is none that can be read. */
export async function readLock(
  context: DetectContext,
  folder: string,
  legacy: boolean,
): Promise<ChartLock | undefined> {
  const path = inFolder(folder, legacy ? 'requirements.lock' : 'Chart.lock');
  if (!context.tree.has(path)) return undefined;
  const [document] = (await context.yaml(path)).documents;
  if (!document) return undefined;
  const { data } = document;
  const entries = listAt(data.value, ['dependencies']).map((entry, index) => ({
    name: stringAt(entry, ['name']),
    version: stringAt(entry, ['version']),
    at: { file: path, line: data.lineOf(['dependencies', index, 'version']) },
  }));
  return {
    versionOf(name, nth) {
      const entry = entries.filter(candidate => candidate.name === name)[nth];
      return entry?.version === undefined ? undefined : { version: entry.version, at: entry.at };
    },
  };
}
