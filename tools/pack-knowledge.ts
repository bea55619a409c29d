/**
 * Packs the knowledge for run time, where parsing YAML and validating would cost a tenth of a second:
 * `node build/tools/pack-knowledge.js [BUILD-FOLDER]` reads `knowledge/` below the current folder, checks every rule and
 * entry of the ledger, and writes `BUILD-FOLDER/src/assets/rules.json` with the ledger, the facts and the list of wholly
 * curated minors beside it.
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { compare } from 'semver';
import { coverage, curatedMinors } from '../src/knowledge/coverage.js';
import { CURATED_FILE } from '../src/knowledge/curated.js';
import { ENVOY_FILE } from '../src/knowledge/envoy.js';
import { ENVOY_MOVES_FILE } from '../src/knowledge/envoy-moves.js';
import { loadFacts } from '../src/knowledge/facts.js';
import { LEDGER_FILE } from '../src/knowledge/ledger.js';
import { RELEASES_FILE } from '../src/knowledge/releases.js';
import { RULES_FILE, SCHEMA_FILE } from '../src/knowledge/rules.js';
import { createRuleReader } from '../src/rules/check.js';
import type { Rule } from '../src/rules/rule.js';
import { readEnvoy } from './pack-envoy.js';
import { readEnvoyMoves } from './pack-envoy-moves.js';
import { readLedger } from './pack-ledger.js';
import { readReleases } from './pack-releases.js';

/** Reads and checks the rules of `knowledge/rules/`. Errors name file, line and reason, one line each. */
export async function readRules(
  knowledgeFolder: string,
): Promise<{ readonly rules: readonly Rule[]; readonly errors: readonly string[] }> {
  const read = createRuleReader(JSON.parse(await readFile(schemaFile(knowledgeFolder), 'utf8')) as object);
  const folder = join(knowledgeFolder, 'rules');
  const rules: Rule[] = [];
  const errors: string[] = [];
  for (const file of (await readdir(folder, { recursive: true }))
    .filter(name => /\.ya?ml$/.test(name))
    .toSorted()) {
    const found = read(file, await readFile(join(folder, file), 'utf8'));
    if (!found.ok) {
      errors.push(...found.faults.map(({ line, message }) => `${file}:${line}: ${message}`));
      continue;
    }
    if (rules.some(({ id }) => id === found.rule.id))
      errors.push(`${file}:1: the id ${found.rule.id} is taken`);
    rules.push(found.rule);
  }
  return { rules: rules.toSorted(byRelease), errors };
}

function schemaFile(knowledgeFolder: string): string {
  return join(knowledgeFolder, 'schema', 'rule.schema.json');
}

function byRelease(one: Rule, other: Rule): number {
  return compare(one.since.at(-1) ?? '0.0.0', other.since.at(-1) ?? '0.0.0') || (one.id < other.id ? -1 : 1);
}

async function pack(buildFolder: string): Promise<number> {
  const { rules, errors } = await readRules('knowledge');
  const ledger = await readLedger('knowledge');
  const moves = await readEnvoyMoves('knowledge');
  const envoy = await readEnvoy('knowledge', rules);
  const releases = await readReleases('knowledge');
  const faults = [
    ...releases.errors.map(error => `knowledge/releases/${error}`),
    ...errors.map(error => `knowledge/rules/${error}`),
    ...ledger.errors.map(error => `knowledge/ledger/${error}`),
    ...moves.errors.map(error => `knowledge/envoy-moves.yaml: ${error}`),
    ...envoy.errors.map(error => `knowledge/envoy.yaml: ${error}`),
  ];
  if (faults.length > 0) {
    for (const fault of faults) console.error(fault);
    return 1;
  }
  const assets = join(buildFolder, 'src', 'assets');
  const facts = join(assets, 'facts');
  await mkdir(facts, { recursive: true });
  await writeFile(join(assets, RULES_FILE), `${JSON.stringify(rules)}\n`);
  await cp(schemaFile('knowledge'), join(assets, SCHEMA_FILE));
  await writeFile(join(assets, ENVOY_MOVES_FILE), `${JSON.stringify(moves.moves)}\n`);
  await writeFile(join(assets, ENVOY_FILE), `${JSON.stringify(envoy.releases)}\n`);
  await writeFile(join(assets, LEDGER_FILE), `${JSON.stringify(ledger.entries)}\n`);
  for (const name of await readdir(join('knowledge', 'facts')).catch(() => [])) {
    if (name.endsWith('.json')) await cp(join('knowledge', 'facts', name), join(facts, name));
  }
  await writeFile(join(assets, RELEASES_FILE), `${JSON.stringify(releases.file)}\n`);
  const known = loadFacts(facts);
  const curated = curatedMinors(known, coverage(known, rules, ledger.entries));
  await writeFile(join(assets, CURATED_FILE), `${JSON.stringify(curated)}\n`);
  return 0;
}

if (argv[1] === fileURLToPath(import.meta.url)) exit(await pack(argv[2] ?? 'build'));
