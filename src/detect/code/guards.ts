/**
 * Where code installs something only if what it is handed says so: `if (args.mode === "ambient") { … }`, `if istio["egress"]:`. Texts are
 * without comments.
 */

import type { DetectContext } from '../detector.js';
import { bracketsIn, type CodeFile, indentOf } from './blocks.js';
import type { Handed } from './callers.js';
import { type Expression, expressionAt } from './expressions.js';

/** What an expression of a file is for whoever calls it. */
export type Values = (file: CodeFile, expression: Expression) => Promise<readonly Handed[] | undefined>;

interface Guard {
  readonly expression: Expression;
  /** The text that it has to be, or has not to be. */
  readonly literal: string;
  readonly isEqual: boolean;
  /** As it is written. */
  readonly condition: string;
}

const MAX_GUARDS = 6;
/** More lines than a block of people has. */
const MAX_LINES = 500;
const NAME = '[A-Za-z_$][\\w$]{0,80}';
const PATH = `${NAME}(?:\\??\\.${NAME}|\\[["'][\\w-]{1,80}["']\\]){0,4}`;
const CONDITION = new RegExp(
  `^\\s{0,20}(!\\s{0,9}|not\\s{1,9})?(${PATH})(?:\\s{0,9}(===?|!==?)\\s{0,9}["'\`]([^"'\`\\n]{1,60})["'\`])?\\s{0,20}[;\\n]?$`,
);

/**
 * Environments in which a place is never reached, with the condition that they do not meet.
 * @param environments that are known
 */
export async function guardedOut(
  context: DetectContext,
  file: CodeFile,
  place: number,
  environments: readonly string[],
  values: Values,
): Promise<ReadonlyMap<string, string>> {
  const out = new Map<string, string>();
  for (const { expression, literal, isEqual, condition } of guardsAround(context, file, place)) {
    const found = await values(file, expression);
    for (const environment of environments) {
      const own = found?.filter(one => one.environment === environment || found.length === 1) ?? [];
      const fails = ({ text }: Handed): boolean =>
        text !== undefined &&
        (literal === 'true' ? /^(?:true|false)$/i.test(text) : true) &&
        (text.toLowerCase() === literal.toLowerCase()) !== isEqual;
      if (own.length > 0 && own.every(fails)) out.set(environment, condition);
    }
  }
  return out;
}

function guardsAround(context: DetectContext, file: CodeFile, place: number): readonly Guard[] {
  const conditions = file.path.endsWith('.py') ? ofPython(file, place) : ofBraces(context, file, place);
  return conditions.slice(0, MAX_GUARDS).flatMap(start => guardAt(file, start, 0) ?? []);
}

/** Where the conditions begin of the blocks around a place. */
function ofBraces(context: DetectContext, file: CodeFile, place: number): readonly number[] {
  const { text } = file;
  const brackets = bracketsIn(context, file);
  return brackets.around(place).flatMap(open => {
    if (text[open] !== '{') return [];
    const before = text.slice(Math.max(0, open - 200), open);
    const found = /\bif\s{0,9}\(?([^(){}\n]{1,150}?)\)?\s{0,9}$/.exec(before);
    const isElse = found ? /\belse\s{1,9}$/.test(before.slice(0, found.index)) : true;
    return found && !isElse ? [open - before.length + found.index + found[0].indexOf(found[1] ?? '')] : [];
  });
}

function ofPython({ text }: CodeFile, place: number): readonly number[] {
  const found: number[] = [];
  let start = text.lastIndexOf('\n', place - 1) + 1;
  let indent = indentOf(text, start);
  for (let lines = 0; start > 0 && indent > 0 && lines < MAX_LINES; lines++) {
    start = text.lastIndexOf('\n', start - 2) + 1;
    const line = text.slice(start, text.indexOf('\n', start));
    const own = indentOf(text, start);
    if (line.trim() === '' || own >= indent || /^\s*[)\]}]/.test(line)) continue;
    indent = own;
    if (/^\s*def\b/.test(line)) break;
    const before = /^\s*if\s{1,9}(?=[^\n]{1,150}:\s*$)/.exec(line)?.[0].length;
    if (before !== undefined) found.push(start + before);
  }
  return found;
}

/** A name, whether it is a text, or what is assigned to a name where that is such a thing. */
function guardAt(file: CodeFile, start: number, depth: number): Guard | undefined {
  const { text } = file;
  const end = text.slice(start, start + 200).search(/\)?\s{0,9}(?:\{|:\s*\n|;|\n)/);
  const condition = text.slice(start, start + (end < 0 ? 0 : end));
  const [, negated, path = '', sign, literal] = CONDITION.exec(condition) ?? [];
  if (path === '') return undefined;
  const place = start + condition.indexOf(path);
  if (literal !== undefined && sign !== undefined) {
    const expression = expressionAt(text, place);
    return (
      expression && {
        expression: { ...expression, words: path },
        literal,
        condition: condition.trim(),
        isEqual: sign.startsWith('=') !== (negated !== undefined),
      }
    );
  }
  const assigned = /^[\w$]{1,81}$/.test(path) && depth === 0 ? assignedTo(text, path, start) : undefined;
  // What changes on the way is not followed.
  if (assigned === 'several') return undefined;
  const other = assigned === undefined ? undefined : guardAt(file, assigned, depth + 1);
  if (other) return negated === undefined ? other : { ...other, isEqual: !other.isEqual };
  const expression = expressionAt(text, place);
  return (
    expression && { expression, literal: 'true', condition: condition.trim(), isEqual: negated === undefined }
  );
}

/** Where the only value begins that a text gives to a name. */
function assignedTo(text: string, name: string, before: number): number | 'several' | undefined {
  const pattern = new RegExp(
    `(?<![\\w$.])${name.replaceAll('$', '\\$')}\\s{0,9}(?::[^=\\n]{1,40})?:?=(?![=>])[ \\t]{0,20}`,
    'g',
  );
  const [only, ...others] = [...text.matchAll(pattern)].slice(0, 2);
  if (others.length > 0) return 'several';
  return only && only.index < before ? only.index + only[0].length : undefined;
}
