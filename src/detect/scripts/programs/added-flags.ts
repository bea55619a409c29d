/** Which flags that a program writes elsewhere may be added to a command: those beside it, and those of what it is handed to. */
import { callableIn } from '../../code/assigned.js';
import { bracketsIn, type Callable, type CodeFile } from '../../code/blocks.js';
import type { DetectContext } from '../../detector.js';

/** A command begins within this of its line. */
const MAX_LINES = 600;
const TOOL = /["'`](?:[\w./-]{1,100}\/)?helm3?(?=["'`\s])/;

/**
 * @param text without comments
 * @param line of a command, from 1
 * @param places of flags in the text
 * @returns those that may be of the command
 */
export function mayBeAdded(
  context: DetectContext,
  file: CodeFile,
  line: number,
  places: readonly number[],
): readonly number[] {
  const start = file.text.split('\n', line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const tool = TOOL.exec(file.text.slice(start, start + MAX_LINES))?.index;
  const index = tool === undefined ? undefined : start + tool;
  const callee = index === undefined ? undefined : calleeOf(context, file, index);
  if (index === undefined || callee === undefined) return places;
  const own = callableIn(context, file, index);
  return places.filter(place => {
    const other: Callable | undefined = callableIn(context, file, place);
    return !other || other.head === own?.head || other.name === callee;
  });
}

/** What a command is handed to where it is written; undefined where it has a name, and may be added to. */
function calleeOf(context: DetectContext, file: CodeFile, index: number): string | undefined {
  const { text } = file;
  for (const open of bracketsIn(context, file).around(index).slice(0, 3)) {
    const before = text.slice(Math.max(0, open - 100), open);
    if (text[open] === '(') return /([A-Za-z_$][\w$]{0,80})$/.exec(before)?.[1];
    if (/[=:]\s{0,20}(?:\[\]string)?$/.test(before)) return undefined;
  }
  return undefined;
}
