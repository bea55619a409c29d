import { podKeys } from '../leaf.js';
import type { NoiseLayer } from './layer.js';

/** `checksum/config` annotations: what they are the sum of is a change of its own. */
export const checksums: NoiseLayer = {
  name: 'checksum',
  holds: change => {
    const [metadata, annotations, name = '', ...rest] = podKeys(change) ?? change.keys;
    if (metadata !== 'metadata' || annotations !== 'annotations' || rest.length > 0) return false;
    return /^(.*\/)?checksum([-./_].*)?$/.test(name) && isSum(change.before) && isSum(change.after);
  },
};

function isSum(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && /^[0-9a-f]{8,}$/i.test(value));
}
