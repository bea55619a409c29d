/** What the commands `knowledge facts` and `knowledge coverage` print for people. */
import type { Coverage } from '../knowledge/coverage.js';
import type { PrintedFacts } from '../knowledge/facts.js';

/** One line per range of releases, made for searching: `env ENABLE_AUTO_SNI (pilot)  1.21.0 to 1.25.5  true`. */
export function factsText({ versions, settings }: PrintedFacts): string {
  const lines = settings.flatMap(({ kind, name, component, history }) =>
    history.map(range => {
      const releases = range.from === range.to ? range.from : `${range.from} to ${range.to}`;
      return `${kind} ${name} (${component})  ${releases}  ${range.default === '' ? '(empty)' : range.default}`;
    }),
  );
  return `${[`Istio ${versions[0] ?? ''} to ${versions.at(-1) ?? ''}`, ...lines].join('\n')}\n`;
}

/** The counts, and what is left to curate by release. */
export function coverageText({ changes, rules, ledger, uncovered }: Coverage, newest: string): string {
  const head =
    `${changes} changes of behaviour up to Istio ${newest}: ${rules} judged by rules, ${ledger} explained in the ledger, ` +
    `${uncovered.length} open.`;
  const lines: string[] = [];
  let version = '';
  for (const change of uncovered) {
    if (change.version !== version) lines.push('', `${change.version}:`);
    version = change.version;
    lines.push(`  ${change.name} (${change.kind})`);
  }
  return `${[head, ...lines].join('\n')}\n`;
}
