/** The istioctl that scripts of the tree fetch, for what other scripts or people install with it. */
import type { DetectContext } from '../detector.js';
import { sharedFolders } from '../distance.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { oncePerTree } from '../once.js';
import { readCommandLine, toolWords } from './command-line.js';
import { archivedBy, broughtTool, downloadIn, fetchedBy } from './downloads.js';
import { type ScriptFile, scriptFiles } from './file.js';
import { ISTIOCTL, ISTIOCTL_GRAMMAR } from './istioctl.js';
import { commandsIn } from './text.js';

/**
 * @param others scripts that fetch it for themselves alone
 * @param isHanded whether a command of istioctl is handed the file; else those that run it do so on something else
 * @returns what the scripts fetch that lie nearest to a file; undefined where they differ, or fetch the newest one
 */
export async function fetchedNear(
  context: DetectContext,
  file: string,
  others: ReadonlySet<string>,
  isHanded: boolean,
): Promise<DecidedVersion | undefined> {
  const found: { readonly fetched: DecidedVersion | undefined; readonly shared: number }[] = [];
  for (const script of await scriptFiles(context)) {
    if (others.has(script.path) || (!isHanded && runsIstioctl(script))) continue;
    const fetched = (await fetchedBy(script)) ?? (await broughtTool(script)) ?? (await archivedBy(script));
    if (fetched || downloadIn(script)) found.push({ fetched, shared: sharedFolders(script.path, file) });
  }
  const nearest = found.reduce((most, { shared }) => Math.max(most, shared), 0);
  const [first, ...more] = found.flatMap(({ fetched, shared }) => (shared === nearest ? [fetched] : []));
  return first?.version && more.every(other => other?.version === first.version) ? first : undefined;
}

/** For more than to try what was fetched. */
function runsIstioctl(script: ScriptFile): boolean {
  return verbsOf(script).some(verb => !TRIES.test(verb));
}

/** Commands of https://istio.io/latest/docs/reference/commands/istioctl/ that change nothing. */
const LOOKS =
  /^(?:analyze|bug-report|completion|dashboard|help|precheck|proxy-config|proxy-status|pc|ps|validate|verify-install|version)$/;
/** Those of them by which a tool is tried that was fetched, or a cluster before and after an installation. */
const TRIES = /^(?:completion|help|precheck|verify-install|version)$/;

/** Scripts that run istioctl, and have it install nothing: not those that fetch it for others. */
export const onlyLooking = oncePerTree(
  async (context): Promise<readonly string[]> =>
    (await scriptFiles(context)).filter(onlyLooks).map(({ path }) => path),
);

function onlyLooks(script: ScriptFile): boolean {
  const verbs = verbsOf(script).filter(verb => verb !== '');
  return verbs.every(verb => LOOKS.test(verb)) && verbs.some(verb => !TRIES.test(verb));
}

/** What istioctl is run for; empty where it is moved somewhere, or that is not known. */
function verbsOf({ commands }: ScriptFile): readonly string[] {
  return commands.flatMap(command => {
    const words = toolWords(command, ISTIOCTL, commandsIn);
    const verb = words && readCommandLine(words, ISTIOCTL_GRAMMAR).positions[0]?.text;
    // What is moved to a folder is followed by that; alone it is a path, or says how it is used.
    return words === undefined || words.length === 1
      ? []
      : [verb !== undefined && /^\w/.test(verb) ? verb : ''];
  });
}
