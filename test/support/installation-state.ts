/** An istiod as an umbrella chart with these values installs it, with nothing rendered. */
import type { InstallationState } from '../../src/behaviour/state.js';
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { type Files, umbrella } from './scenario.js';

/** @param values the umbrella's values.yaml: istiod's own stand below `istiod` */
export async function istiodState(
  version: string,
  values = '',
  files: Files = umbrella(version, values),
): Promise<InstallationState> {
  const { installations } = await detect(memoryTree(files));
  const installation = installations.find(({ chart }) => chart === 'istiod');
  if (!installation) throw new Error('the tree installs no istiod');
  return { installation };
}
