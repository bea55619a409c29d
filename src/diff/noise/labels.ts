import { type LeafChange, podKeys } from '../leaf.js';
import type { NoiseLayer } from './layer.js';

/** Labels whose value is a version: https://helm.sh/docs/chart_best_practices/labels/ and Istio's own charts. */
const VERSION_LABELS: ReadonlySet<string> = new Set([
  'app.kubernetes.io/version',
  'chart',
  'helm.sh/chart',
  'install.operator.istio.io/version',
  'operator.istio.io/version',
]);

/**
 * Labels for people and tools, which charts of 1.24 and later put everywhere, and what Helm 2 had in their place:
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/.
 */
const RECOMMENDED_LABELS: ReadonlySet<string> = new Set([
  'app.kubernetes.io/component',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/name',
  'app.kubernetes.io/part-of',
  'heritage',
  'release',
]);

/** Chart and application versions in labels. */
export const versionLabels: NoiseLayer = {
  name: 'version-label',
  holds: change => {
    const label = labelOf(change);
    return label !== undefined && VERSION_LABELS.has(label) && !change.context.selectedLabels.has(label);
  },
};

/** A recommended label that comes or goes; one that takes another value may mean another owner. */
export const recommendedLabels: NoiseLayer = {
  name: 'recommended-label',
  holds: change => {
    const label = labelOf(change);
    if (label === undefined || change.op === 'changed' || change.context.selectedLabels.has(label))
      return false;
    // The mark of what Helm takes over from outside of the release.
    if (change.adopted && label === 'app.kubernetes.io/managed-by') return false;
    return RECOMMENDED_LABELS.has(label);
  },
};

/** Labels by which `istioctl` once found what it had installed; nothing routes or selects by them. */
export const operatorLabels: NoiseLayer = {
  name: 'operator-label',
  holds: change => {
    const label = labelOf(change);
    if (label === undefined || change.context.selectedLabels.has(label)) return false;
    return /^(install\.)?operator\.istio\.io\//.test(label);
  },
};

/** The label that a change is about, on the resource itself or on its pods. */
function labelOf(change: LeafChange): string | undefined {
  const [metadata, labels, label, ...rest] = podKeys(change) ?? change.keys;
  return metadata === 'metadata' && labels === 'labels' && rest.length === 0 ? label : undefined;
}
