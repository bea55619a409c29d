/** How rules write paths: dotted, with indexes and odd keys in brackets; `$.` starts at the resource, `.` is the place itself. */
import type { DataPath } from '../model.js';

const STEP = /\.?(?:([^.[\]"]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/y;

/** The steps of a path without its `$.`; undefined for what is none. */
export function parseFixPath(path: string): DataPath | undefined {
  if (path === '.') return [];
  const text = withoutRoot(path);
  const steps: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    if (!found) return undefined;
    const [whole, key, index, quoted] = found;
    steps.push(key ?? (index === undefined ? quotedKey(quoted ?? '""') : Number(index)));
    at += whole.length;
  }
  return steps.length > 0 && !text.startsWith('.') ? steps : undefined;
}

/** The same below the item's place, or from the resource where it starts with `$.`. */
export function resolveFixPath(path: string, place: DataPath): DataPath {
  const steps = parseFixPath(path) ?? [];
  return path.startsWith('$.') ? steps : [...place, ...steps];
}

/** A path as people write it. */
export function printPath(path: DataPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[^.[\]"]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

function withoutRoot(path: string): string {
  return path.startsWith('$.') ? path.slice(2) : path;
}

function quotedKey(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
