/** Folders of the roles of a tree, and which of them a name means. */
import { addTo } from '../../grouped.js';
import type { DetectContext } from '../detector.js';
import { sharedFolders } from '../distance.js';
import { oncePerTree } from '../once.js';
import { baseName } from '../tree-path.js';
import { plainRoleName } from './entries.js';
import { roleOf } from './places.js';

const IN_ROLE = /\/(?:tasks|defaults|vars|meta)\/[^/]+\.ya?ml$/i;

/** By the names of the roles; what is kept and not deployed is none of them. */
const roleFolders = oncePerTree(
  async (context: DetectContext): Promise<ReadonlyMap<string, readonly string[]>> => {
    const seen = new Set<string>();
    const found = new Map<string, string[]>();
    for (const path of context.tree.paths) {
      const role = IN_ROLE.test(path) ? roleOf(path) : undefined;
      if (role === undefined || seen.has(role) || context.isSetAside(path)) continue;
      seen.add(role);
      addTo(found, baseName(role), role);
    }
    return found;
  },
);

/**
 * Roles of a name (`istio`, or `acme.mesh.istio` of a collection), the nearest first.
 * @param file which names it
 */
export async function rolesNamed(
  context: DetectContext,
  name: string,
  file: string,
): Promise<readonly string[]> {
  return ((await roleFolders(context)).get(plainRoleName(name)) ?? []).toSorted(
    (left, right) => sharedFolders(right, file) - sharedFolders(left, file),
  );
}
