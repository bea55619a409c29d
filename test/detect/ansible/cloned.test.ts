/** Charts that tasks of Ansible install out of a clone of Istio's repository. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const TASKS = 'roles/istio/tasks/main.yml';

function role(clones: string): Files {
  return {
    [TASKS]: `${clones}- name: control plane\n  kubernetes.core.helm:\n    name: istiod\n    chart_ref: ~/istio/{{ istio_charts.control }}\n    release_namespace: istio-system\n`,
    'roles/istio/defaults/main.yml':
      'istio_version: 1.22.2\nistio_repository: https://github.com/istio/istio.git\nistio_charts:\n  control: manifests/charts/istio-control/istio-discovery\n',
  };
}

function clone(repository: string, version = '"{{ istio_version }}"', module = 'git'): string {
  return `- ${module}:\n    repo: ${repository}\n    dest: ~/istio\n    version: ${version}\n`;
}

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

describe('detect: charts of a clone, installed by Ansible', () => {
  it.each([
    ['by variables', clone('"{{ istio_repository }}"'), 'istiod 1.22.2 roles/istio/defaults/main.yml:1'],
    [
      'by a tag',
      clone('git@github.com:istio/istio.git', '1.23.1', 'ansible.builtin.git'),
      `istiod 1.23.1 ${TASKS}:4`,
    ],
  ])('are of the release that is cloned: %s', async (_, clones, place) => {
    expect(await found(role(clones))).toEqual([place]);
  });

  it.each([
    ['something else is cloned', clone('https://github.com/istio/istio.io'), 1],
    ['nothing is cloned', '', 1],
    ['two are cloned', clone('https://github.com/istio/istio').repeat(2), 1],
  ])('are open where %s', async (_, clones, count) => {
    const all = await found(role(clones));
    expect(all).toHaveLength(count);
    expect(all.join()).toContain('istiod null');
  });
});
