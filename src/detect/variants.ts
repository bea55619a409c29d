/** One declaration that is deployed in several ways: an environment each, as far as they differ. */
import type { DetectorResult } from './detector.js';

export interface Variant {
  /** `prod`; '' where there is only one. */
  readonly name: string;
  readonly result: DetectorResult;
  /** It is a deployment of its own, though the tree may leave its version open. */
  readonly isDeployed?: true;
}

/**
 * What several ways of deploying come to: one result where they are all the same, else one each. Those that install
 * nothing, or leave a version open which others decide, are no deployments of their own.
 */
export function mergeVariants(variants: readonly Variant[]): DetectorResult {
  const manifests = variants.flatMap(({ result }) => result.manifests ?? []);
  const merged = mergedReleases(variants);
  return manifests.length > 0 ? { ...merged, manifests } : merged;
}

function mergedReleases(variants: readonly Variant[]): DetectorResult {
  const installing = variants.filter(({ result }) => result.releases.length > 0);
  const decided = installing.filter(
    ({ result, isDeployed }) =>
      isDeployed || result.releases.every(({ chart }) => chart.kind === 'tree' || chart.version !== null),
  );
  const [first, ...others] = decided.length > 0 ? decided : installing.slice(0, 1);
  if (!first) return variants[0]?.result ?? { releases: [], problems: [] };
  const same = others.every(({ result }) => fingerprint(result) === fingerprint(first.result));
  if (same) return variants.length > 1 ? unnamed(first) : first.result;
  const all = [first, ...others].map(({ result }) => result);
  return {
    releases: all.flatMap(({ releases }) => releases),
    problems: all.flatMap(({ problems }) => problems),
    claimedCharts: all.flatMap(({ claimedCharts }) => claimedCharts ?? []),
  };
}

/** The id of a release in one variant. */
export function variantId(id: string, variant: string): string {
  return variant === '' ? id : `${id}@${variant}`;
}

/** The id without the variant, if it has one. */
export function stemOf(id: string): string {
  return id.replace(/@[^@]*$/, '');
}

function unnamed({ name, result }: Variant): DetectorResult {
  const releases = result.releases.map(release => ({
    ...release,
    id: release.id.endsWith(`@${name}`) ? release.id.slice(0, -name.length - 1) : release.id,
    destination: release.destination === name ? '' : release.destination,
  }));
  return { ...result, releases };
}

/** What two ways must have in common to be one deployment as far as anybody can tell. */
function fingerprint({ releases }: DetectorResult): string {
  return JSON.stringify(
    releases.map(({ releaseName, namespace, chart, values }) => [
      releaseName,
      namespace,
      chart.kind === 'tree' ? chart.path : [chart.name, chart.repository, chart.version],
      values.map(layer => (layer.kind === 'document' ? layer.text : [layer.key, layer.value])),
    ]),
  );
}
