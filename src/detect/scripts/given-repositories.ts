/** Repositories of charts that a script finds in its environment: of what it sources, and of what runs it. */

import type { DetectContext } from '../detector.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { baseName } from '../tree-path.js';
import { assignmentsIn } from './assignments.js';
import { callerFiles } from './callers.js';
import { sourcedFiles } from './sourced.js';

/** `--repo "$HELM_REPO"`, `helm repo add mesh $CHARTS` */
const REPOSITORY =
  /--repo(?:[ \t]{1,9}|=)["']?\$[{(]?([A-Za-z_]\w{0,80})[)}]?(?=["'\s\\]|$)|\brepo[ \t]{1,9}add[ \t]{1,9}[^\s$]{1,80}[ \t]{1,9}["']?\$[{(]?([A-Za-z_]\w{0,80})[)}]?(?=["'\s\\]|$)/gm;

/** What names of repositories are that the script does not set itself, where nobody says otherwise. */
export async function givenRepositories(
  context: DetectContext,
  path: string,
  text: string,
  assigned: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const all = [...text.matchAll(REPOSITORY)].map(([, flag, added]) => flag ?? added ?? '');
  const names = new Set(all.filter(name => !assigned.has(name)));
  if (names.size === 0) return found;
  const texts: string[] = [];
  for (const file of await sourcedFiles(context, path)) texts.push((await context.text(file)) ?? '');
  for (const file of await callerFiles(context)) {
    const held = file === path ? undefined : await context.text(file);
    if (held?.includes(baseName(path))) texts.push(held);
  }
  const set = texts.map(one => assignmentsIn(one));
  for (const name of names) {
    const values = set.flatMap(one => one.get(name)?.text ?? []);
    const [first] = values;
    if (first !== undefined && !hasPlaceholder(first) && values.every(one => one === first))
      found.set(name, first);
  }
  return found;
}
