/** Files that something runs, or hands to a tool, by their names alone: `cd scripts && ./install-old.sh`. */

import { COMMENT_LINES } from './aside/samples.js';
import type { DetectContext } from './detector.js';
import { baseName } from './tree-path.js';

/** What runs things: it need not say a word of Istio where the script that it runs does. */
const RUNS =
  /^\.(?:github|circleci)\/.{1,200}\.ya?ml$|(?:^|\/)(?:GNUmakefile|Makefile|Justfile|Taskfile|Jenkinsfile|package\.json$|\.gitlab-ci|azure-pipelines|bitbucket-pipelines)[^/]{0,60}$|\.(?:sh|bash|zsh|ps1|bat|cmd|mk|just|groovy)$/i;

/** Those of them that a script, a Makefile or a pipeline names outside of comments, from whatever folder. */
export async function runByName(
  context: DetectContext,
  files: readonly string[],
): Promise<ReadonlySet<string>> {
  const run = new Set<string>();
  for (const path of files.length === 0 ? [] : context.tree.paths.filter(one => RUNS.test(one))) {
    const open = files.filter(file => file !== path && !run.has(file));
    const text = open.length === 0 ? undefined : (await context.text(path))?.replace(COMMENT_LINES, '');
    if (text === undefined) continue;
    for (const file of open) if (hasName(text, baseName(file))) run.add(file);
  }
  return run;
}

/** As a whole: no part of a longer name. */
function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!/[\w.-]/.test(text[at - 1] ?? '') && !/^(?:[\w-]|\.\w)/.test(text.slice(at + name.length)))
      return true;
  return false;
}
