/** The command `detect`: what Istio a tree installs, and where each part of that is written. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { InventoryOptions } from './inventory.js';
import { collect, kubeVersion } from './options.js';

type Flags = InventoryOptions & { readonly format: 'text' | 'json' };

/** @param print takes the whole output of a command */
export function addDetectCommand(program: Command, print: (text: string) => void | Promise<void>): void {
  program
    .command('detect')
    .description('what Istio does this tree install?')
    .option('--head <ref|dir>', 'a Git revision of --repo, or a folder (default: the working tree)')
    .option('--repo <dir>', 'the Git repository', '.')
    .option(
      '--charts <source>',
      'where charts come from that the tree’s own are made with; repeatable',
      collect,
      [],
    )
    .option(
      '--values <file>',
      'values for installations whose values are not in the tree; repeatable',
      collect,
      [],
    )
    .option('--manifests <dir>', 'more Istio resources to count; repeatable', collect, [])
    .option('--kube-version <version>', 'Kubernetes version to render for', kubeVersion)
    .option('--config <file>', 'policy file (default: .istio-preflight.yaml of the tree)')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--offline', 'no network at all')
    .action(async (flags: Flags) => {
      const [{ runInventory }, { inventoryJson, inventoryText }] = await Promise.all([
        import('./inventory.js'),
        import('./report/inventory.js'),
      ]);
      const inventory = await runInventory(flags, {
        env: process.env,
        readFile: file => readFile(resolve(file), 'utf8'),
      });
      await print(flags.format === 'json' ? inventoryJson(inventory) : inventoryText(inventory));
    });
}
