/** Environment variables that the author set and the new release no longer reads: Helm renders them without a word. */
import { readerOf } from '../behaviour/behaviour.js';
import { valuesPathOf } from '../behaviour/in-force.js';
import type { InstallationState } from '../behaviour/state.js';
import { lookup, mergedValues } from '../detect/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { Finding, Upgrade } from '../model.js';
import type { KnobKind } from '../rules/rule.js';
import { valueAt } from '../yaml/positioned.js';

const KINDS: readonly KnobKind[] = ['env', 'proxyMetadata'];

/** One finding per variable that is read before the upgrade and not after it, at the line where it is written. */
export function deadSettings(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  facts: Facts,
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null || upgrade.chart !== 'istiod') return [];
  const { release, valuesPath } = after.installation;
  const values = mergedValues(release.values, valuesPath);
  const findings: Finding[] = [];
  for (const kind of KINDS) {
    const written = valueAt(values, valuesPathOf({ kind, name: '' }).slice(0, -1));
    if (typeof written !== 'object' || written === null) continue;
    for (const name of Object.keys(written).sort()) {
      const reader = readerOf(kind);
      const wasRead = facts.defaultAt('env', name, reader, from) !== undefined;
      const isRead = facts.defaultAt('env', name, reader, to) !== undefined;
      if (!wasRead || isRead) continue;
      const place = lookup(release.values, valuesPathOf({ kind, name }), valuesPath);
      if (!place) continue;
      const gone = facts.removedIn('env', name, reader);
      findings.push({
        rule: 'dead-setting',
        title: `${name} is no longer read`,
        summary:
          `Istio ${to} ignores ${name}${gone ? `, which is gone since ${gone}` : ''}. Helm still renders it, so nothing ` +
          'shows that what it held back is now in force. Remove it, and mend what it was there for.',
        severity: 'medium',
        exposure: 'exposed',
        introducedIn: gone ?? to,
        knob: { kind, name, from: spell(place.value), to: 'ignored' },
        upgrades: [upgrade.id],
        component: kind === 'proxyMetadata' ? 'proxy' : 'istiod',
        evidence: 'value',
        locations: [
          {
            file: place.file,
            line: place.line,
            message: `${name}: ${spell(place.value)} has no effect at ${to}`,
          },
        ],
        overrides: [],
        references: gone ? [sourceOf(gone)] : [],
        accepted: null,
      });
    }
  }
  return findings;
}

function spell(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Where the release's own code shows which variables it reads. */
function sourceOf(release: string): string {
  return `https://github.com/istio/istio/tree/${release}/pilot/pkg/features`;
}
