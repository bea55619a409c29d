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
const MAX_LOOPS = 1000;
const MAX_TURNS = 200;
const MAX_NESTED = 5;

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
      if (last) found.push({ ...last, to: index + 1 });
    }
  }
  return found.toSorted((left, right) => left.from - right.from);
}

/**
 * What the documents of a text are in each turn of the loops around them; a document itself where there are none, or where nobody can
 * tell what they go through.
 * @param first the line of the text's first in its file
 */
export async function turnsOfDocuments<T extends { readonly data: Positioned }>(
  context: DetectContext,
  text: string,
  documents: readonly T[],
  first: number,
): Promise<readonly T[]> {
  const all = text.includes('{%') ? loopsIn(text) : [];
  const loops = all.slice(0, MAX_LOOPS);
  const [data] = documents.map(document => document.data);
  if (data && all.length > MAX_LOOPS)
    context.leave(data.file, `it has more than ${MAX_LOOPS} loops: what the others write was not looked at`);
  const found: T[] = [];
  for (const document of documents)
    for (const data of await turnsOf(context, loops, document.data, first)) found.push({ ...document, data });
  return found;
}

async function turnsOf(
  context: DetectContext,
  loops: readonly Loop[],
  data: Positioned,
  first: number,
): Promise<readonly Positioned[]> {
  const line = data.lineOf([]) - first + 1;
  let turns: readonly Positioned[] = [data];
  const around = loops.filter(({ from, to }) => from < line && line < to);
  if (around.length > MAX_NESTED) {
    const why = `more than ${MAX_NESTED} loops are around what it writes there: that was not looked at`;
    context.leave(data.file, why, data.lineOf([]));
    return [data];
  }
  for (const { names, expression, from } of around) {
    const items = await itemsOf(context, names, expression, { file: data.file, line: first + from - 1 });
    if (!items) return [data];
    if (items.length * turns.length > MAX_TURNS) {
      const why = `it goes through more than ${MAX_TURNS} turns of its loops: what they write was not looked at`;
      context.leave(data.file, why, first + from - 1);
      return [data];
    }
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
