/**
 * Gateway charts whose own schema newer Helm versions reject: a matter of the deployer's Helm, which the repository
 * seldom shows. The runner's Helm says nothing about it and is not asked.
 */
import type { InstallationState } from '../behaviour/state.js';
import type { Releases } from '../knowledge/releases.js';
import type { Finding, Upgrade } from '../model.js';

/** A `possible` finding where the upgrade moves a gateway into the range; a deployer that was in it already copes. */
export function helmSchema(
  upgrade: Upgrade,
  before: InstallationState | null,
  after: InstallationState,
  releases: Releases,
): Finding[] {
  const isRefused = (version: string): boolean => releases.refusals('gateway', version).length > 0;
  const to = after.installation.istioVersion;
  const from = before?.installation.istioVersion ?? null;
  if (upgrade.chart !== 'gateway' || to === null || !isRefused(to)) return [];
  if (from !== null && isRefused(from)) return [];
  // istioctl and operators bring the templates of gateways along: no Helm reads that schema.
  if (after.installation.release.deployer === 'operator') return [];
  const { at } = after.installation;
  return [
    {
      rule: 'helm-rejects-gateway-schema',
      title: `Newer Helm refuses the gateway chart ${to}`,
      summary:
        'Helm 3.18.5 and later, and Helm 4, reject the values schema that this chart ships, whatever the values are: the ' +
        "deploy stops with `values don't meet the specifications of the schema(s)`. Which Helm deploys is not in this repository.",
      severity: 'high',
      exposure: 'possible',
      introducedIn: to,
      upgrades: [upgrade.id],
      component: 'gateway',
      evidence: 'default-in-force',
      locations: [{ file: at.file, line: at.line, message: `gateway ${to}` }],
      question:
        after.installation.release.deployer === 'argocd'
          ? "kubectl -n argocd get deployment argocd-repo-server -o jsonpath='{..image}'"
          : 'helm version --short',
      overrides: [
        {
          kind: 'fix',
          target: 'cluster',
          verified: null,
          weakens: null,
          note:
            'Deploy with a Helm older than 3.18.5, or with --skip-schema-validation (Argo CD: helm.skipSchemaValidation), ' +
            'or go to a patch whose schema is mended: 1.25.5, 1.26.4, 1.27.1 or later.',
        },
      ],
      references: [
        'https://github.com/istio/istio/issues/57354',
        'https://github.com/helm/helm/releases/tag/v3.18.5',
      ],
      accepted: null,
    },
  ];
}
