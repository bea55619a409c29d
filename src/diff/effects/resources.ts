import { containerPlace, type LeafChange } from '../leaf.js';
import type { Judgement } from './classifier.js';

const RUNTIME_LIMITS: ReadonlySet<string> = new Set(['GOMAXPROCS', 'GOMEMLIMIT']);

/** CPU, memory and storage of pods. */
export function resources(change: LeafChange): Judgement | undefined {
  if (change.resource.kind === 'ResourceQuota' || change.resource.kind === 'LimitRange') {
    return { effect: 'resources', risk: 'medium' };
  }
  const [field, name = ''] = containerPlace(change)?.keys ?? [];
  if (field === 'env' && RUNTIME_LIMITS.has(name)) return { effect: 'resources', risk: 'low' };
  if (field !== 'resources') return undefined;
  // A limit can kill or throttle; a request only moves pods about.
  return { effect: 'resources', risk: name === 'limits' && change.op !== 'removed' ? 'medium' : 'low' };
}
