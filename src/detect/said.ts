/**
 * What a file says of something that is open in it. While that stays as it is, whatever else moves in the file is none of it. All of
 * these answer with undefined where more of the file may decide it than lines tell: it is compared as a whole then.
 */
import { linesWithoutNotes } from '../notes.js';
import type { DetectContext } from './detector.js';

/** Of the names in texts that are filled in from outside of the file: nothing in it gives them a value. */
export async function saidOfNamesIn(
  context: DetectContext,
  file: string,
  texts: readonly string[],
): Promise<readonly unknown[] | undefined> {
  const whole = await context.text(file);
  if (whole === undefined) return undefined;
  const lines = linesWithoutNotes(file, whole);
  const uses = usesIn(file);
  const names = new Set<string>();
  for (const text of texts) {
    if (FILLED_IN.test(text.replace(uses, ''))) return undefined;
    for (const [, ...own] of text.matchAll(uses)) names.add(own.find(Boolean) ?? '');
  }
  for (const name of names) if (lines.some(line => gives(line.replace(uses, ''), name))) return undefined;
  return [texts, names.size > 0 ? lines.filter(line => BRINGS_NAMES.test(line)) : []];
}

/** `$NAME`, `${NAME}`, `${NAME:-1.2.3}`, `${{ inputs.NAME }}`, `{{ NAME }}`; `$(NAME)` is a command to a shell. */
function usesIn(file: string): RegExp {
  const own =
    '\\$\\{\\{\\s*(?:inputs|vars|secrets)\\.([\\w-]+)\\s*\\}\\}|\\$([a-z_]\\w*)|\\$\\{([a-z_]\\w*)(?::?[-=?][\\w.+-]*)?\\}|\\{\\{-?\\s*\\.?([a-z_]\\w*)\\s*-?\\}\\}';
  return new RegExp(MAKE.test(file) ? `${own}|\\$\\(([a-z_]\\w*)\\)` : own, 'gi');
}

const MAKE = /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/;

/** Placeholders of any kind, and commands. */
const FILLED_IN = /[$`]|\{\{|\[\[|<<|<[a-z_]|%\w|###/i;

/** Any word of it that only uses nothing: set, read, exported, a variable of a loop, an output. */
function gives(line: string, name: string): boolean {
  return new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'i').test(line);
}

/** Lines by which names come from somewhere else. */
const BRINGS_NAMES =
  /^\s*\.\s|\b(?:source|eval|export|include|import|env|vars|inputs|with|matrix|secrets|read|declare|printf|xargs|mapfile|readarray)\b/i;

/**
 * Of what a script runs without a version: everything but commands that bring no tool to where it runs, and are written out. Of any
 * other file, the documents in which something speaks of tools.
 */
export async function saidOfTools(
  context: DetectContext,
  file: string,
  isRun: boolean,
): Promise<readonly string[] | undefined> {
  const text = await context.text(file);
  if (text === undefined) return undefined;
  if (isRun) return linesWithoutNotes(file, text).filter(mayBring);
  return text
    .split(/^---.*$/m)
    .filter(document => OF_TOOLS.test(document))
    .flatMap(document => linesWithoutNotes(file, document));
}

/** Whether a line of a script may bring a tool, or decide which. */
export function mayBring(line: string): boolean {
  return !HARMLESS.test(line) || /[$`|&;<>]/.test(line);
}

const HARMLESS =
  /^\s*(?:-\s+)?(?:name:|(?:run:\s*)?["']?@?(?:echo|printf|sleep|true|wait|date|kubectl|oc|helm)\b)/;

const OF_TOOLS =
  /istio|image|container|docker|\bpath\b|curl|wget|download|install|\btags?\b|repository|(?<!api)version/i;
