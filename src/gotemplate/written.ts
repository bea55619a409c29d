import { plainValue } from '../evaluated/plain.js';
import type { EvaluatedValue } from '../evaluated/value.js';

/** A value as a template prints it. Source: https://pkg.go.dev/fmt, the verb `%v` */
export function writtenAs(value: EvaluatedValue, nothing = ''): string {
  if (value.kind === 'scalar') return value.value === null ? nothing : String(value.value);
  return inside(plainValue(value).value);
}

function inside(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(inside).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${inside(item)}`).join(' ')}]`;
}
