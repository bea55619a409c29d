import { containerPlace, type LeafChange } from '../leaf.js';
import type { NoiseLayer } from './layer.js';

/** Istio's image variants, which stand behind the version in a tag. */
const VARIANT = /^(-(distroless|debug))?$/;

/**
 * The bump's own image tags: exactly from the old version to the new one, repository and variant the same.
 * Any other change of an image, a registry's above all, is not noise.
 */
export const imageTags: NoiseLayer = {
  name: 'image-tag',
  holds: change => {
    const { from, to } = change.context.versions;
    if (from === null || to === null || change.op !== 'changed') return false;
    const before = taggedPart(change, change.before, from);
    return before !== undefined && before === taggedPart(change, change.after, to);
  },
};

/** What of an image or tag is not the version; undefined where it is no such thing. */
function taggedPart(change: LeafChange, value: unknown, version: string): string | undefined {
  if (typeof value !== 'string') return undefined;
  const image = splitImage(value, change);
  if (!image?.tag.startsWith(version)) return undefined;
  const variant = image.tag.slice(version.length);
  return VARIANT.test(variant) ? `${image.repository}:${variant}` : undefined;
}

function splitImage(value: string, change: LeafChange): { repository: string; tag: string } | undefined {
  if (isTagValue(change)) return { repository: '', tag: value };
  const place = containerPlace(change);
  if (place?.keys.length !== 1 || place.keys[0] !== 'image' || value.includes('@')) return undefined;
  const colon = value.lastIndexOf(':');
  return colon === -1 ? undefined : { repository: value.slice(0, colon), tag: value.slice(colon + 1) };
}

/** `global.tag` in the values that charts hand on to the injector. */
function isTagValue(change: LeafChange): boolean {
  const { keys, resource } = change;
  return resource.kind === 'ConfigMap' && keys[0] === 'data' && keys.length > 2 && keys.at(-1) === 'tag';
}
