/** What stays up while a workload rolls: how Kubernetes replaces its pods, and what that means for the part it plays. */
import type { Resource } from './resources.js';
import { field, fieldAt, isRecord, list, text } from './values.js';

/**
 * @param resource the workload as it will be
 * @param all every resource of the release as it will be, by key
 */
export function meanwhileOf(resource: Resource, all: ReadonlyMap<string, Resource>): string | undefined {
  const how = rolloutOf(resource, all);
  if (how === undefined) return undefined;
  const part = partOf(resource);
  return part === undefined ? how : `${how}; ${part}`;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment and its siblings. */
function rolloutOf(resource: Resource, all: ReadonlyMap<string, Resource>): string | undefined {
  const spec = field(resource.value, 'spec');
  switch (resource.id.kind) {
    case 'Deployment':
      return deploymentRollout(resource, spec, all);
    case 'DaemonSet':
      return daemonSetRollout(spec);
    case 'StatefulSet':
      return 'one pod after the other, the last one first';
    default:
      return undefined;
  }
}

function deploymentRollout(resource: Resource, spec: unknown, all: ReadonlyMap<string, Resource>): string {
  if (text(fieldAt(spec, ['strategy', 'type'])) === 'Recreate')
    return 'all its pods stop before new ones start (strategy Recreate)';
  const scaler = scalerOf(resource, all);
  const fewest = scaler ? (wholeNumber(fieldAt(scaler.value, ['spec', 'minReplicas'])) ?? 1) : undefined;
  const replicas = fewest ?? wholeNumber(field(spec, 'replicas')) ?? 1;
  if (replicas === 0) return 'it has no pods';
  const rolling = fieldAt(spec, ['strategy', 'rollingUpdate']);
  // Kubernetes' own default is 25 % of each; what may be away is rounded down, what is started in addition up.
  const surge = share(field(rolling, 'maxSurge') ?? '25%', replicas, Math.ceil);
  const away = share(field(rolling, 'maxUnavailable') ?? '25%', replicas, Math.floor);
  // With neither, Kubernetes takes one away, or the rollout could not move.
  const missing = Math.max(away, surge === 0 ? 1 : 0);
  const size = `${scaler ? 'at least ' : ''}${replicas} ${replicas === 1 ? 'pod' : 'pods'}`;
  if (missing === 0) return `${size}: each goes once its successor is ready`;
  if (missing >= replicas) return `${size}: none may be ready for a moment`;
  return `${size}: ${scaler ? 'at least ' : ''}${replicas - missing} of them ready at any time`;
}

function daemonSetRollout(spec: unknown): string {
  if (text(fieldAt(spec, ['updateStrategy', 'type'])) === 'OnDelete')
    return 'nothing happens until somebody deletes its pods (updateStrategy OnDelete)';
  const rolling = fieldAt(spec, ['updateStrategy', 'rollingUpdate']);
  const surge = field(rolling, 'maxSurge');
  const isSurging = surge !== undefined && surge !== 0 && surge !== '0' && surge !== '0%';
  if (isSurging) return 'on each node the old pod goes once the new one is ready';
  const away = field(rolling, 'maxUnavailable') ?? 1;
  return away === 1
    ? 'node by node, the old pod goes before the new one starts'
    : `on up to ${String(away)} of the nodes at once, the old pod goes before the new one starts`;
}

/** The autoscaler that decides how many pods a workload has. */
function scalerOf(resource: Resource, all: ReadonlyMap<string, Resource>): Resource | undefined {
  for (const other of all.values()) {
    if (other.id.kind !== 'HorizontalPodAutoscaler' || other.id.namespace !== resource.id.namespace) continue;
    const target = fieldAt(other.value, ['spec', 'scaleTargetRef']);
    const isTarget =
      text(field(target, 'kind')) === resource.id.kind && text(field(target, 'name')) === resource.id.name;
    if (isTarget) return other;
  }
  return undefined;
}

/** What hangs on it, for the parts of Istio. */
function partOf(resource: Resource): string | undefined {
  const pod = fieldAt(resource.value, ['spec', 'template']);
  const labels = fieldAt(pod, ['metadata', 'labels']);
  const names = list(fieldAt(pod, ['spec', 'containers'])).map(container => text(field(container, 'name')));
  if (names.includes('discovery')) {
    return 'proxies keep serving with the configuration that they have; new configuration, new proxies and certificates wait for a ready istiod';
  }
  // https://istio.io/latest/docs/ambient/upgrade/helm/
  if (text(field(labels, 'app')) === 'ztunnel') {
    return 'connections of ambient pods on a node that are still open when its old ztunnel ends are cut';
  }
  if (names.includes('install-cni')) {
    return 'pods that run keep their redirection; pods that start on a node while its agent is away wait, or start without it and are left to repair';
  }
  return isGateway(pod) ? gatewayPart(pod) : undefined;
}

/** https://istio.io/latest/docs/setup/additional-setup/gateway/ */
function isGateway(pod: unknown): boolean {
  const templates = text(fieldAt(pod, ['metadata', 'annotations', 'inject.istio.io/templates']));
  if (templates.split(',').some(name => name.trim() === 'gateway')) return true;
  return list(fieldAt(pod, ['spec', 'containers'])).some(
    container => isRecord(container) && list(field(container, 'args')).includes('router'),
  );
}

function gatewayPart(pod: unknown): string {
  const seconds = wholeNumber(fieldAt(pod, ['spec', 'terminationGracePeriodSeconds'])) ?? 30;
  return `connections to a pod that goes are cut at the latest ${seconds} s after it was told to end`;
}

function share(value: unknown, of: number, round: (value: number) => number): number {
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  if (percent !== undefined) return round((Number(percent) * of) / 100);
  return wholeNumber(value) ?? 0;
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}
