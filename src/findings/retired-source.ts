/**
 * Charts and images from places that are about to go: Istio takes its repositories at Google away in December 2026.
 * Sources: https://istio.io/latest/blog/2026/retirement-of-gcp/ (charts), and the earlier post that it names (images).
 */
import type { InstallationState } from '../behaviour/state.js';
import { mergedValuesOf } from '../behaviour/state.js';
import { ISTIO_HOMES, RETIRED_SOURCES, remoteSource } from '../charts/sources.js';
import { lookup } from '../detect/values/values.js';
import type { Finding, Installation, Location, Upgrade } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

const ANNOUNCEMENT = 'https://istio.io/latest/blog/2026/retirement-of-gcp/';

/** Where images went; those of all releases are at Docker Hub. */
const RETIRED_HUBS = ['gcr.io/istio-release', 'registry.istio.io/release', 'registry.istio.io/testing'];
const HUB = 'docker.io/istio';

/** One finding for an installation that is fetched from there, at the lines that say so. */
export function retiredSources(upgrade: Upgrade, after: InstallationState): Finding[] {
  const { installation } = after;
  const hubs = hubLocations(after);
  const locations = [...hubs, ...chartLocations(installation)];
  const [first] = locations;
  if (!first) return [];
  return [
    {
      rule: 'retired-source',
      title: 'Charts or images come from a place that Istio takes away in December 2026',
      summary:
        'Istio leaves Google’s cloud: from December 2026 on its old chart repositories and image registries answer no more, first for ' +
        `hours at a time. Pods that are scheduled anew can’t pull (ImagePullBackOff), and Helm, Flux and Argo CD can’t fetch charts. The same charts are at ${ISTIO_HOMES.join(' and ')}, the same images at ${HUB}.`,
      // Running pods outlive a chart repository; without an image none starts.
      severity: hubs.length > 0 ? 'medium' : 'low',
      exposure: 'exposed',
      introducedIn: installation.istioVersion ?? '',
      upgrades: [upgrade.id],
      component: installation.chart,
      evidence: 'value',
      locations,
      overrides: [
        {
          kind: 'fix',
          target: 'values',
          file: first.file,
          line: first.line,
          verified: null,
          weakens: null,
          note: `Take charts from ${ISTIO_HOMES[0]} (as a registry: ${ISTIO_HOMES[1]}) and images from ${HUB}, or from a mirror of your own; check that the clusters may reach it.`,
        },
      ],
      references: [ANNOUNCEMENT],
      accepted: null,
    },
  ];
}

function chartLocations({ release, chart }: Installation): Location[] {
  const declared =
    release.chart.kind === 'published'
      ? [{ repository: release.chart.repository, at: release.chart.at }]
      : release.chart.dependencies
          .filter(
            dependency =>
              dependency.chart === chart && dependency.tree === undefined && dependency.archive === undefined,
          )
          .map(({ repository, at }) => ({ repository, at }));
  return declared.flatMap(({ repository, at }) => {
    const source = repository === undefined ? undefined : remoteSource(repository);
    const isRetired = RETIRED_SOURCES.some(retired => retired === source?.url);
    return isRetired ? [{ ...at, message: `the ${chart} chart is fetched from ${source?.url}` }] : [];
  });
}

/** A hub that somebody wrote; one that the chart brings along is Istio's to mend. */
function hubLocations(state: InstallationState): Location[] {
  const { release, valuesPath } = state.installation;
  return [['global', 'hub'], ['hub']].flatMap(path => {
    const written = lookup(release.values, path, valuesPath);
    if (!written || typeof written.value !== 'string' || !isRetiredHub(written.value)) return [];
    const inForce = valueAt(mergedValuesOf(state)?.after, path);
    if (inForce !== undefined && inForce !== written.value) return [];
    return [{ file: written.file, line: written.line, message: `images come from ${written.value}` }];
  });
}

function isRetiredHub(hub: string): boolean {
  const name = hub.toLowerCase();
  return RETIRED_HUBS.some(retired => name === retired || name.startsWith(`${retired}/`));
}
