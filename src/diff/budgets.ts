/** How many pods a PodDisruptionBudget lets go, as far as the release decides how many there are. */
import type { Resource } from './resources.js';
import { field, fieldAt, isRecord, text } from './values.js';

export interface Budget {
  readonly workload: string;
  /** Fewest pods that the workload has. */
  readonly pods: number;
  /** Pods that may be evicted at once then. */
  readonly evictable: number;
}

/** Undefined where no workload of the release is selected. */
export function budgetOf(budget: Resource, all: ReadonlyMap<string, Resource>): Budget | undefined {
  const labels = fieldAt(budget.value, ['spec', 'selector', 'matchLabels']);
  if (!isRecord(labels) || Object.keys(labels).length === 0) return undefined;
  for (const workload of all.values()) {
    if (!['Deployment', 'StatefulSet'].includes(workload.id.kind)) continue;
    if (workload.id.namespace !== budget.id.namespace || !selects(labels, workload)) continue;
    const pods = fewestPods(workload, all);
    const evictable = evictableOf(field(budget.value, 'spec'), pods);
    return evictable === undefined
      ? undefined
      : { workload: `${workload.id.kind} ${workload.id.name}`, pods, evictable };
  }
  return undefined;
}

function selects(labels: Readonly<Record<string, unknown>>, workload: Resource): boolean {
  const own = fieldAt(workload.value, ['spec', 'template', 'metadata', 'labels']);
  return Object.entries(labels).every(([key, value]) => field(own, key) === value);
}

/** Of its autoscaler, else as written; one where nothing is. */
export function fewestPods(workload: Resource, all: ReadonlyMap<string, Resource>): number {
  for (const other of all.values()) {
    if (other.id.kind !== 'HorizontalPodAutoscaler' || other.id.namespace !== workload.id.namespace) continue;
    const target = fieldAt(other.value, ['spec', 'scaleTargetRef']);
    if (text(field(target, 'kind')) !== workload.id.kind || text(field(target, 'name')) !== workload.id.name)
      continue;
    const fewest = fieldAt(other.value, ['spec', 'minReplicas']);
    return typeof fewest === 'number' ? fewest : 1;
  }
  const replicas = fieldAt(workload.value, ['spec', 'replicas']);
  return typeof replicas === 'number' ? replicas : 1;
}

/** Percentages are rounded up: https://kubernetes.io/docs/tasks/run-application/configure-pdb/. */
function evictableOf(spec: unknown, pods: number): number | undefined {
  const [most, fewest] = [
    amount(field(spec, 'maxUnavailable'), pods),
    amount(field(spec, 'minAvailable'), pods),
  ];
  if (most !== undefined) return Math.min(most, pods);
  return fewest === undefined ? undefined : Math.max(pods - fewest, 0);
}

function amount(value: unknown, of: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(text(value))?.[1];
  return percent === undefined ? undefined : Math.ceil((Number(percent) * of) / 100);
}
