/** Repositories of charts that a script finds in its environment: of what it sources, and of what runs it. */

import { isSetAside } from '../aside/set-aside.js';
import type { DetectContext } from '../detector.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { baseName } from '../tree-path.js';
import { assignmentsIn } from './assignments.js';
import { sourcedFiles } from './sourced.js';

/** `--repo "$HELM_REPO"`, `helm repo add mesh $CHARTS` */
const REPOSITORY =
  /--repo(?:[ \t]{1,9}|=)["']?\$[{(]?([A-Za-z_]\w{0,80})[)}]?(?=["'\s\\]|$)|\brepo[ \t]{1,9}add[ \t]{1,9}[^\s$]{1,80}[ \t]{1,9}["']?\$[{(]?([A-Za-z_]\w{0,80})[)}]?(?=["'\s\\]|$)/gm;

/** More names of repositories than a script has, and more files than run it. */
const MAX_NAMES = 10;
const MAX_CALLERS = 300;
const MAX_TEXT = 200_000;

/**
 * What names of repositories are that the script does not set itself, where nobody says otherwise.
 * @param isCaller which files may run scripts
 */
export async function givenRepositories(
  context: DetectContext,
  path: string,
  text: string,
  assigned: ReadonlyMap<string, unknown>,
  isCaller: (path: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const names = new Set<string>();
  for (const [, flag, added] of text.matchAll(REPOSITORY)) {
    const name = flag ?? added ?? '';
    if (!assigned.has(name) && names.size < MAX_NAMES) names.add(name);
  }
  if (names.size === 0) return found;
  const texts: string[] = [];
  for (const file of await sourcedFiles(context, path)) texts.push((await context.text(file)) ?? '');
  for (const file of context.tree.paths
    .filter(one => isCaller(one) && !isSetAside(one))
    .slice(0, MAX_CALLERS)) {
    const held = file === path ? undefined : await context.text(file);
    if (held?.includes(baseName(path))) texts.push(held);
  }
  for (const name of names) {
    const values = texts
      .filter(one => one.length <= MAX_TEXT)
      .flatMap(one => assignmentsIn(one).get(name)?.text ?? []);
    const [first] = values;
    if (first !== undefined && !hasPlaceholder(first) && values.every(one => one === first))
      found.set(name, first);
  }
  return found;
}
