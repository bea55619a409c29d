/** Keys of files of data that something asks for by their names, as far as words tell. */
import { append } from '../../append.js';
import { addTo } from '../../grouped.js';
import type { DataPath, Positioned } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { baseName } from '../tree-path.js';
import { assignmentsIn } from './assignments.js';
import { textsOfPsd1 } from './psd1.js';

/** More keys than such a file has, deeper than they stand in each other, and longer than it is. */
const MAX_KEYS = 4000;
const MAX_DEPTH = 12;
const MAX_TEXT = 200_000;

const DATA = /[\w./${}@-]{0,200}\.(?:ya?ml|json|toml|env|psd1|ini|conf|cfg|properties)\b/gi;

/** By their own names, or by what stands around what is filled in. */
export function filesNamed({ tree }: DetectContext, text: string): readonly string[] {
  const names = new Set([...text.matchAll(DATA)].map(([name]) => baseName(name)));
  const parts = [...names].map(name => name.split(/\$\{[^}]*\}|\$\w+|@\w+/));
  const isNamed = (name: string): boolean =>
    parts.some(([start = '', ...rest]) =>
      rest.length === 0
        ? name === start
        : name.startsWith(start) &&
          name.endsWith(rest.at(-1) ?? '') &&
          start.length + (rest.at(-1)?.length ?? 0) < name.length,
    );
  return names.size === 0 ? [] : tree.paths.filter(path => isNamed(baseName(path)));
}

export interface AskedKey {
  readonly path: readonly string[];
  readonly text: string;
  readonly line: number;
}

/** @param words of what asks for them */
export async function askedKeys(
  context: DetectContext,
  file: string,
  words: ReadonlySet<string>,
): Promise<readonly AskedKey[]> {
  return askedOf(await keysOf(context, file), words);
}

async function keysOf(context: DetectContext, file: string): Promise<readonly AskedKey[]> {
  const text = (await context.text(file)) ?? '';
  if (text.length > MAX_TEXT) return [];
  if (/\.psd1$/i.test(file))
    return [...textsOfPsd1(text)].map(([key, word]) => ({ path: key.split('.'), ...word }));
  const found: AskedKey[] = [];
  if (/\.(?:ya?ml|json)$/i.test(file)) {
    for (const { data } of (await context.yaml(file)).documents)
      if (!isRecord(data.value) || data.value.kind === undefined) collect(data, [], found);
    return found;
  }
  return [...assignmentsIn(text)].map(([name, word]) => ({ path: [name], text: word.text, line: word.line }));
}

function collect(data: Positioned, path: DataPath, found: AskedKey[]): void {
  const { value } = data;
  if (found.length > MAX_KEYS || path.length > MAX_DEPTH) return;
  if (typeof value === 'object' && value !== null) {
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value))
      collect(data.at([key]), [...path, key], found);
  } else found.push({ path: path.map(String), text: String(value), line: data.lineOf([]) });
}

/** Where one of several keys is named, that is asked for; where none is, what it is called is filled in. */
function askedOf(
  keys: readonly AskedKey[],
  words: ReadonlySet<string>,
  depth = 0,
  isNamed = false,
): readonly AskedKey[] {
  const groups = new Map<string, AskedKey[]>();
  const found: AskedKey[] = [];
  for (const key of keys) {
    const name = key.path[depth];
    if (name === undefined) {
      if (isNamed) found.push(key);
    } else addTo(groups, name, key);
  }
  const named = [...groups].filter(([name]) => words.has(name) || words.has(name.toLowerCase()));
  for (const [, own] of named.length > 0 ? named : groups)
    append(found, askedOf(own, words, depth + 1, isNamed || named.length > 0));
  return found;
}
