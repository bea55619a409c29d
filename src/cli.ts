/** Door: the command line. Results on standard output, progress on standard error, verdicts as exit codes. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addCheckOptions, type CheckFlags } from './check-options.js';
import { commandsOf, EXIT_CODES, helpConfiguration } from './cli-help.js';
import { addDetectCommand } from './detect-command.js';
import { UsageError } from './errors.js';
import { exitCodeOf } from './exit-code.js';
import { addExportCommand } from './export-command.js';
import { addFixCommand } from './fix-command.js';
import { addKnowledgeCommands } from './knowledge-command.js';
import type { Report } from './model.js';
import type { Output } from './report/output.js';
import type { RenderOptions } from './report/registry.js';
import { packedVersion } from './version.js';

/** Exit codes besides the verdict's. */
const USAGE = 2;
const INTERNAL = 4;

/**
 * Runs the command line.
 * @param argv arguments without the interpreter and the script
 * @returns the exit code
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = createProgram(result => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      complain(`${usageMessage(error, program, argv)}; --help shows the options`);
      return USAGE;
    }
    if (error instanceof UsageError) {
      complain(error.message);
      return USAGE;
    }
    if (error instanceof OutputError) {
      complain(error.message);
      return INTERNAL;
    }
    const trace = error instanceof Error ? error.stack : undefined;
    process.stderr.write(`istio-preflight: internal error, please report it: ${trace ?? String(error)}\n`);
    return INTERNAL;
  }
}

/** Commander's own words, without its prefix and full stop; where a command is missing, it has none. */
function usageMessage({ code, message }: CommanderError, program: Command, argv: readonly string[]): string {
  if (code !== 'commander.help') return message.replace(/^error: /, '').replace(/\.$/, '');
  const group = program.commands.find(command => command.name() === argv[0]) ?? program;
  return `give a command${group === program ? '' : ` of ${group.name()}`}: ${commandsOf(group)}`;
}

/** Standard output could not be written to. */
class OutputError extends Error {
  override readonly name = 'OutputError';
}

function createProgram(exit: (code: number) => void): Command {
  const { version, knowledge } = packedVersion();
  const program = new Command('istio-preflight')
    .description('Tells what an Istio upgrade breaks in this repository, where, and what mends it.')
    .version(`${version} (knowledge up to Istio ${knowledge})`, '--version')
    .exitOverride()
    .configureHelp(helpConfiguration)
    // What went wrong is said in one line, by whoever catches it.
    .configureOutput({ writeErr: () => {} });
  addCheckOptions(program.command('check').description('what does this change break?'))
    .addHelpText('after', EXIT_CODES)
    .action(async (flags: CheckFlags) => exit(await check(flags)));
  addCheckOptions(
    program
      .command('plan')
      .description(
        'what if this tree went to another release, given with --to: the hops, their order, and what bites where',
      ),
  )
    .addHelpText('after', EXIT_CODES)
    .action(async (flags: CheckFlags) => exit(await plan(flags)));
  addFixCommand(program, { print, write, exit });
  addDetectCommand(program, print);
  addExportCommand(program, print);
  program
    .command('explain <rule-or-setting>')
    .description("one rule or finding, or one setting's history of defaults")
    .action(async (name: string) => {
      const { explain } = await import('./explain.js');
      await print(explain(name));
    });
  addKnowledgeCommands(program, print, exit);
  return program;
}

/** The same analysis; what is asked for is the way, so that it comes first. */
async function plan(flags: CheckFlags): Promise<number> {
  if (flags.to.length === 0) throw new UsageError('plan: --to says which release to go to');
  await refuseTargets(flags.to);
  return check(flags, { planFirst: true });
}

/** @throws {UsageError} for a target that is known to be no release */
async function refuseTargets(targets: readonly string[]): Promise<void> {
  const [{ refusalOf }, { loadFacts }, { loadReleases }, { assetsFolder }] = await Promise.all([
    import('./plan/target.js'),
    import('./knowledge/facts.js'),
    import('./knowledge/releases.js'),
    import('./assets.js'),
  ]);
  const folder = assetsFolder();
  const [facts, releases] = [loadFacts(join(folder, 'facts')), loadReleases(folder)];
  for (const target of targets) {
    const why = refusalOf(target, facts, releases);
    if (why !== undefined) throw new UsageError(`--to ${target}: ${why}`);
  }
}

async function check(flags: CheckFlags, options: RenderOptions = {}): Promise<number> {
  const { runCheck } = await import('./check.js');
  const report = await runCheck(flags, {
    env: process.env,
    progress: process.stderr.isTTY
      ? phase => process.stderr.write(`istio-preflight: ${phase} …\n`)
      : () => {},
    readFile: file => readFile(resolve(file), 'utf8'),
  });
  const outputs = flags.format.length > 0 ? flags.format : [defaultOutput()];
  for (const output of outputs)
    await write(report, output, { ...options, showNoise: flags.showNoise === true });
  return exitCodeOf(report);
}

async function write(report: Report, output: Output, options: RenderOptions = {}): Promise<void> {
  const { FORMATS } = await import('./report/registry.js');
  const render = FORMATS.get(output.format);
  if (!render) throw new Error(`no renderer for ${output.format}`);
  const text = render(report, { ...options, color: output.file === undefined && useColor() });
  if (output.file === undefined) return print(text);
  try {
    await writeFile(output.file, text);
  } catch (error) {
    throw new UsageError(
      `--format ${output.format}=${output.file}: can't be written: ${(error as Error).message}`,
    );
  }
}

/** A reader that has seen enough (`| head`) is no failure, and changes no exit code. */
async function print(text: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>(resolve => {
    // Told twice, as an event and to the callback: without a listener the event would end the process.
    process.stdout.once('error', resolve);
    process.stdout.write(text, resolve);
  });
  if (error && error.code !== 'EPIPE')
    throw new OutputError(`the results can't be written to standard output: ${error.message}`);
}

function defaultOutput(): Output {
  return { format: process.stdout.isTTY ? 'text' : 'markdown' };
}

function useColor(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR;
}

function complain(message: string): void {
  process.stderr.write(`istio-preflight: ${oneLine(message)}\n`);
}

/** Messages quote what they complain of: nothing in it may move the terminal's cursor. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/\s*[\u0000-\u001f\u007f-\u009f\u2028\u2029]\s*/g, ' ').trim();
}
