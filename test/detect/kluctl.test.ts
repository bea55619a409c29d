import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { inOrder as found } from '../support/found.js';
import { describe, expect, it } from '../support/jest.js';
import { dedent } from '../support/yaml.js';

function chart(name: string, version: string): string {
  return dedent(`
    helmChart:
      repo: https://istio-release.storage.googleapis.com/charts
      chartName: ${name}
      chartVersion: "${version}"
      releaseName: ${name}
      namespace: istio-system
      output: rendered.yaml
  `);
}

const TARGETS = dedent(`
  args:
  - name: env
  - name: mesh
    default: 1.24.1
  targets:
  - name: dev
    args: {env: dev, mesh: 1.26.0}
  - name: prod
    args: {env: prod}
`);

describe('detect: versions of Kluctl', () => {
  it('are those of the files that each target names', async () => {
    const files = {
      '.kluctl.yaml': TARGETS,
      'deployment.yaml':
        'vars:\n- file: vars/common.yaml\n- file: vars/{{ args.env }}.yaml\ndeployments:\n- path: istio/istiod\n- barrier: true\n',
      'vars/common.yaml': 'istio:\n  version: 1.24.2\n',
      'vars/dev.yaml': 'istio:\n  version: 1.25.2\n',
      'vars/prod.yaml': 'replicas: 3\n',
      'istio/istiod/helm-chart.yaml': chart('istiod', '{{ istio.version }}'),
    };
    expect(await found(files)).toEqual(['istiod 1.25.2 vars/dev.yaml:2', 'istiod 1.24.2 vars/common.yaml:2']);
    // Where all targets take the same, it is one.
    const same = { ...files, 'vars/dev.yaml': 'replicas: 1\n' };
    expect(await found(same)).toEqual(['istiod 1.24.2 vars/common.yaml:2']);
  });

  it('are arguments of targets, and values of included deployments', async () => {
    const files = {
      'infra/.kluctl.yml': TARGETS,
      'infra/deployment.yml':
        'deployments:\n- include: mesh\n  vars:\n  - values:\n      gateway: {version: 1.23.0}\n',
      'infra/mesh/deployment.yml':
        'vars:\n- file: "{{ args.env }}.yml"\ndeployments:\n- path: a\n- path: b\n',
      'infra/mesh/prod.yml': 'gateway: {version: 1.23.5}\n',
      'infra/mesh/dev.yml': 'a: 1\n',
      'infra/mesh/a/helm-chart.yml': chart('istiod', '{{ args.mesh }}'),
      'infra/mesh/b/istio.yml':
        'apiVersion: sailoperator.io/v1\nkind: IstioCNI\nmetadata: {name: default}\nspec:\n  version: v{{ gateway.version }}\n',
    };
    expect((await found(files)).toSorted()).toEqual([
      'cni 1.23.0 infra/deployment.yml:5',
      'cni 1.23.5 infra/mesh/prod.yml:1',
      'istiod 1.24.1 infra/.kluctl.yml:4',
      'istiod 1.26.0 infra/.kluctl.yml:7',
    ]);
  });

  it('are null for a target that does not decide them', async () => {
    const files = {
      '.kluctl.yaml': 'targets:\n- name: dev\n  args: {env: dev}\n- name: prod\n',
      'deployment.yaml': 'vars:\n- file: vars/{{ args.env }}.yaml\ndeployments:\n- path: istiod\n',
      'vars/dev.yaml': 'istio_version: 1.25.2\n',
      'istiod/helm-chart.yaml': chart('istiod', '{{ istio_version }}'),
    };
    expect(await found(files)).toEqual(['istiod 1.25.2 vars/dev.yaml:1', 'istiod null .kluctl.yaml:4']);
  });

  it.each([
    [
      'a source that is not here',
      '- file: common.yaml\n- clusterConfigMap: {name: a, namespace: b, key: c}\n',
    ],
    [
      'a file of another repository',
      '- file: common.yaml\n- git: {url: "https://example.com/a.git", path: b}\n',
    ],
    ['a variable of the machine', '- file: common.yaml\n- systemEnvVars: {istio: {version: ISTIO}}\n'],
    ['a condition', '- file: common.yaml\n  when: some.thing\n'],
    ['a template', '- values: {istio: {version: "{{ some.thing }}"}}\n'],
  ])('are not decided over %s, whatever else the tree has under their name', async (_, vars) => {
    const files = {
      '.kluctl.yaml': 'targets:\n- name: dev\n',
      'deployment.yaml': `vars:\n${vars}deployments:\n- path: istiod\n`,
      'common.yaml': 'istio:\n  version: 1.24.2\n',
      'istiod/helm-chart.yaml': chart('istiod', '{{ istio.version }}'),
    };
    expect(await found(files)).toEqual(['istiod null istiod/helm-chart.yaml:4']);
  });

  it.each([
    [
      'what comes first, where later ones shall not outweigh it',
      '- values: {istio: {version: 1.25.1}}\n- file: common.yaml\n  noOverride: true\n',
      'deployment.yaml:2',
    ],
    ['what lies at another path', '- values: {version: 1.25.1}\n  targetPath: istio\n', 'deployment.yaml:2'],
    [
      'what stands beside secrets',
      '- values: {istio: {version: 1.25.1}}\n- vault: {address: a, path: b}\n',
      'deployment.yaml:2',
    ],
  ])('are %s', async (_, vars, at) => {
    const files = {
      '.kluctl.yaml': 'targets:\n- name: dev\n',
      'deployment.yaml': `vars:\n${vars}deployments:\n- path: istiod\n`,
      'common.yaml': 'istio:\n  version: 1.24.2\n',
      'istiod/helm-chart.yaml': chart('istiod', '{{ istio.version }}'),
    };
    expect(await found(files)).toEqual([`istiod 1.25.1 ${at}`]);
  });

  it('are of each deployment that takes a folder in, by files of those around it', async () => {
    const files = {
      '.kluctl.yaml': 'targets:\n- name: dev\n',
      'deployment.yaml':
        'deployments:\n- include: mesh\n  vars: [{values: {color: blue}}]\n- include: mesh\n  vars: [{values: {color: green}}]\n',
      'mesh/deployment.yaml': 'vars:\n- file: vars/{{ color }}.yaml\ndeployments:\n- path: istiod\n',
      'vars/blue.yaml': 'mesh_version: 1.24.2\n',
      'vars/green.yaml': 'mesh_version: 1.25.2\n',
      'mesh/istiod/helm-chart.yaml': chart('istiod', '{{ mesh_version }}'),
    };
    expect(await found(files)).toEqual(['istiod 1.24.2 vars/blue.yaml:1', 'istiod 1.25.2 vars/green.yaml:1']);
  });

  it('are told to be left out where a project has more targets than are looked at', async () => {
    const files = {
      '.kluctl.yaml': `targets:\n${[...Array(61).keys()].map(number => `- name: t${number}\n`).join('')}`,
      'deployment.yaml': 'vars:\n- values: {mesh_version: 1.25.1}\ndeployments:\n- path: istiod\n',
      'istiod/helm-chart.yaml': chart('istiod', '{{ mesh_version }}'),
    };
    const { problems } = await detect(memoryTree(files));
    expect(problems.map(({ file, why }) => `${file}: ${why}`)).toContain(
      '.kluctl.yaml: targets of Kluctl beyond the first 60 of its 61 were not looked at',
    );
  });
});
