/** The commands of a script, as often as they run, and what keeps them from running. */

import type { YamlFile } from '../../yaml/positioned.js';
import type { DetectContext } from '../detector.js';
import type { TellMore } from '../limits.js';
import { baseName } from '../tree-path.js';
import { azureTasks } from './azure/tasks.js';
import { bazelCommands, isBazel } from './bazel.js';
import { type Choices, choicesIn } from './choices.js';
import { circlePipeline } from './circleci.js';
import { forEachArgument } from './each-argument.js';
import { groovyCommands, isGroovy } from './groovy.js';
import { isJustfile, justRecipes } from './just.js';
import { unrolled, withKeyed, withQuotedLoops } from './loops.js';
import { makefilesBeside } from './make/beside.js';
import { withMadeFlags } from './make/flags.js';
import { madeCommands } from './make/make.js';
import { spoken } from './make/quiet.js';
import { comesTo, ruled, withExported } from './make/rules.js';
import { withNamedTool } from './named-tool.js';
import { neverRun } from './never.js';
import { asHelm } from './other-tools.js';
import { isPowerShell } from './powershell.js';
import { withData } from './powershell-data.js';
import { withQuotedCommands } from './quoted-commands.js';
import { called } from './recipes.js';
import { repeated } from './repeated.js';
import { inRounds } from './rounds.js';
import type { ScriptNames, ScriptText } from './script-names.js';
import { stepsOf } from './steps.js';
import { looped } from './task/loops.js';
import { tasksOf } from './task/taskfile.js';
import { type Command, commandsIn, type Heredoc } from './text.js';
import { isTiltfile, tiltCommands } from './tilt.js';
import { tiltReads } from './tilt-data.js';
import { leftToCallers } from './workflow/input-choices.js';
import { withReadMatrices } from './workflow/read-matrices.js';
import { type Workflow, workflowOf } from './workflow/workflow.js';
import { withoutWrappers } from './wrappers.js';
import { wrappersBeside } from './wrappers-beside.js';

export interface ScriptRuns {
  readonly commands: readonly Command[];
  /** Those that never run, as the file itself says. */
  readonly never: readonly Command[];
  /** What keeps a line from running. */
  whyOff(line: number): string | undefined;
  /** Texts that the file writes to other files, by the last part of their names. */
  readonly written: ReadonlyMap<string, Heredoc>;
  /** What its steps are given, where it is a workflow or an action of GitHub's, or a pipeline of GitLab's. */
  readonly workflow: Workflow | undefined;
  readonly choices: Choices;
  /** Of a Makefile: whether its rule that has this line is run for these goals. */
  readonly comesTo: ReturnType<typeof comesTo> | undefined;
}

const NEVER = 'taken not to be deployed: the file itself says that it never runs';

/**
 * @param yaml the same file, where it is YAML
 * @param pipeline what pipelines of several files say of it
 */
export async function scriptRuns(
  context: DetectContext,
  script: ScriptText,
  names: ScriptNames,
  more: TellMore,
  { yaml, pipeline }: { readonly yaml?: YamlFile | undefined; readonly pipeline?: Workflow | undefined },
): Promise<ScriptRuns> {
  const { path, text, isMake } = script;
  const choices = choicesIn(path, text, more);
  const workflow =
    yaml &&
    (circlePipeline(path, yaml, more) ??
      stepsOf(path, yaml) ??
      workflowOf(await withReadMatrices(context, path, yaml), text) ??
      pipeline);
  const off = neverRun(path, text, yaml);
  const all = [
    ...(await writtenCommands(context, script, names, more)).map(command =>
      withNamedTool(asHelm(command), names.expandOnce),
    ),
    ...(yaml ? azureTasks(yaml) : []),
  ];
  const lines = new Set(all.flatMap(({ words }) => words[0]?.line ?? []));
  const left = workflow ? await leftToCallers(context, { path, lines, workflow, choices }) : undefined;
  const whyOff = (line: number): string | undefined => (off(line) ? NEVER : left?.get(line));
  const isOff = ({ words }: Command): boolean => whyOff(words[0]?.line ?? 0) !== undefined;
  const runs = all.filter(command => !isOff(command));
  const repeats = yaml ? repeated(yaml, runs, more) : runs;
  const each = workflow ? roundsOf(workflow, repeats, more) : repeats;
  const made = isMake ? await withMadeFlags(context, path, text, each, more) : each;
  const commands = await ofRecipes(context, path, text, made, more);
  const written = new Map<string, Heredoc>();
  for (const { heredoc, output } of commands)
    if (heredoc && output !== undefined) written.set(baseName(output), heredoc);
  return {
    commands,
    never: all.filter(isOff),
    whyOff,
    written,
    workflow,
    choices,
    comesTo: isMake ? comesTo(text, commands, names.variables, more) : undefined,
  };
}

/** Once each, as the file has them, with its own loops, functions and lists taken apart. */
async function writtenCommands(
  context: DetectContext,
  { path, text, unfolded, isMake }: ScriptText,
  { assigned, variables, sourced, lists }: ScriptNames,
  more: TellMore,
): Promise<readonly Command[]> {
  if (isTiltfile(path)) return tiltCommands(text, more, await tiltReads(context, path, text));
  if (isBazel(path)) return bazelCommands(context, path, text, more);
  const beside = isMake ? await makefilesBeside(context, path, text) : [];
  const known = new Set([...variables.keys(), ...sourced.keys()]);
  const run = (body: string, line = 1): readonly Command[] => {
    const parsed = forEachArgument(withQuotedCommands(withQuotedLoops(commandsIn(body, line))), more);
    if (!isMake) return unrolled(parsed, lists, more);
    const lineOf = (name: string, item: string): number | undefined =>
      (lists.words.get(name)?.find(word => word.text === item) ?? assigned.get(name))?.line;
    const made = madeCommands(spoken(parsed, variables), variables, lineOf, more, beside);
    return unrolled(ruled(text, withExported(text, made, known), variables, more), lists, more);
  };
  const plain = run(unfolded);
  const wrappers = await wrappersBeside(context, path, unfolded, plain);
  const found = withKeyed(withoutWrappers(unfolded, plain, run, more, wrappers), lists);
  return isPowerShell(path) ? withData(context, path, text, found) : found;
}

/** With what recipes are given by those that run them. */
async function ofRecipes(
  context: DetectContext,
  path: string,
  text: string,
  commands: readonly Command[],
  more: TellMore,
): Promise<readonly Command[]> {
  if (isJustfile(path)) {
    const { recipes, calls } = justRecipes(text, commands);
    return called(commands, recipes, calls, more);
  }
  if (isGroovy(path)) return groovyCommands(text, commands, more);
  const tasks = await tasksOf(context, path);
  if (!tasks) return commands;
  return called(looped(commands, tasks.loops), tasks.recipes, tasks.calls, more, tasks.around);
}

/** Commands of parts that others run with parameters, once for each of them. */
function roundsOf(workflow: Workflow, commands: readonly Command[], more: TellMore): readonly Command[] {
  return inRounds(
    commands,
    (line, words) => workflow.roundsAt?.(line, words) ?? [],
    (word, bindings) => workflow.fill?.(word, bindings) ?? word,
    more,
  );
}
