/** Where versions are written that something else fills into a text. */
import type { EvaluatedEntry, EvaluatedScalar, EvaluatedValue, FilledPart } from '../../evaluated/value.js';
import type { Positioned } from '../../model.js';
import { splitImage } from '../kustomize/images.js';
import { filled } from '../reshaped.js';

/** More than a line of people has filled in. */
const MAX_IN_LINE = 20;

/** Keys under which versions stand; what else is filled in is looked for where its text is. */
const VERSIONED = /^(tag|image|\w*[vV]ersion|target_?[rR]evision)$/;

/** An image that stands where its tag is written; what the tree does not decide of it reads as its name: `${var.tag}`. */
export function withTagPlaced(value: EvaluatedValue): EvaluatedValue {
  if (value.kind !== 'scalar' || value.value === null) return value;
  const { gaps, filled: parts = [], ...rest } = value;
  let text = String(value.value);
  for (const [mark, { what }] of gaps ?? []) text = text.replaceAll(mark, () => `\${${what}}`);
  const at = parts.find(part => decides(part, text))?.at ?? value.at;
  return { ...rest, value: text, at };
}

/** Deeper than manifests nest. */
const MAX_DEPTH = 50;
/** More parts than manifests have: values may be used many times inside each other. */
const MAX_PARTS = 50_000;

/** Versions of a map stand where they are written, not where the map takes them. */
export function withEntriesPlaced(
  value: EvaluatedValue,
  depth = 0,
  budget = { left: MAX_PARTS },
): EvaluatedValue {
  if (budget.left-- <= 0 || depth > MAX_DEPTH) return value;
  const below = (inner: EvaluatedValue): EvaluatedValue => withEntriesPlaced(inner, depth + 1, budget);
  if (value.kind === 'list') return { ...value, items: value.items.map(below) };
  if (value.kind !== 'map') return value;
  const entries = [...value.entries].map(([key, entry]): [string, EvaluatedEntry] => {
    if (!VERSIONED.test(key) || entry.value.kind !== 'scalar')
      return [key, { ...entry, value: below(entry.value) }];
    const placed = key === 'image' ? withTagPlaced(entry.value) : entry.value;
    return [key, { at: placed.at, value: placed }];
  });
  return { ...value, entries: new Map(entries) };
}

/**
 * Versions of a document stand where the one thing that fills them in is written.
 * @param lined the document with the lines of its own text
 */
export function withVersionsPlaced(
  data: Positioned,
  lined: Positioned,
  { filled: parts = [] }: EvaluatedScalar,
): Positioned {
  if (parts.length === 0) return data;
  const byLine = new Map<number, FilledPart[]>();
  for (const part of parts) {
    const known = byLine.get(part.line) ?? [];
    if (known.length < MAX_IN_LINE) known.push(part);
    byLine.set(part.line, known);
  }
  return filled(data, (text, path) => {
    if (!VERSIONED.test(String(path.at(-1)))) return undefined;
    const part = byLine.get(lined.lineOf(path) - 1)?.find(one => decides(one, text));
    return part && { value: text, at: part.at };
  });
}

/** True for the tag of an image, and where the rest of the text has no digits. */
function decides({ text: part }: FilledPart, text: string): boolean {
  if (!/\d/.test(part)) return false;
  return splitImage(text).tag === part || (text.includes(part) && !/\d/.test(text.replace(part, '')));
}
