/**
 * Where code installs something only if what it is handed says so: `if (args.mode === "ambient") { … }`, `if istio["egress"]:`. Texts are
 * without comments.
 */

import type { DetectContext } from '../detector.js';
import type { CodeFile } from './blocks.js';
import type { Handed } from './callers.js';
import { assignedOnce, conditionsAround } from './conditions.js';
import { type Expression, expressionAt } from './expressions.js';
import type { Piece } from './literals.js';

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

/** More conditions than people nest; what is not looked at counts as if it held. */
const MAX_GUARDS = 6;
const NAME = '[A-Za-z_$][\\w$]{0,80}';
const PATH = `${NAME}(?:\\??\\.${NAME}|\\[["'][\\w-]{1,80}["']\\]){0,4}`;
const CONDITION = new RegExp(
  `^(!\\s{0,9}|not\\s{1,9})?(${PATH})(?:\\s{0,9}(===?|!==?)\\s{0,9}["'\`]([^"'\`\\n]{1,60})["'\`])?$`,
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
  const conditions = conditionsAround(context, file, place).slice(0, MAX_GUARDS);
  return conditions.flatMap(condition => guardOf(file, condition, 0) ?? []);
}

/** A name, whether it is a text, or what is assigned to a name where that is such a thing. */
function guardOf(file: CodeFile, { text: condition, start }: Piece, depth: number): Guard | undefined {
  const { text } = file;
  const [, negated, path = '', sign, literal] = CONDITION.exec(condition) ?? [];
  if (path === '') return undefined;
  const place = start + condition.indexOf(path);
  if (literal !== undefined && sign !== undefined) {
    const expression = expressionAt(text, place);
    return (
      expression && {
        expression: { ...expression, words: path },
        literal,
        condition,
        isEqual: sign.startsWith('=') !== (negated !== undefined),
      }
    );
  }
  const assigned = /^[\w$]{1,81}$/.test(path) && depth === 0 ? assignedOnce(text, path) : undefined;
  if (assigned === 'several') return undefined;
  const other = assigned && assigned.start < start ? guardOf(file, assigned, depth + 1) : undefined;
  if (other) return negated === undefined ? other : { ...other, isEqual: !other.isEqual };
  const expression = expressionAt(text, place);
  return expression && { expression, literal: 'true', condition, isEqual: negated === undefined };
}
