/** The resources of each environment as one mesh. */
import { type InstallationState, meshConfig } from '../behaviour/state.js';
import type { DeclaredCluster } from '../detect/clusters.js';
import { DEFAULT_REVISION } from '../detect/control-planes.js';
import { isOwned } from '../detect/pairing/selections.js';
import { lookup } from '../detect/values/values.js';
import { createMesh, type Mesh } from '../mesh/mesh.js';
import { isReadBy } from '../mesh/revision-label.js';
import type { Condition, Detection, MeshResource } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

/** Istio's own default for the namespace whose rules hold everywhere. Source: MeshConfig.rootNamespace. */
const DEFAULT_ROOT_NAMESPACE = 'istio-system';

/** A resource, and the environment of the release that it is rendered from; absent for plain files, whose path decides. */
export interface Placed {
  readonly resource: MeshResource;
  readonly environment?: string;
}

export class Meshes {
  private readonly made = new Map<string, Mesh>();

  constructor(
    private readonly detection: Detection,
    private readonly resources: readonly Placed[],
    private readonly clusters: readonly DeclaredCluster[] = [],
  ) {}

  /**
   * The mesh that a control plane will see: its environment's resources, under its mesh config. What is labelled for another
   * revision is not among them.
   * @param previous the same control plane before the change: what is labelled for its revision then stays
   */
  of(state: InstallationState, previous: InstallationState | null = null): Mesh {
    return this.meshOf(state, previous, 'all');
  }

  /** The same without what is there only under a condition; undefined where nothing is. */
  unconditional(state: InstallationState, previous: InstallationState | null): Mesh | undefined {
    const { environment } = state.installation;
    const isAny = this.conditionsIn(environment).length > 0;
    return isAny ? this.meshOf(state, previous, 'unconditional') : undefined;
  }

  /** What resources of an environment hang on. */
  conditionsIn(environment: string): readonly Condition[] {
    return this.resources.flatMap(placed =>
      placed.resource.condition && this.belongs(placed, environment) ? placed.resource.condition : [],
    );
  }

  private meshOf(
    state: InstallationState,
    previous: InstallationState | null,
    which: 'all' | 'unconditional',
  ): Mesh {
    const { environment } = state.installation;
    const rootNamespace = rootNamespaceOf(state);
    const revisions = revisionsOf([state, ...(previous ? [previous] : [])]);
    const key = JSON.stringify([environment, rootNamespace, which, revisions && [...revisions]]);
    const known = this.made.get(key);
    if (known) return known;
    const own = this.resources
      .filter(placed => this.belongs(placed, environment))
      .map(({ resource }) => resource)
      .filter(({ condition }) => which === 'all' || condition === undefined)
      .filter(resource => revisions === undefined || isReadBy(resource, revisions));
    // Where the charts of Istio live is where platform teams keep their own rules.
    const platformNamespaces = this.detection.installations.flatMap(({ release }) => release.namespace || []);
    const mesh = createMesh(own, { rootNamespace, platformNamespaces });
    this.made.set(key, mesh);
    return mesh;
  }

  /** All that the tree installs after the change. */
  get installations(): Detection['installations'] {
    return this.detection.installations;
  }

  /** The clusters of an installation's environment; those that no environment claims may be anybody's. */
  clustersOf({ installation }: InstallationState): readonly DeclaredCluster[] {
    const known = this.detection.environments.find(({ name }) => name === installation.environment);
    return this.clusters.filter(({ at }) => known?.owns(at.file) ?? true);
  }

  /** How many resources could be any environment's, where there are several. */
  shared(): number {
    const { environments } = this.detection;
    if (environments.length < 2) return 0;
    return this.resources.filter(placed => environments.every(({ name }) => this.belongs(placed, name)))
      .length;
  }

  /** What no environment claims may be anybody's. */
  private belongs({ resource, environment }: Placed, name: string): boolean {
    const { environments } = this.detection;
    if (environment !== undefined && environments.some(known => known.name === environment))
      return environment === name;
    const own = environments.find(known => known.name === name);
    return own ? isOwned(resource, own) : true;
  }
}

/** The names by which resources may ask for a control plane; undefined for charts that read no resources. */
function revisionsOf(states: readonly InstallationState[]): ReadonlySet<string> | undefined {
  if (states.some(({ installation }) => installation.chart !== 'istiod')) return undefined;
  return new Set(
    states.flatMap(({ installation: { release, revision, valuesPath } }) => {
      const tags = lookup(release.values, ['revisionTags'], valuesPath)?.value;
      const named = Array.isArray(tags) ? tags.filter(tag => typeof tag === 'string') : [];
      return [revision || DEFAULT_REVISION, ...named];
    }),
  );
}

/** How many resources of each kind there are, by kind in alphabetical order. */
export function countKinds(resources: readonly Placed[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { resource } of resources) counts.set(resource.kind, (counts.get(resource.kind) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function rootNamespaceOf(state: InstallationState): string {
  const rendered = valueAt(meshConfig(state), ['rootNamespace']);
  if (typeof rendered === 'string' && rendered !== '') return rendered;
  const { release, valuesPath, chart } = state.installation;
  const written = lookup(release.values, ['meshConfig', 'rootNamespace'], valuesPath)?.value;
  if (typeof written === 'string' && written !== '') return written;
  return chart === 'istiod' && release.namespace !== '' ? release.namespace : DEFAULT_ROOT_NAMESPACE;
}
