/**
 * Commands that a pipeline runs for each item of a list beside them: `matrix` of GitHub
 * (https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations), `loop` of Ansible, `for` of
 * Task. Several versions of a matrix are read where the version is asked for (`handed.ts`); of other lists, nothing tells which counts.
 */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { LOOPS } from '../ansible/tasks.js';
import { isRecord } from '../data.js';
import type { TellMore } from '../limits.js';
import type { Command, Word } from './text.js';

/** More than people list. */
const MAX_ITEMS = 200;

const MATRIX = /\$\{\{\s*matrix\.([\w-]{1,80})\s*\}\}/;
const ITEM = /\{\{\s*\.?(?:item|ITEM)\s*\}\}/;
const OF_TASKS = [...LOOPS, 'for'];

/** All commands of a file, each as often as its list says. */
export function repeated(file: YamlFile, commands: readonly Command[], more: TellMore): readonly Command[] {
  if (!commands.some(({ words }) => words.some(({ text }) => MATRIX.test(text) || ITEM.test(text))))
    return commands;
  const lists = listsOf(file);
  return commands.flatMap(command => {
    const found = referenceIn(command);
    const items =
      found && (found.name === undefined ? loopAround(lists, command) : matrix(lists, found.name));
    if (items && items.length > MAX_ITEMS) more();
    if (!found || !items || items.length > MAX_ITEMS) return [command];
    if (items.length > 1 && decidesVersion(command, found.pattern)) return [command];
    return items.map(item => ({
      ...command,
      words: command.words.map(word => filled(word, found.pattern, item)),
    }));
  });
}

interface Reference {
  readonly pattern: RegExp;
  /** Of a matrix. */
  readonly name?: string;
}

function referenceIn({ words }: Command): Reference | undefined {
  for (const { text } of words) {
    const [whole, name] = MATRIX.exec(text) ?? [];
    if (whole !== undefined && name !== undefined)
      return { pattern: new RegExp(`\\$\\{\\{\\s*matrix\\.${name}\\s*\\}\\}`, 'g'), name };
    if (ITEM.test(text)) return { pattern: new RegExp(ITEM, 'g') };
  }
  return undefined;
}

function decidesVersion({ words }: Command, pattern: RegExp): boolean {
  const matches = (text = ''): boolean => text.search(pattern) >= 0;
  return words.some(
    ({ text }, index) =>
      (/^--version=/.test(text) && matches(text)) ||
      (text === '--version' && matches(words[index + 1]?.text)) ||
      (matches(text) && OF_RELEASE.test(MOVES.test(words[index - 1]?.text ?? '') ? `${text}/` : text)),
  );
}

/** The folder that a release of Istio is unpacked to: `./istio-${{ matrix.istio }}/bin/istioctl`, `cd istio-${{ matrix.istio }}` */
const OF_RELEASE = /(?:^|\/)istio-v?\$\{\{[^{}]{1,100}\}\}\//;
const MOVES = /^(?:cd|pushd)$/;

function filled(word: Word, pattern: RegExp, item: Word): Word {
  const text = word.text.replace(pattern, () => item.text);
  // `ISTIO_VERSION=${{ matrix.istio }} make install`, `--set tag=${{ matrix.istio }}`
  const isWhole = /^(?:[A-Za-z_][\w.]{0,80}=)?$/.test(word.text.replace(pattern, ''));
  return { text, line: isWhole ? item.line : word.line };
}

interface Lists {
  readonly matrices: readonly { readonly name: string; readonly items: readonly Word[] | undefined }[];
  /** Items of lists, where tasks stand, in the order of their lines; with what they loop over. */
  readonly tasks: readonly { readonly line: number; readonly items: readonly Word[] | undefined }[];
}

/** The list of that name below `matrix`, where the file has but one. */
function matrix({ matrices }: Lists, name: string): readonly Word[] | undefined {
  const [only, ...others] = matrices.filter(one => one.name === name);
  return others.length === 0 ? only?.items : undefined;
}

/** What the task loops over that a command stands in: the last that begins above it. */
function loopAround({ tasks }: Lists, { words }: Command): readonly Word[] | undefined {
  const line = words[0]?.line ?? 1;
  return tasks.findLast(task => task.line <= line)?.items;
}

function listsOf({ documents }: YamlFile): Lists {
  const matrices: Lists['matrices'][number][] = [];
  const tasks: Lists['tasks'][number][] = [];
  for (const { data } of documents) {
    for (const { value, path } of within(data.value, [])) {
      if (isRecord(value.matrix))
        for (const name of Object.keys(value.matrix))
          matrices.push({ name, items: itemsAt(data, [...path, 'matrix', name]) });
      if (typeof path.at(-1) !== 'number') continue;
      const key = OF_TASKS.find(one => Array.isArray(value[one]));
      tasks.push({
        line: data.lineOf(path),
        items: key === undefined ? undefined : itemsAt(data, [...path, key]),
      });
    }
  }
  return { matrices, tasks: tasks.toSorted((left, right) => left.line - right.line) };
}

interface Found {
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: DataPath;
}

/** Every mapping of a document. */
function within(value: unknown, path: DataPath): readonly Found[] {
  const found: Found[] = isRecord(value) ? [{ value, path }] : [];
  const entries = Array.isArray(value) ? value.entries() : isRecord(value) ? Object.entries(value) : [];
  for (const [key, inner] of entries)
    if (typeof inner === 'object' && inner !== null) append(found, within(inner, [...path, key]));
  return found;
}

/** @returns undefined where there are none, where one is filled in elsewhere, or is more than a text */
function itemsAt(data: Positioned, path: DataPath): readonly Word[] | undefined {
  const { value } = data.at(path);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const words = value.map((item, index): Word => {
    const isText = typeof item === 'string' || typeof item === 'number';
    return { text: isText ? String(item) : '', line: data.lineOf([...path, index]) };
  });
  return words.some(({ text }) => text === '' || /[${}]/.test(text)) ? undefined : words;
}
