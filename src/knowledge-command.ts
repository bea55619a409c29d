/** The command `knowledge`: what the package knows of Istio's releases, and what nobody has curated yet. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { assetsFolder } from './assets.js';
import { describeReadFailure, UsageError } from './errors.js';

export type KnowledgeFormat = 'json' | 'text';

interface Flags {
  readonly format: KnowledgeFormat;
}

interface CheckFlags {
  readonly charts: readonly string[];
  readonly offline?: boolean;
}

/** A rule that does not hold, a change that nobody looked at. */
const FAILED = 1;

/**
 * Adds `knowledge list`, `check`, `facts` and `coverage` to the program.
 * @param print takes the whole output of a command
 * @param exit takes an exit code that is not 0
 */
export function addKnowledgeCommands(
  program: Command,
  print: (text: string) => void | Promise<void> = text => {
    process.stdout.write(text);
  },
  exit: (code: number) => void = code => {
    process.exitCode = code;
  },
): void {
  const knowledge = program.command('knowledge').description('look after the knowledge base');
  knowledge
    .command('list')
    .description('the rules, in order of releases')
    .addOption(formatOption())
    .action(async ({ format }: Flags) => {
      await print(await list(format));
    });
  knowledge
    .command('check')
    .description('whether rules are well formed and hold on their own examples')
    .argument('<file...>', 'rules of your own')
    .option('--charts <source>', 'where charts come from; repeatable', collect, [])
    .option('--offline', 'no network at all')
    .action(async (files: readonly string[], flags: CheckFlags) => {
      const { checkRules } = await import('./knowledge-check.js');
      const { text, ok } = await checkRules({
        files,
        charts: flags.charts,
        offline: flags.offline === true,
        env: process.env,
        readFile: file =>
          readFile(file, 'utf8').catch(cause => {
            throw new UsageError(`${file}: ${describeReadFailure(cause)}`);
          }),
      });
      await print(text);
      if (!ok) exit(FAILED);
    });
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
      const { text, isWhole } = await coverage(format);
      await print(text);
      if (!isWhole) exit(FAILED);
    });
}

/** What `knowledge list` prints; ends with a line break. */
export async function list(format: KnowledgeFormat, folder: string = assetsFolder()): Promise<string> {
  const [{ loadRules }, { rulesText, rulesJson }] = await Promise.all([
    import('./knowledge/rules.js'),
    import('./report/knowledge.js'),
  ]);
  const rules = loadRules(folder);
  return format === 'json' ? rulesJson(rules) : rulesText(rules);
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

/** What `knowledge coverage` prints, which ends with a line break, and whether nothing is open. */
export async function coverage(
  format: KnowledgeFormat,
  folder: string = assetsFolder(),
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const [{ loadFacts }, { loadRules }, { loadLedger }, covered, { coverageText }] = await Promise.all([
    import('./knowledge/facts.js'),
    import('./knowledge/rules.js'),
    import('./knowledge/ledger.js'),
    import('./knowledge/coverage.js'),
    import('./report/knowledge.js'),
  ]);
  const known = loadFacts(join(folder, 'facts'));
  const result = covered.coverage(known, loadRules(folder), loadLedger(folder));
  const text =
    format === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : coverageText(result, known.newest);
  return { text, isWhole: result.uncovered.length === 0 };
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

function formatOption(): Option {
  return new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text');
}
