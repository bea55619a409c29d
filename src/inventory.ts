/** The command `detect`: from flags to what a tree installs. */
import { type Inventory, takeInventory } from './analysis/inventory.js';
import { checkChartSources } from './chart-sources.js';
import type { CheckPorts } from './check.js';
import { readExplicitValues } from './detect/explicit.js';
import { readManifests } from './mesh/exported.js';
import { withoutPaths } from './policy/ignore.js';
import { loadPolicy } from './policy/policy.js';
import { withTools } from './session.js';
import { openTrees } from './tree/open.js';

export interface InventoryOptions {
  readonly head?: string;
  readonly repo: string;
  readonly charts: readonly string[];
  readonly values: readonly string[];
  readonly manifests: readonly string[];
  readonly kubeVersion?: string;
  readonly config?: string;
  readonly offline?: boolean;
}

/**
 * Opens the tree, reads its policy, takes the inventory.
 * @throws {UsageError} for what the user can mend
 */
export async function runInventory(
  options: InventoryOptions,
  ports: Omit<CheckPorts, 'progress'>,
): Promise<Inventory> {
  await checkChartSources(options.charts);
  const values = await readExplicitValues(options.values, ports.readFile);
  const manifests = await readManifests(options.manifests);
  const offline = options.offline === true;
  const trees = await openTrees({
    repo: options.repo,
    ...(options.head !== undefined ? { head: options.head } : {}),
    // There is nothing to compare with.
    to: true,
    offline,
  });
  try {
    const policy = await loadPolicy(trees.head, options.config, ports.readFile);
    const tree = withoutPaths(trees.head, policy.ignorePaths);
    return await withTools({ charts: options.charts, policy, offline, env: ports.env }, opening =>
      takeInventory(
        tree,
        { versions: [], values, manifests },
        opening.full(),
        options.kubeVersion ?? policy.kubeVersion,
      ),
    );
  } finally {
    await trees.close();
  }
}
