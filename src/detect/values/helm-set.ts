/**
 * The little language of Helm's `--set` flags: keys with escaped dots and list indexes, values with their own types.
 * Behaviour as in https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set and pkg/strvals of Helm.
 */
import type { DataPath, ValuesAssignment } from '../../model.js';

/** Helm refuses larger list indexes (pkg/strvals, MaxIndex). */
const MAX_INDEX = 65536;

/** The path that a key names, `pilot.env.A` or `hosts[0].name`; undefined where Helm would refuse it. */
export function parseSetKey(key: string): DataPath | undefined {
  const path: (string | number)[] = [];
  let segment = '';
  let afterIndex = false;
  for (let position = 0; position < key.length; position++) {
    const char = key[position];
    if (char === '\\') {
      position++;
      segment += key[position] ?? '';
    } else if (char === '.') {
      if (!afterIndex && segment === '') return undefined;
      if (segment !== '') path.push(segment);
      segment = '';
      afterIndex = false;
    } else if (char === '[') {
      const end = key.indexOf(']', position);
      const index = end < 0 ? '' : key.slice(position + 1, end);
      if (!/^\d+$/.test(index) || Number(index) > MAX_INDEX) return undefined;
      if (segment !== '') path.push(segment);
      if (path.length === 0) return undefined;
      path.push(Number(index));
      segment = '';
      afterIndex = true;
      position = end;
    } else {
      segment += char;
    }
  }
  if (segment !== '') path.push(segment);
  return path.length === 0 ? undefined : path;
}

/** What an assignment sets, as the type that Helm gives it; `null` removes the key. */
export function assignedValue(assignment: ValuesAssignment): unknown {
  const { flag, value } = assignment;
  if (flag === '--set-file' || flag === '--set-literal') return value;
  if (flag === '--set-json') return parseJson(value);
  const typed = flag === '--set' ? typedValue : withoutEscapes;
  if (value.startsWith('{') && value.endsWith('}')) return splitList(value.slice(1, -1)).map(typed);
  return typed(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function typedValue(raw: string): unknown {
  if (raw === 'true') return true;
  if (raw === 'false') return false;
  if (raw === 'null') return null;
  // A leading zero makes it a string, so that it survives.
  if (/^-?[1-9]\d{0,15}$|^0$/.test(raw)) return Number(raw);
  return withoutEscapes(raw);
}

function withoutEscapes(raw: string): string {
  return raw.replace(/\\(.)/gs, '$1');
}

function splitList(inner: string): string[] {
  if (inner === '') return [];
  const items: string[] = [];
  let item = '';
  for (let position = 0; position < inner.length; position++) {
    const char = inner[position];
    if (char === '\\') {
      item += char + (inner[position + 1] ?? '');
      position++;
    } else if (char === ',') {
      items.push(item);
      item = '';
    } else {
      item += char;
    }
  }
  return [...items, item];
}
