/** What scripts of PowerShell take out of files of data: `$cfg = Import-PowerShellDataFile "config/$Environment.psd1"`, `… | ConvertFrom-Json`. */
import type { Positioned } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { filesFitting, filledIn } from '../fitting.js';
import { firstOf } from '../limits.js';
import { folderOf } from '../tree-path.js';
import { textsOfPsd1 } from './psd1.js';
import { type Command, placeOf, type Word } from './text.js';

const READS =
  /^[ \t]*\$(?:(?:script|global):)?(\w{1,80})[ \t]*=[ \t]*\(?[ \t]*(?:Import-PowerShellDataFile|(?:Get-Content|gc)(?=[^\n]{1,300}\bConvertFrom-(?:Json|Yaml)))[ \t]+(?:-\w{1,20}[ \t]+){0,3}(?:"([^"\n]{1,300})"|'([^'\n]{1,300})'|([^\s|()"']{1,300}))/gim;
const VARIABLE = /\$\{[^{}]{1,100}\}|\$\w{1,80}/g;
/** Stands for what is filled in. */
const FILLED = '\u0001';

/** More such files than a script reads, more environments than it has, and longer than such a file is. */
const MAX_READS = 10;
const MAX_FILES = 30;
const MAX_TEXT = 200_000;
/** More than settings hold. */
const MAX_ENTRIES = 2000;

type Texts = ReadonlyMap<string, Word>;

interface Read {
  readonly name: string;
  /** What the file holds, by what its name is filled in with. */
  readonly byEnvironment: ReadonlyMap<string, Texts>;
}

/** Commands with what such files hold filled in: once for each file that a name may mean, as for a job of its own. */
export async function withData(
  context: DetectContext,
  path: string,
  text: string,
  commands: readonly Command[],
): Promise<readonly Command[]> {
  const reads = await readsOf(context, path, text);
  if (reads.length === 0) return commands;
  return commands.flatMap(command => {
    const used = reads.find(({ name }) => command.words.some(word => names(word, name)));
    if (!used) return [command];
    const isOne = used.byEnvironment.size === 1;
    return [...used.byEnvironment].map(([environment, texts]) => ({
      ...command,
      words: command.words.map(word => filled(word, used.name, texts)),
      ...(isOne ? {} : { job: environment }),
    }));
  });
}

async function readsOf(context: DetectContext, path: string, text: string): Promise<readonly Read[]> {
  const found: Read[] = [];
  for (const [, name = '', ...paths] of [...text.matchAll(READS)].slice(0, MAX_READS)) {
    const written = paths.find(one => one !== undefined) ?? '';
    const parts = written
      .replaceAll('\\', '/')
      .replace(/^\$PSScriptRoot\/+/i, '')
      .replace(/^(?:\.\/)+/, '')
      .replace(VARIABLE, FILLED)
      .split(FILLED);
    const folders = [folderOf(path), ''];
    const files = folders
      .map(folder => filesFitting(context.tree, folder, parts))
      .find(one => one.length > 0);
    const byEnvironment = new Map<string, Texts>();
    for (const file of firstOf(context, files ?? [], MAX_FILES, `files of settings for ${path}`))
      byEnvironment.set(parts.length > 1 ? filledIn(file, parts) : '', await textsOf(context, file));
    if (byEnvironment.size > 0) found.push({ name, byEnvironment });
  }
  return found;
}

async function textsOf(context: DetectContext, file: string): Promise<Texts> {
  const text = (await context.text(file)) ?? '';
  const found = new Map<string, Word>();
  if (text.length > MAX_TEXT) return found;
  if (/\.psd1$/i.test(file)) for (const [key, word] of textsOfPsd1(text)) found.set(key, { ...word, file });
  else for (const { data } of (await context.yaml(file)).documents) collect(data, '', found);
  return found;
}

function collect(data: Positioned, path: string, found: Map<string, Word>): void {
  const { value, file } = data;
  if (found.size >= MAX_ENTRIES) return;
  if (isRecord(value)) {
    for (const key of Object.keys(value))
      collect(data.at([key]), path === '' ? key.toLowerCase() : `${path}.${key.toLowerCase()}`, found);
  } else if (typeof value !== 'object') found.set(path, { text: String(value), line: data.lineOf([]), file });
}

function names({ text }: Word, name: string): boolean {
  return text.toLowerCase().includes(`$${name.toLowerCase()}.`);
}

/** `$cfg.Istio.Version` alone stands where its value does; within a text, `$($cfg.Gateway.Max)`. */
function filled(word: Word, name: string, texts: Texts): Word {
  const whole = reference(name, 'i').exec(word.text);
  const only = whole?.[0] === word.text ? texts.get(pathIn(whole)) : undefined;
  if (only) return { ...only, text: only.text };
  const text = word.text.replace(reference(name, 'gi'), (all, ...groups: (string | undefined)[]) => {
    return texts.get(pathIn([all, ...groups.slice(0, 2)]))?.text ?? all;
  });
  return text === word.text ? word : { text, ...placeOf(word) };
}

function reference(name: string, flags: string): RegExp {
  const members = String.raw`((?:\.\w{1,80}){1,8})`;
  return new RegExp(String.raw`\$\(\$${name}${members}\)|\$${name}${members}`, flags);
}

function pathIn([, within, bare]: readonly (string | undefined)[]): string {
  return (within ?? bare ?? '').slice(1).toLowerCase();
}
