/** Bumps that move some of what runs: none of them is told as no upgrade. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, type Files } from '../support/scenario.js';

function deployment(label: string, image: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: istiod\n  namespace: istio-system\n  labels: {app: istiod, app.kubernetes.io/version: ${label}}\nspec:\n  template:\n    spec:\n      containers:\n      - name: discovery\n        image: docker.io/istio/pilot:${image}\n`;
}

function configMaps(tag: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: "accessLogFile: /dev/stdout"}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-sidecar-injector, namespace: istio-system}\ndata:\n  values: |\n    {"global": {\n      "tag": "${tag}"}}\n`;
}

function mesh(label: string, image: string, tag: string): Files {
  return { 'mesh.yaml': `${deployment(label, image)}---\n${configMaps(tag)}` };
}

const BEFORE = mesh('1.22.2', '1.22.2', '1.22.2');

describe('partial bumps', () => {
  it.each<[string, Files, number]>([
    ['the image of istiod', mesh('1.22.2', '1.24.1', '1.22.2'), 12],
    ['the image that istiod puts into pods', mesh('1.22.2', '1.22.2', '1.24.1'), 25],
  ])('tell of %s that moves alone', async (_, after, line) => {
    const report = await analyse(BEFORE, after);
    expect(report.verdict).not.toBe('no-upgrade');
    const [found] = report.findings.filter(({ rule }) => rule === 'half-bump');
    expect(found).toMatchObject({ severity: 'high', exposure: 'exposed' });
    expect(found?.locations).toMatchObject([{ file: 'mesh.yaml', line }]);
  });

  it.each<[string, (fetched: string, run: string) => string]>([
    [
      'a path',
      (fetched, run) =>
        `curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${fetched} sh -\n./istio-${run}/bin/istioctl install -y\n`,
    ],
    [
      'a folder',
      (fetched, run) =>
        `curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${fetched} sh -\ncd istio-${run}\n./bin/istioctl install -y\n`,
    ],
    [
      'a name that the download does not go by',
      (fetched, run) =>
        `ISTIO_VERSION=${run}\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=${fetched} sh -\nsudo mv istio-*/bin/istioctl /usr/local/bin/\nistioctl install -y\n`,
    ],
    [
      'a quoted download',
      (fetched, run) =>
        `bash -c "cd /tmp && curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${fetched} sh -"\n/tmp/istio-${run}/bin/istioctl install -y\n`,
    ],
  ])('are told where a script goes on with the release of before: %s', async (_, script) => {
    const files = (fetched: string, run: string): Files => ({
      'install.sh': `#!/bin/bash\n${script(fetched, run)}`,
    });
    for (const after of [files('1.24.1', '1.22.2'), files('1.22.2', '1.24.1')]) {
      const report = await analyse(files('1.22.2', '1.22.2'), after);
      expect(report.verdict).toBe('incomplete');
    }
  });

  it('are told where one of several runs of istioctl moves', async () => {
    const files = (generate: string, install: string): Files => ({
      'install.sh': `#!/bin/sh\n../istio-${generate}/bin/istioctl manifest generate > mesh.yaml\n../istio-${install}/bin/istioctl install -y\n`,
    });
    const report = await analyse(files('1.22.2', '1.22.2'), files('1.22.2', '1.24.1'));
    expect(report.verdict).toBe('incomplete');
    expect(report.incomplete.map(({ file, line }) => `${file}:${line}`)).toEqual(['install.sh:3']);
    expect((await analyse(files('1.22.2', '1.22.2'), files('1.22.2', '1.22.2'))).verdict).toBe('no-upgrade');
  });

  it('are told where a default moves that a version may be taken from', async () => {
    const files = (istio: string, more = ''): Files => ({
      'main.tf': `variable "addons" { type = map(string) }\nlocals {\n  defaults = {\n    istio = "${istio}"\n  }\n  versions = { for name, given in var.addons : name => given == "" ? local.defaults[name] : given }\n}\nresource "helm_release" "istiod" {\n  name       = "istiod"\n  repository = "https://istio-release.storage.googleapis.com/charts"\n  chart      = "istiod"\n  version    = local.versions["istio"]\n}\n${more}`,
    });
    const report = await analyse(files('1.22.2'), files('1.24.1'));
    expect(report.verdict).toBe('incomplete');
    expect(report.incomplete.map(({ file, line }) => `${file}:${line}`)).toContain('main.tf:4');
  });

  it('are no matter of a file that stays, and that something else takes now', async () => {
    const files = (version: string): Files => ({
      'istiod.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec:\n  destination: {namespace: istio-system}\n  sources:\n  - repoURL: https://istio-release.storage.googleapis.com/charts\n    chart: istiod\n    targetRevision: ${version}\n    helm: {valueFiles: [$own/values-${version}.yaml]}\n  - {repoURL: "https://git/x", ref: own}\n`,
      'values-1.22.2.yaml': 'global:\n  hub: docker.io/istio\n  tag: 1.22.2\n',
      'values-1.24.1.yaml': 'global:\n  hub: docker.io/istio\n  tag: 1.24.1\n',
    });
    const report = await analyse(files('1.22.2'), files('1.24.1'));
    expect(report.incomplete.filter(({ file }) => file?.startsWith('values-'))).toEqual([]);
  });

  function umbrella(asked: string, held: string): Files {
    return {
      'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: ${asked}\n  repository: file://istiod\n`,
      'mesh/istiod/Chart.yaml': `apiVersion: v1\nname: istiod\nversion: ${held}\nappVersion: ${held}\nsources: [https://github.com/istio/istio]\n`,
      'mesh/istiod/values.yaml': 'pilot: {}\n',
    };
  }

  it.each([
    ['asks for another release than the folder holds', '1.24.1'],
    ['asks for an older one', '1.20.6'],
  ])('are told where Chart.yaml %s', async (_, asked) => {
    const report = await analyse(umbrella('1.22.2', '1.22.2'), umbrella(asked, '1.22.2'));
    expect(report.verdict).toBe('incomplete');
    expect(report.incomplete).toMatchObject([
      { what: 'dependency istiod', file: 'mesh/Chart.yaml', line: 6, why: expect.stringContaining(asked) },
    ]);
  });

  it('are told where Terraform is given an archive, and a version beside it', async () => {
    const terraform = (version: string): Files => ({
      'main.tf': `resource "helm_release" "istiod" {\n  name    = "istiod"\n  chart   = "\${path.module}/istiod-1.22.2.tgz"\n  version = "${version}"\n}\n`,
    });
    const report = await analyse(terraform('1.22.2'), terraform('1.24.1'));
    expect(report.verdict).toBe('incomplete');
    expect(report.incomplete.map(({ file, line, why }) => [file, line, why])).toContainEqual([
      'main.tf',
      4,
      expect.stringContaining('half a bump: it says 1.24.1'),
    ]);
  });
});
