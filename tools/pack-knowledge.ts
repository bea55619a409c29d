/**
 * Packs the knowledge for run time, where parsing YAML and validating would cost a tenth of a second:
 * `node build/tools/pack-knowledge.js [BUILD-FOLDER]` reads `knowledge/` below the current folder, checks every rule and
 * entry of the ledger, and writes `BUILD-FOLDER/src/assets/rules.json` with the ledger and the facts beside it.
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { compare } from 'semver';
import { parse } from 'yaml';
import { isSetting } from '../src/behaviour/behaviour.js';
import { LEDGER_FILE } from '../src/knowledge/ledger.js';
import { RULES_FILE } from '../src/knowledge/rules.js';
import { viewDefinitions } from '../src/mesh/views/index.js';
import { parseFixPath } from '../src/overrides/fix-path.js';
import { compileExpression, fieldsRead } from '../src/rules/condition.js';
import type { Rule, RuleFix } from '../src/rules/rule.js';
import { readLedger } from './pack-ledger.js';

/** Reads and checks the rules of `knowledge/rules/`. Errors name file and reason, one line each. */
export async function readRules(
  knowledgeFolder: string,
): Promise<{ readonly rules: readonly Rule[]; readonly errors: readonly string[] }> {
  const schema = JSON.parse(
    await readFile(join(knowledgeFolder, 'schema', 'rule.schema.json'), 'utf8'),
  ) as object;
  const validate = new Ajv({ allErrors: true }).compile<Rule>(schema);
  const folder = join(knowledgeFolder, 'rules');
  const rules: Rule[] = [];
  const errors: string[] = [];
  for (const file of (await readdir(folder, { recursive: true }))
    .filter(name => /\.ya?ml$/.test(name))
    .toSorted()) {
    let rule: unknown;
    try {
      rule = parse(await readFile(join(folder, file), 'utf8'));
    } catch (cause) {
      errors.push(`${file}: ${(cause as Error).message.split('\n', 1)[0]}`);
      continue;
    }
    if (!validate(rule)) {
      errors.push(
        ...(validate.errors ?? []).map(error => `${file}: ${error.instancePath || '/'} ${error.message}`),
      );
      continue;
    }
    errors.push(...faultsOf(rule, file).map(fault => `${file}: ${fault}`));
    if (rules.some(({ id }) => id === rule.id)) errors.push(`${file}: the id ${rule.id} is taken`);
    rules.push(rule);
  }
  return { rules: rules.toSorted(byRelease), errors };
}

/** What the schema can't say: expressions compile, views, fields and places exist, releases are in order. */
export function faultsOf(rule: Rule, file: string): readonly string[] {
  const faults: string[] = [];
  const name = basename(file).replace(/\.ya?ml$/, '');
  if (rule.id !== name) faults.push(`the id ${rule.id} is not the file's name`);
  for (const field of ['since', 'until'] as const) {
    const releases = rule[field] ?? [];
    if (releases.toSorted(compare).join() !== releases.join()) faults.push(`${field} is not in order`);
  }
  if (rule.examples.exposed.length + (rule.examples.possible ?? []).length === 0)
    faults.push('no example that it speaks of: exposed, or possible for a rule that can only ask');
  if (rule.pin && !(rule.knob && isSetting(rule.knob))) faults.push('a pin without a setting');
  const view = viewDefinitions.find(definition => definition.name === rule.each);
  if (!view) return [...faults, `there is no view ${rule.each}`];
  if (rule.at !== undefined && !Object.hasOwn(view.places, rule.at))
    faults.push(`${rule.each} has no place ${rule.at}`);

  for (const [index, fix] of rule.fixes.entries()) {
    if (fix.at !== undefined && !Object.hasOwn(view.places, fix.at))
      faults.push(`fixes[${index}].at: ${rule.each} has no place ${fix.at}`);
    for (const path of pathsOf(fix)) {
      if (!parseFixPath(path)) faults.push(`fixes[${index}]: ${path} is no path`);
    }
  }

  const settings = new Set((rule.reads ?? []).map(({ kind, name: setting }) => `${kind}.${setting}`));
  for (const [where, source] of expressionsOf(rule)) {
    const expression = compileExpression(source);
    if (!expression.ok) {
      faults.push(`${where}: ${expression.error}`);
      continue;
    }
    for (const field of fieldsRead(expression.ast, 'item')) {
      if (!Object.hasOwn(view.fields, field))
        faults.push(`${where}: items of ${rule.each} have no field ${field}`);
    }
    for (const [, kind, setting] of source.matchAll(/\b(?:before|after)\.(env|proxyMetadata)\.(\w+)/g)) {
      if (!settings.has(`${kind}.${setting}`))
        faults.push(`${where}: reads ${kind}.${setting} without naming it in reads`);
    }
  }
  return faults;
}

function pathsOf({ set, remove, move, values }: RuleFix): readonly string[] {
  const moved = values && 'to' in values ? [values.to] : [];
  return [set?.path, remove?.path, move?.path, move?.to, values?.path, ...moved].filter(
    path => path !== undefined,
  );
}

function expressionsOf(rule: Rule): [string, string][] {
  const fixes = rule.fixes.flatMap(({ when, set, values }, index): [string, string][] => [
    ...(when === undefined ? [] : [[`fixes[${index}].when`, when] as [string, string]]),
    ...(set ? [[`fixes[${index}].set.value`, set.value] as [string, string]] : []),
    ...(values && 'value' in values
      ? [[`fixes[${index}].values.value`, values.value] as [string, string]]
      : []),
  ]);
  return [
    ['when', rule.when],
    ...(rule.possible === undefined ? [] : [['possible', rule.possible] as [string, string]]),
    ['message', rule.message],
    ...fixes,
  ];
}

function byRelease(one: Rule, other: Rule): number {
  return compare(one.since.at(-1) ?? '0.0.0', other.since.at(-1) ?? '0.0.0') || (one.id < other.id ? -1 : 1);
}

async function pack(buildFolder: string): Promise<number> {
  const { rules, errors } = await readRules('knowledge');
  const ledger = await readLedger('knowledge');
  const faults = [
    ...errors.map(error => `knowledge/rules/${error}`),
    ...ledger.errors.map(error => `knowledge/ledger/${error}`),
  ];
  if (faults.length > 0) {
    for (const fault of faults) console.error(fault);
    return 1;
  }
  const assets = join(buildFolder, 'src', 'assets');
  const facts = join(assets, 'facts');
  await mkdir(facts, { recursive: true });
  await writeFile(join(assets, RULES_FILE), `${JSON.stringify(rules)}\n`);
  await writeFile(join(assets, LEDGER_FILE), `${JSON.stringify(ledger.entries)}\n`);
  for (const name of await readdir(join('knowledge', 'facts')).catch(() => [])) {
    if (name.endsWith('.json')) await cp(join('knowledge', 'facts', name), join(facts, name));
  }
  return 0;
}

if (argv[1] === fileURLToPath(import.meta.url)) exit(await pack(argv[2] ?? 'build'));
