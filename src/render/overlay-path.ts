/**
 * Paths of istioctl's overlays (`spec.template.spec.containers.[name:discovery].env.[name:A].value`): what they lead to is
 * replaced, added or, without a value, taken out. Source: operator/pkg/util/path.go and operator/pkg/tpath/tree.go of Istio.
 */
import { load } from 'js-yaml';
import { RE2JS } from 're2js';
import { isRecord } from '../detect/data.js';
import { withoutTrailing } from '../trailing.js';

type Step =
  | { readonly by: 'key'; readonly key: string }
  | { readonly by: 'index'; readonly index: number }
  | { readonly by: 'field'; readonly field: string; readonly value: string }
  | { readonly by: 'pattern'; readonly pattern: string };

/** Longer paths than any honest one are not followed. */
const MAX_STEPS = 60;

/**
 * The object with a value written to a path. Maps on the way are made, items of lists are not.
 * @param value null or undefined: what the path leads to goes
 * @returns why it can't be, half a sentence
 */
export function writeOverlay(
  object: unknown,
  path: string,
  value: unknown,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string } {
  const steps = readPath(path);
  if (steps.length === 0 || steps.length > MAX_STEPS)
    return { ok: false, why: 'its path is empty or endless' };
  try {
    return { ok: true, value: written(object, steps, asWritten(value)) };
  } catch (cause) {
    if (cause instanceof Astray) return { ok: false, why: cause.message };
    throw cause;
  }
}

class Astray extends Error {}

function readPath(path: string): readonly Step[] {
  return splitOutside(withoutTrailing(path.replace(/^\.+/, ''), '.'), '.').flatMap(part => {
    const bracket = part.indexOf('[');
    const pieces = bracket > 0 ? [part.slice(0, bracket), part.slice(bracket)] : [part];
    return pieces.filter(piece => piece !== '').map(piece => stepOf(piece.replaceAll('\\.', '.')));
  });
}

function stepOf(text: string): Step {
  if (!text.startsWith('[') || !text.endsWith(']')) return { by: 'key', key: text };
  const inner = text.slice(1, -1);
  if (/^-?\d{1,9}$/.test(inner) && Number(inner) >= -1) return { by: 'index', index: Number(inner) };
  const [field = '', value = '', ...more] = splitOutside(inner, ':');
  if (more.length === 0 && value !== '' && /^[a-zA-Z0-9_-]+$/.test(field))
    return { by: 'field', field, value: value.replaceAll('\\:', ':') };
  return { by: 'pattern', pattern: inner.startsWith(':') ? inner.slice(1) : inner };
}

/** Splits at a character that no backslash stands before. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== separator || text[at - 1] === '\\') continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}

function written(node: unknown, steps: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (!step) return value;
  if (Array.isArray(node)) return writtenItem(node, step, rest, value);
  if (step.by !== 'key') throw new Astray(`${spell(step)} stands for an item of a list that is not there`);
  if (node !== undefined && node !== null && !isRecord(node))
    throw new Astray(`${step.key} is below a plain value`);
  const entries = Object.entries(node ?? {});
  const others = entries.filter(([key]) => key !== step.key);
  if (rest.length === 0 && isGone(value)) return Object.fromEntries(others);
  const child = entries.find(([key]) => key === step.key)?.[1];
  const next = written(child, rest, value);
  return Object.fromEntries(
    child === undefined
      ? [...entries, [step.key, next]]
      : entries.map(([key, old]) => [key, key === step.key ? next : old]),
  );
}

function writtenItem(list: readonly unknown[], step: Step, rest: readonly Step[], value: unknown): unknown {
  const at = indexOf(list, step);
  if (at < 0) throw new Astray(`${spell(step)} is not in the list`);
  if (rest.length === 0 && isGone(value)) return list.filter((_, index) => index !== at);
  const next = written(list[at], rest, value);
  return at >= list.length ? [...list, next] : list.map((item, index) => (index === at ? next : item));
}

/** An index behind the end, or -1, is that of a new item. */
function indexOf(list: readonly unknown[], step: Step): number {
  switch (step.by) {
    case 'index':
      return step.index < 0 || step.index >= list.length ? list.length : step.index;
    case 'field':
      return list.findIndex(item => isRecord(item) && String(item[step.field]) === step.value);
    case 'pattern': {
      const pattern = patternOf(step.pattern);
      return list.findIndex(item => !isRecord(item) && pattern?.matcher(String(item)).find() === true);
    }
    default:
      return -1;
  }
}

/** Patterns of a pull request: by an engine whose time grows with the text alone, as in istioctl. */
function patternOf(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch {
    return undefined;
  }
}

function spell(step: Step): string {
  if (step.by === 'key') return step.key;
  if (step.by === 'index') return `[${step.index}]`;
  return step.by === 'field' ? `[${step.field}:${step.value}]` : `[${step.pattern}]`;
}

function isGone(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A text that reads as a mapping is written as one, unless it is JSON. */
function asWritten(value: unknown): unknown {
  if (typeof value !== 'string' || !(value.includes('\n') ? value.includes(':') : value.includes(': ')))
    return value;
  if (/^\s*[{[]/.test(value)) return value;
  try {
    const read = load(value);
    return isRecord(read) ? read : value;
  } catch {
    return value;
  }
}
