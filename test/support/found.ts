/** What is found in a tree of texts, each in one line: `istiod 1.22.2 a.sh:3`. */
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Files } from './scenario.js';

/** In the order in which they are found. */
export async function inOrder(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

export async function all(files: Files): Promise<readonly string[]> {
  return (await inOrder(files)).toSorted();
}

/** istiod alone, without its name: a run of istioctl brings other charts along. */
export async function planes(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at }) => `${version} ${at.file}:${at.line}`)
    .sort();
}

/** All but what a mesh as a whole brings along. */
export async function whole(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(({ partOf }) => partOf === undefined)
    .map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`)
    .sort();
}
