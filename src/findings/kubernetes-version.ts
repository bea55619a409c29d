/** A release of Istio that asks for a newer Kubernetes than the cluster runs, or was never tried with so new a one. */
import { coerce, compare, major, minor } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import type { DeclaredCluster } from '../detect/clusters.js';
import type { Facts } from '../knowledge/facts.js';
import { newestTestedKubernetes } from '../knowledge/kubernetes.js';
import type { KubernetesVersion } from '../mesh/view.js';
import type { Finding, Location, Upgrade } from '../model.js';

const SUPPORTED = 'https://istio.io/latest/docs/releases/supported-releases/';

/**
 * One finding for a control plane whose upgrade raises the oldest Kubernetes that Istio supports above what the tree
 * declares for a cluster, or somebody gave. And one, quietly, for clusters newer than any that the
 * release was tested with, where the upgrade does not narrow that gap.
 * @param clusters those of the upgrade's environment
 */
export function kubernetesVersion(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  clusters: readonly DeclaredCluster[],
  kubernetes: KubernetesVersion,
  facts: Facts,
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (upgrade.chart !== 'istiod' || from === null || to === null) return [];
  const { file, line } = after.installation.at;
  const declared =
    clusters.length > 0 || !kubernetes.declared
      ? clusters
      : [{ version: kubernetes.version, at: { file, line }, name: 'Kubernetes' }];
  return [
    ...floorFinding(upgrade, { from, to }, declared, facts),
    ...ceilingFinding(upgrade, { from, to }, declared),
  ];
}

interface Releases {
  readonly from: string;
  readonly to: string;
}

function floorFinding(
  upgrade: Upgrade,
  { from, to }: Releases,
  clusters: readonly DeclaredCluster[],
  facts: Facts,
): Finding[] {
  const [old, oldest] = [oldestKubernetes(facts, from), oldestKubernetes(facts, to)];
  if (old === undefined || oldest === undefined || compareMinors(oldest, old) <= 0) return [];
  const tooOld = clusters.filter(({ version }) => compareMinors(version, oldest) < 0);
  // Where no cluster is declared, the plan names the window: nothing here says that it is missed.
  if (tooOld.length === 0) return [];
  return [
    {
      rule: 'kubernetes-version',
      title: `Istio ${to} supports Kubernetes ${oldest} and later`,
      summary:
        `Istio ${from} supported Kubernetes from ${old} on. Nothing checks this while deploying: \`istioctl\` warns, charts do not. On an ` +
        'older cluster the API server may refuse manifests or fields that the release relies on, and what breaks there is not mended.',
      severity: 'medium',
      exposure: 'exposed',
      introducedIn: to,
      knob: { kind: 'kubernetes', name: 'oldest supported Kubernetes', from: old, to: oldest },
      upgrades: [upgrade.id],
      component: 'istiod',
      evidence: 'environment',
      locations: tooOld.map(cluster =>
        placeOf(cluster, `older than ${oldest}, the oldest that Istio ${to} supports`),
      ),
      overrides: [
        {
          kind: 'fix',
          target: 'cluster',
          verified: null,
          weakens: null,
          note: `Upgrade the clusters to Kubernetes ${oldest} or later first, or stay on a release of Istio that supports them.`,
        },
      ],
      references: [SUPPORTED, `https://github.com/istio/istio/tree/${to}/istioctl/pkg/install/k8sversion`],
      accepted: null,
    },
  ];
}

function ceilingFinding(
  upgrade: Upgrade,
  { from, to }: Releases,
  clusters: readonly DeclaredCluster[],
): Finding[] {
  const [old, newest] = [newestTestedKubernetes(from), newestTestedKubernetes(to)];
  if (newest === undefined || old === undefined || compareMinors(newest, old) > 0 || from === to) return [];
  if (major(from) === major(to) && minor(from) === minor(to)) return [];
  const tooNew = clusters.filter(({ version }) => compareMinors(version, newest) > 0);
  if (tooNew.length === 0) return [];
  return [
    {
      rule: 'kubernetes-version',
      title: `Istio ${to} was tested with Kubernetes up to ${newest}`,
      summary: `The clusters run a newer Kubernetes than Istio ${to} was tested with. Most things work; what does not is found by nobody before you.`,
      severity: 'low',
      exposure: 'exposed',
      introducedIn: to,
      knob: { kind: 'kubernetes', name: 'newest tested Kubernetes', from: old, to: newest },
      upgrades: [upgrade.id],
      component: 'istiod',
      evidence: 'environment',
      locations: tooNew.map(cluster =>
        placeOf(cluster, `newer than ${newest}, the newest that Istio ${to} was tested with`),
      ),
      overrides: [],
      references: [SUPPORTED],
      accepted: null,
    },
  ];
}

function placeOf({ version, at, name }: DeclaredCluster, why: string): Location {
  return { file: at.file, line: at.line, message: `${name} runs Kubernetes ${shortened(version)}: ${why}` };
}

function oldestKubernetes(facts: Facts, release: string): string | undefined {
  return facts.defaultAt('floor', 'kubernetes', 'oldest', release);
}

function compareMinors(one: string, other: string): number {
  const [left, right] = [coerce(shortened(one)), coerce(shortened(other))];
  return left && right ? compare(left, right) : 0;
}

/** `1.31` of `1.31.4`. */
function shortened(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
