/** Manifests that tasks of Ansible write to files, or hand to the cluster as text. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const OPERATOR = [
  'apiVersion: install.istio.io/v1alpha1',
  'kind: IstioOperator',
  'metadata: {name: mesh}',
  'spec:',
  '  profile: minimal',
  '  tag: {{ istio_tag }}',
  '  meshConfig:',
  '    trustDomain: {{ domain }}',
];

function task(module: string, argument: string, lines: readonly string[] = OPERATOR): string {
  return `- name: mesh\n  ${module}:\n    dest: /tmp/mesh.yaml\n    ${argument}: |\n${lines.map(line => `      ${line}\n`).join('')}`;
}

async function read(tasks: string) {
  return detect(
    memoryTree({
      'roles/mesh/tasks/main.yml': tasks,
      'roles/mesh/defaults/main.yml': 'istio_tag: 1.22.2\n',
    }),
  );
}

async function found(tasks: string) {
  return (await read(tasks)).installations.filter(({ chart }) => chart === 'istiod');
}

describe('detect/ansible/contents', () => {
  it.each([
    ['copy', 'content'],
    ['ansible.builtin.copy', 'content'],
    ['kubernetes.core.k8s', 'definition'],
  ])('reads the IstioOperator of %s, with what Ansible fills in', async (module, argument) => {
    const [istiod, ...others] = await found(task(module, argument));
    expect(others).toEqual([]);
    expect(istiod).toMatchObject({
      version: '1.22.2',
      at: { file: 'roles/mesh/defaults/main.yml', line: 1 },
      release: { declared: { file: 'roles/mesh/tasks/main.yml', line: 5 } },
    });
    expect((await read(task(module, argument))).problems).toMatchObject([
      {
        blocking: true,
        leavesOpen: [
          {
            key: 'spec.meshConfig.trustDomain',
            what: '{{ domain }}',
            at: { file: 'roles/mesh/tasks/main.yml', line: 12 },
          },
        ],
      },
    ]);
  });

  it.each([
    ['a file of one line', task('copy', 'content', ['kind: IstioOperator'])],
    ['another module', task('debug', 'content')],
    [
      'what a task reads elsewhere',
      "- copy: {dest: a, content: \"{{ lookup('file', 'mesh.yaml') }}\"}\n# IstioOperator\n",
    ],
  ])('finds none in %s', async (_, tasks) => {
    expect(await found(tasks)).toEqual([]);
  });
});

describe('detect/scripts: istioctl under the name of a variable of Ansible', () => {
  it.each(['{{ istioctl_path }}', '{{istioctl}}', '{{ istio_bin.path }}', '{{ istioBinaryPath.path }}'])(
    '%s',
    async tool => {
      const tasks = `- command: >\n    ${tool} install\n    --set profile=minimal\n    --set tag=1.22.2\n`;
      expect(await found(tasks)).toMatchObject([{ version: '1.22.2' }]);
    },
  );
});
