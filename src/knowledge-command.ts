/** The command `knowledge`: what the package knows of Istio's releases, and what nobody has curated yet. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { assetsFolder } from './assets.js';

export type KnowledgeFormat = 'json' | 'text';

interface Flags {
  readonly format: KnowledgeFormat;
}

/**
 * Adds `knowledge facts` and `knowledge coverage` to the program.
 * @param print takes the whole output of a command
 */
export function addKnowledgeCommands(
  program: Command,
  print: (text: string) => void | Promise<void> = text => {
    process.stdout.write(text);
  },
): void {
  const knowledge = program.command('knowledge').description('look after the knowledge base');
  knowledge
    .command('facts')
    .description('every setting with its defaults in every release')
    .addOption(formatOption())
    .action(async ({ format }: Flags) => {
      await print(await facts(format));
    });
  knowledge
    .command('coverage')
    .description('behaviour changes that neither a rule nor the ledger speaks of')
    .addOption(formatOption())
    .action(async ({ format }: Flags) => {
      await print(await coverage(format));
    });
}

/** What `knowledge facts` prints; ends with a line break. */
export async function facts(format: KnowledgeFormat, folder: string = assetsFolder()): Promise<string> {
  const [{ loadFacts, printFacts }, { factsText }] = await Promise.all([
    import('./knowledge/facts.js'),
    import('./report/knowledge.js'),
  ]);
  const printed = printFacts(loadFacts(join(folder, 'facts')));
  return format === 'json' ? `${JSON.stringify(printed)}\n` : factsText(printed);
}

/** What `knowledge coverage` prints; ends with a line break. */
export async function coverage(format: KnowledgeFormat, folder: string = assetsFolder()): Promise<string> {
  const [{ loadFacts }, { loadRules }, { loadLedger }, covered, { coverageText }] = await Promise.all([
    import('./knowledge/facts.js'),
    import('./knowledge/rules.js'),
    import('./knowledge/ledger.js'),
    import('./knowledge/coverage.js'),
    import('./report/knowledge.js'),
  ]);
  const known = loadFacts(join(folder, 'facts'));
  const result = covered.coverage(known, loadRules(folder), loadLedger(folder));
  return format === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : coverageText(result, known.newest);
}

function formatOption(): Option {
  return new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text');
}
