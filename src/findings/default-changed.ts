/** Defaults that moved inside the binaries and that no rule judges: told quietly, in one finding. */
import type { InstallationState } from '../behaviour/state.js';
import { lookup } from '../detect/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { Finding, Upgrade } from '../model.js';
import type { Rule } from '../rules/rule.js';

/** Variables of istiod whose default differs between the two releases, without those that a rule covers or the author set. */
export function defaultChanged(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  facts: Facts,
  rules: readonly Rule[],
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null || upgrade.chart !== 'istiod' || from === to) return [];
  const judged = new Set(rules.flatMap(rule => (rule.knob ? [rule.knob.name] : [])));
  const { release, valuesPath, at } = after.installation;
  const flips = facts.changes(from, to).filter(change => {
    if (change.kind !== 'env' || change.component !== 'pilot' || judged.has(change.name)) return false;
    if (change.before === undefined || change.after === undefined) return false;
    return !lookup(release.values, ['pilot', 'env', change.name], valuesPath);
  });
  if (flips.length === 0) return [];
  return [
    {
      rule: 'default-changed',
      title: `${flips.length} more default${flips.length === 1 ? '' : 's'} of istiod changed`,
      summary:
        'These defaults moved inside istiod and are not judged against this repository: a list to skim, not a verdict.',
      severity: 'low',
      exposure: 'exposed',
      introducedIn: to,
      upgrades: [upgrade.id],
      component: 'istiod',
      evidence: 'default-in-force',
      locations: flips.map(flip => ({
        file: at.file,
        line: at.line,
        message: `${flip.name}: ${quote(flip.before)} → ${quote(flip.after)}`,
      })),
      overrides: [],
      references: [`https://github.com/istio/istio/compare/${from}...${to}`],
      accepted: null,
    },
  ];
}

function quote(value: string | undefined): string {
  return value === '' ? '(empty)' : (value ?? '');
}
