/** The IstioOperators in the files that a run of istioctl names. */
import type { OpenPath } from '../../evaluated/plain.js';
import type { Problem } from '../../model.js';
import { faultOf } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { OperatorDocument } from '../istio-operator/spec.js';
import { TEMPLATE_ENDS } from '../templates/names.js';
import { parseTemplated } from '../templates/yaml.js';
import type { WrittenFile } from '../terraform/applied.js';
import { isTerraformFile } from '../terraform/files.js';
import { objectsOf } from '../terraform/manifests.js';
import { writtenFiles } from '../terraform/terraform.js';
import { baseName, folderOf } from '../tree-path.js';
import { openOutcome } from '../values/open.js';
import type { ScriptFile } from './file.js';
import type { Command, Word } from './text.js';
import { findFile, type InlineFile, PRINTED, placesOf } from './values.js';

/** A file that a command is handed and that is not found. */
export interface MissingFile {
  /** As the command has it; absent where something else than a command writes it. */
  readonly name?: string;
  readonly problem: Problem;
}

export interface OperatorFiles {
  /** In the order in which they are named. */
  readonly documents: readonly OperatorDocument[];
  /** Files of the tree that they stand in. */
  readonly files: readonly string[];
  readonly missing: readonly MissingFile[];
  readonly problems: readonly Problem[];
  readonly variant?: string;
}

const NONE: OperatorFiles = { documents: [], files: [], missing: [], problems: [] };

/** Once; or once for each way in which Terraform fills in what it writes. */
export async function operatorFiles(
  context: DetectContext,
  script: ScriptFile,
  command: Command,
  words: readonly Word[],
): Promise<readonly OperatorFiles[]> {
  let ways: readonly OperatorFiles[] = [NONE];
  for (const word of words) {
    const fed = word.text === '-' ? fedTo(script, command) : undefined;
    const choices = await filesOf(context, script, command, fed ?? word);
    ways =
      ways.length === 1
        ? choices.map(choice => joined(ways[0] ?? NONE, choice))
        : ways.map((way, index) => joined(way, choices[index] ?? choices[0] ?? NONE));
  }
  return ways;
}

/** `envsubst < FILE | istioctl install -f -`, `cat FILE | …`: what the commands before it take in. */
function fedTo({ commands }: ScriptFile, command: Command): Word | undefined {
  for (let index = commands.indexOf(command) - 1; commands[index]?.piped; index--) {
    const words = commands[index]?.words ?? [];
    const redirected = words[words.findIndex(({ text }) => text === '<') + 1];
    if (redirected && words.some(({ text }) => text === '<')) return redirected;
    const glued = words.find(({ text }) => /^<[^<]/.test(text));
    if (glued) return { ...glued, text: glued.text.slice(1) };
    if (words[0]?.text === 'cat' && words.length === 2) return words[1];
  }
  return undefined;
}

function joined(first: OperatorFiles, second: OperatorFiles): OperatorFiles {
  const variant = first.variant ?? second.variant;
  return {
    documents: [...first.documents, ...second.documents],
    files: [...first.files, ...second.files],
    missing: [...first.missing, ...second.missing],
    problems: [...first.problems, ...second.problems],
    ...(variant === undefined ? {} : { variant }),
  };
}

/** What one name stands for: a file of the tree, what Terraform writes under it, or a template that becomes it. */
async function filesOf(
  context: DetectContext,
  script: ScriptFile,
  command: Command,
  word: Word,
): Promise<readonly OperatorFiles[]> {
  const file = findFile(context, script, word, command);
  if (file.kind === 'missing') {
    const written = await writtenFor(context, script, file.raw);
    if (written.length > 0) return written.map(one => ofWritten(context, one, written));
    const template = await templateFor(context, script, file.raw);
    if (template) return [{ ...NONE, ...template }];
    const { raw, why, at } = file;
    const problem = { what: `istioctl -f ${raw}`, why, ...at, blocking: true };
    return [{ ...NONE, missing: [{ name: raw, problem }] }];
  }
  const yaml = file.kind === 'file' ? await context.yaml(file.path) : file.yaml;
  const documents = yaml.documents.flatMap(({ data, index }): readonly OperatorDocument[] =>
    stringAt(data.value, ['kind']) === 'IstioOperator'
      ? [{ data, ...(file.kind === 'file' ? { home: { document: index, path: [] } } : {}) }]
      : [],
  );
  return file.kind === 'file'
    ? [{ ...NONE, documents, files: [file.path] }]
    : [{ ...NONE, documents, problems: faultsOf(file, script.path) }];
}

