/** Commands in files that pipelines and Ansible run, whatever folder those stand in, and what scripts hand each other. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(({ partOf }) => partOf === undefined)
    .map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

describe('detect: pipelines and playbooks', () => {
  it('reads commands of a playbook by its keys, wherever it stands', async () => {
    const playbook = [
      '- hosts: masters',
      '  vars:',
      '    mesh_chart: "1.22.2"',
      '  tasks:',
      '    - name: install base',
      '      command: helm upgrade --install istio-base istio/base -n istio-system --version {{ mesh_chart }}',
      '    - name: install istiod',
      '      ansible.builtin.shell: >',
      '        helm upgrade --install istiod istio/istiod',
      '        -n istio-system --version {{ mesh_chart }}',
      '',
    ].join('\n');
    expect(await found({ 'core/setup/mesh.yml': playbook })).toEqual([
      'base 1.22.2 core/setup/mesh.yml:3',
      'istiod 1.22.2 core/setup/mesh.yml:3',
    ]);
  });

  it('follows the version in the path of an istioctl that a role unpacks', async () => {
    const run =
      'command: "{{ work.path }}/istio-{{ mesh_ver }}/bin/istioctl --kubeconfig {{ KUBECONFIG }} manifest apply -y"';
    const [first] = await found({
      'roles/mesh/tasks/main.yml': `- name: istio\n  ${run}\n`,
      'roles/mesh/defaults/main.yml': 'mesh_ver: 1.22.3\n',
    });
    expect(first).toBe('base 1.22.3 roles/mesh/defaults/main.yml:1');
  });

  it('gives the istioctl that one task of a role fetches to the commands of its other tasks, with what they copy', async () => {
    const files = {
      'roles/mesh/tasks/setup.yml':
        '- get_url:\n    url: https://github.com/istio/istio/releases/download/1.22.3/istioctl-1.22.3-linux-amd64.tar.gz\n    dest: /tmp/istioctl.tar.gz\n- command: istioctl install --set profile=minimal -y\n',
      'roles/mesh/tasks/own.yml':
        '- copy:\n    src: /workspace/mesh/plane.yaml\n    dest: /tmp/plane.yaml\n- command: istioctl install -y -f /tmp/plane.yaml\n',
      'mesh/plane.yaml':
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: own}\nspec: {profile: minimal}\n',
    };
    const all = await found(files);
    expect(all).toHaveLength(4);
    for (const one of all) expect(one).toMatch(/ 1\.22\.3 roles\/mesh\/tasks\/setup\.yml:2$/);
  });

  it('reads plain lists of commands under any key', async () => {
    expect(
      await found({
        'okteto.yml': `deploy:\n- helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version 1.22.3\n`,
      }),
    ).toEqual(['istiod 1.22.3 okteto.yml:2']);
  });

  const CHART = 'https://istio-release.storage.googleapis.com/charts';
  const JOB =
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: istio}\nspec:\n  template:\n    spec:\n      containers:\n';
  it.each([
    [
      'a step of Cloud Build',
      'cloudbuild.yaml',
      `steps:\n- id: a\n  name: 'gcr.io/cloud-builders/helm'\n  env: [A=b]\n  args: ['upgrade', '--install', 'istiod', 'istiod', '--repo', '${CHART}', '--version', '\${_ISTIO_VERSION}']\nsubstitutions:\n  _ISTIO_VERSION: 1.22.3\n`,
      7,
    ],
    [
      'an image',
      'job.yaml',
      `${JOB}      - name: a\n        image: alpine/helm:3.14.0\n        args:\n        - upgrade\n        - --install\n        - istiod\n        - istiod\n        - --repo=${CHART}\n        - --version=1.22.3\n`,
      16,
    ],
    [
      'a command',
      'job.yaml',
      `${JOB}      - args: ["upgrade", "--install", "istiod", "istio/istiod", "--version", "1.22.3"]\n        command: ["helm"]\n        name: a\n        image: x\n`,
      8,
    ],
  ])('reads arguments of a container that runs Helm by %s', async (_what, path, text, line) => {
    expect(await found({ [path]: text })).toEqual([`istiod 1.22.3 ${path}:${line}`]);
  });

  it.each([
    [
      'a task of Tekton',
      'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: mesh}\nspec:\n  params:\n  - name: istio-version\n    default: 1.22.3\n  steps:\n  - name: a\n    script: |\n      helm upgrade --install istiod istio/istiod --version $(params.istio-version)\n',
      7,
    ],
    [
      'a Workflow',
      'apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: mesh}\nspec:\n  arguments:\n    parameters:\n    - name: istio-version\n      value: 1.22.3\n  templates:\n  - container:\n      args: ["helm upgrade --install istiod istio/istiod --version {{workflow.parameters.istio-version}}"]\n',
      8,
    ],
  ])('takes parameters of %s for what they are where nobody gives others', async (_what, text, line) => {
    expect(await found({ 'task.yaml': text })).toEqual([`istiod 1.22.3 task.yaml:${line}`]);
  });

  it('takes arguments of other containers for none of Helm', async () => {
    const others = `${JOB}      - name: a\n        image: acme/installer\n        args: [install, istiod, istio/istiod, --version, 1.22.3]\n      - name: b\n        image: alpine/helm\n        args: [list]\n`;
    expect(await found({ 'job.yaml': others })).toEqual([]);
  });

  it('reads a pipeline of Buildkite, and where it downloads the release that it runs', async () => {
    const pipeline = [
      'steps:',
      '- label: e2e',
      '  commands:',
      '    - curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.22.3 sh -',
      '    - ./istio-1.22.3/bin/istioctl install --set profile=minimal -y',
      '',
    ].join('\n');
    expect(await found({ '.buildkite/e2e.yml': pipeline })).toEqual([
      'base 1.22.3 .buildkite/e2e.yml:4',
      'istiod 1.22.3 .buildkite/e2e.yml:4',
    ]);
  });

  it('leaves commands in objects of Kubernetes and in values alone', async () => {
    const command = 'command: ["istioctl", "install", "--set", "tag=1.22.3"]';
    expect(
      await found({
        'job.yaml': `apiVersion: batch/v1\nkind: Job\nspec:\n  ${command}\n`,
        'notes.yaml': 'description: run istioctl install --set tag=1.22.3 first\n',
      }),
    ).toEqual([]);
  });

  it('takes the version that an action hands to its script before the script’s own default', async () => {
    const script = [
      '#!/bin/bash',
      'ISTIO_VERSION="$' + '{1:-1.20.0}"',
      'output=$(istioctl install --set profile=minimal -y 2>&1) || exit 1',
      '',
    ].join('\n');
    const action = [
      'inputs:',
      '  istioVersion:',
      '    description: release of Istio',
      "    default: '1.22.3'",
      'runs:',
      '  using: composite',
      '  steps:',
      '    - shell: bash',
      '      env:',
      '        ISTIO_VERSION: $' + '{{ inputs.istioVersion }}',
      '      run: $' + '{{ github.action_path }}/scripts/mesh.sh "$ISTIO_VERSION"',
      '',
    ].join('\n');
    expect(await found({ 'scripts/mesh.sh': script })).toEqual([
      'base 1.20.0 scripts/mesh.sh:2',
      'istiod 1.20.0 scripts/mesh.sh:2',
    ]);
    expect(await found({ 'scripts/mesh.sh': script, 'action.yml': action })).toEqual([
      'base 1.22.3 action.yml:4',
      'istiod 1.22.3 action.yml:4',
    ]);
  });

  it('comes to an end with scripts that call each other', async () => {
    const calls = (other: string): string =>
      `#!/bin/sh\nV=$1\nhelm install istiod istio/istiod --version $V\n./${other} $V\n`;
    expect(await found({ 'a.sh': calls('b.sh'), 'b.sh': calls('a.sh') })).toEqual([
      'istiod null a.sh:3',
      'istiod null b.sh:3',
    ]);
  });

  it('reads what the Sail operator installs out of heredocs, indented too', async () => {
    const playbook = [
      '- hosts: all',
      '  tasks:',
      '  - name: mesh',
      '    shell: |',
      '      cat <<EOF | kubectl apply -f -',
      '      apiVersion: sailoperator.io/v1',
      '      kind: Istio',
      '      metadata:',
      '        name: default',
      '      spec:',
      '        version: v1.26.2',
      '        namespace: istio-system',
      '      ---',
      '      apiVersion: sailoperator.io/v1',
      '      kind: IstioCNI',
      '      metadata: {name: default}',
      '      spec:',
      '        version: v1.26-latest',
      '      EOF',
      '',
    ].join('\n');
    expect(await found({ 'ocp.yml': playbook })).toEqual([
      'istiod 1.26.2 ocp.yml:11',
      'cni v1.26-latest ocp.yml:18',
    ]);
  });

  it('takes the version that a pipeline sets for its script before the script’s own default', async () => {
    const version = '$' + '{ISTIO_VERSION:-1.20.0}';
    const script = `#!/bin/bash\nISTIO_VERSION=${version}\nistioctl install --set profile=minimal -y $@\n`;
    const pipeline =
      "env:\n  ISTIO_VERSION: '1.22.3'\njobs:\n  e2e:\n    steps:\n    - run: bash ./ci/mesh.sh -f x.yaml\n";
    expect((await found({ 'ci/mesh.sh': script })).at(-1)).toBe('istiod 1.20.0 ci/mesh.sh:2');
    expect((await found({ 'ci/mesh.sh': script, '.github/workflows/e2e.yml': pipeline })).at(-1)).toBe(
      'istiod 1.22.3 .github/workflows/e2e.yml:2',
    );
  });

  it('reads an IstioOperator that a task of Ansible writes out', async () => {
    const tasks = [
      '- name: mesh',
      '  block:',
      '  - kubernetes.core.k8s:',
      '      definition:',
      '        apiVersion: install.istio.io/v1alpha1',
      '        kind: IstioOperator',
      '        metadata: {name: mesh, namespace: istio-system}',
      '        spec: {profile: minimal, tag: 1.22.3}',
      '',
    ].join('\n');
    expect(await found({ 'roles/mesh/tasks/main.yml': tasks })).toEqual([
      'base 1.22.3 roles/mesh/tasks/main.yml:8',
      'istiod 1.22.3 roles/mesh/tasks/main.yml:8',
    ]);
  });
});

describe('detect: actions that bring istioctl', () => {
  const terraform =
    'resource "null_resource" "istio" {\n  provisioner "local-exec" {\n    command = "istioctl install --set profile=minimal -y"\n  }\n}\n';
  const workflow = (step: string): string =>
    `jobs:\n  apply:\n    runs-on: ubuntu-latest\n    steps:\n${step}`;

  async function versions(step: string): Promise<readonly string[]> {
    const files = { 'istio.tf': terraform, '.github/workflows/apply.yaml': workflow(step) };
    const { installations } = await detect(memoryTree(files));
    return installations
      .filter(({ chart }) => chart === 'istiod')
      .map(({ version, at }) => `${version} ${at.file}:${at.line}`);
  }

  it.each([
    "    - uses: acme/setup-istioctl@v1.0.0\n      with:\n        version: '1.15.0'\n",
    '    - name: istioctl\n      uses: acme/actions/istioctl@main\n      with: # pinned\n        version: v1.15.0\n',
    '    - uses: "acme/install-istio@v2"\n      with:\n        istio-version: 1.15.0\n',
  ])('give an istioctl elsewhere its version: %j', async step => {
    const line = step.split('\n').findIndex(text => text.includes('1.15.0')) + 5;
    expect(await versions(step)).toEqual([`1.15.0 .github/workflows/apply.yaml:${line}`]);
  });

  it('do not lend their version to the next step', async () => {
    const step =
      '    - uses: acme/setup-istioctl@v1\n    - uses: acme/setup-other@v1\n      with:\n        version: 1.15.0\n';
    expect(await versions(step)).toEqual(['null istio.tf:3']);
  });
});
