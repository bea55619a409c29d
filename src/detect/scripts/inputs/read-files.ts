/** What a command takes out of files of the tree: all that they say, or the lines that it looks for in them. */
import { append } from '../../../append.js';
import type { Position } from '../../../model.js';
import { linesWithoutNotes } from '../../../notes.js';
import type { DetectContext } from '../../detector.js';
import { fingerprintOf } from '../../fingerprint.js';
import { KustomizeBuilder } from '../../kustomize/builder.js';
import { ancestors, folderOf, resolveInTree } from '../../tree-path.js';
import { isAskedByKey } from '../asked-keys.js';
import { filesNamedIn, isEnvironmentFile } from './named-paths.js';

/** A line of a file that is read. */
export interface ReadLine {
  readonly text: string;
  readonly at: Position;
}

export interface ReadFile {
  readonly path: string;
  readonly lines: readonly ReadLine[];
  /** It is filled in, or run: names in it are taken from whoever reads it. */
  readonly isWhole: boolean;
}

/** More lines than are compared one by one, and longer than files that are read. */
const MAX_LINES = 400;
const MAX_TEXT = 200_000;
/** More files than a program takes in. */
const MAX_FILES = 60;

/** `$(cat F)`, `$(<F)`, `` `cat F` ``, `< F`; functions of languages that read a file. */
const SUBSTITUTED = /\$\(|`|(?<!<)<(?![<(])|\b(?:mapfile|readarray)\b|\bsh:\s/;
const FUNCTION =
  /\b(?:readFile|read_text|readFileSync|File\.read|IO\.read|open|slurp|Get-Content|fromFile|ReadFile|ReadAllText)\b[ \t(]/;
const BRINGS_NAMES = /^\s*(?:\.|source|eval|set|export)\s|\bxargs\b/;
/** Tools that are asked for keys, and those that look for lines. */
const BY_KEY = /\b(?:jq|yq|dasel|tomlq|crudini|hclq)\b/;
const BY_LINE = /\b(?:e?grep|awk|gawk|sed[ \t]+-\w{0,5}n\w{0,5}|rg|findstr|Select-String)\b([^\n]{0,400})/;
/** `.mesh.mode`, `-r '.mesh["mode"]'`, `'.[env(CLUSTER)].flags'`: a path alone, of which the rest of the file is none. */
export const KEYS_ALONE =
  /\b(?:jq|yq|dasel|tomlq|hclq)\b(?:[ \t]+(?:-{1,2}[\w-]{1,30}|eval|e|query|-o=\w+))*[ \t]+["']?\.[\w.[\]"'$(){}*-]{1,200}["']?(?=[\s|)]|$)/;

/** Of what a setting is set to, or what a command is given. */
export async function filesReadBy(
  context: DetectContext,
  script: string,
  text: string,
): Promise<readonly ReadFile[]> {
  if (!SUBSTITUTED.test(text) && !FUNCTION.test(text)) return [];
  if (BRINGS_NAMES.test(text)) return [];
  const found: ReadFile[] = [];
  for (const path of filesNamedIn(context, script, text)) {
    if (isEnvironmentFile(path) && !BY_LINE.test(text) && !/\bcat\b|</.test(text)) continue;
    if (isAskedByKey(path) && (BY_KEY.test(text) || FUNCTION.test(text))) continue;
    found.push(await fileRead(context, path, text));
  }
  return found;
}

/** Of a command that makes values: every file that it names, and what those take in themselves. */
export async function filesMadeFrom(
  context: DetectContext,
  script: string,
  text: string,
): Promise<readonly ReadFile[]> {
  const found = new Map<string, ReadFile>();
  const pending = [{ script, text: text.replace(OUTPUT, ' ') }];
  for (let next = pending.shift(); next && found.size < MAX_FILES; next = pending.shift()) {
    const named = filesNamedIn(context, next.script, next.text);
    for (const path of [...named, ...(await kustomized(context, next.script, next.text))]) {
      if (found.has(path) || found.size >= MAX_FILES) continue;
      if (isEnvironmentFile(path) && TAKES_NAMES.test(next.text)) continue;
      // Keys alone are looked up by their names.
      if (isAskedByKey(path) && KEYS_ALONE.test(next.text)) continue;
      const file = await fileRead(context, path, next.text);
      found.set(path, file);
      const own = CODE.test(path) ? await context.text(path) : undefined;
      if (own !== undefined && own.length <= MAX_TEXT)
        pending.push({ script: path, text: importsIn(path, own) });
    }
  }
  return [...found.values()];
}

/** What it writes is none of what it takes. */
const OUTPUT =
  /(?:(?<![<>])>{1,2}|\s-o[ \t=]|\s--out(?:put)?(?:-file)?[ \t=]|\btee\b(?:[ \t]+-a)?)[ \t]{0,9}["']?[^\s"'|;&<>]{1,300}/g;

/** What fills in names one by one. */
const TAKES_NAMES =
  /\b(?:envsubst|xargs|source|sed|export|perl)\b|--env-file\b|\benv[ \t]+\$\(|(?:^|[\s;&])\.\s/;
/** Files that name others which they take in. */
export const CODE =
  /\.(?:py|[cm]?[jt]s|rb|go|pl|jsonnet|libsonnet|cue|nix|star|dhall|pkl|lua|k|sh|bash|ps1|mk)$|(?:^|\/)[^./]+$/i;

/** Names of files as the language writes them: modules of Python have no endings. */
function importsIn(path: string, text: string): string {
  const lines = linesWithoutNotes(path, text);
  if (!path.endsWith('.py')) return lines.join('\n');
  const modules = lines.flatMap(line => {
    const [, from, imported = ''] =
      /^\s*(?:from\s+([\w.]{1,100})\s+)?import\s+([\w., ]{1,300})/.exec(line) ?? [];
    return (from === undefined ? imported.split(',') : [from]).map(one => one.trim().split(' ')[0] ?? '');
  });
  return [
    ...lines,
    ...modules.filter(Boolean).map(one => `${one.replaceAll('.', '/').replace(/^\/+/, '')}.py`),
  ].join('\n');
}

/** `kubectl kustomize .`, `kustomize build overlays/prod` */
async function kustomized(context: DetectContext, script: string, text: string): Promise<readonly string[]> {
  const folders = [
    ...text.matchAll(
      /\bkustomize[ \t]+(?:build[ \t]+)?(?:--?[\w-]+(?:=\S+)?[ \t]+){0,9}["']?([\w./-]{1,200})/g,
    ),
  ];
  const found: string[] = [];
  for (const [, name = ''] of folders) {
    const [place] = ancestors(script).flatMap(base => {
      const folder = resolveInTree(base, name);
      return folder !== undefined && context.tree.below(folder).some(path => isKustomization(path, folder))
        ? [folder]
        : [];
    });
    if (place === undefined) continue;
    const { files } = await new KustomizeBuilder(context, () => false).build(place);
    append(found, [...files]);
  }
  return found;
}

function isKustomization(path: string, folder: string): boolean {
  return folderOf(path) === folder && /(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(path);
}

async function fileRead(context: DetectContext, path: string, text: string): Promise<ReadFile> {
  const whole = (await context.text(path)) ?? '';
  if (whole.length > MAX_TEXT) return summed(path, whole);
  const isSought = BY_LINE.exec(text);
  const isFitting = isSought ? seeks(isSought[1] ?? '') : undefined;
  const kept = new Set(linesWithoutNotes(path, whole));
  const lines = whole
    .split('\n')
    .map((line, index) => ({ text: line.trim(), at: { file: path, line: index + 1 }, raw: line }))
    .filter(({ raw }) => kept.has(raw) && (isFitting?.(raw) ?? true));
  if (lines.length > MAX_LINES) return summed(path, lines.map(({ raw }) => raw).join('\n'));
  return { path, lines: lines.map(({ text, at }) => ({ text, at })), isWhole: isSought === null };
}

/** Too long to tell which line of it moves. */
function summed(path: string, text: string): ReadFile {
  return { path, lines: [{ text: fingerprintOf(text), at: { file: path, line: 1 } }], isWhole: false };
}

/** Lines that hold all the words of a pattern, or one of its ways; undefined for any. */
function seeks(command: string): ((line: string) => boolean) | undefined {
  if (/^[ \t]+-\w{0,5}v/.test(command)) return undefined;
  const pattern =
    /\/([^/\n]{1,200})\//.exec(command)?.[1] ??
    /["']([^"'\n]{1,200})["']/.exec(command)?.[1] ??
    /^[ \t]+(?:-\S+[ \t]+)*(\S{1,200})/.exec(command)?.[1];
  const ways = (pattern ?? '')
    .replace(/\$\{[^}]{0,80}\}|\$\w+/g, ' ')
    .split('|')
    .map(way => way.match(/[A-Za-z][\w-]+/g)?.filter(word => !/^print$/.test(word)) ?? []);
  if (ways.some(words => words.length === 0)) return undefined;
  return line => ways.some(words => words.every(word => line.includes(word)));
}
