import { containerPlace, isPartOfBlock, isWhole, type LeafChange, podKeys } from '../leaf.js';
import type { Judgement } from './classifier.js';

const WORKLOADS: ReadonlySet<string> = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);
const SCALING: ReadonlySet<string> = new Set(['HorizontalPodAutoscaler', 'PodDisruptionBudget']);
const PROBES: ReadonlySet<string> = new Set(['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']);
const SCHEDULING: ReadonlySet<string> = new Set([
  'affinity',
  'nodeSelector',
  'priorityClassName',
  'runtimeClassName',
  'terminationGracePeriodSeconds',
  'tolerations',
  'topologySpreadConstraints',
]);

/** How many pods run, where, and what happens to them during a rollout or a drain. */
export function availability(change: LeafChange): Judgement | undefined {
  const { kind } = change.resource;
  if (SCALING.has(kind)) return judgeScaling(change);
  if (WORKLOADS.has(kind) && isWhole(change)) {
    return { effect: 'availability', risk: change.op === 'removed' ? 'high' : 'medium' };
  }
  const place = containerPlace(change);
  if (place) {
    if (isPartOfBlock(change, place.keys.length))
      return { effect: 'availability', risk: 'medium', note: 'a whole container' };
    return PROBES.has(place.keys[0] ?? '') ? judgeProbe(change) : undefined;
  }
  const [spec, field = ''] = podKeys(change) ?? [];
  if (spec === 'spec' && SCHEDULING.has(field))
    return { effect: 'availability', risk: judgeScheduling(change) };
  if (!WORKLOADS.has(kind) || change.keys[0] !== 'spec') return undefined;
  if (change.keys[1] === 'replicas') return judgeReplicas(change);
  if (change.keys[1] === 'strategy' || change.keys[1] === 'updateStrategy') {
    return { effect: 'availability', risk: 'medium', note: 'how the rollout replaces pods' };
  }
  return undefined;
}

/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling */
function judgeReplicas(change: LeafChange): Judgement {
  if (change.op === 'removed') {
    const note = 'once applied it falls back to one pod, until an autoscaler acts';
    return { effect: 'availability', risk: change.before === 1 ? 'low' : 'medium', note };
  }
  return { effect: 'availability', risk: isLess(change) ? 'medium' : 'low' };
}

function judgeScaling(change: LeafChange): Judgement | undefined {
  if (isWhole(change)) {
    const isBudget = change.resource.kind === 'PodDisruptionBudget';
    if (change.op === 'removed') {
      const note = isBudget
        ? 'draining nodes may take all its pods at once'
        : 'its workload keeps the number of pods that it has, and nothing scales it any more';
      return { effect: 'availability', risk: 'medium', note };
    }
    return isBudget
      ? {
          effect: 'availability',
          risk: 'medium',
          note: 'a budget that leaves no pod to evict blocks node drains',
        }
      : { effect: 'availability', risk: 'low' };
  }
  const [section, field] = change.keys;
  if (section !== 'spec') return undefined;
  if (field === 'maxReplicas' && isLess(change)) {
    return { effect: 'availability', risk: 'medium', note: 'pods above the new limit are stopped' };
  }
  const isGrowth = (field === 'minReplicas' || field === 'maxReplicas') && !isLess(change);
  return { effect: 'availability', risk: isGrowth ? 'low' : 'medium' };
}

function judgeProbe(change: LeafChange): Judgement {
  return { effect: 'availability', risk: change.op === 'added' ? 'low' : 'medium' };
}

/** Fewer nodes to run on is worse than more. */
function judgeScheduling(change: LeafChange): 'medium' | 'low' {
  const isToleration = podKeys(change)?.[1] === 'tolerations';
  return isToleration && change.op === 'added' ? 'low' : 'medium';
}

/** Fewer than before, or no longer said. */
function isLess(change: LeafChange): boolean {
  const { before, after } = change;
  if (typeof before === 'number' && typeof after === 'number') return after < before;
  return change.op === 'removed';
}
