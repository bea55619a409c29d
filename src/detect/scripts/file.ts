/** A file that people or pipelines run: its commands, and what its variables hold. */

import type { Position } from '../../model.js';
import { withPlainScalars } from '../../yaml/plain-scalars.js';
import type { YamlFile } from '../../yaml/positioned.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { mayDeployMeshChart } from '../mesh-charts.js';
import { oncePerTree } from '../once.js';
import type { NamedVersion } from '../version-index.js';
import { isBazel } from './bazel.js';
import { decidingFiles } from './callers.js';
import { exportedIn, isGivenOrSourced, isShell } from './exports.js';
import { withFlowLists } from './flow-lists.js';
import type { Trail } from './handed.js';
import { isMakefile } from './make/make.js';
import { pipelineFiles } from './pipelines.js';
import { isProgram } from './programs/commands.js';
import { holderOf, type Quiet, quietCallers, quietModules, quietTasks } from './quiet-files.js';
import { concernsMesh, mayRunCommands } from './runs.js';
import { type ScriptNames, scriptNames } from './script-names.js';
import { type ScriptRuns, scriptRuns } from './script-runs.js';
import { ScriptVersions } from './script-versions.js';
import { isSteps } from './steps.js';
import { tasksOf } from './task/taskfile.js';
import { withoutCut } from './task/templates.js';
import type { Command, Word } from './text.js';
import { setUpVersions } from './workflow/setup-actions.js';
import type { Workflow } from './workflow/workflow.js';
import { allFunctionsIn, type FunctionBody } from './wrappers.js';
import { unfoldScalars } from './yaml-lines.js';

export interface ScriptFile
  extends Pick<ScriptNames, 'expand' | 'expandAll' | 'expandOnce' | 'setAt'>,
    Pick<ScriptRuns, 'commands' | 'never' | 'whyOff' | 'written' | 'workflow' | 'comesTo'> {
  readonly path: string;
  /** Versions, as they are written, at which steps of it bring istioctl. */
  readonly setUp: readonly Word[];
  /** Versions that it gives names to. */
  readonly versions: readonly NamedVersion[];
  /** Names that files of settings decide: what the script itself gives these counts for nothing. */
  readonly decidedElsewhere: ReadonlySet<string>;
  /** Whether what this command runs has a variable of the file's in its environment. */
  hands(name: string, command: Command): boolean;
  /** It changes its folder: names of files may be meant from anywhere. */
  readonly moves: boolean;
  /** What takes the arms of `case` and `if` that a line stands in; '' where nothing names that. */
  choiceAt(line: number): string;
  /** The function that a line stands in; '' for none. */
  functionAt(line: number): string;
  /**
   * A version, by the file's own variables, by what other scripts hand to this one, or by names of the tree.
   * @param trail scripts that wait for this answer
   */
  version(word: Word | undefined, fallback: Position, trail?: Trail): Promise<DecidedVersion>;
  /** The version under one of these names that a command there is given, beside what the script itself sets; of Terraform. */
  givenAt(line: number, isMeant: (name: string) => boolean): Promise<DecidedVersion | undefined>;
  /** Istio's release in the environment of those that run this script. */
  handedRelease(): Promise<DecidedVersion | undefined>;
}

/** Longer than any script: those that are put together for releases carry manifests. */
const MAX_LENGTH = 4_000_000;
/** Longer than any program that a person writes. */
const MAX_PROGRAM = 1_000_000;

/** What Git leaves in a file that it could not merge (git-merge(1)). */
const CONFLICT = /^<{7} (?=[\s\S]*^>{7} )/m;

/**
 * Copies of Google's installer: what runs it is told, and what it runs is Google's.
 * Source: https://cloud.google.com/service-mesh/docs/unified-install/install-dependent-tools
 */
const INSTALLER = /(?:^|\/)(?:asmcli|install_asm)(?:[-_.]v?\d[\w.-]{0,40})?$/;

