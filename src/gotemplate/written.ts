import { plainValue } from '../evaluated/plain.js';
import type { EvaluatedValue } from '../evaluated/value.js';

/** A value as a template prints it. Collections come out in a form of Go's that no YAML reader likes. */
export function writtenAs(value: EvaluatedValue): string {
  if (value.kind === 'scalar') return value.value === null ? '' : String(value.value);
  return JSON.stringify(plainValue(value).value);
}
