/**
 * Commands that a pipeline runs for each item of a list beside them: `matrix` of GitHub
 * (https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations), `loop` of Ansible, `for` of
 * Task. One of several versions stays undecided: nothing tells which of them counts.
 */
import type { Command, Word } from './text.js';

/** More than people list. */
const MAX_ITEMS = 30;
/** Further from its task than that stands no list of it. */
const NEAR = 12;

const MATRIX = /\$\{\{\s*matrix\.([\w-]{1,80})\s*\}\}/;
const ITEM = /\{\{\s*\.?(?:item|ITEM)\s*\}\}/;

/** All commands of a file in YAML, each as often as its list says. */
export function repeated(text: string, commands: readonly Command[]): readonly Command[] {
  if (!MATRIX.test(text) && !ITEM.test(text)) return commands;
  const lines = text.split('\n');
  const matrices = new Map<string, readonly Word[] | undefined>();
  const matrix = (name: string): readonly Word[] | undefined => {
    if (!matrices.has(name)) matrices.set(name, matrixOf(lines, name));
    return matrices.get(name);
  };
  return commands.flatMap(command => {
    const found = referenceIn(command);
    const items = found && (found.name === undefined ? listNear(lines, command) : matrix(found.name));
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
      (text === '--version' && matches(words[index + 1]?.text)),
  );
}

function filled(word: Word, pattern: RegExp, item: Word): Word {
  const text = word.text.replace(pattern, () => item.text);
  return { text, line: word.text.replace(pattern, '') === '' ? item.line : word.line };
}

/** The list of that name below `matrix:`, where the file has but one. */
function matrixOf(lines: readonly string[], name: string): readonly Word[] | undefined {
  const found = lines.flatMap((line, index) => {
    if (!line.trimStart().startsWith(`${name}:`)) return [];
    const above = lines.slice(Math.max(0, index - NEAR), index);
    return above.some(one => /^\s*matrix:\s*$/.test(one)) ? [listAt(lines, index)] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The list that a task names below its command, or above it. */
function listNear(lines: readonly string[], { words }: Command): readonly Word[] | undefined {
  const at = (words.at(-1)?.line ?? 1) - 1;
  const indent = (index: number): number => (lines[index] ?? '').search(/\S/);
  for (let index = at + 1; index < Math.min(lines.length, at + NEAR); index++) {
    if (/^\s*(?:loop|with_items|with_list):/.test(lines[index] ?? '')) return listAt(lines, index);
    if (/^\s*- /.test(lines[index] ?? '') && indent(index) < indent(at)) break;
  }
  for (let index = at - 1; index >= Math.max(0, at - NEAR); index--) {
    if (/^\s*(?:- )?for:/.test(lines[index] ?? '')) return listAt(lines, index);
    if (/^\s*- /.test(lines[index] ?? '')) break;
  }
  return undefined;
}

/** `key: [a, b]`, or items on lines of their own. */
function listAt(lines: readonly string[], index: number): readonly Word[] | undefined {
  const line = lines[index] ?? '';
  if (line.length > 1000) return undefined;
  const inline = /:\s*\[(.*)\]\s*(?:#.*)?$/.exec(line)?.[1];
  if (inline !== undefined) return known(inline.split(',').map(text => wordOf(text, index + 1)));
  if (!/:\s*(?:#.*)?$/.test(line)) return undefined;
  const found: Word[] = [];
  for (let next = index + 1; next < lines.length && found.length <= MAX_ITEMS; next++) {
    const item = /^\s*- +(.+?)\s*(?:#.*)?$/.exec((lines[next] ?? '').slice(0, 400))?.[1];
    if (item === undefined) break;
    found.push(wordOf(item, next + 1));
  }
  return known(found);
}

function wordOf(item: string, line: number): Word {
  return { text: item.trim().replace(/^(["'])(.*)\1$/, '$2'), line };
}

/** @returns undefined where there are none, where one is filled in elsewhere, or is more than a text */
function known(words: readonly Word[]): readonly Word[] | undefined {
  const isOpen = words.some(({ text }) => text === '' || /[${}]|:\s|:$/.test(text));
  return words.length === 0 || isOpen ? undefined : words;
}
