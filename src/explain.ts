/** The command `explain`: one rule, one finding without a rule, or one setting's history of defaults. */
import { join } from 'node:path';
import { assetsFolder } from './assets.js';
import { UsageError } from './errors.js';
import { findingsWithoutRule } from './findings/without-rule.js';
import { nearestName } from './knowledge/facts/nearest.js';
import { type Facts, loadFacts, type SettingKind } from './knowledge/facts.js';
import { loadRules } from './knowledge/rules.js';
import { explainRule, explainSetting } from './report/explain.js';
import { wrap } from './report/wrap.js';
import type { Rule } from './rules/rule.js';
import { historyInWords, meshFieldInWords, settingsNamed } from './setting-history.js';

const WIDTH = 100;
const WHERE_DESCRIBED = 'How severe it is, and what is kept quiet: docs/settings.md.';

/** @throws {UsageError} for a name that is neither, with the nearest that is */
export function explain(name: string): string {
  const rules = loadRules(assetsFolder());
  const rule = rules.find(({ id }) => id === name);
  if (rule) return explainRule(rule);
  const withoutRule = findingsWithoutRule.get(name);
  if (withoutRule !== undefined)
    return `${name} (found without a rule)\n\n${wrap(withoutRule, WIDTH)}\n\n${WHERE_DESCRIBED}\n`;
  const facts = loadFacts(join(assetsFolder(), 'facts'));
  const settings = settingsNamed(facts, name);
  if (settings.length > 0) {
    const table = explainSetting({
      name,
      histories: settings.map(({ component, kind, history }) => ({ component, kind, ranges: history })),
    });
    const words = [...settings.map(setting => historyInWords(facts, setting)), ...judgedBy(rules, name)];
    return `${table}\n${words.map(text => wrap(text, WIDTH)).join('\n\n')}\n`;
  }
  const field = meshFieldInWords(facts, name);
  if (field !== undefined) return `${wrap(field, WIDTH)}\n`;
  const near = nearestOf(facts, rules, name);
  throw new UsageError(
    `${name} is neither a rule nor a setting that any release reads${near ? `; did you mean ${near}?` : ''} ` +
      '(`knowledge list` prints the rules, `knowledge facts` the settings)',
  );
}

/** The rules that judge a setting, by the last part of its name. */
function judgedBy(rules: readonly Rule[], name: string): string[] {
  const about = rules.filter(({ knob }) => knob && (name === knob.name || name.endsWith(`.${knob.name}`)));
  return about.length === 0 ? [] : [`Judged by: ${about.map(({ id }) => id).join(', ')}.`];
}

function nearestOf(facts: Facts, rules: readonly Rule[], name: string): string | undefined {
  const ids = [...rules.map(({ id }) => id), ...findingsWithoutRule.keys()];
  // Rules are named with hyphens, settings never are.
  if (name.includes('-')) return nearestName(name, ids);
  const kinds: readonly SettingKind[] = name.includes('.')
    ? ['values', 'valuesRead', 'env']
    : ['env', 'values'];
  for (const kind of kinds) {
    const near = facts.nearest(kind, name);
    if (near !== undefined) return near;
  }
  return nearestName(name, ids);
}
