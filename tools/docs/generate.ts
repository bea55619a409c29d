import { loadFacts } from '../../src/knowledge/facts.js';
import { viewDefinitions } from '../../src/mesh/views/index.js';
import { readRules } from '../pack-knowledge.js';
import { rulePages, rulesIndex } from './rules.js';
import { viewsPage } from './views.js';

/** Everything that is generated, by path below the current folder, the repository's. */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  const { rules } = await readRules('knowledge');
  const { newest } = loadFacts('knowledge/facts');
  return new Map([
    ['docs/views.md', viewsPage(viewDefinitions)],
    ['knowledge/index.json', rulesIndex(rules, newest)],
    ...[...rulePages(rules)].map(([path, text]) => [`docs/rules/${path}`, text] as const),
  ]);
}
