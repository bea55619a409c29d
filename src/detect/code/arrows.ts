/** Functions that are one expression, and which function a place is in, of those and of all others. */
import type { DetectContext } from '../detector.js';
import { callableIn } from './assigned.js';
import { bracketsIn, type Callable, type CodeFile } from './blocks.js';
import { piecesOf } from './literals.js';
import { leaveMore } from './more.js';

/** More functions of one expression than a file has. */
const MAX_ARROWS = 1000;

/** Also those of a class: `private readonly install = (chart: string) => …`. */
const ARROW =
  /(?:(?:\b(?:const|let|var|private|public|protected|static|readonly)\s{1,9}){1,4}|^[ \t]{1,20}(?=[\w$]{1,81}\s{0,9}=))([A-Za-z_$][\w$]{0,80})\b[^=(){};]{0,100}=\s{0,20}(?:async\s{0,9})?\(/gm;
const BODY = /^(?:\s{0,9}:[^=(){};]{1,100})?\s{0,20}=>\s{0,200}(?!\s|\{)/;

/** Functions that are one expression: `const install = (chart: string) => new Chart(chart, …)`. */
export function arrowsOf(context: DetectContext, file: CodeFile): readonly Callable[] {
  const { path, text } = file;
  if (!/\.[mc]?[jt]sx?$/.test(path)) return [];
  const { closeOf } = bracketsIn(context, file);
  const found: Callable[] = [];
  for (const match of text.matchAll(ARROW)) {
    if (found.length >= MAX_ARROWS) {
      leaveMore(context, file);
      break;
    }
    const head = match.index + match[0].length - 1;
    const close = closeOf.get(head);
    const before =
      close === undefined ? undefined : BODY.exec(text.slice(close + 1, close + 400))?.[0].length;
    if (close === undefined || before === undefined) continue;
    const start = close + 1 + before;
    const end = closeOf.get(text.indexOf('(', start));
    if (end !== undefined)
      found.push({ name: match[1] ?? '', params: piecesOf(text, head), start, end, head });
  }
  return found;
}

/** @param arrows those of the file */
export function callableAround(
  context: DetectContext,
  file: CodeFile,
  arrows: readonly Callable[],
  index: number,
): Callable | undefined {
  return arrows.find(({ start, end }) => start <= index && index < end) ?? callableIn(context, file, index);
}
