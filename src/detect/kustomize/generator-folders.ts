/** Generators that a kustomization lists by a folder, whose own kustomization may patch them: `generators: [../../generators/prod]`. */
import { groupBy } from '../../grouped.js';
import type { DeployedFolder, Position } from '../../model.js';
import { listAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { Manifest } from '../manifests.js';
import { onWays } from '../overlaid.js';
import { folderOf } from '../tree-path.js';
import { KustomizeBuilder } from './builder.js';
import { isKustomizationPath } from './names.js';
import { localPath } from './objects.js';

export const GENERATOR = 'HelmChartInflationGenerator';

/** A generator as a kustomization gets it. */
export interface ListedGenerator extends Manifest {
  /** Where that lists its folder; absent for one that is listed by its file, or by nobody. */
  readonly by?: Position;
}

/**
 * @param generators as they stand in their files
 * @returns each as often as folders that are listed make something of it, else as it stands
 */
export async function generatorsAsListed(
  context: DetectContext,
  generators: readonly Manifest[],
): Promise<readonly ListedGenerator[]> {
  const folders = generators.length === 0 ? [] : await listedFolders(context);
  if (folders.length === 0) return generators;
  const found: ListedGenerator[] = [];
  const taken = new Set<Manifest>();
  const byRoot = groupBy(folders, ({ root }) => root);
  const ways = [...byRoot.values()].flatMap(([first]): readonly DeployedFolder[] =>
    first ? [{ folder: first.folder, namespace: '', destination: '', declared: first.declared }] : [],
  );
  const { manifests } = await onWays(context, generators, (_, kind) => kind === GENERATOR, ways);
  for (const { way, data, written } of manifests)
    for (const { declared } of byRoot.get(way?.root ?? '') ?? []) {
      taken.add(written);
      found.push({ ...written, data, by: declared });
    }
  return [...generators.filter(generator => !taken.has(generator)), ...found];
}

interface ListedFolder {
  readonly folder: string;
  /** Its kustomization. */
  readonly root: string;
  readonly declared: Position;
}

async function listedFolders(context: DetectContext): Promise<readonly ListedFolder[]> {
  const builder = new KustomizeBuilder(context, () => false);
  const found: ListedFolder[] = [];
  for (const path of context.tree.paths) {
    if (!isKustomizationPath(path) || !(await context.text(path))?.includes('generators')) continue;
    const data = (await context.yaml(path)).documents[0]?.data;
    for (const [index, entry] of listAt(data?.value, ['generators']).entries()) {
      const folder = localPath(folderOf(path), entry);
      const root = folder === undefined ? undefined : builder.kustomizationOf(folder);
      if (data && folder !== undefined && root !== undefined)
        found.push({ folder, root, declared: { file: path, line: data.lineOf(['generators', index]) } });
    }
  }
  return found;
}
