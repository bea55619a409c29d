/** Tasks of roles that install or apply whatever variables hold, and so don't speak of Istio themselves. */

import { MESH_RESOURCE } from '../chart-relevance.js';
import type { DetectContext } from '../detector.js';
import { leaveBeyond } from '../limits.js';
import { oncePerTree } from '../once.js';
import { mattersAsTasks } from './entries.js';
import { hasJinja } from './jinja.js';

/** Where variables stand that may name a chart. */
const VARIABLES = /(?:^|\/)(?:group_vars|host_vars)\/|(?:^|\/)roles\/(?:[^/]+\/){1,3}(?:defaults|vars)\//i;
const TASKS = /(?:^|\/)roles\/(?:[^/]+\/){1,3}tasks\/.+\.ya?ml$/i;
/** More files than the roles of a tree have. */
const MAX_FILES = 3000;

/** Files that are no candidates themselves; none in a tree whose variables say nothing of Istio. */
export const genericTasks = oncePerTree(async (context: DetectContext): Promise<readonly string[]> => {
  const isAny = context.candidates.some(path => VARIABLES.test(path) && !context.isSetAside(path));
  return isAny ? tasksWith(context, mattersAsTasks) : [];
});

/** The same for tasks that apply objects, where variables or templates hold some of the mesh's. */
export const applyingTasks = oncePerTree(async (context: DetectContext): Promise<readonly string[]> => {
  for (const path of context.candidates) {
    if (!(VARIABLES.test(path) || TEMPLATE.test(path)) || context.isSetAside(path)) continue;
    if (MESH_RESOURCE.test((await context.text(path)) ?? ''))
      return tasksWith(context, text => APPLIES.test(text));
  }
  return [];
});

const TEMPLATE = /\.(?:j2|jinja2?)$/i;
const APPLIES = /\bk8s\s{0,9}:/;

async function tasksWith(
  context: DetectContext,
  matters: (text: string) => boolean,
): Promise<readonly string[]> {
  const known = new Set(context.candidates);
  const all = context.tree.paths.filter(
    path => TASKS.test(path) && !known.has(path) && !context.isSetAside(path),
  );
  leaveBeyond(context, all.slice(MAX_FILES), MAX_FILES, 'files of tasks');
  const found: string[] = [];
  for (const path of all.slice(0, MAX_FILES)) {
    const text = (await context.text(path)) ?? '';
    if (hasJinja(text) && matters(text)) found.push(path);
  }
  return found;
}
