/** The command `fix`: the patch on standard output, what it does and leaves on standard error. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { addCheckOptions, type CheckFlags } from './check-options.js';
import { EXIT_CODES } from './cli-help.js';
import { UsageError } from './errors.js';
import { exitCodeOf } from './exit-code.js';
import type { Report } from './model.js';
import { collect } from './options.js';
import type { Output } from './report/output.js';

interface FixFlags extends CheckFlags {
  readonly write?: boolean;
  readonly only: readonly string[];
  readonly pins?: boolean;
  readonly fixes?: boolean;
  readonly allowWeakening?: boolean;
}

export interface FixPorts {
  /** Takes the whole output of a command. */
  print(text: string): Promise<void>;
  /** Writes a report in one of its formats. */
  write(report: Report, output: Output): Promise<void>;
  exit(code: number): void;
}

export function addFixCommand(program: Command, ports: FixPorts): void {
  const command = program.command('fix').description('the overrides as one patch that `git apply` takes');
  addCheckOptions(command)
    .option('--write', 'change the files instead of printing the patch')
    .option('--only <rule>', 'only for the findings of this rule; repeatable', collect, [])
    .option(
      '--pins',
      'only settings that keep the old behaviour for now; with --fixes, where no fix can be written',
    )
    .option('--fixes', 'lasting changes, also those that somebody who knows the workloads has to look at')
    .option('--allow-weakening', 'also what gives up security')
    .addHelpText('after', `${EXIT_CODES}\nThe verdict is the one that the patch leaves.`)
    .action(async (flags: FixFlags) => ports.exit(await fix(flags, ports)));
}

/** @returns the exit code of the verdict that the patch leaves */
async function fix(flags: FixFlags, ports: FixPorts): Promise<number> {
  const toStdout = flags.format.find(({ file }) => file === undefined);
  if (toStdout && flags.write !== true)
    throw new UsageError(
      `--format ${toStdout.format}: standard output is for the patch, name a file for the report: ${toStdout.format}=FILE`,
    );
  const [{ runFix }, { fixSummary }] = await Promise.all([
    import('./fix.js'),
    import('./report/fix-summary.js'),
  ]);
  const selection = {
    rules: flags.only,
    pins: flags.pins === true,
    fixes: flags.fixes === true,
    weakening: flags.allowWeakening === true,
  };
  const result = await runFix(
    { ...flags, selection, write: flags.write === true },
    {
      env: process.env,
      progress: process.stderr.isTTY
        ? phase => process.stderr.write(`istio-preflight: ${phase} …\n`)
        : () => {},
      readFile: file => readFile(resolve(file), 'utf8'),
    },
  );
  for (const output of flags.format) await ports.write(result.after, output);
  process.stderr.write(fixSummary(result, flags.write === true, flags.only));
  if (flags.write !== true) await ports.print(result.patch.text);
  return exitCodeOf(result.after);
}
