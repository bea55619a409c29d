/** `istioctl install`, `istioctl upgrade` and `istioctl manifest generate`, and addons of local clusters that do the same. */
import type { Position, Problem, ValuesAssignment } from '../../model.js';
import { filledByAnsible } from '../ansible/filled.js';
import type { DetectContext } from '../detector.js';
import { type DecidedVersion, hasPlaceholder } from '../istio/published-release.js';
import type { OperatorDocument } from '../istio-operator/spec.js';
import { baseName } from '../tree-path.js';
import { BROUGHT_TOOL } from './brought-tool.js';
import { istioAddon } from './cluster-addons.js';
import {
  flagValue,
  flagValues,
  type Grammar,
  readCommandLine,
  splitAssignments,
  toolWords,
} from './command-line.js';
import type { ScriptFile } from './file.js';
import { imageRelease } from './image-release.js';
import { isDockerfile } from './image-script.js';
import { istioctlVersion } from './istioctl-version.js';
import { istioctlWays } from './istioctl-ways.js';
import { appliesInput, isApplied } from './manifests.js';
import { type MissingFile, operatorFiles } from './operator-files.js';
import { isProgram } from './programs/commands.js';
import { environmentRelease } from './programs/environment.js';
import { isInput } from './references.js';
import { fileOfRelease } from './release-files.js';
import { releaseAround } from './release-folder.js';
import { type Command, commandsIn, type Word } from './text.js';
import { assignedAt } from './values.js';
import { callerWays } from './workflow/caller-ways.js';

