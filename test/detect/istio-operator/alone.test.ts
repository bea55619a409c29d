// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this
/** Istio's operator in a tree without IstioOperators: it moves a mesh that somebody else describes. */

import { detect } from '../../../src/detect/detect.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { bumps, judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';
import { application, type Files } from '../../support/scenario.js';

const DEPLOYMENT = `resource "kubernetes_deployment" "operator" {
  metadata {
    name = "istio-operator"
  }
  spec {
    template {
      spec {
        container {
          name  = "istio-operator"
          image = "\${var.hub}/operator:\${var.tag}"
        }
      }
    }
  }
}
variable "hub" {
  default = "docker.io/istio"
}
`;

function tag(version: string): string {
  return `variable "tag" {\n  default = "${version}"\n}\n`;
}

const RENDERED =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istio-operator}\nspec:\n  template:\n    spec:\n      containers:\n      - name: operator\n        image: docker.io/istio/operator:1.16.1\n';

async function read(files: Files): Promise<Detection> {
  return detect(memoryTree(files));
}

async function found(files: Files): Promise<readonly string[]> {
  return (await read(files)).installations.map(
    ({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`,
  );
}

describe('detect/istio-operator/alone', () => {
  it.each<readonly [string, Files, string]>([
    [
      'a Deployment in Terraform’s blocks',
      { 'app.tf': DEPLOYMENT, 'variables.tf': tag('1.16.1') },
      'variables.tf:2',
    ],
    [
      'its chart, out of the folder of a release',
      {
        'helm.tf': `resource "helm_release" "operator" {\n  name = "operator"\n  chart = "\${path.module}/istio-\${var.tag}/manifests/charts/istio-operator"\n}\n`,
        'variables.tf': tag('1.16.1'),
      },
      'variables.tf:2',
    ],
    ['a rendered Deployment', { 'operator.yaml': RENDERED }, 'operator.yaml:9'],
  ])('is found as %s', async (_, files, place) => {
    expect(await found(files)).toEqual([`base 1.16.1 ${place}`, `istiod 1.16.1 ${place}`]);
    const { installations, problems } = await read(files);
    expect(installations.every(({ release }) => release.valuesUnknown)).toBe(true);
    expect(problems).toContainEqual(expect.objectContaining({ what: 'Istio’s operator', blocking: true }));
  });

  it('is taken from what deploys it, not from a rendering beside that', async () => {
    const files = { 'app.tf': DEPLOYMENT, 'variables.tf': tag('1.17.1'), 'config/dump.yaml': RENDERED };
    expect(await found(files)).toEqual(['base 1.17.1 variables.tf:2', 'istiod 1.17.1 variables.tf:2']);
  });

  it('is none beside a control plane, or beside IstioOperators', async () => {
    expect(await found({ 'operator.yaml': RENDERED, 'istiod.yaml': application('1.17.2') })).toEqual([
      expect.stringContaining('istiod 1.17.2'),
    ]);
    const operator =
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {profile: minimal}\n';
    expect(await found({ 'operator.yaml': RENDERED, 'mesh.yaml': operator })).toEqual([
      'base 1.16.1 operator.yaml:9',
      'istiod 1.16.1 operator.yaml:9',
    ]);
  });

  it('is told beside a control plane where it moves, and only there', async () => {
    const tree = (version: string) =>
      memoryTree({
        'app.tf': DEPLOYMENT,
        'variables.tf': tag(version),
        'istiod.yaml': application('1.17.2'),
      });
    expect((await judged(tree('1.16.1'), tree('1.17.1'))).blocking).toEqual([
      expect.objectContaining({ what: 'Istio’s operator 1.17.1', file: 'variables.tf', line: 2 }),
    ]);
    expect((await judged(tree('1.16.1'), tree('1.16.1'))).problems).toEqual([]);
  });

  it('is an upgrade where its tag moves, which nobody can call safe', async () => {
    const tree = (version: string) => memoryTree({ 'app.tf': DEPLOYMENT, 'variables.tf': tag(version) });
    const moved = await judged(tree('1.16.1'), tree('1.17.2'));
    expect(bumps(moved)).toEqual(['base 1.16.1 -> 1.17.2', 'istiod 1.16.1 -> 1.17.2']);
    expect(moved.blocking.map(({ what }) => what)).toContain('Istio’s operator');
  });
});

it('is not somebody else’s operator, whose releases are not Istio’s', async () => {
  const files: Files = {
    'main.tf':
      'resource "helm_release" "operator" {\n  name = "istio-operator"\n  chart = "istio-operator"\n  repository = "https://kubernetes-charts.banzaicloud.com"\n  version = "0.0.46"\n}\n',
  };
  const { installations, problems } = await detect(memoryTree(files));
  expect(installations).toEqual([]);
  expect(problems).toEqual([expect.objectContaining({ file: 'main.tf', blocking: true })]);
});
