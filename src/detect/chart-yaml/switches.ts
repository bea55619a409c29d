/** Charts of Istio that a chart's own values switch off: whoever deploys the chart from elsewhere may switch them on. */
import type { ChartDependency, Release } from '../../model.js';
import { bringsIstio } from '../chart-relevance.js';
import { isEnabled } from '../installations.js';

/** Those of a chart that nothing in the tree deploys; none of one that something deploys with values of its own. */
export function switchedOff(release: Release): readonly ChartDependency[] {
  const { chart, form } = release;
  if (form !== 'helm-chart' || chart.kind !== 'tree') return [];
  return chart.dependencies.filter(dependency => isIstios(dependency) && !isEnabled(dependency, release, []));
}

function isIstios({ chart, tree }: ChartDependency): boolean {
  return chart !== undefined || (tree !== undefined && bringsIstio(tree));
}