/** All of them that speak of Istio or write resources of the mesh, read once per tree. */
export const scriptFiles = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<readonly ScriptFile[]> {
  const files: ScriptFile[] = [];
  const pipelines = await pipelineFiles(context);
  for (const path of new Set([
    ...context.candidates,
    ...[...context.code, ...context.tests].filter(isProgram),
    ...context.code.filter(isBazel),
  ])) {
    if (context.charts.isTemplate(path) || context.isSetAside(path)) continue;
    if (INSTALLER.test(path)) {
      context.leave(path, 'is a copy of Google’s installer: what it installs is Google’s own build of Istio');
      continue;
    }
    const text = await context.text(path);
    if (text === undefined || !(concernsMesh(text) || (await mayDeployMeshChart(context, text)))) continue;
    const holds = holderOf(context, path);
    if (!holds && !mayRunCommands(path, text)) continue;
    if (text.length > (isProgram(path) ? MAX_PROGRAM : MAX_LENGTH)) {
      const why = 'is longer than any script that a person writes: its commands were not looked at';
      // Of code, the commands that are not read are told by themselves.
      if (!isProgram(path)) context.leave(path, why);
      continue;
    }
    const script = holds ? await holds(path, text) : text;
    if (script === undefined) continue;
    const conflict = CONFLICT.exec(text);
    if (conflict) {
      const line = text.slice(0, conflict.index).split('\n').length;
      context.leave(path, 'holds the markers of a merge conflict: what it runs is not known', line);
    }
    files.push(await scriptFile(context, path, script, await yamlOf(context, path), pipelines.get(path)));
  }
  const alike = async ({ path, text }: Quiet): Promise<ScriptFile> =>
    scriptFile(context, path, text, await yamlOf(context, path), pipelines.get(path));
  for (const quiet of await quietModules(context)) files.push(await alike(quiet));
  for (const quiet of await quietCallers(context, files)) files.push(await alike(quiet));
  for (const quiet of await quietTasks(context, files)) files.push(await alike(quiet));
  return files;
}

async function yamlOf(context: DetectContext, path: string): Promise<YamlFile | undefined> {
  return /\.ya?ml$/i.test(path) ? context.yaml(path) : undefined;
}

/**
 * @param yaml the same file, where it is YAML
 * @param pipeline what pipelines of several files say of it
 */
async function scriptFile(
  context: DetectContext,
  path: string,
  text: string,
  yaml?: YamlFile,
  pipeline?: Workflow,
): Promise<ScriptFile> {
  // `$$NAME` of a pipeline is what a shell finds as `$NAME`.
  const asShellFinds = isSteps(path) ? text.replaceAll('$$', () => '$') : text;
  const isTask = yaml !== undefined && (await tasksOf(context, path)) !== undefined;
  const whole = isTask ? withoutCut(asShellFinds) : asShellFinds;
  const unfolded = yaml ? unfoldScalars(withFlowLists(withPlainScalars(whole))) : text;
  const plain = yaml ? withPlainScalars(text) : text;
  const script = { path, text: plain, unfolded, isMake: isMakefile(path) };
  const deciding = await decidingFiles(context, path);
  const names = await scriptNames(context, script);
  const more = (): void => {
    const why = 'it comes to more commands than a person writes: those beyond were not looked at';
    context.leave(path, why, 1, [...new Set([...deciding(), ...names.read])]);
  };
  const runs = await scriptRuns(context, script, names, more, { yaml, pipeline });
  const versions = new ScriptVersions(context, {
    script,
    names,
    runs,
    more,
    files: async () => scriptFiles(context),
  });
  let functions: readonly FunctionBody[] | undefined;
  const exports = yaml || !isShell(path) ? 'all' : exportedIn(text);
  return {
    path,
    commands: runs.commands,
    never: runs.never,
    whyOff: runs.whyOff,
    written: runs.written,
    workflow: runs.workflow,
    comesTo: runs.comesTo,
    setUp: yaml ? setUpVersions(yaml) : [],
    versions: versions.named,
    decidedElsewhere: new Set(names.elsewhere.keys()),
    hands: (name, command) => exports === 'all' || exports.has(name) || isGivenOrSourced(name, command),
    choiceAt: line => runs.choices.labelAt(line),
    functionAt(line) {
      functions ??= yaml ? [] : allFunctionsIn(text);
      return functionAround(functions, line);
    },
    moves: /\b(cd|pushd|chdir|working-directory|dir)\b/.test(text),
    expand: names.expand,
    expandAll: names.expandAll,
    expandOnce: names.expandOnce,
    setAt: names.setAt,
    version: async (word, fallback, trail) => versions.version(word, fallback, trail),
    givenAt: async (line, isMeant) => versions.givenAt(line, isMeant),
    handedRelease: async () => versions.handedRelease(),
  };
}

function functionAround(functions: readonly FunctionBody[], line: number): string {
  const around = functions.find(one => one.line <= line && line < one.line + one.body.split('\n').length);
  return around?.name ?? '';
}
