import { createHash } from 'node:crypto';
import type { Problem } from '../model.js';

/** Digest of a declaration: the same on both sides of a change where nothing moved. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 16);
}

/** Of a problem that its words and this decide: while both stay, so does it, whatever else moves in its file. */
export function decidedBy(value: unknown): Pick<Problem, 'selfContained' | 'digest'> {
  return { selfContained: true, digest: fingerprintOf(value) };
}
