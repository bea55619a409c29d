/** Charts that stand beside a kustomization at another version than it asks for. */
import type { Problem, TreeChart } from '../../model.js';
import type { NamedChart } from '../chart-reference.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { isOtherRelease } from '../istio/version.js';
import { halfBump } from '../pairing/half-bump.js';

/**
 * Since 5.3, Kustomize looks for what it fetches in a folder that is called after the version, too, so that it passes over a copy that
 * is called after the chart alone; before, it took that copy, whatever its version.
 * Source: https://github.com/kubernetes-sigs/kustomize/blob/api/v0.16.0/api/internal/builtins/HelmChartInflationGenerator.go (`absChartHome`)
 */
export function ofOtherRelease(
  { name, repository }: NamedChart,
  { version, at }: DecidedVersion,
  copy: TreeChart,
): readonly Problem[] {
  if (!repository || version === null || !isOtherRelease(version, copy.version)) return [];
  const why = `${copy.path} holds ${copy.version}, and ${version} is asked for: Kustomize before 5.3 takes the copy, which is what was judged, and a newer one fetches ${version}. Bring the copy to that version, or remove it.`;
  return [
    halfBump(
      { chart: name, version, judged: copy.version ?? '', effect: 'other-charts' },
      { what: `chart ${name}`, why, at, blocking: true },
    ),
  ];
}
