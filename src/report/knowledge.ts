/** What the commands `knowledge facts` and `knowledge coverage` print for people. */
import type { Coverage } from '../knowledge/coverage.js';
import type { PrintedFacts } from '../knowledge/facts.js';
import type { Rule } from '../rules/rule.js';

/** One line per rule: `auto-sni  since 1.21.0  critical  istiod  TLS origination …`. */
export function rulesText(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, since, severity, component, title }) => [
    id,
    `since ${since.join(', ')}`,
    severity,
    component,
    title,
  ]);
  const widths = [0, 1, 2, 3].map(column => Math.max(0, ...rows.map(row => row[column]?.length ?? 0)));
  return rows
    .map(
      row =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

export function rulesJson(rules: readonly Rule[]): string {
  const listed = rules.map(({ id, title, component, since, until, severity, knob, references }) => ({
    id,
    title,
    component,
    since,
    ...(until ? { until } : {}),
    severity,
    ...(knob ? { knob } : {}),
    references,
  }));
  return `${JSON.stringify({ rules: listed }, undefined, 2)}\n`;
}

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
