/** Layers of noise that a team adds in its policy. What matters stays: they can't hide what may break something. */
import type { Effect } from '../../model.js';
import type { Judgement } from '../effects/classifier.js';
import { containerPlace, type LeafChange } from '../leaf.js';
import { formatPath } from '../path.js';

/** One entry of the policy's `noise`. */
export interface OwnLayer {
  /** Under which it is counted. */
  readonly name: string;
  /** Patterns over paths as the report prints them; `*` stands for any text. */
  readonly paths: readonly string[];
  /** Patterns over `Kind/namespace/name`; absent: all resources. */
  readonly resources?: readonly string[];
}

/** Everything else is about access, traffic, injection or a deploy that fails. */
const HIDEABLE: ReadonlySet<Effect> = new Set(['availability', 'metadata', 'other', 'resources']);

/** The name of the first own layer that a change belongs to. */
export function ownNoiseOf(
  change: LeafChange,
  judgement: Judgement,
  layers: readonly OwnLayer[],
): string | undefined {
  if (layers.length === 0 || judgement.risk === 'high' || !HIDEABLE.has(judgement.effect)) return undefined;
  const field = containerPlace(change)?.keys[0] ?? '';
  if (field === 'env' || field === 'envFrom' || change.keys.length === 0) return undefined;
  const path = formatPath(change.path);
  const { kind, namespace, name } = change.resource;
  const resource = [kind, namespace, name].filter(part => part !== '').join('/');
  return layers.find(
    layer =>
      layer.paths.some(pattern => isMatch(pattern, path)) &&
      (layer.resources?.some(pattern => isMatch(pattern, resource)) ?? true),
  )?.name;
}

/** Whether a text is the pattern, in which `*` stands for any text. Takes no more steps than the product of the lengths. */
export function isMatch(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (at < pattern.length && pattern[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star !== -1) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
