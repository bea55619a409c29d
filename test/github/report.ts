import type { Finding, Report } from '../../src/model.js';

/** A finding like those of the product, with what a test changes. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'auto-sni',
    title: 'SNI is set by itself',
    summary: 'Requests carry another SNI',
    severity: 'critical',
    exposure: 'exposed',
    introducedIn: '1.21.0',
    upgrades: ['istiod'],
    component: 'istiod',
    evidence: 'resource',
    locations: [{ file: 'rules/dr.yaml', line: 14, message: 'no sni here' }],
    overrides: [],
    references: [],
    accepted: null,
    ...changes,
  };
}

/** A report with what a test changes. */
export function report(changes: Partial<Report> = {}): Report {
  const version = (number: string) => ({ version: number, file: 'apps/istiod.yaml', line: 3 });
  return {
    schemaVersion: 1,
    tool: { name: 'istio-preflight', version: '0', helm: null, knowledge: '1.30.3' },
    verdict: 'fail',
    reason: 'one resource breaks',
    failOn: 'high',
    scope: { declared: 'unknown', judged: {} },
    upgrades: [
      {
        id: 'istiod',
        chart: 'istiod',
        releaseName: 'istiod',
        namespace: 'istio-system',
        revision: '',
        environment: 'prod',
        form: 'argocd',
        kind: 'upgrade',
        deployer: 'argocd',
        from: version('1.20.6'),
        to: version('1.22.2'),
        values: [],
      },
    ],
    findings: [finding()],
    changes: [],
    restarts: [],
    incomplete: [],
    timings: {},
    ...changes,
  };
}
