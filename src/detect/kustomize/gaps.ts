/** What Kustomize does besides, by programs and definitions of its own: named where objects of the mesh are among what it is done to. */
import type { Positioned } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type BuiltObject, type Gap, isOfMesh, localPath, speaksOfMesh } from './objects.js';

/** Generators that are read by others. */
const READ_ELSEWHERE = /^(HelmChartInflationGenerator|ConfigMapGenerator|SecretGenerator)$/;

export async function beyondBuild(
  context: DetectContext,
  settings: Positioned,
  folder: string,
  objects: readonly BuiltObject[],
): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  const note = (key: string, index: number | undefined, why: string): void => {
    const path = index === undefined ? [key] : [key, index];
    gaps.push({ why, at: { file: settings.file, line: settings.lineOf(path) } });
  };
  for (const [index, entry] of listAt(settings.value, ['generators']).entries()) {
    if (await generatesMesh(context, folder, entry))
      note('generators', index, 'it makes objects by a generator, which is not run here');
  }
  const hasDefinitions = settings.at(['openapi', 'path']).value !== undefined;
  if (hasDefinitions && objects.some(isOfMesh))
    note(
      'openapi',
      undefined,
      'it gives definitions of its own, by which lists may merge that are replaced here',
    );
  return gaps;
}

async function generatesMesh(context: DetectContext, folder: string, entry: unknown): Promise<boolean> {
  const path = localPath(folder, entry);
  if (path === undefined || !context.tree.has(path)) return speaksOfMesh(entry);
  const { documents } = await context.yaml(path);
  return documents.some(
    ({ data }) => !READ_ELSEWHERE.test(stringAt(data.value, ['kind']) ?? '') && speaksOfMesh(data.value),
  );
}
