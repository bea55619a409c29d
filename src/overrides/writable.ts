/** What expressions of rules give, as values that YAML can hold. */
import type { YamlValue } from '../model.js';

/** What CEL gives, as YAML has it; undefined for what suggests nothing: the empty string, types of no use. */
export function writable(value: unknown): YamlValue | undefined {
  return value === '' || value === null ? undefined : plain(value);
}

function plain(value: unknown): YamlValue | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (value === null) return null;
  if (Array.isArray(value)) {
    const items = value.map(plain);
    return items.every(item => item !== undefined) ? (items as YamlValue[]) : undefined;
  }
  if (typeof value !== 'object') return undefined;
  const entries = (value instanceof Map ? [...value] : Object.entries(value)).map(
    ([key, child]) => [String(key), plain(child)] as const,
  );
  if (entries.some(([, child]) => child === undefined)) return undefined;
  return Object.fromEntries(entries) as { [key: string]: YamlValue };
}
