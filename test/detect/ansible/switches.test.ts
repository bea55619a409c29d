/** Tasks of Ansible that the tree's own settings keep from running. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const HELM = 'helm install istiod istio/istiod --version 1.28.0 -n istio-system';

function shell(when: string): string {
  return `- hosts: master\n  tasks:\n    - name: mesh\n      when: ${when}\n      shell: |\n        helm repo add istio https://istio-release.storage.googleapis.com/charts\n        ${HELM}\n`;
}

function helmTask(when: string): string {
  return `- name: mesh\n  kubernetes.core.helm:\n    name: istiod\n    chart_ref: istio/istiod\n    chart_repo_url: https://istio-release.storage.googleapis.com/charts\n    chart_version: 1.28.0\n    release_namespace: istio-system\n  when: ${when}\n`;
}

async function read(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version }) => `${chart} ${version}`);
}

describe('detect/ansible/switches', () => {
  it.each([
    ['mesh == true', 'mesh: no'],
    ["mesh == true and mesh_there.stdout != '1'", 'mesh: false  # later'],
    ['mesh | bool', 'mesh: "no"'],
    ['mesh | default(false) | bool', 'mesh: off'],
    ['[arch.stdout == "x86_64", mesh]', 'mesh: False'],
  ])('leaves out commands and charts for %s where all settings say no: %s', async (when, setting) => {
    const said = {
      'values_1.yaml': `a: 1\n${setting}\n`,
      'vars.json': '{"mesh": false}',
      'README.md': 'mesh: yes\n',
    };
    expect(await read({ 'play.yml': shell(when), ...said })).toEqual([]);
    expect(await read({ 'roles/mesh/tasks/main.yml': helmTask(when), ...said })).toEqual([]);
  });

  const NO = { 'values.yaml': 'mesh: no\n' };
  it.each<readonly [string, string, Files]>([
    ['where one environment says yes', 'mesh | bool', { ...NO, 'group_vars/prod.yml': 'mesh: true\n' }],
    [
      'where a command says yes',
      'mesh | bool',
      { ...NO, 'up.sh': 'ansible-playbook play.yml -e mesh=true\n' },
    ],
    ['where something fills it in', 'mesh | bool', { ...NO, 'b.yml': 'mesh: "{{ other }}"\n' }],
    ['where a task finds it out', 'mesh', { ...NO, 'c.yml': '- shell: x\n  register: mesh\n' }],
    ['where nothing says anything', 'mesh | bool', {}],
    ['for another question', 'mesh != true', NO],
    ['where another answer will do, too', 'mesh or other', NO],
  ])('installs %s', async (_, when, files) => {
    expect(await read({ 'play.yml': shell(when), ...files })).toEqual(['istiod 1.28.0']);
    expect(await read({ 'roles/mesh/tasks/main.yml': helmTask(when), ...files })).toEqual(['istiod 1.28.0']);
  });

  it('takes what hands a name on for nothing that says so', async () => {
    const files = { ...NO, 'install.yml': '- hosts: a\n  vars:\n    mesh: "{{ mesh }}"\n    mesh_x: true\n' };
    expect(await read({ 'play.yml': shell('mesh == true'), ...files })).toEqual([]);
  });
});
