import { type LeafChange, podKeys } from '../leaf.js';
import { TAKE_OVER } from '../ownership.js';
import type { Judgement } from './classifier.js';

/** Labels and annotations that no other classifier knew. */
export function metadata(change: LeafChange): Judgement | undefined {
  const [section, name] = podKeys(change) ?? change.keys;
  if (section !== 'metadata') return undefined;
  if (name === 'name') {
    const note = 'the resource goes by another name: the old one is deleted, the new one created';
    return { effect: 'metadata', risk: 'medium', note };
  }
  if (change.adopted && change.keys.at(-1) === 'app.kubernetes.io/managed-by') {
    const note = `where Helm itself deploys, it installed this outside of the release, from crds/, and refuses to take it over: ${TAKE_OVER}`;
    return { effect: 'metadata', risk: 'medium', note };
  }
  const isOwner =
    change.keys.at(-1) === 'app.kubernetes.io/managed-by' ||
    /^(meta\.)?helm\.sh\//.test(change.keys.at(-1) ?? '');
  return { effect: 'metadata', risk: isOwner ? 'medium' : 'low' };
}
