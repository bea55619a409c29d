/** Functions of a shell that stand in another file than their calls: in what a script sources, and in scripts that it runs with a chart. */
import { groupBy } from '../../grouped.js';
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import { baseName } from '../tree-path.js';
import { readCommandLine, toolWords } from './command-line.js';
import { HELM, HELM_GRAMMAR } from './helm-command.js';
import { fileNamed, withoutHome } from './own-folder.js';
import { argumentsIn } from './references.js';
import { sourcedBy, sourcedFiles } from './sourced.js';
import { type Command, commandsIn } from './text.js';
import { type Beside, type FunctionBody, functionsIn } from './wrappers.js';

/** Shells by their names; of those without an end some are. */
const SHELL = /\.(?:sh|bash)$|(?:^|\/)[^./]{1,100}$/i;
/** Longer than scripts of functions are, and more scripts than one runs. */
const MAX_TEXT = 100_000;
const MAX_RUN = 400;

/** What functions of other files have to do with a script, and its own with these. */
export async function wrappersBeside(
  context: DetectContext,
  path: string,
  text: string,
  commands: readonly Command[],
): Promise<Beside> {
  return {
    functions: await functionsOf(context, path),
    scripts: await scriptsRun(context, path, commands),
    calledElsewhere: await calledElsewhere(context, path, text),
  };
}

async function functionsOf(context: DetectContext, path: string): Promise<readonly FunctionBody[]> {
  const found: FunctionBody[] = [];
  for (const file of await sourcedFiles(context, path)) {
    if (!SHELL.test(file)) continue;
    const text = (await context.text(file)) ?? '';
    if (text.length > MAX_TEXT || !RUNS.test(text)) continue;
    for (const one of functionsIn(text)) found.push({ ...one, file });
  }
  return found;
}

const RUNS = /\b(?:helm|istioctl)\b/i;

/** Scripts that are handed the chart that they install: `./chart.sh istiod istio/istiod 1.22.2` */
async function scriptsRun(
  context: DetectContext,
  path: string,
  commands: readonly Command[],
): Promise<ReadonlyMap<string, FunctionBody>> {
  const found = new Map<string, FunctionBody>();
  const words = new Set(commands.flatMap(one => one.words.map(word => word.text)));
  for (const word of [...words]
    .filter(one => one.length < MAX_WORD && NAMES_SHELL.test(one))
    .slice(0, MAX_RUN)) {
    const file = scriptNamed(context, path, word);
    const body = file === undefined || file === path ? undefined : await context.text(file);
    if (file !== undefined && body !== undefined && body.length <= MAX_TEXT && takesChart(body))
      found.set(word, { name: word, body, line: 1, file });
  }
  return found;
}

/** A script among the words of a command: one without an end is a path. */
const NAMES_SHELL = /\.(?:sh|bash)$|\/[^./]{1,100}$/i;
const MAX_WORD = 300;

const byName = oncePer(({ tree }: DetectContext) =>
  groupBy(
    tree.paths.filter(one => SHELL.test(one)),
    baseName,
  ),
);

/** Beside the script, from the root, or the only one of that name: `"$(dirname "$0")/chart.sh"` */
function scriptNamed(context: DetectContext, path: string, word: string): string | undefined {
  const bare = withoutHome(word.replace(/^@/, '')).replace(/^(?:\.\/)+/, '');
  if (bare.includes('$')) return undefined;
  const [only, ...others] = byName(context).get(baseName(bare)) ?? [];
  const file = fileNamed(context, path, bare) ?? (others.length === 0 ? only : undefined);
  return file !== undefined && !context.isSetAside(file) ? file : undefined;
}

/** It installs what one of its arguments names. */
function takesChart(text: string): boolean {
  if (!RUNS.test(text)) return false;
  const named = argumentsIn(text.replaceAll(';', '\n'));
  return commandsIn(text).some(command => {
    const words = toolWords(command, HELM, commandsIn);
    const { positions } = words ? readCommandLine(words, HELM_GRAMMAR) : { positions: [] };
    const [verb, ...rest] = positions;
    const chart = rest[1]?.text ?? '';
    const name = /\$\{?(\w{1,80})\}?$/.exec(chart)?.[1] ?? '';
    return /^(?:install|upgrade)$/.test(verb?.text ?? '') && (/^[1-9]$/.test(name) || named.has(name));
  });
}

/** Functions of a script that those call that source it. */
async function calledElsewhere(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const names = SHELL.test(path) && RUNS.test(text) ? functionsIn(text).map(({ name }) => name) : [];
  if (names.length === 0) return found;
  for (const other of await sourcedBy(context, path)) {
    if (!SHELL.test(other)) continue;
    const words = new Set(((await context.text(other)) ?? '').slice(0, MAX_TEXT).split(/[\s;&|(){}"'`]+/));
    for (const name of names) if (words.has(name)) found.add(name);
  }
  return found;
}
