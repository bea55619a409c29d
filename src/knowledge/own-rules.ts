/** An organisation's own rules: the same form as the knowledge base's, read from its tree. Loaded only where there are any. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { UsageError } from '../errors.js';
import type { Tree } from '../model.js';
import { createRuleReader } from '../rules/check.js';
import type { Rule } from '../rules/rule.js';
import { SCHEMA_FILE } from './rules.js';

/** More files than this are no rules. */
const MAX_FILES = 500;

/**
 * Reads the rules that the patterns of a policy name.
 * @param tree the base: a change does not soften its own judgement
 * @param patterns globs over paths of the tree; a leading `./` is dropped
 * @param taken ids of the rules that there are already
 * @param assets the folder of assets
 * @throws {UsageError} naming file and line of the first fault, or the pattern that nothing matches
 */
export async function loadOwnRules(
  tree: Tree,
  patterns: readonly string[],
  taken: ReadonlySet<string>,
  assets: string,
): Promise<readonly Rule[]> {
  const read = createRuleReader(JSON.parse(readFileSync(join(assets, SCHEMA_FILE), 'utf8')) as object);
  const rules = new Map<string, Rule>();
  for (const path of pathsOf(tree, patterns)) {
    const content = await tree.read(path);
    if (!content.ok) throw new UsageError(`${path}: ${content.why}`);
    const found = read(path, content.text);
    if (!found.ok) {
      const [fault] = found.faults;
      const more = found.faults.length > 1 ? ` (and ${found.faults.length - 1} more)` : '';
      throw new UsageError(`${path}:${fault?.line ?? 1}: ${fault?.message ?? 'is no rule'}${more}`);
    }
    const { id } = found.rule;
    if (taken.has(id) || rules.has(id)) throw new UsageError(`${path}:1: there is a rule ${id} already`);
    rules.set(id, found.rule);
  }
  return [...rules.values()];
}

function pathsOf(tree: Tree, patterns: readonly string[]): readonly string[] {
  const paths = new Set<string>();
  for (const pattern of patterns) {
    const matches = picomatch(pattern.replace(/^\.\//, ''));
    const found = tree.paths.filter(path => matches(path));
    if (found.length === 0) throw new UsageError(`\`rules\`: nothing in ${tree.name} matches ${pattern}`);
    for (const path of found) paths.add(path);
  }
  if (paths.size > MAX_FILES)
    throw new UsageError(`\`rules\` names ${paths.size} files; ${MAX_FILES} at most`);
  return [...paths].toSorted();
}
