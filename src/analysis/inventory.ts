/** What one tree installs and configures, without any change to judge. */
import type { Installation, Problem, Tree } from '../model.js';
import { defaultKubernetesVersion } from './kubernetes.js';
import { countKinds } from './meshes.js';
import type { AnalysisPorts } from './ports.js';
import { renderRelease } from './releases.js';
import { resourcesOf } from './resources.js';
import { type Given, readSide, type Side } from './side.js';

export interface Inventory {
  readonly installations: readonly Installation[];
  /** How many resources of the mesh of each kind there are. */
  readonly resources: Readonly<Record<string, number>>;
  /** What could not be read, decided or rendered. */
  readonly incomplete: readonly Problem[];
}

/**
 * Reads a tree; charts that bring resources of the mesh along are rendered.
 * @param opening Helm, charts and knowledge, made ready while the tree is read
 */
export async function takeInventory(
  tree: Tree,
  given: Given,
  opening: Promise<{ readonly ports: AnalysisPorts }>,
  kubernetes?: string,
): Promise<Inventory> {
  const [side, { ports }] = await Promise.all([readSide(tree, given), opening]);
  const { installations } = side.detection;
  const kubeVersion =
    kubernetes ?? defaultKubernetesVersion(installations.flatMap(({ istioVersion }) => istioVersion ?? []));
  const { resources, unrendered } = await resourcesOf(
    side,
    {
      ofAfter: release => renderRelease(release, side.tree, kubeVersion, ports),
      // Nothing is judged here: what may be there is counted as it stands.
      effectsOf: () => Promise.resolve(undefined),
    },
    ports,
  );
  return {
    installations,
    resources: countKinds(resources),
    incomplete: unique([
      ...side.problems.filter(({ onlyAsNews }) => !onlyAsNews),
      ...unreadProblems(side),
      ...unrendered.flatMap(({ problems }) => problems),
    ]),
  };
}

/** Several charts may lack the same thing. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()];
}

function unreadProblems({ unread }: Side): readonly Problem[] {
  return unread.map(({ what, why, file, line }) => ({ what, why, file, line, blocking: true }));
}
