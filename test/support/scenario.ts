/** Whole-repository scenarios: two trees of texts through the real analysis, with real Helm and real charts. */
import { parseVersionOverrides } from '../../src/detect/explicit.js';
import type { Exposure, Finding, Report } from '../../src/model.js';
import { parsePolicy } from '../../src/policy/policy.js';
import { run } from '../../src/session.js';
import { memoryTree } from '../../src/tree/memory.js';

export type Files = Readonly<Record<string, string>>;

export interface ScenarioOptions {
  readonly helm?: string;
  /** Folder of charts; absent: none can be had. */
  readonly charts?: string;
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly policy?: string;
}

/** Analyses the change from one tree of texts to another, without any network. */
export async function analyse(base: Files, head: Files, options: ScenarioOptions = {}): Promise<Report> {
  return run({
    base: memoryTree(base),
    head: memoryTree(head),
    from: parseVersionOverrides('--from', options.from ?? []),
    to: parseVersionOverrides('--to', options.to ?? []),
    values: [],
    charts: options.charts ? [options.charts] : [],
    policy: parsePolicy('.istio-preflight.yaml', options.policy ?? ''),
    offline: true,
    env: { ...process.env, ...(options.helm ? { HELM_BIN: options.helm } : { HELM_BIN: '', PATH: '' }) },
  });
}

/** The findings of a rule with one exposure. */
export function findings(report: Report, rule: string, exposure: Exposure): readonly Finding[] {
  return report.findings.filter(finding => finding.rule === rule && finding.exposure === exposure);
}

/** `file:line` of everything that findings point at. */
export function places(found: readonly Finding[]): readonly string[] {
  return found.flatMap(({ locations }) => locations.map(({ file, line }) => `${file}:${line}`));
}

/** An umbrella chart over base and istiod. */
export function umbrella(version: string, values = '', folder = 'mesh'): Files {
  return {
    [`${folder}/Chart.yaml`]: [
      'apiVersion: v2',
      'name: mesh',
      'version: 0.1.0',
      'dependencies:',
      ...['base', 'istiod'].flatMap(name => [
        `- name: ${name}`,
        `  version: ${version}`,
        '  repository: https://istio-release.storage.googleapis.com/charts',
      ]),
      '',
    ].join('\n'),
    ...(values ? { [`${folder}/values.yaml`]: values } : {}),
  };
}

/** An Argo CD Application that installs istiod from Istio's repository. */
export function application(version: string, helm = '', name = 'istiod'): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    `metadata: {name: ${name}, namespace: argocd}`,
    'spec:',
    '  project: default',
    '  destination: {server: https://kubernetes.default.svc, namespace: istio-system}',
    '  source:',
    '    repoURL: https://istio-release.storage.googleapis.com/charts',
    '    chart: istiod',
    `    targetRevision: ${version}`,
    ...(helm ? ['    helm:', ...helm.split('\n').map(line => `      ${line}`)] : []),
    '',
  ].join('\n');
}

/** A HelmRelease of Flux that installs istiod from Istio's repository, with the source that it names; its version is on line 13. */
export function helmRelease(version: string, values = ''): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: istio, namespace: flux-system}
spec: {url: https://istio-release.storage.googleapis.com/charts}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: istiod, namespace: istio-system}
spec:
  chart:
    spec:
      chart: istiod
      version: ${version}
      sourceRef: {kind: HelmRepository, name: istio, namespace: flux-system}
${values}`;
}

/** A DestinationRule in a workload's namespace that originates TLS. */
export function destinationRule(tls = 'mode: SIMPLE', host = 'db.example.com', name = 'datastore'): string {
  return [
    'apiVersion: networking.istio.io/v1beta1',
    'kind: DestinationRule',
    'metadata:',
    `  name: ${name}`,
    '  namespace: shop',
    'spec:',
    `  host: ${host}`,
    '  trafficPolicy:',
    '    tls:',
    ...tls.split('\n').map(line => `      ${line}`),
    '',
  ].join('\n');
}