/** A brace by itself is none of a placeholder: else, each placeholder could be read in two ways, and n of them in 2^n. */
export const ISTIOCTL =
  /^(?:(?:\{\{[^{}]*\}\}|[^\s{]|\{(?!\{[^{}]*\}\}))*\/)?istioctl(?:-[\w.$(){}-]+)?(?::(?:[\w.-]+|\$\w+|\$[{(]\w+[})]))?$|^\$[{(]?\w*(?:ISTIOCTL(?:_BIN|_CMD|_BINARY|_PATH)?|ISTIO_(?:BIN|CMD|BINARY))[})]?$|^\{\{-?\s{0,9}\.?\w{0,80}istio(?:ctl|_?bin)[\w.]{0,80}\s{0,9}-?\}\}$|^\$\(\w{0,40}istioctl\w{0,40}[ \t]{1,9}["']?v?\d[\w.+-]{1,60}["']?\)$/i;

const LIST = /^["']?\$\{\w{1,80}\[[@*]\][^{}]{0,40}\}["']?$/;

/** Flags of https://istio.io/latest/docs/reference/commands/istioctl/#istioctl-install that take a value. */
export const ISTIOCTL_GRAMMAR: Grammar = {
  withValue: new Set(
    'operatorNamespace watchedNamespaces hub tag imagePullSecrets filename set revision manifests charts istioNamespace namespace kubeconfig context output readiness-timeout cluster-specific vklog as as-group kubeclient-timeout'.split(
      ' ',
    ),
  ),
  short: {
    f: 'filename',
    s: 'set',
    r: 'revision',
    d: 'manifests',
    i: 'istioNamespace',
    n: 'namespace',
    c: 'kubeconfig',
    o: 'output',
    y: 'skip-confirmation',
  },
};

/** What installs, and what prints what is to be installed. */
export const INSTALLS = /^(install|upgrade|manifest (install|apply|generate))( |$)/;

export interface IstioctlCommand {
  readonly script: ScriptFile;
  readonly at: Position;
  /** IstioOperators that it names, in their order. */
  readonly documents: readonly OperatorDocument[];
  /** Files that they stand in; empty where the script holds them itself. */
  readonly files: readonly string[];
  /** The context or kubeconfig that it is run with. */
  readonly cluster?: string;
  /** Keys below `spec`. */
  readonly sets: readonly ValuesAssignment[];
  /** Files that could not be found. */
  readonly missing: readonly MissingFile[];
  /** The version of this very istioctl, as far as the script tells. */
  readonly version: DecidedVersion | undefined;
  readonly problems: readonly Problem[];
  /** What tells several ways apart in which Terraform fills its files in, or several environments. */
  readonly variant?: string;
  /** What has it run so, where the script runs it in several ways. */
  readonly way?: string;
  /** Its variant is an environment, whose files may be others at the next release. */
  readonly isOfEnvironment?: true;
  /** Files for other releases than the one that is installed. */
  readonly alternatives?: readonly string[];
  /** It prints what is to be installed, or writes it into files, and nothing there applies that. */
  readonly renders?: true;
  /** A program runs it without saying which release it is: that is told where it moves. */
  readonly open?: true;
  /** Arguments of it are filled in as a whole, which may hand it files. */
  readonly filled?: true;
  /** `operator init`: it installs the operator of its release, which acts on IstioOperators in the cluster. */
  readonly controller?: true;
}

export async function istioctlCommands(
  context: DetectContext,
  script: ScriptFile,
): Promise<readonly IstioctlCommand[]> {
  const found: IstioctlCommand[] = [];
  for (const [index, command] of script.commands.entries()) {
    const addon = await istioAddon(script, command);
    if (addon) found.push({ ...NO_FILES, script, ...addon });
    const words = toolWords(command, ISTIOCTL, commandsIn);
    if (!words) continue;
    const line = readCommandLine(words, ISTIOCTL_GRAMMAR);
    // Flags that a list holds may stand before the verb: `istioctl "${CONTEXT[@]}" install`.
    const verbs = line.positions
      .map(({ text }) => text)
      .filter(text => !LIST.test(text))
      .slice(0, 2);
    const verb = verbs.join(' ');
    // What a function brings stands where its version does.
    const place = BROUGHT_TOOL.test(words[0]?.text ?? '') ? words[1] : words[0];
    const at = { file: script.path, line: place?.line ?? 1 };
    if (verb === 'operator init') {
      const version = await controllerVersion(script, command, line, words[0], at);
      found.push({ ...NO_FILES, script, at, version, controller: true });
      continue;
    }
    if (!INSTALLS.test(verb)) continue;
    if (command.piped && isDeletion(script.commands[index + 1])) continue;
    const renders = verb === 'manifest generate' && !isAppliedThere(script, index);
    const named = flagValues(line, 'filename').flatMap(one => split(one));
    const isFilled = line.positions.some(({ text }) => /^["']?\{[{%]/.test(text));
    const ways = await callerWays(context, script, named);
    for (const way of ways.length > 0 ? ways : [undefined]) {
      const run = way?.script ?? script;
      const told = await istioctlVersion(run, command, words[0], at);
      // Of a program, what its environment names where it does not say by itself which release it fetches.
      const ofProgram =
        isProgram(script.path) && !told?.version
          ? await environmentRelease(context, script, at.line)
          : undefined;
      const isSaid = told?.version && !isDockerfile(told.at.file);
      const ofImage =
        ofProgram?.version || isSaid || told?.contradicted
          ? undefined
          : await imageRelease(context, script.path);
      const release = ofProgram ?? ofImage ?? told;
      const { sets, problems } = await setsOf(context, run, command, line, at);
      const cluster = [flagValue(line, 'context'), flagValue(line, 'kubeconfig')]
        .flatMap(flag => flag?.text ?? [])
        .join(' ');
      const handed = way ? named.map(word => ({ ...word, text: way.fill(word.text) })) : named;
      const ofCaller = way ? { variant: way.label, isOfEnvironment: true as const } : {};
      for (const { version, variant, words: names } of istioctlWays(run, release, handed, at.line)) {
        const ofRelease = names.map(word => fileOfRelease(context, script, word, version?.version));
        const alternatives = ofRelease.flatMap(({ others }) => others);
        const asked = ofRelease.map(({ word }) => word);
        for (const { problems: own, ...files } of await operatorFiles(context, script, command, asked))
          found.push({
            ...ofCaller,
            ...variant,
            ...files,
            script,
            at,
            sets,
            version,
            ...(cluster === '' ? {} : { cluster }),
            problems: [...problems, ...own],
            alternatives,
            ...(renders ? { renders } : {}),
            ...(isFilled ? { filled: true as const } : {}),
            ...wayOf(command, words[0], version),
            ...(isProgram(script.path) && !version?.version ? { open: true } : {}),
          });
      }
    }
  }
  return found;
}

/** Of what a function brings in the version that it is given, each version has a way of its own. */
function wayOf(
  { way }: Command,
  tool: Word | undefined,
  version: DecidedVersion | undefined,
): Pick<IstioctlCommand, 'way'> {
  const own = way ?? (BROUGHT_TOOL.test(tool?.text ?? '') ? (version?.version ?? undefined) : undefined);
  return own === undefined ? {} : { way: own };
}

/** `istioctl manifest generate | kubectl delete -f -` */
function isDeletion(next: Command | undefined): boolean {
  return next?.words.slice(0, 6).some(({ text }) => text === 'delete') ?? false;
}

/** Whether what a command prints reaches the cluster, through a file or through the commands that are fed it. */
function isAppliedThere({ commands }: ScriptFile, index: number): boolean {
  const { output } = commands[index] ?? {};
  if (output !== undefined) return isApplied(baseName(output), commands);
  for (let next = index; commands[next]?.piped; next++) {
    const { output: written } = commands[next + 1] ?? {};
    if (appliesInput(commands[next + 1])) return true;
    if (written !== undefined) return isApplied(baseName(written), commands);
  }
  return false;
}

const NO_FILES = { documents: [], files: [], sets: [], missing: [], problems: [] } as const;

/** What `--tag` says, else the release of the istioctl that runs it. */
async function controllerVersion(
  script: ScriptFile,
  command: Command,
  line: ReturnType<typeof readCommandLine>,
  tool: Word | undefined,
  at: Position,
): Promise<DecidedVersion | undefined> {
  const tag = flagValue(line, 'tag');
  const text = tag && script.expand(tag.text);
  if (tag && text && !hasPlaceholder(text))
    return { version: text, at: { file: script.path, line: tag.line } };
  return istioctlVersion(script, command, tool, at);
}

function split<T extends { readonly text: string }>(word: T): readonly T[] {
  return /[{$]/.test(word.text) ? [word] : word.text.split(',').map(text => ({ ...word, text }));
}

async function setsOf(
  context: DetectContext,
  script: ScriptFile,
  command: Command,
  line: ReturnType<typeof readCommandLine>,
  at: Position,
): Promise<{ readonly sets: readonly ValuesAssignment[]; readonly problems: readonly Problem[] }> {
  const sets: ValuesAssignment[] = [];
  const problems: Problem[] = [];
  const base = { kind: 'assignment', source: 'set', flag: '--set' } as const;
  for (const word of flagValues(line, 'set')) {
    const place = { file: script.path, line: word.line };
    const text = await filledByAnsible(context, script.expandAll(word.text), script.path);
    const setAt = assignedAt(script, word);
    for (const { key, value: raw } of splitAssignments(text)) {
      const value = await given(script, raw, place);
      // The tag is the version, and is looked up like one.
      const tag = key === 'tag' && hasPlaceholder(value) ? await version(script, value, place) : undefined;
      if (tag) sets.push({ ...base, ...place, setAt: tag.at, key, value: tag.text });
      // A tag that nothing here decides is one all the same: no other name of the tree is it.
      else if (!hasPlaceholder(value) || key === 'tag')
        sets.push({ ...base, ...place, ...(setAt ? { setAt } : {}), key, value });
      else problems.push(filledIn(`--set ${key}`, value, place));
    }
  }
  const revision = flagValue(line, 'revision');
  if (revision) {
    const place = { file: script.path, line: revision.line };
    const text = await filledByAnsible(context, script.expand(revision.text), script.path);
    const value = await given(script, text, place);
    if (hasPlaceholder(value)) problems.push(filledIn('--revision', value, place));
    else sets.push({ ...base, ...place, key: 'revision', value });
  }
  const manifests = flagValue(line, 'manifests') ?? flagValue(line, 'charts');
  const folder = manifests && script.expand(manifests.text);
  const isOfRelease = /^(?:\.\/)?manifests\/?$/.test(folder ?? '') && releaseAround(script, command);
  if (folder && !isOfRelease && !/istio-[^/]*\/manifests\/?$/.test(folder)) {
    const why = `charts are taken from ${folder}, not from istioctl itself`;
    problems.push({ what: 'istioctl --manifests', why, ...at, blocking: true });
  }
  return { sets, problems };
}

async function version(
  script: ScriptFile,
  text: string,
  place: Position,
): Promise<{ readonly text: string; readonly at: Position } | undefined> {
  const decided = await script.version({ text, line: place.line }, place);
  return decided.version === null ? undefined : { text: decided.version, at: decided.at };
}

/** `${{ inputs.profile }}` as what all of those give it that run this, or its default. */
async function given(script: ScriptFile, value: string, at: Position): Promise<string> {
  if (!isInput(value)) return value;
  return (await script.version({ text: value, line: at.line }, at)).version ?? value;
}

function filledIn(what: string, value: string, at: Position): Problem {
  const blocking = /meshConfig|pilot\.env|profile|compatibilityVersion/.test(what);
  return { what, why: `its value \`${value}\` is filled in when this runs`, ...at, blocking };
}
