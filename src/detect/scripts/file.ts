/** A file that people or pipelines run: its commands, and what its variables hold. */

import { append } from '../../append.js';
import type { Position } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { isSetAside } from '../aside/set-aside.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { decideVersion, hasPlaceholder } from '../istio/published-release.js';
import type { TellMore } from '../limits.js';
import { oncePerTree } from '../once.js';
import { provisionedVersion } from '../terraform/provisioned.js';
import { baseName } from '../tree-path.js';
import { type NamedVersion, namedVersions, versionsIn } from '../version-index.js';
import { askedVersion, CUT } from './asked.js';
import { assignmentsIn, listsIn, withSourced } from './assignments.js';
import { azureTasks } from './azure/tasks.js';
import { bazelCommands, isBazel } from './bazel.js';
import { settingsByName } from './by-environment.js';
import { decidingFiles } from './callers.js';
import { type Choice, choicesIn } from './choices.js';
import { circlePipeline } from './circleci.js';
import { exportedIn, isGivenOrSourced, isShell } from './exports.js';
import { withFlowLists } from './flow-lists.js';
import { givenRepositories } from './given-repositories.js';
import { groovyCommands, isGroovy } from './groovy.js';
import { handedTo, namedByRelease, newTrail, ofRows, type Taken, type Trail } from './handed.js';
import { isJustfile, justRecipes } from './just.js';
import { unrolled, withKeyed } from './loops.js';
import { makefilesBeside } from './make/beside.js';
import { withMadeFlags } from './make/flags.js';
import { calledText, isMakefile, madeCommands } from './make/make.js';
import { comesTo, ruled, withExported } from './make/rules.js';
import { whereGiven } from './make/text.js';
import { neverRun } from './never.js';
import { asHelm } from './other-tools.js';
import { pipelineFiles } from './pipelines.js';
import { isProgram, programVersion } from './programs/commands.js';
import { holderOf, type Quiet, quietCallers, quietModules, quietTasks } from './quiet-files.js';
import { readFiles } from './read-loops.js';
import { called } from './recipes.js';
import {
  argumentsIn,
  CHANGED,
  changed,
  defaultIn,
  defaultOfItself,
  FROM_ENVIRONMENT,
  INPUT,
  onlyName,
  otherwise,
  ownArgument,
  REFERENCE,
  takenFirst,
  UNLESS_GIVEN,
  untagged,
} from './references.js';
import { repeated } from './repeated.js';
import { inRounds } from './rounds.js';
import { concernsMesh, mayRunCommands } from './runs.js';
import { sourcedFiles } from './sourced.js';
import { composed, decidedElsewhere, partsOf, withComposed } from './sourced-values.js';
import { sourcesOf } from './sources.js';
import { isSteps, stepsOf } from './steps.js';
import { looped } from './task/loops.js';
import { tasksOf } from './task/taskfile.js';
import { withoutCut } from './task/templates.js';
import { type Command, commandsIn, type Heredoc, type Word } from './text.js';
import { isTiltfile, tiltCommands } from './tilt.js';
import { leftToCallers } from './workflow/input-choices.js';
import type { Handed } from './workflow/matrix.js';
import { nameIn } from './workflow/names.js';
import { type Workflow, workflowOf } from './workflow/workflow.js';
import { withoutWrappers } from './wrappers.js';
import { wrappersBeside } from './wrappers-beside.js';
import { unfoldScalars } from './yaml-lines.js';

