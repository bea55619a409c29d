/**
 * The CNI chart guesses the folder of the node's CNI plugins from the name of the Kubernetes version that Helm hands to it:
 * `/home/kubernetes/bin` where it ends with `-gke…`. Helm from 3.19 on takes that ending off, `helm template` and
 * Argo CD never had it. Source: https://github.com/istio/istio/blob/1.27.2/manifests/charts/istio-cni/templates/daemonset.yaml
 */
import type { InstallationState } from '../behaviour/state.js';
import { lookup } from '../detect/values/values.js';
import type { Finding, Upgrade } from '../model.js';

const NAMES = [['cni', 'cniBinDir'], ['cniBinDir']] as const;

/** A `possible` finding for the CNI on GKE, as far as values or the version of Kubernetes show that it is GKE. */
export function cniBinDir(upgrade: Upgrade, after: InstallationState): Finding[] {
  const { installation } = after;
  const { release, valuesPath, istioVersion, at } = installation;
  if (upgrade.chart !== 'cni' || istioVersion === null) return [];
  const read = (path: readonly string[]): string => {
    const value = lookup(release.values, path, valuesPath)?.value;
    return typeof value === 'string' ? value : '';
  };
  if (NAMES.some(path => read(path) !== '')) return [];
  const platform = read(['global', 'platform']) || read(['platform']);
  if (platform !== 'gke' && !release.kubeVersion?.includes('-gke')) return [];
  return [
    {
      rule: 'cni-bin-dir',
      title: 'On GKE the CNI plugin may land in a folder where nothing looks for it',
      summary:
        'The chart looks for `-gke` in the version of Kubernetes, and else installs into /opt/cni/bin, which GKE does not read. Helm ' +
        '3.19 and later takes that ending off, and so do Argo CD and `helm template`. Where Helm moves together with Istio, new pods ' +
        'fail to start with "failed to find plugin istio-cni in path [/home/kubernetes/bin]". `platform: gke` sets no folder.',
      severity: 'high',
      exposure: 'possible',
      introducedIn: istioVersion,
      knob: { kind: 'values', name: 'cni.cniBinDir', from: 'guessed', to: 'guessed' },
      upgrades: [upgrade.id],
      component: 'cni',
      evidence: 'default-in-force',
      locations: [{ file: at.file, line: at.line, message: `cni ${istioVersion} guesses cniBinDir` }],
      question:
        'kubectl get daemonsets -A -l k8s-app=istio-cni-node -o jsonpath=\'{.items[*].spec.template.spec.volumes[?(@.name=="cni-bin-dir")].hostPath.path}\'',
      overrides: [
        {
          kind: 'fix',
          target: 'values',
          path: [...valuesPath, 'cni', 'cniBinDir'].join('.'),
          value: '/home/kubernetes/bin',
          verified: null,
          weakens: null,
          note: 'Name the folder below `cni`: at the root of the values the platform profile wins over it.',
        },
      ],
      references: [
        'https://github.com/istio/istio/issues/58094',
        'https://github.com/istio/istio/issues/54890',
        `https://github.com/istio/istio/blob/${istioVersion}/manifests/charts/istio-cni/templates/daemonset.yaml`,
      ],
      accepted: null,
    },
  ];
}
