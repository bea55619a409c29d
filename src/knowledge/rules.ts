/** The rules of the knowledge base, as packed at build time: validated there, only read here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../rules/rule.js';

/** Name of the packed file within the folder of assets. */
export const RULES_FILE = 'rules.json';

/** Name of the form of a rule, beside it. */
export const SCHEMA_FILE = 'rule.schema.json';

const loaded = new Map<string, readonly Rule[]>();

/**
 * All rules, in order of release and id; read once per folder.
 * @param folder the folder of assets
 * @throws where the packed file is missing or damaged: the build is broken
 */
export function loadRules(folder: string): readonly Rule[] {
  const known = loaded.get(folder);
  if (known) return known;
  const rules = JSON.parse(readFileSync(join(folder, RULES_FILE), 'utf8')) as readonly Rule[];
  loaded.set(folder, rules);
  return rules;
}
