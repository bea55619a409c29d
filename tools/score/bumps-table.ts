/** Prints what was said of a real upgrade commit, for somebody who checks it by hand. */
import type { Finding, Report, Severity } from '../../src/model.js';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

export function exposedIn({ findings }: Report): readonly Finding[] {
  return findings.filter(({ exposure }) => exposure === 'exposed');
}

/** `attention 12, fail 9, …`, the most common first. */
export function verdictMix(reports: readonly Report[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of reports) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([verdict, count]) => `${verdict} ${count}`)
    .join(', ');
}

/** Several lines of text: verdict, upgrades, findings by severity, problems. */
export function bumpBlock(name: string, report: Report, verbose: boolean): string {
  const { verdict, reason, upgrades, findings, incomplete } = report;
  const possible = findings.filter(({ exposure }) => exposure === 'possible');
  return [
    `${name}: ${verdict}`,
    `  ${reason}`,
    ...upgrades.map(
      ({ id, chart, kind, from, to }) =>
        `  ~ ${id} (${chart}, ${kind}) ${from?.version ?? '-'} -> ${to?.version ?? '-'}`,
    ),
    ...bySeverity(exposedIn(report)).flatMap(finding => [
      `  EXPOSED ${finding.severity} ${finding.rule} [${finding.evidence}, ${finding.introducedIn}]: ${finding.title}`,
      ...places(finding, verbose),
    ]),
    ...bySeverity(possible).flatMap(finding => [
      `  possible ${finding.severity} ${finding.rule}: ${finding.title}`,
      ...(verbose ? places(finding, verbose) : []),
    ]),
    ...incomplete.map(
      ({ what, why, blocking, file, line }) =>
        `  incomplete${blocking ? ' (blocking)' : ''} ${what}: ${why}${file ? ` at ${file}:${line ?? 1}` : ''}`,
    ),
  ].join('\n');
}

function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return SEVERITIES.flatMap(severity => findings.filter(finding => finding.severity === severity));
}

function places({ locations }: Finding, verbose: boolean): string[] {
  return locations.map(
    ({ file, line, resource, message }) =>
      `    ${file}:${line}${resource ? ` ${resource}` : ''}${verbose && message ? `: ${message}` : ''}`,
  );
}
