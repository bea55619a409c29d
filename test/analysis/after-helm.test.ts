/** What is done to a chart of Istio's after Helm: where that alone moves, the change is seen. */

import { lookup } from '../../src/detect/values/values.js';
import { blockingIn, changeOf } from '../support/changes.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const CHART = `helmCharts:\n- {name: istiod, repo: "${ISTIO}", version: 1.24.2, releaseName: istiod, namespace: istio-system}\n`;
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\n';

function moved(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll('OLD', 'NEW')]),
  );
}

function indented(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by)).trimEnd();
}

describe('analysis: values that are set after Helm', () => {
  const image = `${DEPLOYMENT}spec: {template: {spec: {containers: [{name: discovery, image: "docker.io/istio/pilot:OLD"}]}}}\n`;
  const variable =
    '[{"op":"add","path":"/spec/template/spec/containers/0/env/-","value":{"name":"PILOT_X","value":"OLD"}}]';

  it.each<[string, Files, string]>([
    [
      'an image in a patch of Kustomize',
      { 'kustomization.yaml': `${CHART}patches:\n- patch: |\n${indented(image, 4)}\n` },
      'pilot.image',
    ],
    [
      'an image by an operation',
      {
        'kustomization.yaml': `${CHART}patches:\n- target: {kind: Deployment, name: istiod}\n  patch: '[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"docker.io/istio/pilot:OLD"}]'\n`,
      },
      'pilot.image',
    ],
    [
      'a transformer of Kustomize',
      {
        'kustomization.yaml': `${CHART}transformers: [env.yaml]\n`,
        'env.yaml': `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: env}\ntarget: {kind: Deployment, name: istiod}\npatch: '${variable}'\n`,
      },
      'pilot.env.PILOT_X',
    ],
    [
      'the overlay of a bundle of Fleet',
      {
        'mesh/fleet.yaml': `helm: {chart: istiod, repo: "${ISTIO}", version: 1.24.2}\nkustomize: {dir: overlay}\n`,
        'mesh/overlay/kustomization.yaml': `patches:\n- target: {kind: Deployment, name: istiod}\n  patch: '${variable}'\n`,
      },
      'pilot.env.PILOT_X',
    ],
    [
      'a patch of Helmfile',
      {
        'helmfile.yaml': `repositories: [{name: istio, url: "${ISTIO}"}]\nreleases:\n- name: istiod\n  chart: istio/istiod\n  version: 1.24.2\n  strategicMergePatches:\n  -\n${indented(image, 4)}\n`,
      },
      'pilot.image',
    ],
  ])('%s', async (_, files, key) => {
    const { moves } = await changeOf(files, moved(files));
    expect(moves.map(({ kind, chart }) => [kind, chart])).toEqual([['values-only', 'istiod']]);
    const value = lookup(moves[0]?.after?.release.values ?? [], key.split('.'))?.value;
    expect(value).toMatch(/NEW$/);
    expect((await changeOf(files, { ...files, 'other.yaml': 'istio: mesh\n' })).moves).toEqual([]);
  });

  it('an overlay of an IstioOperator', async () => {
    const files = {
      'mesh.yaml':
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec:\n  tag: 1.24.2\n  components: {pilot: {k8s: {overlays: [{kind: Deployment, name: istiod, patches: [{path: "spec.template.spec.priorityClassName", value: OLD}]}]}}}\n',
    };
    const { moves } = await changeOf(files, moved(files));
    expect(moves.map(({ kind, chart }) => [kind, chart])).toEqual([['values-only', 'istiod']]);
  });
});

describe('analysis: what is not followed after Helm', () => {
  it.each<[string, Files]>([
    [
      'a post-renderer of a script',
      {
        'up.sh': 'helm upgrade --install istiod istio/istiod --version 1.24.2 --post-renderer ./render.sh\n',
        'render.sh': '#!/bin/sh\nsed s/a/OLD/\n',
      },
    ],
    [
      'a post-renderer of Terraform',
      {
        'main.tf': `resource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  repository = "${ISTIO}"\n  version = "1.24.2"\n  postrender {\n    binary_path = "\${path.module}/render.sh"\n  }\n}\n`,
        'render.sh': '#!/bin/sh\nsed s/a/OLD/\n',
      },
    ],
    [
      'a replacement of Kustomize',
      {
        'kustomization.yaml': `${CHART}configMapGenerator: [{name: mesh, literals: [tag=OLD]}]\nreplacements:\n- source: {kind: ConfigMap, name: mesh, fieldPath: data.tag}\n  targets: [{select: {kind: Deployment, name: istiod}, fieldPaths: [spec.template.spec.containers.0.image]}]\n`,
      },
    ],
  ])('is told where it moves: %s', async (_, files) => {
    const told = async (head: Files): Promise<readonly string[]> =>
      (await blockingIn(files, head)).map(({ what }) => what);
    expect(await told(moved(files))).toHaveLength(1);
    expect(await told({ ...files, 'other.yaml': 'istio: mesh\n' })).toEqual([]);
  });
});

describe('analysis: values files that are missing', () => {
  it.each<[string, Files]>([
    [
      'a state of Helmfile',
      {
        'helmfile.yaml': `repositories: [{name: istio, url: "${ISTIO}"}]\nreleases:\n- {name: shop, chart: acme/shop, version: OLD}\n- name: istiod\n  chart: istio/istiod\n  version: 1.24.2\n  values: [mesh/gone.yaml]\n`,
      },
    ],
    [
      'a script',
      {
        'up.sh': './build.sh OLD\nhelm upgrade --install istiod istio/istiod --version 1.24.2 -f gone.yaml\n',
      },
    ],
    [
      'a bundle of Fleet',
      {
        'mesh/fleet.yaml': `labels: {team: OLD}\nhelm: {chart: istiod, repo: "${ISTIO}", version: 1.24.2, valuesFiles: [gone.yaml]}\n`,
      },
    ],
  ])('are no news where something else of their file changes: %s', async (_, files) => {
    const blocking = async (head: Files): Promise<number> => (await blockingIn(files, head)).length;
    expect(await blocking(moved(files))).toBe(0);
    const bumped = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replace('1.24.2', '1.26.1')]),
    );
    expect(await blocking(bumped)).toBe(1);
    const other = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replace('gone', 'lost')]),
    );
    expect(await blocking(other)).toBe(1);
  });
});
