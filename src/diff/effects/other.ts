import { containerPlace, isWhole, type LeafChange } from '../leaf.js';
import type { Judgement } from './classifier.js';

/** Whatever is left: environment, images and arguments matter; the rest is shown as it is. */
export function other(change: LeafChange): Judgement {
  if (isWhole(change)) return { effect: 'other', risk: change.op === 'removed' ? 'medium' : 'low' };
  const [field] = containerPlace(change)?.keys ?? [];
  const isRuntime = ['args', 'command', 'env', 'envFrom', 'image', 'volumeMounts'].includes(field ?? '');
  return { effect: 'other', risk: isRuntime ? 'medium' : 'low' };
}
