/** Charts of the repository that the older release does not have. */
import type { Facts } from '../../knowledge/facts.js';
import type { Installation, Statement } from '../../model.js';
import type { Ages } from './crds.js';

export function absentCharts(
  { older, newer }: Ages,
  installations: readonly Installation[],
  facts: Facts,
): readonly Statement[] {
  const charts = [
    ...new Set(installations.filter(({ partOf }) => partOf === undefined).map(({ chart }) => chart)),
  ];
  return charts
    .filter(chart => exists(chart, newer, facts) && !exists(chart, older, facts))
    .toSorted()
    .map(chart => ({
      text: `There is no ${chart} chart in ${older}: what it installs has to be taken out first`,
      source: `https://github.com/istio/istio/tree/${older}/manifests/charts`,
      at: installations
        .filter(installation => installation.chart === chart)
        .map(({ at: { file, line } }) => ({ file, line })),
    }));
}

function exists(chart: string, version: string, facts: Facts): boolean {
  return facts.defaultAt('chart', 'wrapper', chart, version) !== undefined;
}
