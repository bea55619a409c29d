/**
 * Templates of Go within the commands of Task: `helm upgrade {{if .VERSION}}--version {{.VERSION | quote}}{{end}} …`
 * (https://taskfile.dev/docs/reference/templating).
 */
import type { Given } from '../recipes.js';
import type { Word } from '../text.js';

/** What begins the text of a scalar on the next line: `- |-`, `cmd: >` */
const HEADER = /(?:^|[ \t])[|>][-+\d]{0,3}[ \t]*$/;
/** `{{- `, which cuts what stands before it, and ` -}}`, which cuts what stands behind it, lines among that. */
const CUTS = /\{\{-(?=\s)|(?<=\s)-\}\}/g;

/** A text without what its templates cut; lines that are left keep their numbers. */
export function withoutCut(text: string): string {
  if (!text.includes('{{-') && !text.includes('-}}')) return text;
  let found = '';
  let owed = 0;
  let at = 0;
  function add(part: string): void {
    const line = owed > 0 ? part.indexOf('\n') : -1;
    if (line < 0) {
      found += part;
      return;
    }
    // Lines of a command that goes on have to go on.
    const more = (part.slice(0, line).endsWith('\\') ? '\\\n' : '\n').repeat(owed);
    found += part.slice(0, line + 1) + more + part.slice(line + 1);
    owed = 0;
  }
  for (const { 0: tag, index } of text.matchAll(CUTS)) {
    if (tag === '{{-') {
      const before = text.slice(at, index);
      const kept = before.trimEnd();
      const isFirst = before.length > kept.length && HEADER.test(lastLine(found + kept));
      add(isFirst ? before : kept);
      if (!isFirst) owed += linesIn(before.slice(kept.length));
      found += '{{';
      at = index + tag.length;
    } else {
      const end = index + tag.length;
      add(`${text.slice(at, index)}}}`);
      const blank = /^\s{0,500}/.exec(text.slice(end, end + 500))?.[0] ?? '';
      // What begins an entry ends with its line.
      const isEntry = blank.includes('\n') && ENTRY.test(lastLine(found));
      if (!isEntry) owed += linesIn(blank);
      at = end + (isEntry ? 0 : blank.length);
    }
  }
  add(text.slice(at));
  return found;
}

const ENTRY = /^[ \t]*(?:- |[\w-]{1,80}:[ \t])/;

function lastLine(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('\n') + 1, text.length - MAX_LINE));
}

/** Longer than what begins a scalar. */
const MAX_LINE = 500;

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

/** `{{if …}}`, `{{else}}`, `{{else if …}}`, `{{end}}`; what else ends with an `end` is kept. */
const TAG =
  /\{\{[ \t]{0,9}(?:(if|with|range)[ \t]([^{}]{1,200})|(else)(?:[ \t]{1,9}if[ \t]([^{}]{1,200}))?[ \t]{0,9}|(end)[ \t]{0,9})\}\}/g;

export function isConditional(words: readonly Word[]): boolean {
  return words.some(({ text }) => text.includes('{{') && text.search(TAG) >= 0);
}

/** Names that conditions ask for. */
export function namesAsked(text: string): readonly string[] {
  return [...text.matchAll(TAG)].flatMap(([, , condition = '', , other = '']) =>
    [...`${condition} ${other}`.matchAll(/\.(\w{1,80})/g)].map(([, name = '']) => name),
  );
}

interface Block {
  /** Undefined of what only running it tells. */
  isTaken: boolean | undefined;
  /** Something of it was taken already. */
  wasTaken: boolean | undefined;
  /** What there was before it. */
  readonly words: number;
  readonly text: string;
}

/** The words that are left where conditions are decided by what is given; of those that only running tells, what they hold. */
export function decided(words: readonly Word[], given: Given): readonly Word[] {
  const found: Word[] = [];
  const open: Block[] = [];
  for (const word of words) {
    let text = '';
    let at = 0;
    const keep = (part: string): void => {
      if (open.every(({ isTaken }) => isTaken !== false)) text += part;
    };
    for (const match of word.text.matchAll(TAG)) {
      const [tag, kind, condition = '', isElse, other] = match;
      keep(word.text.slice(at, match.index));
      at = match.index + tag.length;
      const last = open.at(-1);
      if (kind !== undefined) {
        const isTaken = kind === 'if' ? holds(condition, given) : undefined;
        open.push({ isTaken, wasTaken: isTaken, words: found.length, text });
      } else if (isElse === undefined) open.pop();
      else if (last && last.wasTaken === undefined) {
        // Which of both it is only running it tells.
        found.splice(last.words);
        text = `${last.text}{{if}}`;
        last.isTaken = false;
      } else if (last) {
        const holdsToo = other === undefined ? true : holds(other, given);
        last.isTaken = last.wasTaken === true ? false : holdsToo;
        last.wasTaken = last.wasTaken === true ? true : holdsToo;
      }
    }
    keep(word.text.slice(at));
    if (text !== '' || word.text === '') found.push({ ...word, text });
  }
  return found;
}

/** `.NAME`, `not .NAME`, `eq .NAME "x"`, `ne "x" .NAME` */
function holds(condition: string, given: Given): boolean | undefined {
  const text = condition.trim();
  const negated = /^not[ \t]{1,9}(\.\w{1,80})$/.exec(text)?.[1];
  if (negated !== undefined) {
    const isSet = holds(negated, given);
    return isSet === undefined ? undefined : !isSet;
  }
  if (/^\.\w{1,80}$/.test(text)) {
    const value = heldBy(text, given);
    return value === undefined || value === 'false' ? undefined : value !== '';
  }
  const [, sign, first = '', second = ''] =
    /^(eq|ne)[ \t]{1,9}(\.\w{1,80}|"[^"]{0,100}")[ \t]{1,9}(\.\w{1,80}|"[^"]{0,100}")$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const [left, right] = [heldBy(first, given), heldBy(second, given)];
  return left === undefined || right === undefined ? undefined : (left === right) === (sign === 'eq');
}

/** @returns undefined of what something else fills in */
function heldBy(word: string, given: Given): string | undefined {
  const value = word.startsWith('.') ? given.get(word.slice(1))?.text : word.slice(1, -1);
  return value?.includes('{{') || value?.includes('$') ? undefined : value;
}
