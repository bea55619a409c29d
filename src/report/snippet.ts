/** What an override writes, as text to copy. */
import { stringify } from 'yaml';
import type { Override } from '../model.js';

export interface Snippet {
  readonly language: 'diff' | 'yaml';
  readonly text: string;
}

/** Longer patches are for `git apply`, not for reading. */
const MAX_LINES = 60;
const MAX_CHARACTERS = 4_000;

/** The override's patch, else its value under its path as YAML; undefined where it has neither or is too long to read. */
export function snippetOf(override: Override): Snippet | undefined {
  const { patch, path, value } = override;
  if (patch !== undefined) return readable({ language: 'diff', text: withoutGitHeader(patch) });
  if (path === undefined || value === undefined) return undefined;
  return readable({ language: 'yaml', text: nested(path, value) });
}

/** A patch without the line that says in Git's words what the next two say; `git apply` does without it, too. */
function withoutGitHeader(patch: string): string {
  return patch.replace(/^diff --git [^\n]*\n(?=--- )/gm, '');
}

function readable(snippet: Snippet): Snippet | undefined {
  const { text } = snippet;
  return text.length > MAX_CHARACTERS || text.split('\n').length > MAX_LINES ? undefined : snippet;
}

function nested(path: string, value: string): string {
  const keys = path.split('.');
  // Keys with dots in them, and indexes of lists, can't be told apart from a dotted path: shown as they come.
  if (keys.some(key => !/^[\w-]+$/.test(key))) return `${path}: ${scalar(path, value)}`;
  return keys
    .map((key, depth) => `${'  '.repeat(depth)}${key}:`)
    .join('\n')
    .concat(` ${scalar(path, value)}`);
}

/** A value as YAML. Environment variables and proxy metadata are strings, whatever they look like; elsewhere `true` means true. */
export function scalar(path: string, value: string): string {
  const isText = /\b(env|proxyMetadata)\b/.test(path) || !/^(true|false|null|-?\d+(\.\d+)?)$/.test(value);
  return isText ? stringify(value, { lineWidth: 0 }).trimEnd() : value;
}
