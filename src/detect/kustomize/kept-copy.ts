/** Charts that stand beside a kustomization at another version than it asks for. */
import type { Problem, TreeChart } from '../../model.js';
import type { NamedChart } from '../chart-reference.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { isOtherRelease } from '../istio/version.js';
import { halfBump } from '../pairing/half-bump.js';

/**
 * Whether Kustomize fetches a chart at the version that it is told. Since 5.3 it looks for what it fetches in a folder that is called
 * after the version, too, so that it passes over a copy that is called after the chart alone; before, it took that copy, whatever its
 * version.
 * Source: https://github.com/kubernetes-sigs/kustomize/blob/api/v0.16.0/api/internal/builtins/HelmChartInflationGenerator.go (`absChartHome`)
 */
export function isFetched({ repository }: NamedChart, { version }: DecidedVersion): boolean {
  return repository !== undefined && repository !== '' && version !== null;
}

/** The copy that only an older Kustomize takes. */
export function leftBehind(chart: NamedChart, version: DecidedVersion, copy: TreeChart): Problem | undefined {
  if (
    !isFetched(chart, version) ||
    version.version === null ||
    !isOtherRelease(version.version, copy.version)
  )
    return undefined;
  const why = `${copy.path} holds ${copy.version}, and ${version.version} is asked for: Kustomize before 5.3 takes the copy, and a newer one fetches ${version.version}, which is what was judged. Bring the copy to that version, or remove it.`;
  return halfBump(
    { chart: chart.name, version: copy.version ?? '', judged: version.version, effect: 'other-charts' },
    { what: `chart ${chart.name}`, why, at: version.at, blocking: true },
  );
}
