/** What Go's templates work on, and how they end where the data does not decide them. */
import type { DataPath } from '../../model.js';
import { isRecord } from '../data.js';

/** Thrown where the data does not decide what a template comes to. */
export class Undecided extends Error {}

/** A value, and where in the data it stands if it stands there as it is. */
export interface Operand {
  readonly value: unknown;
  readonly path?: DataPath;
}

/** Empty values are false in Go. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}