export interface ScriptFile {
  readonly path: string;
  readonly commands: readonly Command[];
  /** Those that never run, as the file itself says. */
  readonly never: readonly Command[];
  /** What keeps a line from running. */
  whyOff(line: number): string | undefined;
  /** Texts that the file writes to other files, by the last part of their names. */
  readonly written: ReadonlyMap<string, Heredoc>;
  /** Versions that it gives names to. */
  readonly versions: readonly NamedVersion[];
  /** What its steps are given, where it is a workflow or an action of GitHub's, or a pipeline of GitLab's. */
  readonly workflow: Workflow | undefined;
  /** Whether what this command runs has a variable of the file's in its environment. */
  hands(name: string, command: Command): boolean;
  /** Of a Makefile: whether its rule that has this line is run for these goals. */
  readonly comesTo: ReturnType<typeof comesTo> | undefined;
  /** It changes its folder: names of files may be meant from anywhere. */
  readonly moves: boolean;
  /** What takes the arms of `case` and `if` that a line stands in; '' where nothing names that. */
  choiceAt(line: number): string;
  /** A text with the file's own variables filled in; what they don't tell stays as it is. */
  expand(text: string): string;
  /** The same by one step: names that stand for names stay names, and so do arguments and defaults. */
  expandOnce(text: string): string;
  /** Where what a text that is nothing but a name stands for is written: `${VERSION}`. */
  setAt(text: string): Position | undefined;
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

/** `{{.VERSION | default "1.22.2"}}`: what it is stands there. */
const OTHERWISE =
  /^\{\{-?[ \t]{0,9}\.\w{1,80}[ \t]{0,9}\|[ \t]{0,9}default[ \t]{1,9}["'][^"']{1,100}["'][ \t]{0,9}-?\}\}$/;
/** `$(cat .istio-version)`, `$TAG`: what a step writes for those after it. */
const COMPUTED = /^["']?(?:\$\(|\$\{?\w{1,80}\}?["']?$)/;

const PRINTED_VERSION = /^v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60}$/;

/** Longer than any script: those that are put together for releases carry manifests. */
const MAX_LENGTH = 4_000_000;
/** Longer than any program that a person writes. */
const MAX_PROGRAM = 1_000_000;

/** What Git leaves in a file that it could not merge (git-merge(1)). */
const CONFLICT = /^<{7} (?=[\s\S]*^>{7} )/m;

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
    if (context.charts.isTemplate(path) || isSetAside(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !concernsMesh(text)) continue;
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

/** What the files that it sources give names to. */
async function settingsOf(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, Word>> {
  // Only what is changed is taken from there; all else is resolved by its name, where it stands.
  if (!CHANGED.test(text)) return new Map();
  const found = new Map<string, Word>();
  for (const file of await sourcedFiles(context, path))
    for (const [name, word] of assignmentsIn((await context.text(file)) ?? ''))
      if (!hasPlaceholder(word.text)) found.set(name, word);
  return found;
}

/** Names that stand for several words. */
const LISTED = /\[[@*]\]|\w\[\$|\bfor[ \t]+\w+[ \t]+in[ \t]+\$/;

/** Texts of shells that it sources, in which lists may stand. */
async function sourcedLists(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of LISTED.test(text) ? await sourcedFiles(context, path) : [])
    if (/\.(?:sh|bash|env|conf|cfg|inc)$/i.test(file)) found.set(file, (await context.text(file)) ?? '');
  return found;
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

const NEVER = 'taken not to be deployed: the file itself says that it never runs';

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
  const unfolded = yaml ? unfoldScalars(withFlowLists(whole)) : text;
  const isMake = isMakefile(path);
  const deciding = await decidingFiles(context, path);
  const named: string[] = [];
  const more = (): void => {
    const why = 'it comes to more commands than a person writes: those beyond were not looked at';
    context.leave(path, why, 1, [...new Set([...deciding(), ...named])]);
  };
  const written = assignmentsIn(isMake ? whereGiven(text) : text, isMake);
  const elsewhere = await decidedElsewhere(context, path, text, written, isMake);
  const set = new Map([...written, ...elsewhere]);
  const parts = await partsOf(context, path, text, set);
  const assigned = withComposed(set, parts);
  const variables = new Map([
    ...(await givenRepositories(context, path, text, assigned)),
    ...[...assigned].map(([name, value]) => [name, value.text.replace(/\s*\n\s*/g, ' ')] as const),
  ]);
  const sources = await sourcesOf(context, path, unfolded, variables);
  const read = await readFiles(context, path, unfolded);
  append(named, sources?.paths ?? []);
  append(
    named,
    [...read.values()].map(({ file }) => file ?? path),
  );
  const lists = withSourced(
    listsIn(unfolded, assigned, read, sources),
    await sourcedLists(context, path, unfolded),
  );
  const beside = isMake ? await makefilesBeside(context, path, text) : [];
  const run = (body: string, line = 1): readonly Command[] => {
    const parsed = commandsIn(body, line);
    if (!isMake) return unrolled(parsed, lists, more);
    const lineOf = (name: string, item: string): number | undefined =>
      (lists.words.get(name)?.find(word => word.text === item) ?? assigned.get(name))?.line;
    const made = madeCommands(parsed, variables, lineOf, more, beside);
    return unrolled(ruled(text, withExported(text, made, variables), variables, more), lists, more);
  };
  const plain = run(unfolded);
  const own = isTiltfile(path)
    ? tiltCommands(text, more)
    : isBazel(path)
      ? await bazelCommands(context, path, text, more)
      : withKeyed(
          withoutWrappers(unfolded, plain, run, more, await wrappersBeside(context, path, unfolded, plain)),
          lists,
        );
  const choices = choicesIn(path, text, more);
  const workflow =
    yaml && (circlePipeline(path, yaml, more) ?? stepsOf(path, yaml) ?? workflowOf(yaml, text) ?? pipeline);
  const off = neverRun(path, text, yaml);
  const all = [...own.map(asHelm), ...(yaml ? azureTasks(yaml) : [])];
  const lines = new Set(all.flatMap(({ words }) => words[0]?.line ?? []));
  const left = workflow ? await leftToCallers(context, { path, lines, workflow, choices }) : undefined;
  const whyOff = (line: number): string | undefined => (off(line) ? NEVER : left?.get(line));
  const isOff = ({ words }: Command): boolean => whyOff(words[0]?.line ?? 0) !== undefined;
  const runs = all.filter(command => !isOff(command));
  const versions = versionsIn(path, text).map(one => {
    const { text: version, line, file } = elsewhere.get(one.name) ?? {};
    return version === undefined || line === undefined || file === undefined || !PRINTED_VERSION.test(version)
      ? one
      : { ...one, version, at: { file, line } };
  });
  const arguments_ = argumentsIn(text);
  const byName = settingsByName(context, path, text);
  const settings = await settingsOf(context, path, text);
  const ofMake = isMake ? [...text.matchAll(UNLESS_GIVEN)] : [];
  const environment = new Set([...text.matchAll(FROM_ENVIRONMENT), ...ofMake].map(([, name]) => name));
  const exports = yaml || !isShell(path) ? 'all' : exportedIn(text);
  const repeats = yaml ? repeated(yaml, runs, more) : runs;
  const each = workflow ? roundsOf(workflow, repeats, more) : repeats;
  const made = isMake ? await withMadeFlags(context, path, text, each, more) : each;
  const commands = await ofRecipes(context, path, text, made, more);
  const heredocs = new Map<string, Heredoc>();
  for (const { heredoc, output } of commands) {
    if (heredoc && output !== undefined) heredocs.set(baseName(output), heredoc);
  }
  function expand(raw: string, depth = 0): string {
    if (depth > 5) return raw;
    return changed(raw, name => variables.get(name) ?? settings.get(name)?.text).replace(
      REFERENCE,
      (whole, ...groups: (string | undefined)[]) => {
        const name = groups.slice(0, 5).find(group => group !== undefined) ?? '';
        const value = variables.get(name);
        if (value === undefined || value.includes(whole)) return defaultIn(whole) ?? whole;
        return hasPlaceholder(value) ? expand(value, depth + 1) : value;
      },
    );
  }
  /** What commands print into a word. */
  async function asked(raw: string, at: Position): Promise<DecidedVersion | undefined> {
    // The first of several lines may be any.
    const word =
      CUT.test(raw) || /\b(?:head|tail)\b/.test(raw)
        ? undefined
        : sources?.wordOf({ text: raw.replace(/^"(.*)"$/s, '$1'), line: at.line });
    return word && PRINTED_VERSION.test(word.text) && (await isSure(raw, word))
      ? { version: word.text.replace(/^v/, ''), at: { file: word.file ?? path, line: word.line } }
      : askedVersion(context, path, raw, at);
  }
  /** Tools for lines may mean any of several versions on one. */
  async function isSure(raw: string, { file, line }: Word): Promise<boolean> {
    if (/\b(?:jq|yq)\b/.test(raw) || file === undefined) return true;
    const written = (await context.text(file))?.split('\n')[line - 1] ?? '';
    return [...written.slice(0, 1000).matchAll(/\d{1,4}\.\d{1,4}\.\d{1,4}/g)].length < 2;
  }
  /** What a matrix, or the environment of a step, says of it. */
  function valuesAt(raw: string, line: number): readonly Handed[] {
    const name = nameIn(raw) ?? onlyName(raw);
    return name === undefined ? [] : (workflow?.valuesAt(name, line) ?? []);
  }
  /** What the provisioner around a command gives it, or whatever fills the file in. */
  async function givenAt(
    line: number,
    isMeant: (name: string) => boolean,
  ): Promise<DecidedVersion | undefined> {
    return provisionedVersion(context, { file: path, line }, isMeant);
  }
  /** What callers hand over; of an input, and of a variable that has one, its default for those that hand over nothing. */
  async function givenBy(
    name: string,
    raw: string,
    at: Position,
    trail: Trail,
  ): Promise<DecidedVersion | undefined> {
    const [, input, otherwiseOf] = INPUT.exec(raw) ?? [];
    const argument = arguments_.get(name) ?? ownArgument(raw);
    const set = versions.find(known => known.name === name);
    const isUnset = name !== '' && !assigned.has(name) && !set && !(await isSourced(name));
    const first = takenFirst(assigned.get(name)?.text ?? '');
    const outer = first !== undefined && !assigned.has(first) ? first : undefined;
    const variableName = environment.has(name) || isUnset ? name : outer;
    const variable = variableName === undefined ? undefined : { variable: variableName, line: at.line };
    const taken: Taken | undefined =
      input !== undefined ? { input } : argument !== undefined ? { argument } : variable;
    if (!taken) return undefined;
    const word = input === undefined ? undefined : workflow?.presetOf(input);
    const own = word ? ofRows({ path }, [word]) : undefined;
    const inline = defaultIn(raw);
    const preset =
      own ??
      (set && variable ? { version: set.version.replace(/^v/, ''), at: set.at } : undefined) ??
      (inline === undefined ? undefined : await decideVersion(context, inline, at));
    const passed = await handedTo(context, await scriptFiles(context), path, taken, trail, preset);
    if (passed || own) return passed ?? own;
    return otherwiseOf === undefined ? undefined : decideVersion(context, otherwiseOf, at);
  }
  /** What a file has under a name that is sourced for every environment: `. env/common.env`. */
  async function setBeside(name: string): Promise<DecidedVersion | undefined> {
    const found: NamedVersion[] = [];
    for (const file of byName ? await sourcedFiles(context, path) : [])
      append(
        found,
        versionsIn(file, (await context.text(file)) ?? '').filter(one => one.name === name),
      );
    const [only, ...others] = found;
    return only && others.length === 0 ? { version: only.version.replace(/^v/, ''), at: only.at } : undefined;
  }
  /** What settings of several environments have under a name. */
  async function sourcedAs(name: string): Promise<DecidedVersion | undefined> {
    const set = versions.findLast(one => one.name === name);
    return byName?.(
      name,
      set ? { version: set.version.replace(/^v/, ''), at: set.at } : await setBeside(name),
    );
  }
  /** What the script, or its environment, chooses among. */
  async function chosen(name: string, at: Position): Promise<DecidedVersion | undefined> {
    const ofEnvironment = await sourcedAs(name);
    if (ofEnvironment) return ofEnvironment;
    const found = choices.of(name);
    return found.length === 0 ? undefined : amongChoices(name, found, at);
  }
  /** `$(istio_of "$CLUSTER")` of a function that prints one of several. */
  async function printedByChoice(raw: string, at: Position): Promise<DecidedVersion | undefined> {
    const [, name, given = ''] =
      /^["']?\$\([ \t]*([A-Za-z_][\w-]{0,80})(?:[ \t]+([^()]{0,200}))?\)["']?$/.exec(raw) ?? [];
    if (name === undefined) return undefined;
    const own = choices.printedBy(name, given);
    if (own.length > 0) return amongChoices(name, own, at);
    for (const file of await sourcedFiles(context, path)) {
      const found = choicesIn(file, (await context.text(file)) ?? '', more).printedBy(name, given);
      if (found.length > 0) return amongChoices(name, found, at);
    }
    return undefined;
  }
  function amongChoices(name: string, found: readonly Choice[], at: Position): DecidedVersion {
    const [first] = found;
    if (first && found.every(({ version }) => version === first.version))
      return { version: first.version, at: first.at };
    const labels = new Set(found.map(({ label }) => label));
    const environments =
      labels.size === found.length
        ? found.map(({ label, ...one }) => ({ environment: label, ...one }))
        : namedByRelease(found);
    const places = found.map(one => `${one.version} in ${one.at.file}:${one.at.line}`);
    return { version: null, at, look: `\`${name}\` is ${places.slice(0, 4).join(', ')}`, environments };
  }
  /** A call of what this Makefile, or one that it includes, defines. */
  async function writtenOut(raw: string): Promise<string> {
    if (!isMake || !/^\$[({]call[ \t]/.test(raw)) return raw;
    const included = await Promise.all([...(await sourcedFiles(context, path))].map(context.text));
    return calledText(raw, [text, ...included.map(one => one ?? '')]) ?? raw;
  }
  /** `${VERSIONS[$ENV]}`: all that a list has, by its keys. */
  function underKeys(raw: string): readonly Choice[] {
    const [, name = ''] = /^\$\{(\w{1,80})\[\$[^\]]{1,80}\]\}$/.exec(raw) ?? [];
    const found = [...(lists.keyed.get(name) ?? [])].map(([label, { text: version, line }]) => ({
      label,
      version: version.replace(/^v(?=\d)/, ''),
      at: { file: path, line },
    }));
    return found.every(({ version }) => /^\d+\.\d+\.\d+/.test(version)) ? found : [];
  }
  async function isSourced(name: string): Promise<boolean> {
    const sourced = await sourcedFiles(context, path);
    if (sourced.size === 0) return false;
    return (await namedVersions(context)).some(known => known.name === name && sourced.has(known.at.file));
  }
  return {
    path,
    commands,
    never: all.filter(isOff),
    whyOff,
    written: heredocs,
    versions,
    workflow,
    hands: (name, command) => exports === 'all' || exports.has(name) || isGivenOrSourced(name, command),
    choiceAt: line => choices.labelAt(line),
    comesTo: isMake ? comesTo(text, commands, variables, more) : undefined,
    moves: /\b(cd|pushd|chdir|working-directory|dir)\b/.test(text),
    expand: raw => expand(raw),
    setAt(raw) {
      const name = onlyName(raw);
      const set = name === undefined ? undefined : assigned.get(name);
      return set && !hasPlaceholder(set.text) ? { file: set.file ?? path, line: set.line } : undefined;
    },
    expandOnce: raw =>
      raw.replace(REFERENCE, (whole, ...groups: (string | undefined)[]) => {
        const name = groups.slice(0, 5).find(group => group !== undefined) ?? '';
        return variables.get(name) ?? whole;
      }),
    givenAt,
    handedRelease: async () =>
      handedTo(context, await scriptFiles(context), path, { release: true }, newTrail()),
    async version(asks, fallback, trail = newTrail()) {
      const word = asks && { ...asks, text: untagged(asks.text) };
      const at = word ? { file: word.file ?? path, line: word.line } : fallback;
      const known = onlyName(word?.text ?? '') ?? '';
      const ofProgram = isProgram(path) ? await programVersion(context, path, known) : undefined;
      if (ofProgram) return ofProgram;
      const here = valuesAt(word?.text ?? '', at.line);
      const rows = ofRows({ path }, here);
      if (rows) return rows;
      const isUnset = known !== '' && !assigned.has(known);
      const provisioned = isUnset ? await givenAt(at.line, name => name === known) : undefined;
      if (provisioned) return provisioned;
      // `env` that stands for an input, or what a step computes and writes, alone.
      const [only, ...others] = here;
      const stands = only && others.length === 0 && (INPUT.test(only.text) || COMPUTED.test(only.text));
      const text = stands ? only.text : (word?.text ?? '');
      let place = stands ? { file: only.file ?? path, line: only.line } : at;
      const ofEnvironment = known === '' ? undefined : await sourcedAs(known);
      if (ofEnvironment) return ofEnvironment;
      const given = await givenBy(onlyName(text) ?? '', text, place, trail);
      if (given) return given;
      const made = composed({ text, ...place }, parts);
      if (made)
        return { version: made.text.replace(/^v/, ''), at: { file: made.file ?? path, line: made.line } };
      const isPrinted = stands || text.startsWith('$(');
      const printed = isPrinted ? ((await asked(text, at)) ?? (await printedByChoice(text, at))) : undefined;
      if (printed) return printed;
      let raw = (stands && !INPUT.test(text) ? text : word?.text)?.replace(/^(\$\{\w+)#v\}$/, '$1}');
      // Follow names of this file to the one that holds a version.
      for (let step = 0; step < 5 && raw !== undefined; step++) {
        raw = otherwise(raw, variables) ?? raw;
        const name = onlyName(raw);
        const set = name === undefined ? undefined : assigned.get(name);
        if (name === undefined || set === undefined) break;
        if (set.file === undefined && versions.some(known => known.name === name)) break;
        if (set.text === raw) break;
        // `VERSION=${VERSION:-$DEFAULT}`: what it is where nobody gives one.
        const own = defaultOfItself(set.text, name);
        if (own !== undefined) {
          raw = own;
          continue;
        }
        // `VERSION="${OVERRIDE:-$VERSION}"`: what it is before that.
        if (onlyName(otherwise(set.text, variables) ?? '') === name) break;
        raw = (await writtenOut(set.text)).replace(/^(\$\{\w+)#v\}$/, '$1}');
        // What it is computed from is decided where it is used.
        if (!hasPlaceholder(raw) || OTHERWISE.test(raw)) place = { file: set.file ?? path, line: set.line };
        const printed = (await asked(raw, at)) ?? (await printedByChoice(raw, at));
        if (printed) return printed;
        if (/\$\(\s*\S+\s/.test(raw) || raw.startsWith('`'))
          return { version: null, at, look: `\`${name}\` is computed when this runs: ${raw.slice(0, 80)}` };
      }
      const ofKeys = underKeys(raw ?? '');
      if (ofKeys.length > 0) return amongChoices(raw ?? '', ofKeys, at);
      const last = onlyName(raw ?? '') ?? /^\$\{(?:params|env)\.(\w{1,80})\}$/.exec(raw ?? '')?.[1];
      const isOpen = last !== undefined && last !== known && !assigned.has(last);
      const filled = isOpen
        ? ((await givenAt(at.line, name => name === last)) ?? (await givenBy(last, raw ?? '', place, trail)))
        : undefined;
      if (filled) return filled;
      return (last === undefined ? undefined : await chosen(last, at)) ?? decideVersion(context, raw, place);
    },
  };
}
