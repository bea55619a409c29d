/**
 * Configuration that is meant for one revision of the control plane only: the others don't read it.
 * Source: https://github.com/istio/istio/blob/1.24.0/pkg/config/model.go (LabelsInRevision),
 * https://github.com/istio/istio/blob/1.24.0/pilot/pkg/config/kube/crdclient/client.go
 */
import type { MeshResource } from '../model.js';
import { textAt } from './read.js';
import { groupOf } from './resource.js';

/** True for what has no such label, and for what goes by tags or by injection: Gateways of the Gateway API, and pods. */
export function isReadBy(resource: MeshResource, revisions: ReadonlySet<string>): boolean {
  if (!isConfiguration(resource)) return true;
  const label = textAt(resource.value, ['metadata', 'labels', 'istio.io/rev']);
  // What is filled in later may be any revision.
  return label === '' || label.includes('$') || label.includes('{{') || revisions.has(label);
}

function isConfiguration({ apiVersion, kind }: MeshResource): boolean {
  const group = groupOf(apiVersion);
  return group.endsWith('.istio.io') || (group === 'gateway.networking.k8s.io' && kind.endsWith('Route'));
}
