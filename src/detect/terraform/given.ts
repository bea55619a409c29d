/**
 * What scripts, pipelines and descriptions of the tree give a root module from outside: `-var-file`, `-var`, `TF_VAR_…`.
 * Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
import { valid } from 'semver';
import { append } from '../../append.js';
import { type EvaluatedValue, scalar, textOf } from '../../evaluated/value.js';
import { addTo } from '../../grouped.js';
import type { DetectContext } from '../detector.js';
import { filesFitting } from '../fitting.js';
import { decideVersion } from '../istio/published-release.js';
import { firstOf } from '../limits.js';
import { oncePerTree } from '../once.js';
import { folderOf, isWithin, resolveInTree } from '../tree-path.js';
import { blockOf, hasPlainRun, isCommand, isLeftOut, type Line } from './commands.js';

export interface GivenValues {
  /** From the environment: what files of variables say counts more. */
  readonly environment: ReadonlyMap<string, EvaluatedValue>;
  /** From the command line: counts more than anything else. */
  readonly commandLine: ReadonlyMap<string, EvaluatedValue>;
  /** Files of variables that one command names, in its order; what stands in a variable there is any file that fits. */
  readonly fileSets: readonly (readonly string[])[];
  /** Whether a command runs it without any such file; undefined where nothing says so. */
  readonly isPlain: boolean | undefined;
  /** Variables of the environment or the command line that some commands leave out. */
  readonly leftOut: ReadonlySet<string>;
}

/** Files that people and pipelines run, and those that tell people what to run. */
const RUNS =
  /\.(sh|bash|zsh|ps1|bat|cmd|mk|ya?ml|env|envrc|toml|groovy)$|(^|\/)(Makefile|GNUmakefile|Justfile|Taskfile|Jenkinsfile[^/]*|README\.md|\.env[^/]*)$/i;
