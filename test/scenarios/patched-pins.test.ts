/** A pin that Kustomize puts into what was rendered, or takes out of it, counts as what is deployed has it. */

import type { Exposure } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
const PINNED = '- {name: ENABLE_AUTO_SNI, value: "false"}';

/** istiod as rendered manifests, and inflated from its chart by Kustomize. */
const FORMS: readonly (readonly [string, (version: string, pinned: boolean) => Files])[] = [
  [
    'rendered manifests',
    (version, pinned) => ({
      'mesh/kustomization.yaml': 'resources: [install.yaml]\n',
      'mesh/install.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    trustDomain: cluster.local\n---\n' +
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  template:\n    spec:\n      containers:\n' +
        `      - name: discovery\n        image: docker.io/istio/pilot:${version}\n        env:\n` +
        `        - {name: POD_NAME, value: x}\n${pinned ? `        ${PINNED}\n` : ''}`,
    }),
  ],
  [
    'a chart that Kustomize inflates',
    (version, pinned) => ({
      'mesh/kustomization.yaml':
        `helmCharts:\n- name: istiod\n  repo: ${REPOSITORY}\n  version: ${version}\n  namespace: istio-system\n` +
        (pinned ? '  valuesInline:\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\n' : ''),
    }),
  ],
];

function patch(entries: string, more = ''): string {
  return dedent(`
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: istiod, namespace: istio-system}
    spec:
      template:
        spec:
          containers:
          - name: discovery
            ${more}
            env:
            ${entries}
  `);
}

const BY_NUMBER = '- {op: remove, path: /spec/template/spec/containers/0/env/1}\n';

function targeted(text: string): Files {
  return {
    'prod/kustomization.yaml':
      'resources: [../mesh]\npatches: [{path: patch.yaml, target: {kind: Deployment, name: istiod}}]\n',
    'prod/patch.yaml': text,
  };
}

const KINDS: readonly Exposure[] = ['exposed', 'mitigated', 'possible'];

async function exposures(files: (version: string) => Files) {
  const rule = { 'apps/rule.yaml': destinationRule() };
  const report = await analyse({ ...rule, ...files('1.20.6') }, { ...rule, ...files('1.22.2') });
  return KINDS.flatMap(kind => {
    const found = findings(report, 'auto-sni', kind);
    return found.length === 0 ? [] : [[kind, places(found)] as const];
  });
}

describe.each(FORMS)('scenarios: pins by patches on %s', (_, form) => {
  const overlay = (pinned: boolean, files: Files) => (version: string) => ({
    ...form(version, pinned),
    ...files,
  });
  const only = (text: string): Files => ({
    'prod/kustomization.yaml': 'resources: [../mesh]\npatches: [{path: patch.yaml}]\n',
    'prod/patch.yaml': text,
  });

  it('is mitigated by a patch that adds the pin', async () => {
    const found = await exposures(overlay(false, only(patch(PINNED))));
    expect(found).toMatchObject([['mitigated', expect.arrayContaining(['prod/patch.yaml:11'])]]);
  });

  it('is exposed by a patch that takes the pin out', async () => {
    const found = await exposures(overlay(true, only(patch('- {name: ENABLE_AUTO_SNI, $patch: delete}'))));
    expect(found).toEqual([['exposed', ['apps/rule.yaml:9']]]);
  });

  it('is mitigated by the patch of a component', async () => {
    const found = await exposures(
      overlay(false, {
        'prod/kustomization.yaml': 'resources: [../mesh]\ncomponents: [../pins]\n',
        'pins/kustomization.yaml': 'kind: Component\npatches: [{path: patch.yaml}]\n',
        'pins/patch.yaml': patch(PINNED),
      }),
    );
    expect(found).toMatchObject([['mitigated', expect.arrayContaining(['pins/patch.yaml:11'])]]);
  });

  it('is exposed in the overlay without the pin, and mitigated in the one with it', async () => {
    const files = { ...only(patch(PINNED)), 'dev/kustomization.yaml': 'resources: [../mesh]\n' };
    expect(await exposures(overlay(false, files))).toMatchObject([
      ['exposed', ['apps/rule.yaml:9']],
      ['mitigated', expect.arrayContaining(['prod/patch.yaml:11'])],
    ]);
  });

  it('is mitigated where all overlays have it', async () => {
    const files = {
      ...only(patch(PINNED)),
      'dev/kustomization.yaml': 'resources: [../mesh]\npatches: [{path: ../prod/patch.yaml}]\n',
    };
    expect(await exposures(overlay(false, files))).toMatchObject([['mitigated', expect.anything()]]);
  });

  it('is gone by its number where that is written, and undecided where the chart writes it', async () => {
    const isWritten = 'mesh/install.yaml' in form('1.20.6', true);
    const found = await exposures(overlay(true, targeted(BY_NUMBER)));
    expect(found).toMatchObject([[isWritten ? 'exposed' : 'possible', expect.anything()]]);
  });

  it.each([
    '- {name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: "0"}}}',
    '- {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}',
  ])('is decided beside what a patch takes from the pod: %s', async variable => {
    const found = await exposures(overlay(true, targeted(patch(variable))));
    expect(found).toMatchObject([['mitigated', expect.anything()]]);
  });

  it.each([
    ['variables of a Secret', patch('- {name: A, value: b}', 'envFrom: [{secretRef: {name: settings}}]')],
    [
      'a value from elsewhere',
      patch('- {name: ENABLE_AUTO_SNI, valueFrom: {configMapKeyRef: {name: a, key: b}}}'),
    ],
    [
      'a label of the pod',
      patch(`- {name: ENABLE_AUTO_SNI, valueFrom: {fieldRef: {fieldPath: "metadata.labels['sni']"}}}`),
    ],
  ])('is undecided by a patch with %s', async (_name, text) => {
    expect(await exposures(overlay(true, targeted(text)))).toMatchObject([['possible', expect.anything()]]);
  });
});
