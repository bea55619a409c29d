/**
 * Which of the commands that run a root module leave out what others give it: such a run takes what Terraform reads by itself.
 * Source: https://developer.hashicorp.com/terraform/cli/commands/apply
 */
import { yamlBlockAround } from './yaml-block.js';

/** One line that runs Terraform, or speaks to it. */
export interface Line {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Folders that its file, or the line itself, says it runs in, relative to the tree or to the file. */
  readonly folders: readonly string[];
  /** Lines of its file that what it exports is for, first and last; undefined for all of them. */
  readonly block?: readonly [number, number];
}

/** `terraform -chdir=a apply -auto-approve`, `$(TF) plan`, and what follows */
const COMMAND =
  /(?:\b(?:terraform|tofu)|\$[({]?(?:TF|TERRAFORM|TOFU)\w{0,20}[)}]?)["']?(?:[ \t]+-chdir[ =]["']?[^\s"']{1,200}["']?)?[ \t]+(?:plan|apply)(?![\w-])([^\n&|;]{0,4000})/;

/** A file of variables that is given only where there is one: `$(if …,-var-file=…)`, `${FILE:+-var-file=…}` */
const PERHAPS = /(?:\$\(if\b|:\+)[^\n]{0,300}-var-file/;

/** True for what plans or applies; a plan that was saved has its values. */
export function isCommand(text: string): boolean {
  const rest = COMMAND.exec(text)?.[1];
  if (rest === undefined) return false;
  const words = rest.split(/\s+/).filter(word => word !== '');
  return !words.some(
    (word, index) =>
      /^["']?[\w./-]+["']?$/.test(word) && !word.startsWith('-') && !takesWord(words[index - 1]),
  );
}

/** `-var a=b`, `-target a`: the word that follows is no saved plan. */
function takesWord(word: string | undefined): boolean {
  return word !== undefined && /^--?(?:var|var-file|target|replace|out|lock-timeout|parallelism)$/.test(word);
}

/** The line that a pipeline's or a script's environment is given in, and those that it reaches. */
export function blockOf(file: string, lines: readonly string[], line: number): Pick<Line, 'block'> {
  const gives = lines[line - 1]?.includes('TF_VAR_') && /\.ya?ml$/i.test(file);
  const block = gives ? yamlBlockAround(lines, line) : undefined;
  return block ? { block } : {};
}

/**
 * True where a command without any file of variables is seen, false where all have one; undefined where nothing says so.
 * @param told texts for people count as far as they name files
 */
export function hasPlainRun(lines: readonly Line[], told: readonly Line[]): boolean | undefined {
  const naming = lines.filter(({ text }) => text.includes('-var-file'));
  // It may be a part of a command that goes over lines.
  const loose = new Set(naming.filter(({ text }) => !isCommand(text)).map(({ file }) => file));
  const isPlain = ({ file, text }: Line): boolean =>
    isCommand(text) && !text.includes('-var-file') && !isOpen(text) && !loose.has(file);
  if (lines.some(isPlain)) return true;
  const always = [...naming, ...told].filter(({ text }) => text.includes('-var-file') && !PERHAPS.test(text));
  return always.length > 0 ? false : undefined;
}

/** What it is run with is not all in it: `terraform apply $ARGS` */
function isOpen(text: string): boolean {
  return /[$]/.test(COMMAND.exec(text)?.[1] ?? '');
}

/** More commands than anybody runs one module with. */
const MAX_COMMANDS = 500;

/** True where some command of these runs without what `givers` give a variable. */
export function isLeftOut(lines: readonly Line[], givers: readonly Line[]): boolean {
  const commands = lines.filter(({ text }) => isCommand(text));
  if (commands.length > MAX_COMMANDS) return true;
  const running = new Set(commands.map(({ file }) => file));
  return commands.some(command => !givers.some(giver => reaches(giver, command, running)));
}

function reaches(giver: Line, command: Line, running: ReadonlySet<string>): boolean {
  if (isCommand(giver.text)) return giver.file === command.file && giver.line === command.line;
  // What a file without a command of its own sets is for those of others.
  if (giver.file !== command.file) return !running.has(giver.file);
  const [first, last] = giver.block ?? [1, Number.POSITIVE_INFINITY];
  return command.line >= first && command.line <= last;
}
