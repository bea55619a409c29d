/** Reports for the tests of this room: what an analysis of the founding incident amounts to, and variations of it. */
import type { Change, Finding, Report, ReportUpgrade } from '../../src/model.js';

export const SAMPLE_PATCH = `--- a/clusters/prod/istiod.yaml
+++ b/clusters/prod/istiod.yaml
@@ -17,4 +17,6 @@
         valuesObject:
           pilot:
             autoscaleMin: 2
+            env:
+              ENABLE_AUTO_SNI: "false"
`;

export function sampleUpgrade(overrides: Partial<ReportUpgrade> = {}): ReportUpgrade {
  return {
    id: 'clusters/prod/istiod',
    chart: 'istiod',
    releaseName: 'istiod',
    namespace: 'istio-system',
    revision: '',
    environment: 'clusters/prod',
    form: 'argocd',
    kind: 'upgrade',
    deployer: 'argocd',
    from: { version: '1.20.6', file: 'clusters/prod/istiod.yaml', line: 12 },
    to: { version: '1.22.2', file: 'clusters/prod/istiod.yaml', line: 12 },
    values: [{ source: 'inline', file: 'clusters/prod/istiod.yaml', line: 16 }],
    ...overrides,
  };
}

export function sampleFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: 'auto-sni',
    title: 'Proxies set SNI on TLS connections that they originate',
    summary:
      'Where a DestinationRule originates TLS and names no `sni`, the proxy now sends the host of the request as SNI. A server that picks its certificate by SNI may answer with another one, and verification fails.',
    severity: 'critical',
    exposure: 'exposed',
    introducedIn: '1.21.0',
    removedIn: '1.26.0',
    knob: { kind: 'env', name: 'ENABLE_AUTO_SNI', from: 'false', to: 'true' },
    upgrades: ['clusters/prod/istiod'],
    component: 'istiod',
    evidence: 'resource',
    locations: [
      {
        file: 'apps/orders/ledger.yaml',
        line: 31,
        endLine: 31,
        resource: 'DestinationRule/orders/ledger',
        message: 'no SNI was sent; now it is `ledger.orders.example.com`',
      },
    ],
    overrides: [
      {
        kind: 'pin',
        target: 'values',
        file: 'clusters/prod/istiod.yaml',
        line: 18,
        path: 'pilot.env.ENABLE_AUTO_SNI',
        value: 'false',
        patch: SAMPLE_PATCH,
        worksUntil: '1.26.0',
        verified: true,
        weakens: null,
        note: 'Buys time until every DestinationRule names its SNI.',
      },
      {
        kind: 'fix',
        target: 'resource',
        file: 'apps/orders/ledger.yaml',
        line: 31,
        path: 'spec.trafficPolicy.tls.sni',
        value: 'ledger.vendor.example',
        verified: null,
        weakens: null,
        note: 'Check which name the certificate carries.',
      },
    ],
    references: ['https://istio.io/latest/news/releases/1.21.x/announcing-1.21/upgrade-notes/'],
    accepted: null,
    ...overrides,
  };
}

export function sampleChange(overrides: Partial<Change> = {}): Change {
  return {
    upgrade: 'clusters/prod/istiod',
    resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'istio-system', name: 'istiod' },
    op: 'changed',
    path: 'spec.template.spec.containers[discovery].env[PILOT_ENABLE_X].value',
    before: 'false',
    after: 'true',
    cause: 'version',
    effect: 'injection',
    risk: 'medium',
    ...overrides,
  };
}

export function sampleReport(overrides: Partial<Report> = {}): Report {
  const upgrades = [
    sampleUpgrade(),
    sampleUpgrade({ id: 'clusters/prod/base', chart: 'base', releaseName: 'base' }),
    sampleUpgrade({ id: 'clusters/dev/istiod', environment: 'clusters/dev' }),
  ];
  return {
    schemaVersion: 1,
    tool: { name: 'istio-preflight', version: '0.1.0', helm: 'v3.17.3', knowledge: '1.30.3' },
    verdict: 'fail',
    reason: '1 change of behaviour will act on this repository: auto-sni.',
    failOn: 'high',
    scope: { declared: 'unknown', judged: { VirtualService: 1, DestinationRule: 3, ServiceEntry: 3 } },
    policy: { file: '.istio-preflight.yaml', origin: 'base', idle: [] },
    upgrades,
    knownChanges: 14,
    findings: [
      sampleFinding({
        rule: 'default-changed',
        title: 'A default changed',
        severity: 'low',
        exposure: 'not-exposed',
        locations: [
          {
            file: 'apps/orders/ledger.yaml',
            line: 1,
            message: 'looked at 3 DestinationRules, none is affected',
          },
        ],
        overrides: [],
      }),
      sampleFinding(),
      sampleFinding({
        rule: 'verify-certificate-at-client',
        title: 'Certificates of servers are verified',
        severity: 'high',
        exposure: 'possible',
        knob: { kind: 'env', name: 'VERIFY_CERTIFICATE_AT_CLIENT', from: 'false', to: 'true' },
        question: "kubectl get destinationrules -A -o json | jq '.items[].metadata.name'",
      }),
      sampleFinding({ exposure: 'mitigated', upgrades: ['clusters/dev/istiod'], overrides: [] }),
      sampleFinding({
        rule: 'external-name',
        title: 'ExternalName services are resolved as aliases',
        severity: 'medium',
        accepted: {
          reason: 'checked with the owners',
          until: '2027-01-31',
          file: '.istio-preflight.yaml',
          line: 4,
        },
      }),
    ],
    changes: [
      sampleChange(),
      sampleChange({ upgrade: 'clusters/dev/istiod' }),
      sampleChange({
        resource: {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRole',
          namespace: '',
          name: 'istiod',
        },
        op: 'added',
        path: 'rules[gateway.networking.k8s.io/*]',
        before: undefined,
        after: { verbs: ['get', 'list'] },
        effect: 'rbac',
        risk: 'high',
      }),
      sampleChange({
        path: 'metadata.labels["helm.sh/chart"]',
        effect: 'metadata',
        risk: 'none',
        noise: 'version label',
      }),
    ],
    restarts: [
      { what: 'Deployment/istio-system/istiod', why: 'image changes', upgrade: 'clusters/prod/istiod' },
      { what: 'Deployment/istio-system/istiod', why: 'image changes', upgrade: 'clusters/dev/istiod' },
    ],
    incomplete: [
      {
        what: 'apps/legacy.yaml',
        why: 'The document at line 9 is not YAML.',
        file: 'apps/legacy.yaml',
        line: 9,
        blocking: false,
      },
    ],
    timings: { total: 400, detect: 12, render: 210 },
    ...overrides,
  };
}
