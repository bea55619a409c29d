/** Plain data of manifests: comparison, canonical text and digest. Safe for hostile shapes once `isTooLarge` said no. */
import { createHash } from 'node:crypto';

/** More values than any honest document holds: Istio's largest CRD file has about 25,000. */
const MAX_VALUES = 2_000_000;
/** Deeper than any honest document: Istio's deepest CRD schema is about 40 levels. */
const MAX_DEPTH = 400;

export type PlainRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** An own key only, so that `__proto__` and `constructor` are nothing special. */
export function field(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The own value below a path of keys; undefined where there is nothing. */
export function fieldAt(value: unknown, keys: readonly string[]): unknown {
  let current = value;
  for (const key of keys) current = field(current, key);
  return current;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** True for data too deep, too big or circular (YAML aliases can be): nothing that recurses may touch it. */
export function isTooLarge(value: unknown): boolean {
  const values: unknown[] = [value];
  const depths: number[] = [0];
  let count = 0;
  while (values.length > 0) {
    const current = values.pop();
    const depth = depths.pop() ?? 0;
    count += 1;
    if (count > MAX_VALUES || depth > MAX_DEPTH) return true;
    if (typeof current !== 'object' || current === null) continue;
    for (const child of Object.values(current)) {
      values.push(child);
      depths.push(depth + 1);
    }
  }
  return false;
}

/** The same data: order of keys doesn't matter, order of lists does. */
export function deepEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Date || other instanceof Date) return canonicalJson(one) === canonicalJson(other);
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => deepEqual(item, other[index]));
  }
  if (Array.isArray(other)) return false;
  const left = one as PlainRecord;
  const right = other as PlainRecord;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(key => Object.hasOwn(right, key) && deepEqual(left[key], right[key]));
}

/** JSON with sorted keys: equal for equal data. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isRecord(value)) {
    const fields = Object.keys(value).sort();
    return `{${fields.map(key => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** `sha256:` and the hex digest of the canonical JSON. */
export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}

/** Order by code units: the same on every machine, unlike `localeCompare`. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
