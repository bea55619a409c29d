/**
 * Programs that say nothing of Istio themselves, and install what those hand them that do: `helmUpgrade("istiod", "istiod", options)`
 * of a module that has Helm install any chart, `new Chart(name, { chart: name })` of a project.
 */
import { append } from '../../append.js';
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
const RUNS_HELM =
  /["'`](?:helm3?["'`]|helm3?\s{1,9}(?:install|upgrade)\b)|\bLocateChart\(|\w\((?:ctx,)?\s{0,20}(?:\[\]string\{|\[)?\s{0,20}["'`](?:install|upgrade)["'`]\s{0,9},/;

/** Without comments, those alone that a program sees which names charts. */
export const quietPrograms = oncePerTree(findQuiet);

async function findQuiet(context: DetectContext): Promise<readonly CodeFile[]> {
  const code = new Set(context.code);
  const found = new Map<string, CodeFile>();
  const beyond: string[] = [];
  const seen: Seen = { known: new Set(), left: MAX_FOLLOWED };
  let callers = 0;
  // Suites of Go have packages of the program set up what they try.
  const callersOf = [...context.code, ...context.tests.filter(path => path.endsWith('.go'))];
  for (const path of callersOf) {
    const written = context.isSetAside(path) ? undefined : await context.text(path);
    if (written === undefined || !NAMES_CHART.test(written) || !namesIstio(written)) continue;
    if (++callers > MAX_CALLERS) {
      beyond.push(path);
      continue;
    }
    for (const file of await seenFrom(context, { path, text: withoutComments(path, written) }, seen))
      if (RUNS_HELM.test(file.text) && !(code.has(file.path) && namesIstio(file.text)))
        found.set(file.path, file);
  }
  leaveBeyond(context, beyond, MAX_CALLERS, 'programs that name charts of Istio');
  return [...found.values()];
}

/** Files that were looked at, and how many more may be asked what they see. */
interface Seen {
  readonly known: Set<string>;
  left: number;
}

/** Charts are handed on over no more files, and no more files that speak of charts hand them on. */
const MAX_DEPTH = 3;
const MAX_FOLLOWED = 200;
const HANDS_ON = /chart|helm/i;

/** What a program sees that may hand charts on, and what that sees in its turn. */
async function seenFrom(context: DetectContext, first: CodeFile, seen: Seen): Promise<readonly CodeFile[]> {
  const found: CodeFile[] = [];
  let files: readonly CodeFile[] = [first];
  for (let depth = 0; depth < MAX_DEPTH && files.length > 0; depth++) {
    const next: CodeFile[] = [];
    for (const file of files) {
      if (depth > 0 && seen.left-- <= 0) break;
      for (const { path, text } of await scopeOf(context, file.path, file.text)) {
        if (seen.known.has(path) || isTestName(path) || context.isSetAside(path)) continue;
        seen.known.add(path);
        if (HANDS_ON.test(text)) next.push({ path, text });
      }
    }
    append(found, next);
    files = next;
  }
  return found;
}

const OF_PROJECT = /\.(?:[mc]?[jt]s|py|go|java|kt|cs)$/;

/** Code of a project that names no chart, but what it is handed, or goes through, under that name. */
export function installsHanded(file: CodeFile): boolean {
  return OF_PROJECT.test(file.path) && usesIn(file).length > 0;
}
