/** Where the files that a script names are. */
import type { Position } from '../../model.js';
import { parseYaml, type YamlFile } from '../../yaml/positioned.js';
import type { DetectContext } from '../detector.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { baseName, folderOf, resolveInTree } from '../tree-path.js';
import type { ScriptFile } from './file.js';
import { fromOwnFolder } from './own-folder.js';
import type { Command, Word } from './text.js';

/** A file of the tree, or a text that the script itself holds. */
export type NamedFile =
  | { readonly kind: 'file'; readonly path: string }
  | InlineFile
  | { readonly kind: 'missing'; readonly raw: string; readonly why: string; readonly at: Position };

export interface InlineFile {
  readonly kind: 'inline';
  readonly text: string;
  readonly yaml: YamlFile;
  readonly line: number;
  /** The first line that is nothing but what a command prints, which is left out of it. */
  readonly printedAt?: number;
}

export function findFile(
  context: DetectContext,
  script: ScriptFile,
  word: Word,
  command: Command,
): NamedFile {
  const raw = script.expand(word.text);
  const at = { file: script.path, line: word.line };
  if (raw === '-' || raw === '/dev/stdin' || /^<\(/.test(raw)) {
    if (command.heredoc) return holding(context, script, command.heredoc);
    return { kind: 'missing', raw, why: 'it comes from another command when this runs', at };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(raw))
    return { kind: 'missing', raw, why: 'it is fetched from an address, not from this repository', at };
  const written = script.written.get(baseName(raw));
  const found = existing(context, script, raw);
  if (found !== undefined) return { kind: 'file', path: found };
  if (written) return holding(context, script, written);
  const source = existing(context, script, filledFrom(script, word.text) ?? '');
  if (source !== undefined) return { kind: 'file', path: source };
  const why = hasPlaceholder(raw)
    ? 'its name is filled in when this runs'
    : 'there is no such file beside the script or at the root of this repository';
  return { kind: 'missing', raw, why, at };
}

/** `envsubst < mesh.tmpl.yaml > "out-$1.yaml"` before it: the file that it is filled in from. */
function filledFrom({ commands, expand }: ScriptFile, name: string): string | undefined {
  const writer = commands.findLast(
    ({ output }) => output !== undefined && (output === name || expand(output) === expand(name)),
  );
  const texts = writer?.words.map(({ text }) => text) ?? [];
  if (!/^(?:\S*\/)?envsubst$/.test(texts[0] ?? '')) return undefined;
  const at = texts.indexOf('<');
  return at < 0 ? texts.find(text => /^<[^<]/.test(text))?.slice(1) : texts[at + 1];
}

/** `${DIR}/`, `$(pwd)/`, `{{ dir }}/`: what a name begins with that a variable or a command gives. */
const LEADING = /^(?:\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{[^}]*\}\})\/+/;

function relativeOf(raw: string): string | undefined {
  const relative = (fromOwnFolder(raw) ?? raw).replace(LEADING, '').replace(/^\.\//, '');
  return hasPlaceholder(relative) || relative === '' ? undefined : relative;
}

/** Paths of the tree that a name may mean: from the script's folder, and from those above it. */
export function placesOf(script: ScriptFile, raw: string): readonly string[] {
  const relative = relativeOf(raw);
  const places: string[] = [];
  if (relative === undefined) return places;
  for (let folder = folderOf(script.path); ; folder = folderOf(folder)) {
    const path = resolveInTree(folder, relative.replace(/^\/+/, ''));
    if (path !== undefined) places.push(path);
    if (folder === '') return places;
  }
}

/** From the script's folder, from the folders above it, from the root; what a leading variable stands for is tried as those. */
function existing(context: DetectContext, script: ScriptFile, raw: string): string | undefined {
  const relative = relativeOf(raw);
  if (relative === undefined) return undefined;
  const near = placesOf(script, raw).find(path => context.tree.has(path));
  if (near !== undefined) return near;
  // What begins at the script's own folder is nowhere else, wherever the script goes.
  if (!script.moves || relative.startsWith('.') || fromOwnFolder(raw) !== undefined) return undefined;
  const [only, ...others] = context.tree.paths.filter(path => path.endsWith(`/${relative}`));
  return others.length === 0 ? only : undefined;
}

/** `$(cat mesh.yaml)`, `$(<mesh.yaml)` alone: a text that is what another file holds. */
const WHOLE_FILE = /^\$\((?:cat[ \t]+|<[ \t]*)["']?([^\s"'()]{1,200})["']?[ \t]*\)$/;

/** What a heredoc holds, or the file of the tree that it is filled with. */
function holding(
  context: DetectContext,
  script: ScriptFile,
  heredoc: { readonly text: string; readonly line: number },
): NamedFile {
  const name = WHOLE_FILE.exec(heredoc.text.trim())?.[1];
  const path = name === undefined ? undefined : existing(context, script, name);
  return path === undefined ? inline(script, heredoc) : { kind: 'file', path };
}

function inline(
  script: ScriptFile,
  { text, line }: { readonly text: string; readonly line: number },
): InlineFile {
  const yaml = parseYaml(script.path, text, line);
  const first = text.search(PRINTED_LINE);
  if (yaml.errors.length === 0 || first < 0) return { kind: 'inline', text, yaml, line };
  const rest = parseYaml(script.path, text.replace(new RegExp(PRINTED_LINE, 'gm'), ''), line);
  if (rest.errors.length > 0) return { kind: 'inline', text, yaml, line };
  const printedAt = line + text.slice(0, first).split('\n').length - 1;
  return { kind: 'inline', text, yaml: rest, line, printedAt };
}

export const PRINTED = 'a part of it is what a command prints when this runs';
/** A line of a heredoc that a command or a variable prints, with as many lines as it has. */
const PRINTED_LINE = /^[ \t]{0,200}\$(?:\([^\n]{1,400}\)|\{\w{1,80}\}|\w{1,80})[ \t]{0,20}$/m;

/** Where the only value of `key=$NAME` is written. */
export function assignedAt(script: Pick<ScriptFile, 'setAt'>, { text }: Word): Position | undefined {
  const [, written] = /^[^=,]+=([^=,]+)$/.exec(text) ?? [];
  return written === undefined ? undefined : script.setAt(written);
}
