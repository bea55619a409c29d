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

/** Whether its keys can be told one by one. */
export function isAskedByKey(path: string): boolean {
  return /\.(?:ya?ml|json|toml|env|psd1|ini|conf|cfg|properties)$/i.test(path);
}

/** By their own names, or by what stands around what is filled in. */
export function filesNamed({ tree }: DetectContext, text: string): readonly string[] {
  const named = text.split('\n').flatMap(line =>
    [...line.matchAll(DATA)].flatMap(([name]) => {
      const parts = partsOf(name, line);
      return parts ? [{ parts, path: name.replace(/^(?:\.{1,2}\/){1,20}/, '') }] : [];
    }),
  );
  if (named.length === 0) return [];
  // One that is named by its path is no other of the same name.
  const exact = new Map<string, boolean>();
  for (const { parts, path } of named)
    if (parts.length === 1 && path.includes('/') && !exact.has(path))
      exact.set(
        path,
        tree.paths.some(one => endsWithPath(one, path)),
      );
  return tree.paths.filter(file =>
    named.some(({ parts, path }) => (exact.get(path) ? endsWithPath(file, path) : isOf(file, parts))),
  );
}

function endsWithPath(file: string, path: string): boolean {
  return file === path || file.endsWith(`/${path}`);
}

/** Tools and functions that read files of data. */
const READS =
  /\b(?:[yj]q|dasel|grep|awk|sed|cat|source|Import-\w+|Get-Content|ConvertFrom-\w+|\w*(?:load|read|parse|open)\w*)\b/i;

/** What stands around what is filled in; undefined of a name that says nothing, such as any values file that a loop goes over. */
function partsOf(name: string, line: string): readonly string[] | undefined {
  const whole = name.split(FILLED);
  const parts = baseName(name).split(FILLED);
  if (parts.length === 1 || /\w{2}/.test(parts.join('').replace(/\.\w+$/, ''))) return parts;
  const folder = /([\w.-]{2,100}\/)$/.exec(whole.at(-2) ?? '')?.[1];
  return folder !== undefined && READS.test(line) ? [folder, whole.at(-1) ?? ''] : undefined;
}

const FILLED = /\$\{[^}]*\}|\$\w+|@\w+/;

function isOf(path: string, [start = '', ...rest]: readonly string[]): boolean {
  const end = rest.at(-1);
  const name = start.endsWith('/') ? path.split('/').slice(-2).join('/') : baseName(path);
  if (end === undefined) return name === start;
  return name.startsWith(start) && name.endsWith(end) && start.length + end.length < name.length;
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
