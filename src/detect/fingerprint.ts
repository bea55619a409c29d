import { createHash } from 'node:crypto';

/** Digest of a declaration: the same on both sides of a change where nothing moved. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 16);
}
