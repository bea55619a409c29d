/** Versions under Istio's own name that nothing in the tree takes: a change of them never passes in silence. */

import { detect } from '../../../src/detect/detect.js';
import { unreadVersions } from '../../../src/detect/unread/versions.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { analyse, application, type Files } from '../../support/scenario.js';

async function versions(files: Files): Promise<readonly string[]> {
  const tree = memoryTree(files);
  const found = await unreadVersions(tree, await detect(tree));
  return found.map(({ what, file, line, repeats }) => `${what} ${file}:${line}${repeats ? ' repeats' : ''}`);
}

describe('detect/unread-versions', () => {
  it.each([
    ['.env', 'ISTIO_VERSION=1.24.2\n', 'ISTIO_VERSION 1.24.2 .env:1'],
    ['upgrade.sh', "TO_ISTIO_VERSION='1.24.2'\n", 'TO_ISTIO_VERSION 1.24.2 upgrade.sh:1'],
    ['globals.sh', 'export ISTIO_VER_124=1.24.2-patch1\n', 'ISTIO_VER_124 1.24.2-patch1 globals.sh:1'],
    ['env.sh', 'ISTIO_VERSION_STAGING=1.24.2\n', 'ISTIO_VERSION_STAGING 1.24.2 env.sh:1'],
    ['.tool-versions', 'helm 3.17.3\nistioctl 1.24.2\n', 'istioctl 1.24.2 .tool-versions:2'],
    ['mise.toml', '[tools]\nistioctl = "1.24.2"\n', 'istioctl 1.24.2 mise.toml:2'],
    ['prod.tfvars', 'istio_version = "1.24.2"\n', 'istio_version 1.24.2 prod.tfvars:1'],
    [
      'main.tf',
      'variable "istio_version" {\n  default = "1.24.2"\n}\nresource "null_resource" "mesh" {\n  provisioner "local-exec" {\n    command = "make mesh VERSION=${var.istio_version}"\n  }\n}\n',
      'istio_version 1.24.2 main.tf:2',
    ],
    ['group_vars/all.yml', 'istio_version: v1.24.2\n', 'istio_version v1.24.2 group_vars/all.yml:1'],
    ['versions.json', '{"istio": "1.24.2", "kiali": "1.89.0"}\n', 'istio 1.24.2 versions.json:1'],
    ['values.yaml', 'istio:\n  enabled: true\n  version: 1.24.2\n', 'istio 1.24.2 values.yaml:3'],
    [
      'parts.yaml',
      '- name: istio\n  version: 1.24.2\n- name: kiali\n  version: 1.89.0\n',
      'istio 1.24.2 parts.yaml:2',
    ],
    [
      'x.yaml',
      '# renovate: datasource=github-releases depName=istio/istio\nmeshVersion: 1.24.2\n',
      'meshVersion 1.24.2 x.yaml:2',
    ],
    [
      '.github/workflows/mesh.yaml',
      'jobs:\n  mesh:\n    uses: org/flows/.github/workflows/mesh.yaml@v1\n    with:\n      istio_version: 1.24.2\n',
      'istio_version 1.24.2 .github/workflows/mesh.yaml:5',
    ],
    [
      'charts/istio-operator/Chart.yaml',
      'apiVersion: v2\nname: istio-operator\nversion: 2.16.6\nappVersion: 1.24.2\n',
      'appVersion of istio-operator 1.24.2 charts/istio-operator/Chart.yaml:4',
    ],
    [
      'Pulumi.prod.yaml',
      'config:\n  aws:region: eu\n  mesh:istioVersion: 1.24.2\n  mesh:kialiVersion: 1.89.0\n',
      'istioVersion 1.24.2 Pulumi.prod.yaml:3',
    ],
    [
      'Pulumi.yaml',
      'config:\n  mesh:istioVersion:\n    type: string\n    default: 1.24.2\n',
      'istioVersion 1.24.2 Pulumi.yaml:4',
    ],
  ])('names the one of %s', async (file, text, expected) => {
    expect(await versions({ [file]: text })).toEqual([expected]);
  });

  it('is silent about other things of that name', async () => {
    expect(
      await versions({
        'a.yaml': 'istio:\n  enabled: true\nkiali:\n  version: 1.89.0\n',
        'b.yaml': '- name: net-istio\n  version: 1.17.0\n',
        'c.yaml': 'istio_version: 2.4.1\nistio_api_version: 1.24.2\nKNATIVE_ISTIO_VERSION: 1.12.0\n',
        'archive/d.yaml': 'istio_version: 1.24.2\n',
        'index.yaml': 'istio:\n  version: 1.0.0\n',
      }),
    ).toEqual([]);
  });

  it('is silent about files that were read, and about versions that installations are at', async () => {
    const script =
      'ISTIO_VERSION=1.24.2\nhelm upgrade --install istiod istio/istiod --version $ISTIO_VERSION\n';
    expect(await versions({ 'install.sh': script })).toEqual([]);
    expect(
      await versions({ 'istiod.yaml': application('1.24.2'), '.env': 'ISTIO_VERSION=1.24.2\n' }),
    ).toEqual(['ISTIO_VERSION 1.24.2 .env:1 repeats']);
  });

  it.each(['.tool-versions', 'infra/.tool-versions'])(
    'takes istioctl in %s for a client where charts install the control plane',
    async file => {
      const tools = { [file]: 'istioctl 1.25.1\n' };
      expect(await versions({ ...tools, 'istiod.yaml': application('1.24.2') })).toEqual([]);
      expect(await versions({ ...tools, 'istiod.yaml': application('1.24.x') })).toHaveLength(1);
      const rendered =
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, labels: {app: istiod}}\nspec: {template: {spec: {containers: [{name: discovery, image: docker.io/istio/pilot:1.24.2}]}}}\n';
      expect(await versions({ ...tools, 'istiod.yaml': rendered })).toHaveLength(1);
    },
  );

  it('names a default of Terraform that only a file overrides which has to be named', async () => {
    const files = (given: string): Files => ({
      'variables.tf': 'variable "istio_version" {\n  default = "1.24.2"\n}\n',
      'main.tf':
        'resource "helm_release" "istiod" {\n  name = "istiod"\n  repository = "https://istio-release.storage.googleapis.com/charts"\n  chart = "istiod"\n  version = var.istio_version\n}\n',
      [given]: 'istio_version = "1.25.1"\n',
    });
    expect(await versions(files('prod.tfvars'))).toEqual(['istio_version 1.24.2 variables.tf:2']);
    // Terraform reads it by itself: the default never counts.
    expect(await versions(files('terraform.tfvars'))).toEqual([]);
    expect(await versions(files('prod.auto.tfvars'))).toEqual([]);
  });

  it('makes a change incomplete that moves one', async () => {
    const moved = await analyse({ '.env': 'ISTIO_VERSION=1.24.2\n' }, { '.env': 'ISTIO_VERSION=1.25.1\n' });
    expect(moved.verdict).toBe('incomplete');
    expect(moved.incomplete).toEqual([
      expect.objectContaining({ what: 'ISTIO_VERSION 1.25.1', file: '.env', line: 1, blocking: true }),
    ]);
    const same: Files = { '.env': 'ISTIO_VERSION=1.24.2\n' };
    expect((await analyse(same, { ...same, 'a.yaml': 'a: istio\n' })).verdict).toBe('no-upgrade');
  });

  it('names a constant that stands beside the program that takes it', async () => {
    const program = {
      'e2e/istio/runtime.go':
        'package istio\n\nfunc chart() string {\n\treturn fmt.Sprintf("https://istio-release.storage.googleapis.com/charts/base-%s.tgz", version())\n}\n',
    };
    const constant = 'package istio\n\nconst (\n\tistioVersionDefault = "1.24.2" // to install\n)\n';
    expect(await versions({ ...program, 'e2e/istio/profile.go': constant })).toEqual([
      'istioVersionDefault 1.24.2 e2e/istio/profile.go:4',
    ]);
    const others = Array.from({ length: 400 }, (_, index) => [`e2e/istio/a${index}.go`, 'package istio\n']);
    expect(
      await versions({ ...program, ...Object.fromEntries(others), 'e2e/istio/profile.go': constant }),
    ).toHaveLength(1);
    // What tests expect, and packages that fetch nothing, move nothing.
    expect(await versions({ ...program, 'e2e/istio/profile_test.go': constant })).toEqual([]);
    expect(await versions({ ...program, 'e2e/other/profile.go': constant })).toEqual([]);
  });

  it('names a tag beside the hub of Istio, in whatever it stands', async () => {
    const charm = (hub: string): string =>
      `options:\n  image-configuration:\n    type: string\n    default: |\n      pilot-image: 'pilot'\n      global-tag: '1.28.0'  # values.global.tag\n      global-hub: '${hub}'\n`;
    expect(await versions({ 'charms/istio/config.yaml': charm('docker.io/istio') })).toEqual([
      'global-tag 1.28.0 charms/istio/config.yaml:6',
    ]);
    expect(await versions({ 'charms/istio/config.yaml': charm('docker.io/acme') })).toEqual([]);
    expect(await versions({ 'charms/istio/config.yaml': charm('docker.io/istio/demo') })).toEqual([]);
  });
});
