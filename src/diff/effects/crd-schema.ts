import { isWhole, type LeafChange } from '../leaf.js';
import type { Judgement } from './classifier.js';

/** A definition that comes or goes; what changes within one is told by `crds/`. */
export function crdSchema(change: LeafChange): Judgement | undefined {
  if (change.resource.kind !== 'CustomResourceDefinition') return undefined;
  if (isWhole(change) && change.op === 'removed') {
    const note = 'deleting the definition deletes all its resources';
    return { effect: 'crd-schema', risk: 'high', note };
  }
  return change.keys[0] === 'metadata' ? undefined : { effect: 'crd-schema', risk: 'low' };
}
