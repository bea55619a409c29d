/** Charts of Istio that values switch off: whoever deploys the chart from elsewhere, or with more values, may switch them on. */
import type { ChartDependency, Release } from '../../model.js';
import { addsIstio } from '../chart-relevance.js';
import { isEnabled } from '../installations.js';

/** Those of a chart that nothing in the tree deploys; of one that something deploys, where not all of its values are known. */
export function switchedOff(release: Release): readonly ChartDependency[] {
  const { chart } = release;
  if (chart.kind !== 'tree' || !(isNobodys(release) || release.valuesUnknown)) return [];
  return chart.dependencies.filter(
    dependency => addsIstio(dependency) && !isEnabled(dependency, release, []),
  );
}

/** Whether nothing in the tree deploys the chart. */
export function isNobodys({ form }: Release): boolean {
  return form === 'helm-chart';
}
