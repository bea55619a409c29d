/** The versions to write, for every form of declaration: each edit stands at a line that spells what it replaces. */
import { expect, it } from '../support/jest.js';
import { analyse, application, type Files, helmRelease } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

const FORMS: readonly (readonly [string, Files, readonly string[]])[] = [
  [
    'an Application of Argo CD',
    { 'istiod.yaml': application('1.20.6') },
    ['istiod.yaml:10 istiod 1.20.6 → 1.21.6'],
  ],
  [
    'a HelmRelease of Flux',
    {
      'istiod.yaml': helmRelease('1.20.6'),
    },
    ['istiod.yaml:13 istiod 1.20.6 → 1.21.6'],
  ],
  [
    'a helmfile',
    {
      'helmfile.yaml': dedent(`
        repositories:
        - {name: istio, url: ${REPOSITORY}}
        releases:
        - name: istiod
          namespace: istio-system
          chart: istio/istiod
          version: v1.20.6
      `),
    },
    ['helmfile.yaml:7 istiod v1.20.6 → v1.21.6'],
  ],
  [
    'Terraform, two charts that share a local',
    {
      'main.tf': [
        'locals {',
        '  istio = "1.20.6"',
        '}',
        ...['base', 'istiod'].flatMap(chart => [
          `resource "helm_release" "${chart}" {`,
          `  name       = "${chart}"`,
          `  chart      = "${chart}"`,
          `  repository = "${REPOSITORY}"`,
          '  version    = local.istio',
          '  namespace  = "istio-system"',
          '}',
        ]),
        '',
      ].join('\n'),
    },
    ['main.tf:2 base, istiod 1.20.6 → 1.21.6'],
  ],
  [
    'a kustomization that inflates a chart',
    {
      'kustomization.yaml': dedent(`
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        helmCharts:
        - name: istiod
          repo: ${REPOSITORY}
          version: 1.20.6
          releaseName: istiod
          namespace: istio-system
      `),
    },
    ['kustomization.yaml:6 istiod 1.20.6 → 1.21.6'],
  ],
  [
    'an umbrella chart',
    {
      'mesh/Chart.yaml': dedent(`
        apiVersion: v2
        name: mesh
        version: 0.1.0
        dependencies:
        - name: istiod
          version: 1.20.6
          repository: ${REPOSITORY}
      `),
    },
    ['mesh/Chart.yaml:6 istiod 1.20.6 → 1.21.6'],
  ],
  [
    'an IstioOperator',
    {
      'mesh.yaml': dedent(`
        apiVersion: install.istio.io/v1alpha1
        kind: IstioOperator
        metadata: {name: mesh}
        spec:
          profile: minimal
          tag: 1.20.6
      `),
    },
    ['mesh.yaml:6 base, istiod 1.20.6 → 1.21.6'],
  ],
  [
    'a script',
    {
      'install.sh': [
        '#!/bin/sh',
        'VERSION=1.20.6',
        `helm repo add istio ${REPOSITORY}`,
        'helm upgrade --install istiod istio/istiod -n istio-system --version "$VERSION"',
        '',
      ].join('\n'),
    },
    ['install.sh:2 istiod 1.20.6 → 1.21.6'],
  ],
  [
    'Sail',
    {
      'istio.yaml': dedent(`
        apiVersion: sailoperator.io/v1
        kind: Istio
        metadata: {name: default}
        spec:
          namespace: istio-system
          version: v1.20.6
      `),
    },
    ['istio.yaml:6 istiod v1.20.6 → v1.21.6'],
  ],
];

it.each(FORMS)('%s', async (_, files, expected) => {
  const { plan } = await analyse(files, files, { to: ['1.22.8'] });
  const edits = plan?.hops[0]?.pullRequest.edits ?? [];
  expect(edits.map(({ file, line, chart, from, to }) => `${file}:${line} ${chart} ${from} → ${to}`)).toEqual(
    expected,
  );
  for (const { file, line, from } of edits) expect(files[file]?.split('\n')[line - 1]).toContain(from);
  // The next hop begins where this one ends.
  expect(plan?.hops[1]?.pullRequest.edits.map(({ from }) => from)).toEqual(edits.map(({ to }) => to));
});
