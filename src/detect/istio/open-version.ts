/** Versions that the tree does not decide, and what has to move before that is another question. */
import type { Position, Problem } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { UNDECIDED_VERSION } from '../values/open.js';

export const NONE_GIVEN = 'none is given, so that the newest one is taken';

/**
 * The problem of a chart whose version the tree does not decide.
 * @param look where to look
 * @param given all that decides it, besides these words: while that stays, whatever else moves in its file changes nothing
 * of it. Absent where more of the file may decide it.
 */
export function openVersion(chart: string, at: Position, look?: string, given?: unknown): Problem {
  const why = `${UNDECIDED_VERSION}${look ? `: ${look}` : ''}. Give it with --from and --to.`;
  const alone = given === undefined ? {} : decidedBy(given);
  return { what: `chart ${chart}`, why, file: at.file, line: at.line, blocking: true, ...alone };
}

/**
 * What a file says of a name and of where names come from, line by line: where nothing there moves, nothing there gave it another
 * value. Undefined for what is no name (`$1`).
 */
export async function saidOf(
  context: DetectContext,
  file: string,
  name: string,
): Promise<readonly string[] | undefined> {
  if (!/^[a-z_][\w.-]*$/i.test(name)) return undefined;
  return linesWith(context, file, line => line.includes(name) || BRINGS_NAMES.test(line));
}

/** The same for all names in texts that something fills in. */
export async function saidOfNamesIn(
  context: DetectContext,
  file: string,
  texts: readonly string[],
): Promise<readonly unknown[] | undefined> {
  const names = texts.flatMap(text => [...text.matchAll(NAME)].map(([, ...own]) => own.find(Boolean) ?? ''));
  const said: unknown[] = [...texts];
  for (const name of new Set(names)) {
    const own = await saidOf(context, file, name);
    if (!own) return undefined;
    said.push(own);
  }
  return said;
}

/** `$NAME`, `${NAME}`, `$(NAME)` of Make, `{{ name }}`; what a command prints has no name. */
const NAME = /\$(?:([\w@*#]+)|\{([\w@*#]+)|\((\w+)\))|\{\{-?\s*[.$]*([\w.-]+)/g;

const BRINGS_NAMES = /^\s*\.\s|\b(?:source|eval|include|import|env|vars|inputs|with|matrix|secrets)\b/i;

/** Words of Istio, and of how programs come to where something runs. */
export const OF_TOOLS = /istio|image|container|docker|\bfrom\b|\buses\b|\bpath\b|curl|wget|download|install/i;

/** What a file says in such words. */
export async function saidOfTools(
  context: DetectContext,
  file: string,
): Promise<readonly string[] | undefined> {
  return linesWith(context, file, line => OF_TOOLS.test(line));
}

async function linesWith(
  context: DetectContext,
  file: string,
  isMeant: (line: string) => boolean,
): Promise<readonly string[] | undefined> {
  return (await context.text(file))?.split('\n').filter(isMeant);
}
