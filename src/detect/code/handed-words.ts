/** What those hand over that call the function, or make the class, which a chart's values are given in. */
import type { DetectContext } from '../detector.js';
import { namesOf } from './arguments.js';
import { callableIn } from './assigned.js';
import type { CodeFile } from './blocks.js';
import { callsOf } from './calls.js';
import { fieldAmong, openOf, type Piece, piecesOf } from './literals.js';
import { filesAround } from './projects.js';
import { originIn } from './reach.js';
import { lineAt } from './text.js';

/** A part of a call, with the statements of its file that make it. */
export interface HandedWords {
  readonly file: CodeFile;
  readonly text: string;
}

/** More callers than a program has for one chart. */
const MAX_CALLS = 50;
const SCRIPT = /\.[mc]?[jt]sx?$/;

/**
 * @param index where the values stand
 * @param names all that they are made of
 * @param fields that are asked for: of an object that a caller writes, no others count
 */
export async function handedWords(
  context: DetectContext,
  file: CodeFile,
  index: number,
  names: readonly string[],
  fields: (name: string) => boolean,
): Promise<readonly HandedWords[]> {
  const callable = callableIn(context, file, index);
  if (!callable) return [];
  const files = (): Promise<readonly CodeFile[]> => filesAround(context, file.path, file.text);
  const { calls } = await callsOf({ context, files }, file, callable);
  const asked = callable.params.map(param => namesOf(file.path, param).some(name => names.includes(name)));
  const found: HandedWords[] = [];
  // Arguments that go by their names are in no order.
  const isNamed = !SCRIPT.test(file.path) && !file.path.endsWith('.go');
  for (const call of calls.slice(0, MAX_CALLS)) {
    // What the same file hands over is followed there.
    if (call.file.path === file.path) continue;
    const origin = originIn(call.file, []);
    for (const [position, piece] of call.args.entries()) {
      const key = isNamed ? /^\s*([A-Za-z_]\w{0,80})\s*=(?!=)/.exec(piece.text)?.[1] : undefined;
      if (key === undefined ? asked[position] !== true : !names.includes(key)) continue;
      for (const { text, start } of partsAsked(call.file.text, piece, fields)) {
        const made = origin(text, lineAt(call.file.text, start));
        found.push({ file: call.file, text: made?.text ?? call.file.text });
      }
    }
  }
  return found;
}

/** Fields of an object that is written there, where they are asked for by their names; else all of it. */
function partsAsked(text: string, piece: Piece, fields: (name: string) => boolean): readonly Piece[] {
  const open = openOf(piece);
  const pieces = open === undefined || text[open] !== '{' ? [] : piecesOf(text, open);
  const own = pieces.filter(one => {
    const name = /^\s*["']?([A-Za-z_$][\w$-]{0,80})["']?\s*(?::|$)/.exec(one.text)?.[1];
    return name === undefined || fields(name);
  });
  return own.length > 0 ? own.map(one => fieldAmong([one], nameOf(one)) ?? one) : [piece];
}

function nameOf({ text }: Piece): string {
  return /^\s*([A-Za-z_$][\w$]{0,80})\s*:/.exec(text)?.[1] ?? '';
}
