/** What breaks while installing: values, charts, CRDs and clusters, through the whole analysis. */

import type { Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, type Files, findings, places, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const [helm] = charts === undefined ? [] : await testHelms();
const itRendered = charts && helm ? it : it.skip;

async function upgrade(from: Files, to: Files): Promise<Report> {
  return analyse(from, to, { ...(helm ? { helm: helm.path } : {}), ...(charts ? { charts } : {}) });
}

const CLUSTER = (version: string): Files => ({
  'clusters/prod.yaml': `apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  name: prod\n  version: "${version}"\n`,
});

describe('scenarios of installation', () => {
  itRendered('tells of the CNI value that is gone once, with its new name', async () => {
    const values = 'istiod:\n  istio_cni:\n    enabled: true\n';
    const report = await upgrade(umbrella('1.23.6', values), umbrella('1.24.2', values));
    const found = findings(report, 'istio-cni-values', 'exposed');
    expect(places(found)).toEqual(['mesh/values.yaml:3']);
    expect(found[0]?.overrides[0]).toMatchObject({ kind: 'fix', target: 'values', file: 'mesh/values.yaml' });
    expect(found[0]?.overrides[0]?.patch).toContain(
      ' istiod:\n-  istio_cni:\n-    enabled: true\n+  pilot:\n+    cni:\n+      enabled: true\n',
    );
    expect(report.findings.filter(({ rule }) => rule === 'dead-setting')).toEqual([]);
  });

  itRendered('holds the clusters of the tree against the new release, and renders for them', async () => {
    const judge = (version: string) =>
      upgrade({ ...umbrella('1.29.6'), ...CLUSTER(version) }, { ...umbrella('1.30.0'), ...CLUSTER(version) });
    const old = await judge('1.31');
    expect(places(findings(old, 'kubernetes-version', 'exposed'))).toEqual(['clusters/prod.yaml:5']);
    expect(old.kubeVersion).toBe('1.31.0');
    expect(findings(await judge('1.33'), 'kubernetes-version', 'exposed')).toEqual([]);
  });

  itRendered('judges TLSRoutes by the CRDs that a kustomization fetches', async () => {
    const values = 'istiod:\n  pilot:\n    env:\n      PILOT_ENABLE_ALPHA_GATEWAY_API: "true"\n';
    const route =
      'apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TLSRoute\nmetadata: {name: db, namespace: edge}\nspec: {hostnames: [db.example.com]}\n';
    const judge = async (crds: string) => {
      const files = {
        'config/route.yaml': route,
        'crds/kustomization.yaml': `resources:\n- https://github.com/kubernetes-sigs/gateway-api/releases/download/${crds}/experimental-install.yaml\n`,
      };
      const report = await upgrade(
        { ...umbrella('1.29.6', values), ...files },
        { ...umbrella('1.30.0', values), ...files },
      );
      return places(findings(report, 'tls-route-crds-floor', 'exposed'));
    };
    expect(await judge('v1.4.0')).toEqual(['config/route.yaml:1']);
    expect(await judge('v1.5.1')).toEqual([]);
  });
});
