/**
 * Programs that say nothing of Istio themselves, and install what those hand them that do: `helmUpgrade("istiod", "istiod", options)`
 * of a module that has Helm install any chart, `new Chart(name, { chart: name })` of a project.
 */
import { isTestName } from '../../tree/candidates.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { leaveBeyond } from '../limits.js';
import { oncePerTree } from '../once.js';
import type { CodeFile } from './blocks.js';
import { scopeOf } from './scope.js';
import { withoutComments } from './text.js';
import { usesIn } from './uses.js';

/** More programs than name charts of Istio for others. */
const MAX_CALLERS = 100;
/** A chart, or where Istio's lie. */
const NAMES_CHART =
  /["'`](?:istio\/)?(?:base|istiod|cni|ztunnel|gateway)["'`]|istio-release\.storage\.googleapis|istio-release\/charts/;
/** What runs Helm, or its library. */
const RUNS_HELM = /["'`](?:helm3?["'`]|helm3?\s{1,9}(?:install|upgrade)\b)|\bLocateChart\(/;

/** Without comments, those alone that a program sees which names charts. */
export const quietPrograms = oncePerTree(findQuiet);

async function findQuiet(context: DetectContext): Promise<readonly CodeFile[]> {
  const found = new Map<string, CodeFile>();
  const beyond: string[] = [];
  let callers = 0;
  for (const path of context.code) {
    const written = context.isSetAside(path) ? undefined : await context.text(path);
    if (written === undefined || !NAMES_CHART.test(written) || !namesIstio(written)) continue;
    if (++callers > MAX_CALLERS) {
      beyond.push(path);
      continue;
    }
    for (const { path: other, text } of await scopeOf(context, path, withoutComments(path, written)))
      if (!isTestName(other) && !context.isSetAside(other) && RUNS_HELM.test(text) && !namesIstio(text))
        found.set(other, { path: other, text });
  }
  leaveBeyond(context, beyond, MAX_CALLERS, 'programs that name charts of Istio');
  return [...found.values()];
}

const OF_PROJECT = /\.(?:[mc]?[jt]s|py|go|java|kt|cs)$/;

/** Code of a project that names no chart, but what it is handed, or goes through, under that name. */
export function installsHanded(file: CodeFile): boolean {
  return OF_PROJECT.test(file.path) && usesIn(file).length > 0;
}