/** Texts that may run it without giving it anything. */
const SPEAKS = /\b(?:terraform|tofu)\b|\$[({]?(?:TF|TERRAFORM|TOFU)/;
const GIVES = /-var-file|-var[ =]|TF_VAR_/;
/** More files than people run. */
const MAX_FILES = 20_000;

/** @param isOnly no other root module of the tree takes these values: what does not say whom it is for is for this one */
export async function givenTo(context: DetectContext, folder: string, isOnly: boolean): Promise<GivenValues> {
  const environment = new Agreed();
  const commandLine = new Agreed();
  const fileSets: (readonly string[])[] = [];
  const [lines, told]: [Line[], Line[]] = [[], []];
  const givers = new Map<string, Line[]>();
  for (const line of await linesOf(context)) {
    const says = isFor(line, folder);
    if (says !== false) append(fileSets, filesOf(context, line, folder, says));
    if (says !== true && !isOnly) continue;
    const isText = /\.md$/i.test(line.file);
    (isText ? told : lines).push(line);
    if (isText) continue;
    for (const gives of [ENVIRONMENT, ARGUMENT])
      for (const [, name = ''] of line.text.matchAll(gives)) addTo(givers, name, line);
    for (const [, name = '', quoted, bare] of line.text.matchAll(ENVIRONMENT))
      environment.add(name, await filledIn(context, quoted ?? bare ?? '', line));
    for (const [, name = '', quoted, bare] of line.text.matchAll(ARGUMENT))
      commandLine.add(name, await filledIn(context, quoted ?? bare ?? '', line));
  }
  return {
    environment: environment.values(),
    commandLine: commandLine.values(),
    fileSets,
    isPlain: hasPlainRun(lines, told),
    leftOut: new Set([...givers].flatMap(([name, own]) => (isLeftOut(lines, own) ? [name] : []))),
  };
}

const ENVIRONMENT =
  /\bTF_VAR_(\w+)["']?\s*[:?]?[:=]\s*(?:["']([^"'\n]*)["']|(\$\{\{[^{}\n]{0,200}\}\}|[^\s"',;]+))/g;
const ARGUMENT = /-var[ =]["']?(\w+)=(?:\\?["']([^"'\n\\]*)\\?["']|(\$\{\{[^{}\n]{0,200}\}\}|[^\s"']+))/g;
/** What a pipeline fills in may have blanks in its braces: `envs/${{ parameters.env }}.tfvars`. */
const VAR_FILE =
  /-var-file[ =]["']?((?:\{\{[^{}\n"']{0,200}\}\}|\{[^{}\s"']{0,200}\}|[^\s"'{}]){1,400}\.(?:tfvars|json))/g;

/** A value as written, or the version that the name in it stands for; undefined for one that nothing of the tree fills in. */
async function filledIn(
  context: DetectContext,
  value: string,
  { file, line }: Line,
): Promise<EvaluatedValue | undefined> {
  const at = { file, line };
  if (!/[${}()<>]/.test(value)) return scalar(value, at);
  const decided = await decideVersion(context, value, at);
  return decided.version !== null && valid(decided.version) ? scalar(decided.version, decided.at) : undefined;
}

/** Values on which all agree; one that is filled in, or said to be several things, is none. */
class Agreed {
  private readonly found = new Map<string, EvaluatedValue | undefined>();

  add(name: string, value: EvaluatedValue | undefined): void {
    if (!this.found.has(name)) this.found.set(name, value);
    else if (textOf(this.found.get(name)) !== textOf(value)) this.found.set(name, undefined);
  }

  values(): ReadonlyMap<string, EvaluatedValue> {
    return new Map([...this.found].flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
  }
}

/** True where a line says that it runs in a folder, false where it says another one; undefined where it says nothing. */
function isFor({ file, folders }: Line, folder: string): boolean | undefined {
  if (folders.length > 0)
    return folders.some(one => [folderOf(file), ''].some(from => resolveInTree(from, one) === folder));
  return folderOf(file) === folder || (folder !== '' && isWithin(folder, file)) ? true : undefined;
}

/** The files of variables that a line names, as seen from a module's folder or, where it does not say which, from it alone. */
function filesOf(
  context: DetectContext,
  { file, line, text }: Line,
  folder: string,
  says: boolean | undefined,
): readonly (readonly string[])[] {
  // What a text for people says counts where it says the folder, too.
  if (says === undefined && /\.md$/i.test(file)) return [];
  const names = [...text.matchAll(VAR_FILE)].map(([, name = '']) => name);
  let sets: readonly (readonly string[])[] = [[]];
  for (const name of names) {
    const found = matching(context, folder, name);
    if (found.length > 0) sets = sets.flatMap(set => found.map(path => [...set, path]));
    if (sets.length > MAX_SETS) {
      const why = `its files of variables fit in more than ${MAX_SETS} ways: none of them was looked at`;
      context.leave(file, why, line);
      return [];
    }
  }
  return sets.filter(set => set.length > 0);
}

/** More combinations than anybody deploys. */
const MAX_SETS = 100;

/** `envs/prod.tfvars`, and what fits `envs/$ENV.tfvars`. */
function matching({ tree }: DetectContext, folder: string, name: string): readonly string[] {
  const open = /\$\{\{[^{}]*\}\}|\$?\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$\w+/g;
  return filesFitting(tree, folder, name.split(open)).filter(path => /\.(?:tfvars|json)$/.test(path));
}

/** `working-directory: a` of GitHub, `cd a` */
const FOLDER = /(?:working-directory:|\bcd\b)[ \t]+["']?([\w./-]+)/g;

/** `workingDirectory: a` of Azure, `pushd a`, `dir('a')` of Jenkins */
const OTHER_FOLDER =
  /(?:workingDirectory:|\bpushd\b)[ \t]+["']?([\w./-]+)|\bdir[ \t]?\([ \t]?["']([\w./-]+)["']/g;

const linesOf = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<readonly Line[]> {
  const found: Line[] = [];
  const paths = context.tree.paths.filter(path => RUNS.test(path) && !context.isSetAside(path));
  for (const file of firstOf(context, paths, MAX_FILES, 'files that may run Terraform')) {
    const text = await context.text(file);
    if (text === undefined || !(GIVES.test(text) || SPEAKS.test(text))) continue;
    const all = text.split('\n');
    const shared = [...text.matchAll(FOLDER)].map(([, folder = '']) => folder);
    // A checkout may have a name of its own there: only folders of this tree are told.
    for (const [, ofAzure = '', ofJenkins = ''] of text.matchAll(OTHER_FOLDER)) {
      const folder = ofAzure || ofJenkins;
      const seen = [folderOf(file), ''].map(from => resolveInTree(from, folder));
      if (seen.some(one => one !== undefined && context.tree.below(one).length > 0)) shared.push(folder);
    }
    for (const { text: joined, line } of joinedLines(text)) {
      if (!(GIVES.test(joined) || isCommand(joined)) || /^\s*(#|\/\/)/.test(joined)) continue;
      const own = /-(?:chdir|-(?:terragrunt-)?working-dir)[ =]["']?([\w./-]+)/.exec(joined)?.[1];
      const folders = own === undefined ? shared : [own];
      found.push({ file, line, text: joined, folders, ...blockOf(file, all, line) });
    }
  }
  return found;
}

/** Lines, each with those that a backslash continues it by. */
function joinedLines(text: string): readonly { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = [];
  let continues = false;
  for (const [index, line] of text.split('\n').entries()) {
    const last = found.at(-1);
    if (continues && last) last.text += ` ${line.trim()}`;
    else found.push({ text: line, line: index + 1 });
    continues = /\\\s*$/.test(line);
    const open = found.at(-1);
    if (continues && open) open.text = open.text.replace(/\\\s*$/, '');
  }
  return found;
}
