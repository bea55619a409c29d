/** The command `explain`: one rule, or one setting's history of defaults. */
import { join } from 'node:path';
import { assetsFolder } from './assets.js';
import { UsageError } from './errors.js';
import { loadFacts } from './knowledge/facts.js';
import { loadRules } from './knowledge/rules.js';
import { explainRule, explainSetting } from './report/explain.js';

/** @throws {UsageError} for a name that is neither, with the nearest that is */
export function explain(name: string): string {
  const rules = loadRules(assetsFolder());
  const rule = rules.find(({ id }) => id === name);
  if (rule) return explainRule(rule);
  const facts = loadFacts(join(assetsFolder(), 'facts'));
  const settings = facts.settings('env', name);
  if (settings.length > 0)
    return explainSetting({
      name,
      histories: settings.map(({ component, kind, history }) => ({ component, kind, ranges: history })),
    });
  const near = facts.nearest('env', name);
  const known = rules.map(({ id }) => id).join(', ');
  throw new UsageError(
    `${name} is neither a rule nor a setting that any release reads${near ? `; did you mean ${near}?` : ''} (rules: ${known})`,
  );
}
