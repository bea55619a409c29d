/** The istioctl that scripts of the tree fetch, for what other scripts or people install with it. */
import type { DetectContext } from '../detector.js';
import { sharedFolders } from '../distance.js';
import type { DecidedVersion } from '../published-release.js';
import { broughtTool, downloadIn, fetchedBy } from './downloads.js';
import { scriptFiles } from './file.js';

/**
 * @param others scripts that fetch it for themselves alone
 * @returns what the scripts fetch that lie nearest to a file; undefined where they differ, or fetch the newest one
 */
export async function fetchedNear(
  context: DetectContext,
  file: string,
  others: ReadonlySet<string>,
): Promise<DecidedVersion | undefined> {
  const found: { readonly fetched: DecidedVersion | undefined; readonly shared: number }[] = [];
  for (const script of await scriptFiles(context)) {
    if (others.has(script.path)) continue;
    const fetched = (await fetchedBy(script)) ?? (await broughtTool(script));
    if (fetched || downloadIn(script)) found.push({ fetched, shared: sharedFolders(script.path, file) });
  }
  const nearest = found.reduce((most, { shared }) => Math.max(most, shared), 0);
  const [first, ...more] = found.flatMap(({ fetched, shared }) => (shared === nearest ? [fetched] : []));
  return first?.version && more.every(other => other?.version === first.version) ? first : undefined;
}
