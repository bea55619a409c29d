import { describe, expect, it } from '@jest/globals';
import { inOrder as found } from '../support/found.js';
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
});
