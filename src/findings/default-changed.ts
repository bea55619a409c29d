/** Defaults that moved inside the binaries and that no rule judges: told quietly, in one finding. */
import { major, minor } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import { lookup } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, Finding, Upgrade } from '../model.js';
import type { Rule } from '../rules/rule.js';
import { valueAt } from '../yaml/positioned.js';

/** What each chart brings along whose defaults are in its binaries; the proxies get theirs through istiod. */
const PARTS: Readonly<Record<string, readonly Part[]>> = {
  istiod: [
    { process: 'pilot', home: ['pilot', 'env'], name: 'istiod' },
    { process: 'proxy', home: ['meshConfig', 'defaultConfig', 'proxyMetadata'], name: 'proxy' },
  ],
  cni: [{ process: 'cni', home: ['env'], name: 'cni' }],
};

interface Part {
  /** As the facts name it. */
  readonly process: string;
  /** Where the values set its variables. */
  readonly home: DataPath;
  readonly name: string;
}

/**
 * Variables whose default differs between the two releases, without those that a rule covers, the author set or a
 * compatibility version holds back; one finding.
 */
export function defaultChanged(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  facts: Facts,
  rules: readonly Rule[],
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  const parts = PARTS[upgrade.chart] ?? [];
  if (from === null || to === null || from === to || parts.length === 0) return [];
  const judged = new Set(rules.flatMap(rule => (rule.knob ? [rule.knob.name] : [])));
  const { release, valuesPath, at } = after.installation;
  const changes = facts.changes(from, to).filter(change => change.kind === 'env' && !judged.has(change.name));
  const chosen = lookup(release.values, ['compatibilityVersion'], valuesPath)?.value;
  const compatible = facts.compatibilityProfile(upgrade.chart, to, String(chosen));
  const told = new Set<string>();
  const flips = parts.flatMap(({ process, home, name: part }) =>
    changes.flatMap(change => {
      const { name, component, before: old, after: now } = change;
      if (component !== process || now === undefined) return [];
      if (old === undefined && !isSwitchedOn(now, from, to)) return [];
      if (told.has(name) || lookup(release.values, [...home, name], valuesPath)) return [];
      if (valueAt(compatible, [...home, name]) !== undefined) return [];
      told.add(name);
      return [{ name, old, now, part }];
    }),
  );
  if (flips.length === 0) return [];
  return [
    {
      rule: 'default-changed',
      title: `${flips.length} more default${flips.length === 1 ? '' : 's'} of ${upgrade.chart} changed`,
      summary:
        'These defaults moved inside the binaries and are not judged against this repository: a list to skim, not a verdict.',
      severity: 'low',
      exposure: 'exposed',
      introducedIn: to,
      upgrades: [upgrade.id],
      component: upgrade.chart,
      evidence: 'default-in-force',
      locations: flips.map(flip => ({
        file: at.file,
        line: at.line,
        message: `${flip.name}${flip.part === upgrade.chart ? '' : ` (${flip.part})`}: ${flip.old === undefined ? 'new' : quote(flip.old)} → ${quote(flip.now)}`,
      })),
      overrides: [],
      references: [`https://github.com/istio/istio/compare/${from}...${to}`],
      accepted: null,
    },
  ];
}

/** What a patch brings in its own minor, and not switched off, changes behaviour as a moved default does. */
function isSwitchedOn(now: string, from: string, to: string): boolean {
  return major(from) === major(to) && minor(from) === minor(to) && now !== '' && now !== 'false';
}

function quote(value: string): string {
  return value === '' ? '(empty)' : value;
}
