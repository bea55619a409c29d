/** Names the workloads of this repository that keep their sidecar, or roll with istiod, when a control plane changes. */
import type { Mesh } from '../mesh/mesh.js';
import { type PodTemplate, podTemplatesOf } from '../mesh/pods.js';
import { listAt, textAt } from '../mesh/read.js';
import { subjectOf } from '../mesh/resource.js';
import type { MeshResource, Restart } from '../model.js';
import type { UpgradeStates } from './judge.js';
import type { Meshes } from './meshes.js';

/** More than these are counted. */
const MAX_NAMED = 25;

/** Classes of the Gateway API whose gateways istiod runs itself: https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#deployment-methods. */
const MANAGED_CLASS = /^istio(-waypoint|-east-west|-agentgateway)?$/;

/** The restarts, with the names of what follows a control plane as far as this repository holds it. */
export function nameFollowers(
  restarts: readonly Restart[],
  states: readonly UpgradeStates[],
  meshes: Meshes,
): readonly Restart[] {
  const byId = new Map(states.map(state => [state.upgrade.id, state]));
  return restarts.map(restart => {
    const after = restart.follows && byId.get(restart.upgrade)?.after;
    if (!restart.follows || !after) return restart;
    const { kind, revision } = restart.follows;
    const mesh = meshes.of(after);
    const names = kind === 'injected' ? injectedBy(revision, mesh) : managedBy(revision, mesh);
    return { ...restart, why: `${restart.why}. ${sentence(names)}` };
  });
}

function sentence(names: readonly string[]): string {
  if (names.length === 0) return 'None of them is declared in this repository';
  const shown = names.slice(0, MAX_NAMED).map(name => `\`${name.replaceAll('`', '')}\``);
  const more = names.length - shown.length;
  return `Declared here: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function injectedBy(revision: string, mesh: Mesh): string[] {
  return podTemplatesOf(mesh)
    .filter(pod => pod.injected === 'yes' && pod.resource.kind !== 'Job' && pod.resource.kind !== 'CronJob')
    .filter(pod => revisionOf(pod, mesh) === revision)
    .map(pod => subjectOf(pod.resource));
}

/** The pod's own revision, else its namespace's; both may name a tag, which then is not this revision by name. */
function revisionOf(pod: PodTemplate, mesh: Mesh): string {
  const namespace = mesh.namespaceLabels(pod.resource.namespace);
  const own = pod.labels.get('istio.io/rev');
  if (namespace?.get('istio-injection') === 'enabled') return 'default';
  return namespace?.get('istio.io/rev') ?? own ?? 'default';
}

function managedBy(revision: string, mesh: Mesh): string[] {
  return mesh
    .ofKind('Gateway', 'gateway.networking.k8s.io')
    .filter(gateway => MANAGED_CLASS.test(textAt(gateway.value, ['spec', 'gatewayClassName'])))
    .filter(gateway => !isManual(gateway))
    .filter(
      gateway => (textAt(gateway.value, ['metadata', 'labels', 'istio.io/rev']) || 'default') === revision,
    )
    .map(subjectOf);
}

/** A gateway with an address of type Hostname is one that somebody else runs. */
function isManual(gateway: MeshResource): boolean {
  return listAt(gateway.value, ['spec', 'addresses']).some(
    address => textAt(address, ['type']) === 'Hostname',
  );
}
