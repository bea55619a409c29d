/**
 * What counts where a name has no value: `if (!args.version) args.version = …`, `version ??= …`, and in Go what a method sets
 * (`if o.Version == "" { o.Version = DefaultVersion }`). Texts are without comments.
 */

import type { DetectContext } from '../detector.js';
import { bracketsIn, type Callable, type CodeFile } from './blocks.js';

/** More places at which code asks that of one name. */
const MAX_MATCHES = 50;

/** A name that has no value, and then what it is given; the name as it is written in a pattern. */
function patternOf(name: string): RegExp {
  const none = '(?:""|\'\'|null|undefined|nil|None)';
  const asks = [
    `(?:!\\s{0,9}|not\\s{1,9})${name}`,
    `${name}\\s{0,9}(?:===?|==|\\bis\\b)\\s{0,9}${none}`,
    `len\\(${name}\\)\\s{0,9}==\\s{0,9}0`,
    `(?:\\w{1,30}\\.)?[iI]s(?:NullOrEmpty|NullOrWhiteSpace|Blank|Empty)\\(${name}\\)`,
    `${name}\\.is(?:Empty|Blank)\\(\\)`,
  ].join('|');
  return new RegExp(
    `(?<![\\w$.])(?:if\\s{0,9}\\(?\\s{0,9}(?:${asks})\\s{0,9}\\)?\\s{0,9}[:{]?\\s{0,99}${name}\\s{0,9}=(?!=)|${name}\\s{0,9}(?:\\?\\?|\\|\\|)=|${name}\\s{0,9}=\\s{0,9}(?:cmp\\.Or\\(\\s{0,9})?${name}\\s{0,9}(?:\\?\\?|\\|\\||\\bor\\b|,))\\s{0,99}`,
    'g',
  );
}

/** Where the values begin that a name is given so within a part of a text. */
export function filledIn(
  text: string,
  parts: readonly string[],
  start: number,
  end: number,
): readonly number[] {
  if (!parts.every(part => /^[\w$]{1,81}$/.test(part))) return [];
  const pattern = patternOf(parts.map(part => part.replaceAll('$', '\\$')).join('\\??\\.'));
  return [...text.slice(start, end).matchAll(pattern)]
    .slice(0, MAX_MATCHES)
    .map(({ index, 0: whole }) => start + index + whole.length);
}

/** The same by functions and methods of Go that take the object: one that has the type of a parameter. */
export function filledByType(
  context: DetectContext,
  files: readonly CodeFile[],
  type: string,
  key: string,
): readonly (readonly [CodeFile, number])[] {
  if (!/^\w{1,80}$/.test(type) || !/^\w{1,80}$/.test(key)) return [];
  const fills = new RegExp(
    `\\bif\\s{1,9}(\\w{1,40})\\.${key}\\s{0,9}==\\s{0,9}""\\s{0,9}\\{\\s{0,99}\\1\\.${key}\\s{0,9}=\\s{0,9}|\\b(\\w{1,40})\\.${key}\\s{0,9}=\\s{0,9}cmp\\.Or\\(\\s{0,9}\\2\\.${key}\\s{0,9},\\s{0,99}`,
    'g',
  );
  const found: (readonly [CodeFile, number])[] = [];
  for (const file of files) {
    if (!file.path.endsWith('.go') || !file.text.includes(type)) continue;
    for (const match of [...file.text.matchAll(fills)].slice(0, MAX_MATCHES)) {
      const outer = bracketsIn(context, file).around(match.index).at(-1) ?? 0;
      const head = file.text.slice(file.text.lastIndexOf('\nfunc ', outer) + 1, outer);
      const taken = new RegExp(`\\b${match[1] ?? match[2]}\\s{1,9}\\*?(?:\\w{1,80}\\.)?${type}\\b`);
      if (taken.test(head)) found.push([file, match.index + match[0].length]);
    }
  }
  return found;
}

/** What a parameter of Go is of: `Options` of `o *istio.Options`. */
export function typeOfParameter(path: string, callable: Callable, position: number): string | undefined {
  if (!path.endsWith('.go')) return undefined;
  return /\s\*?(?:\w{1,80}\.)?(\w{1,80})\s*$/.exec(callable.params[position]?.text ?? '')?.[1];
}
