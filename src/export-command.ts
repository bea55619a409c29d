/** The command `export`: how to collect from a cluster what the rules look at. */
import type { Command } from 'commander';
import { exportScript } from './mesh/export-script.js';

/** @param print takes the whole output of a command */
export function addExportCommand(program: Command, print: (text: string) => void | Promise<void>): void {
  program
    .command('export')
    .description('the read-only kubectl command that collects what the rules look at, for --manifests')
    .action(async () => {
      await print(exportScript());
    });
}
