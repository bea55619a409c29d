/** Files that may run scripts of the tree: shells, Makefiles, pipelines. */
import type { DetectContext } from '../detector.js';
import { firstOf } from '../limits.js';
import { oncePerTree } from '../once.js';
import { pipelineFiles } from './pipelines.js';
import { sourcedFiles } from './sourced.js';
import { taskPaths } from './task/taskfile.js';

const CALLER =
  /(?:^|\/)(?:(?:GNU)?makefile|justfile|jenkinsfile|taskfile\.ya?ml|[\w.-]*gitlab-ci[\w.-]*\.ya?ml|\.github\/workflows\/[^/]+\.ya?ml)$|\.(?:mk|sh|bash)$/i;

/** More of them than a repository holds. */
const MAX_CALLERS = 5000;

/** Whatever they speak of, in the order of their paths. */
export const callerFiles = oncePerTree(async context => {
  const all = context.tree.paths.filter(path => CALLER.test(path) && !context.isSetAside(path));
  return firstOf(context, all, MAX_CALLERS, 'files that may run scripts');
});

const running = oncePerTree(async context => [
  ...(await callerFiles(context)),
  ...(await pipelineFiles(context)).keys(),
  ...(await taskPaths(context)),
]);

/**
 * Whatever may decide how often a script is run, and with what: for what is said of the ways that were not looked at.
 * Listed when asked for: few scripts have such ways, and a tree may hold thousands of these files.
 */
export async function decidingFiles(context: DetectContext, path: string): Promise<() => readonly string[]> {
  const [callers, sourced] = [await running(context), await sourcedFiles(context, path)];
  return () => [...callers, ...sourced];
}
