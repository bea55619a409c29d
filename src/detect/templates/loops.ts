/**
 * Loops of Jinja around whole documents of a template: `{% for chart in ['base', 'istiod'] %}`, over a list that is written out or that
 * variables of Ansible hold. Each turn is a document of its own.
 * Source: https://jinja.palletsprojects.com/en/stable/templates/#for
 */
import type { Position, Positioned } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { itemsOfExpression } from '../ansible/loops.js';
import { filledFrom } from '../ansible/tasks.js';
import type { DetectContext } from '../detector.js';
import { filled, wrapped } from '../reshaped.js';

interface Loop {
  readonly names: readonly string[];
  readonly expression: string;
  readonly from: number;
  readonly to: number;
}

/** Longer than a line with a statement. */
const MAX_LINE = 1000;
/** More loops, turns and loops in each other than a template has. */
const MAX_LOOPS = 100;
const MAX_TURNS = 200;
const MAX_NESTED = 3;

const FOR =
  /\{%-?\s{0,9}for\s{1,9}([A-Za-z_]\w{0,60})(?:\s{0,9},\s{0,9}([A-Za-z_]\w{0,60}))?\s{1,9}in\s{1,9}([^%]{1,400}?)\s{0,9}-?%\}/;
const END = /\{%-?\s{0,9}endfor\s{0,9}-?%\}/;

/** Those of a text, an outer one before what stands in it; lines count from the first of the text. */
function loopsIn(text: string): readonly Loop[] {
  const found: Loop[] = [];
  const open: Omit<Loop, 'to'>[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > MAX_LINE || !line.includes('{%')) continue;
    const [, name, second, expression = ''] = FOR.exec(line) ?? [];
    const isEnd = END.test(line);
    if (name !== undefined && !isEnd)
      open.push({ names: second === undefined ? [name] : [name, second], expression, from: index + 1 });
    else if (name === undefined && isEnd) {
      const last = open.pop();
      if (last && found.length < MAX_LOOPS) found.push({ ...last, to: index + 1 });
    }
  }
  return found.toSorted((left, right) => left.from - right.from);
}

/**
 * What a document is in each turn of the loops around it; itself alone where there are none, or where nobody can tell what they go through.
 * @param first the line of the text's first in its file
 */
export async function turnsOfDocument(
  context: DetectContext,
  text: string,
  data: Positioned,
  first: number,
): Promise<readonly Positioned[]> {
  if (!text.includes('{%')) return [data];
  const line = data.lineOf([]) - first + 1;
  let turns: readonly Positioned[] = [data];
  const around = loopsIn(text).filter(({ from, to }) => from < line && line < to);
  for (const { names, expression, from } of around.slice(0, MAX_NESTED)) {
    const items = await itemsOf(context, names, expression, { file: data.file, line: first + from - 1 });
    if (!items || items.length * turns.length > MAX_TURNS) return [data];
    turns = turns.flatMap(turn => items.map(givers => filled(turn, content => filledFrom(content, givers))));
  }
  return turns;
}

/** What the names of a loop are in each turn. */
async function itemsOf(
  context: DetectContext,
  names: readonly string[],
  expression: string,
  at: Position,
): Promise<readonly (readonly Positioned[])[] | undefined> {
  const [name = '', second] = names;
  const mapping = second === undefined ? undefined : /^([\w.]{1,200})\.items\(\)$/.exec(expression)?.[1];
  if (second !== undefined && mapping === undefined) return undefined;
  const asked = mapping === undefined ? expression : `${mapping} | dict2items`;
  const items = await itemsOfExpression(context, asked, positionedAt(at.file, at.line, asked));
  if (second === undefined) return items?.map(item => [wrapped(item, [name])]);
  return items?.map(item => [wrapped(item.at(['key']), [name]), wrapped(item.at(['value']), [second])]);
}
