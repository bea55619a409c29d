/** Whether what the user calls a rule is one. */
import { UsageError } from './errors.js';
import { findingsWithoutRule } from './findings/without-rule.js';
import { nearestName } from './knowledge/facts/nearest.js';

/**
 * @param rules ids of all rules that judge, the organisation's own among them
 * @throws {UsageError} for a name that no finding can have, with the nearest that one can
 */
export function requireKnownRules(option: string, names: readonly string[], rules: readonly string[]): void {
  const known = new Set([...rules, ...findingsWithoutRule.keys()]);
  for (const name of names) {
    if (known.has(name)) continue;
    const near = nearestName(name, known);
    throw new UsageError(
      `${option} ${name}: no finding has that name${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
  }
}
