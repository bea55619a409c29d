/** Images that move more than the bump moves them: another registry, another variant, no digest any more. */
import { containerPlace, type LeafChange } from '../leaf.js';
import type { Judgement } from './classifier.js';

interface Image {
  /** `docker.io` where none is written: https://distribution.github.io/reference/. */
  readonly registry: string;
  readonly repository: string;
  readonly variant: string;
  readonly digest: string;
}

export function images(change: LeafChange): Judgement | undefined {
  const { before, after, op } = change;
  const place = containerPlace(change);
  if (place?.keys.length !== 1 || place.keys[0] !== 'image' || op !== 'changed') return undefined;
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  return judgeImages(readImage(before), readImage(after));
}

function judgeImages(old: Image, now: Image): Judgement | undefined {
  const [from, to] = [`${old.registry}/${old.repository}`, `${now.registry}/${now.repository}`];
  if (from !== to) {
    const note = `pulled from ${to} instead of ${from}: nodes, mirrors, pull secrets and admission policies have to allow it`;
    return { effect: 'availability', risk: 'medium', note };
  }
  if (old.digest !== '' && now.digest === '')
    return { effect: 'security', risk: 'medium', note: 'no longer pinned by digest' };
  if (old.variant !== now.variant) {
    const note = `another variant of the image: ${old.variant || 'plain'} before, ${now.variant || 'plain'} now`;
    return { effect: 'other', risk: 'medium', note };
  }
  return undefined;
}

/** `registry/path:tag-variant@digest`, taken apart. */
export function readImage(text: string): Image {
  const [name = '', digest = ''] = text.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const path = colon === -1 ? name : name.slice(0, colon);
  const tag = colon === -1 ? '' : name.slice(colon + 1);
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(slash, 0));
  const isHost = first.includes('.') || first.includes(':') || first === 'localhost';
  return {
    registry: isHost ? first : 'docker.io',
    repository: isHost ? path.slice(slash + 1) : path,
    variant: /-(distroless|debug)$/.exec(tag)?.[1] ?? '',
    digest,
  };
}
