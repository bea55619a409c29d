/** The command `knowledge check`: whether rules are well formed, and hold on their own examples. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { append } from './append.js';
import { assetsFolder } from './assets.js';
import { SCHEMA_FILE } from './knowledge/rules.js';
import { parsePolicy } from './policy/policy.js';
import { createRuleReader } from './rules/check.js';
import { trialsOf } from './rules/prove.js';
import type { Rule } from './rules/rule.js';
import { withTools } from './session.js';

export interface KnowledgeCheckInput {
  readonly files: readonly string[];
  /** Sources of charts; none: Istio's own repository. */
  readonly charts: readonly string[];
  readonly offline: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (file: string) => Promise<string>;
}

export interface KnowledgeCheckResult {
  /** For reading in a terminal; ends with a line break. */
  readonly text: string;
  readonly ok: boolean;
}

/** Checks each file's form, then takes the examples of those that are well formed through the whole analysis. */
export async function checkRules(input: KnowledgeCheckInput): Promise<KnowledgeCheckResult> {
  const read = createRuleReader(
    JSON.parse(readFileSync(join(assetsFolder(), SCHEMA_FILE), 'utf8')) as object,
  );
  const lines: string[] = [];
  const rules: Rule[] = [];
  let failed = 0;
  for (const file of input.files) {
    const found = read(file, await input.readFile(file));
    if (found.ok) rules.push(found.rule);
    else {
      failed += found.faults.length;
      append(
        lines,
        found.faults.map(({ line, message }) => `${file}:${line}: ${message}`),
      );
    }
  }
  let held = 0;
  await withTools({ ...input, policy: parsePolicy('', '') }, async opening => {
    const { ports, tool } = await opening.full();
    if (rules.length > 0 && tool.helm === null)
      lines.push('No Helm here: examples are judged by their values and the facts alone.');
    for (const rule of rules) {
      for (const trial of trialsOf(rule)) {
        const fault = await trial.run(ports);
        if (fault === undefined) held += 1;
        else {
          failed += 1;
          lines.push(`${rule.id}: ${trial.name}: ${fault}`);
        }
      }
    }
  });
  lines.push(
    `${rules.length} of ${input.files.length} rules are well formed; ${held} trials hold, ${failed} faults.`,
  );
  return { text: `${lines.join('\n')}\n`, ok: failed === 0 };
}
