/** The fleet: every environment and component, where it goes, and which findings it has. */

import { groupBy } from '../../grouped.js';
import type { Change, Exposure, Finding, Report, ReportUpgrade } from '../../model.js';
import { clip } from '../escape.js';
import { byChart, byText, severityRank } from '../order.js';
import { type Content, join, type Markup, markup } from './markup.js';
import { type LinkTo, place, section } from './parts.js';

const EXPOSURES: Readonly<Record<Exposure, string>> = {
  exposed: 'hits',
  possible: 'not known',
  mitigated: 'held back',
  'not-exposed': 'not affected',
};

export function fleet(report: Report, linkTo: LinkTo, anchorOf: (finding: Finding) => string): Markup {
  const { upgrades } = report;
  if (upgrades.length === 0) return markup``;
  const rows = upgrades.toSorted(
    (left, right) =>
      byText(left.environment, right.environment) ||
      byChart(left.chart, right.chart) ||
      byText(left.id, right.id),
  );
  const findings = byUpgrade(report.findings);
  const changes = groupBy(report.changes, change => change.upgrade);
  let last: string | undefined;
  const body = rows.map(upgrade => {
    const isSame = upgrade.environment === last;
    last = upgrade.environment;
    return markup`<tr class="${isSame ? 'same' : ''}">
<th scope="row" data-label="Environment">${clip(upgrade.environment || '.', 120)}</th>
<td data-label="Component">${component(upgrade)}</td>
<td data-label="Istio">${step(upgrade)}<div class="hint">${upgrade.kind}${where(upgrade, linkTo)}</div></td>
<td data-label="Findings">${chips(findings.get(upgrade.id) ?? [], anchorOf)}</td>
<td data-label="Manifests">${risks(changes.get(upgrade.id) ?? [])}</td>
</tr>`;
  });
  return section(
    'fleet',
    'Fleet',
    rows.length,
    markup`<div class="scroll"><table class="fleet">
<thead><tr><th scope="col">Environment</th><th scope="col">Component</th><th scope="col">Istio</th><th scope="col">Findings</th><th scope="col">Manifest changes</th></tr></thead>
<tbody>${body}</tbody></table></div>
<p class="hint key"><span class="chip high">rule</span> hits what is configured here <span class="chip high possible">rule</span> not decided by this repository <span class="chip high mitigated">rule</span> held back or accepted</p>`,
  );
}

function component({ chart, revision, releaseName }: ReportUpgrade): Content {
  const rest = [
    ...(releaseName !== '' && releaseName !== chart ? [`release ${clip(releaseName, 80)}`] : []),
    ...(revision === '' ? [] : [`revision ${clip(revision, 80)}`]),
  ];
  return [
    markup`<strong>${chart}</strong>`,
    rest.length > 0 ? markup`<div class="hint">${rest.join(', ')}</div>` : '',
  ];
}

function step({ from, to }: ReportUpgrade): Markup {
  if (from !== null && to !== null && from.version === to.version)
    return markup`<span class="version">${to.version}</span>`;
  return markup`<span class="version">${from?.version ?? 'none'} → ${to?.version ?? 'none'}</span>`;
}

function where(upgrade: ReportUpgrade, linkTo: LinkTo): Content {
  const at = upgrade.to ?? upgrade.from;
  return at === null ? '' : [', ', place(at, linkTo)];
}

function chips(findings: readonly Finding[], anchorOf: (finding: Finding) => string): Markup {
  if (findings.length === 0) return markup`<span class="hint">none</span>`;
  const shown = findings.filter(({ exposure }) => exposure !== 'not-exposed').toSorted(byWeight);
  const clear = findings.length - shown.length;
  const rest = clear > 0 ? markup`<span class="hint">${clear} checked, not affected</span>` : '';
  return join([
    ...shown.map(finding => {
      const kind = finding.accepted ? 'mitigated' : finding.exposure;
      const title = `${finding.severity}, ${finding.accepted ? 'accepted' : EXPOSURES[finding.exposure]}: ${clip(finding.title, 200)}`;
      return markup`<a class="chip ${finding.severity} ${kind}" href="#${anchorOf(finding)}" title="${title}">${clip(finding.rule, 60)}</a> `;
    }),
    rest,
  ]);
}

const WEIGHTS: readonly Exposure[] = ['exposed', 'possible', 'mitigated', 'not-exposed'];

function byWeight(left: Finding, right: Finding): number {
  return (
    WEIGHTS.indexOf(left.exposure) - WEIGHTS.indexOf(right.exposure) ||
    severityRank(left.severity) - severityRank(right.severity) ||
    byText(left.rule, right.rule)
  );
}

function byUpgrade(findings: readonly Finding[]): Map<string, Finding[]> {
  const pairs = findings.flatMap(finding => finding.upgrades.map(id => ({ id, finding })));
  return new Map(
    [...groupBy(pairs, pair => pair.id)].map(([id, members]) => [id, members.map(member => member.finding)]),
  );
}

function risks(changes: readonly Change[]): Content {
  const parts = (['high', 'medium', 'low'] as const)
    .map(risk => ({ risk, number: changes.filter(change => change.risk === risk).length }))
    .filter(({ number }) => number > 0);
  if (parts.length === 0) return markup`<span class="hint">none</span>`;
  return join(
    parts.map(
      ({ risk, number }) =>
        markup`<span class="risk"><span class="dot risk-${risk}"></span>${number} ${risk}</span> `,
    ),
  );
}
