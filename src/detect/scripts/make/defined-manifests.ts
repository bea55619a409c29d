/**
 * Manifests that a Makefile holds between `define NAME` and `endef`, for recipes to hand to kubectl: `echo "$$NAME" | kubectl apply -f -`.
 * Source: https://www.gnu.org/software/make/manual/html_node/Multi_002dLine.html
 */

import { MESH_RESOURCE } from '../../chart-relevance.js';
import type { DetectContext } from '../../detector.js';
import type { ScriptFile } from '../file.js';
import type { Command, Heredoc } from '../text.js';
import { isMakefile } from './make.js';

/** A text that a recipe applies, and the command that it is handed to, if that is seen. */
export interface DefinedManifest {
  readonly path: string;
  readonly heredoc: Heredoc;
  readonly command?: Command;
}

interface Definition {
  readonly name: string;
  /** Index of the first line of its body, and of the one after its last. */
  readonly from: number;
  readonly to: number;
}

const START =
  /^[ ]{0,20}(?:override[ ]{1,20})?(?:export[ ]{1,20})?define[ ]{1,20}([\w.-]{1,80})[ \t]{0,20}(?:[:?+]{0,3}=)?[ \t]{0,20}$/;
const END = /^[ ]{0,20}endef\b/;
const DECLARES = /^(?:override|(?:un)?export|define)$/;
/** A comment, or what only makes the name known to recipes. */
const SAYS_NOTHING = /^\s{0,20}(?:#|(?:un)?(?:export|define)\b)/;
const TAKES_AWAY = /\b(?:kubectl|oc|KUBECTL)\b[)}"']{0,2}\s+delete\b/;

/** What nothing names is applied by nobody; a name that stands anywhere else counts. */
export async function definedManifests(
  context: DetectContext,
  scripts: readonly ScriptFile[],
): Promise<readonly DefinedManifest[]> {
  const found: DefinedManifest[] = [];
  for (const path of context.candidates.filter(isMakefile)) {
    const text = (await context.text(path)) ?? '';
    if (!MESH_RESOURCE.test(text) || context.isSetAside(path)) continue;
    const lines = text.split('\n');
    for (const definition of definitionsIn(lines)) {
      const { name, from, to } = definition;
      const body = lines.slice(from, to);
      if (!MESH_RESOURCE.test(body.join('\n')) || !(await isUsed(context, path, lines, definition))) continue;
      const users = scripts.toSorted(
        (left, right) => Number(right.path === path) - Number(left.path === path),
      );
      const user = users.find(({ commands }) => commandOf(commands, name));
      const command = user && commandOf(user.commands, name);
      // What is included sees the names of what includes it.
      const expand = (user ?? scripts.find(one => one.path === path))?.expandAll ?? (line => line);
      found.push({
        path,
        heredoc: { text: body.map(line => filledLine(line, expand)).join('\n'), line: from + 1 },
        ...(command ? { command } : {}),
      });
    }
  }
  return found;
}

async function isUsed(
  context: DetectContext,
  path: string,
  lines: readonly string[],
  { name, from, to }: Definition,
): Promise<boolean> {
  const isHere = lines.some(
    (line, index) => (index < from || index >= to) && uses(line, name) && saysSomething(line),
  );
  return isHere || isNamedElsewhere(context, path, name);
}

function saysSomething(line: string): boolean {
  return !SAYS_NOTHING.test(line) && !TAKES_AWAY.test(line);
}

/** The command that is handed it; of a pipe, the one behind it. */
function commandOf(commands: readonly Command[], name: string): Command | undefined {
  const at = commands.findIndex(
    ({ words: [first, ...others] }) =>
      !DECLARES.test(first?.text ?? '') && others.some(word => uses(word.text, name)),
  );
  return commands[at]?.piped ? commands[at + 1] : commands[at];
}

function definitionsIn(lines: readonly string[]): readonly Definition[] {
  const found: Definition[] = [];
  let open: { readonly name: string; readonly from: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const name = open ? undefined : START.exec(line)?.[1];
    if (name !== undefined) open = { name, from: index + 1 };
    else if (open && END.test(line)) {
      found.push({ ...open, to: index });
      open = undefined;
    }
  }
  return found;
}

/** Of one line it stays one. What make is told to leave to the shell is left. */
function filledLine(line: string, expand: (text: string) => string): string {
  if (line.includes('$$')) return line.replaceAll('$$', () => '$');
  const filled = line.includes('$') ? expand(line) : line;
  return filled.includes('\n') ? line : filled;
}

/** `$$NAME`, `$${NAME}`, `$(NAME)`, `$(call NAME,…)` */
function uses(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWhole = !/[\w.-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + name.length] ?? ' ');
    if (isWhole) return true;
  }
  return false;
}

/** What is exported, or included, may be taken by another file. */
async function isNamedElsewhere(context: DetectContext, path: string, name: string): Promise<boolean> {
  for (const other of context.candidates)
    if (other !== path && uses((await context.text(other)) ?? '', name)) return true;
  return false;
}