/** What of a text that the script itself hands over is not known. */
function faultsOf({ yaml, printedAt }: InlineFile, path: string): readonly Problem[] {
  const told = (why: string, line: number): Problem => ({
    what: `istioctl -f in ${path}`,
    why,
    file: path,
    line,
    blocking: true,
  });
  const [error] = yaml.errors;
  if (error) return [told(`it can’t be read as YAML: ${faultOf(error)}`, error.line)];
  return printedAt === undefined ? [] : [told(PRINTED, printedAt)];
}

/** The files of that name that Terraform writes; several where its modules are run in several ways. */
async function writtenFor(
  context: DetectContext,
  script: ScriptFile,
  raw: string,
): Promise<readonly WrittenFile[]> {
  const all = await writtenFiles(context);
  const name = /\$\{([\w-]{1,200}\.[\w-]{1,200})\.filename\}$/.exec(raw)?.[1];
  if (name !== undefined)
    return all.filter(file => file.name === name && file.folder === folderOf(script.path));
  for (const path of placesOf(script, raw)) {
    const found = all.filter(file => file.path === path);
    if (found.length > 0) return found;
  }
  return [];
}

function ofWritten(context: DetectContext, file: WrittenFile, all: readonly WrittenFile[]): OperatorFiles {
  const { address, value, declared } = file;
  const variant = all.length > 1 ? { variant: `${address} ${all.indexOf(file) + 1}` } : {};
  const what = `what ${address} writes`;
  if (value.kind === 'unknown') {
    const why = `the tree does not decide it: \`${value.gap.what}\` gets its value elsewhere`;
    return { ...NONE, ...variant, missing: [{ problem: { what, why, ...value.gap.at, blocking: true } }] };
  }
  const operators = objectsOf(file).filter(({ data }) => stringAt(data.value, ['kind']) === 'IstioOperator');
  return {
    ...NONE,
    ...variant,
    documents: operators.map(({ data }) => ({ data })),
    // A template that is YAML is no installation of its own.
    files: operators.flatMap(({ data }) =>
      context.tree.has(data.file) && !isTerraformFile(data.file) ? [data.file] : [],
    ),
    problems: operators.flatMap(({ open }) => openOutcome(what, open.filter(mayDecide), declared).problems),
  };
}

/** What is open of a version is said with the version. */
function mayDecide({ path }: OpenPath): boolean {
  return path.length === 0 || (path[0] === 'spec' && path.at(-1) !== 'tag');
}

/**
 * The only template of the tree that becomes a file of that name, which a playbook or script fills in before: the one that its
 * task names, else `operator.yaml.j2` for `operator.yaml`.
 */
async function templateFor(
  context: DetectContext,
  script: ScriptFile,
  raw: string,
): Promise<Pick<OperatorFiles, 'documents' | 'problems' | 'files'> | undefined> {
  const name = baseName(raw);
  const filled = templateTasksIn((await context.text(script.path)) ?? '').flatMap(({ src, dest }) =>
    baseName(dest) === name ? [baseName(src)] : [],
  );
  const names = filled.length > 0 ? filled : TEMPLATE_ENDS.map(ending => `${name}.${ending}`);
  const [path, ...others] = context.candidates.filter(
    candidate => names.includes(baseName(candidate)) && !context.isSetAside(candidate),
  );
  if (path === undefined || others.length > 0) return undefined;
  const operators = parseTemplated(context, path, (await context.text(path)) ?? '').filter(
    ({ data }) => stringAt(data.value, ['kind']) === 'IstioOperator',
  );
  if (operators.length === 0) return undefined;
  const problems = operators.flatMap(
    ({ data, open }) =>
      openOutcome(`IstioOperator of ${path}`, open, { file: path, line: data.lineOf([]) }).problems,
  );
  // What is copied as it is, is no installation of its own.
  const files = /\.ya?ml$/i.test(path) ? [path] : [];
  return { documents: operators.map(({ data }) => ({ data })), problems, files };
}

/** Tasks of Ansible that fill in templates: `src: …` and `dest: …`, one below the other. */
function templateTasksIn(text: string): readonly { readonly src: string; readonly dest: string }[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const src = /\bsrc:(.*)/.exec(line)?.[1];
    const dest = src === undefined ? undefined : /^[ \t]*dest:(.*)/.exec(lines[index + 1] ?? '')?.[1];
    return src === undefined || dest === undefined ? [] : [{ src: unquoted(src), dest: unquoted(dest) }];
  });
}

function unquoted(text: string): string {
  return text.trim().replace(/^["']/, '').replace(/["']$/, '');
}
