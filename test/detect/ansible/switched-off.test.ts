/** What tasks and roles of Ansible install under a condition that the tree's variables switch off. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

function istiod(more = ''): string {
  return `- name: istiod\n  kubernetes.core.helm:\n    name: istiod\n    chart_ref: istiod\n    chart_repo_url: https://istio-release.storage.googleapis.com/charts\n    chart_version: 1.22.2\n${more}`;
}

const ROLE = { 'roles/istio/tasks/main.yml': istiod() };
const PLAY = '- hosts: all\n  roles:\n    - role: istio\n      when: istio_enabled | bool\n';
const OFF = { 'roles/istio/defaults/main.yml': 'istio_enabled: false\n' };

async function read(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    found: installations.map(({ chart, version }) => `${chart} ${version}`),
    aside: problems.flatMap(({ why, assumption }) => (assumption && /`when:/.test(why) ? [why] : [])),
  };
}

describe('detect: what conditions of Ansible switch off', () => {
  it('is taken not to be deployed, which is said', async () => {
    expect(await read({ ...ROLE, ...OFF, 'site.yml': PLAY })).toEqual({
      found: [],
      aside: [
        'taken not to be deployed: `when: istio_enabled | bool` (site.yml:4) is false wherever this repository says it',
      ],
    });
  });

  it.each<[string, Files]>([
    ['the task itself', { 'roles/istio/tasks/main.yml': istiod('  when: istio_enabled\n'), ...OFF }],
    [
      'one of several',
      {
        'roles/istio/tasks/main.yml': istiod('  when:\n    - helm_enabled\n    - istio_enabled == true\n'),
        ...OFF,
      },
    ],
    [
      'a block',
      {
        'roles/istio/tasks/main.yml': `- when: not istio_skip\n  block:\n${istiod().replace(/^/gm, '    ')}`,
        'group_vars/all.yml': 'istio_skip: yes\n',
      },
    ],
    [
      'a file that is included',
      {
        'roles/addons/tasks/main.yml':
          '- include_tasks: istio.yml\n  when: addons.istio | default(false) | bool\n',
        'roles/addons/tasks/istio.yml': istiod(),
        'roles/addons/defaults/main.yml': 'addons:\n  istio: false\n',
      },
    ],
    [
      'a role that a task includes',
      {
        ...ROLE,
        'group_vars/all.yml': 'istio_enabled: false\nmesh: istio\n',
        'site.yml':
          '- hosts: all\n  tasks:\n    - include_role: {name: istio}\n      when: istio_enabled and helm_enabled\n',
      },
    ],
    [
      'a default in the condition alone',
      { 'site.yml': '- hosts: all\n  roles: [{role: istio, when: with_istio | default(false)}]\n', ...ROLE },
    ],
    [
      'a command',
      {
        'site.yml':
          '- hosts: all\n  vars: {istio_enabled: false}\n  tasks:\n    - shell: helm upgrade --install istiod istio/istiod --version 1.22.2 --repo https://istio-release.storage.googleapis.com/charts\n      when: istio_enabled\n',
      },
    ],
    [
      'a role in a folder of roles',
      {
        'roles/addons/istio/tasks/main.yml': istiod(),
        'roles/addons/istio/defaults/main.yml': 'istio_enabled: false\n',
        'site.yml': PLAY.replace('role: istio', 'role: addons/istio'),
      },
    ],
    ['every play', { ...ROLE, ...OFF, 'site.yml': PLAY, 'other.yml': PLAY }],
  ])('is nothing: %s', async (_, files) => {
    const { found, aside } = await read(files);
    expect(found).toEqual([]);
    expect(aside).toHaveLength(1);
  });

  it.each<[string, Files]>([
    ['an inventory switches it on', { 'inventories/prod/group_vars/all.yml': 'istio_enabled: true\n' }],
    [
      'a command line does',
      { 'run.sh': '#!/bin/sh\n# istio\nansible-playbook site.yml -e istio_enabled=true\n' },
    ],
    ['another play takes it without a condition', { 'mesh.yml': '- hosts: all\n  roles: [istio]\n' }],
    ['another role takes it', { 'roles/all/meta/main.yml': 'dependencies:\n  - role: istio\n' }],
    [
      'roles are named when it runs',
      {
        'mesh.yml':
          '- hosts: all\n  tasks:\n    - include_role: {name: "{{ item }}"}\n      loop: "{{ names }}"\n',
      },
    ],
    [
      'a task finds it out',
      { 'roles/istio/tasks/ask.yml': '- set_fact: {istio_enabled: true}\n  when: x.rc == 0\n' },
    ],
    [
      'a command line names a file that does',
      { 'envs/prod.yml': 'istio_enabled: true\n', 'run.sh': 'ansible-playbook site.yml -e @envs/prod.yml\n' },
    ],
    [
      'a pipeline gives it as JSON',
      {
        '.github/workflows/a.yml': `jobs: {a: {steps: [{run: "ansible-playbook site.yml -e '{\\"istio_enabled\\": true}'"}]}}\n`,
      },
    ],
    [
      'a person is asked for it',
      { 'awx.yml': 'survey_spec:\n  spec:\n    - variable: istio_enabled\n      default: "false"\n' },
    ],
    [
      'Jenkins gives it',
      { Jenkinsfile: 'ansiblePlaybook(playbook: "site.yml", extraVars: [istio_enabled: params.MESH])\n' },
    ],
    [
      'Terraform runs it so',
      { 'main.tf': 'locals { run = "ansible-playbook site.yml -e istio_enabled=true" }\n' },
    ],
    [
      'one of two on a line is on',
      { 'envs.yml': 'envs: {dev: {istio_enabled: false}, prod: {istio_enabled: true}}\n' },
    ],
    ['the condition knows another way', { 'site.yml': PLAY.replace('| bool', 'or istio_forced') }],
  ])('is an installation where %s', async (_, files) => {
    expect((await read({ ...ROLE, ...OFF, 'site.yml': PLAY, ...files })).found).toEqual(['istiod 1.22.2']);
  });

  it.each([
    ['mesh:\n  enabled: true\n', 1],
    ['mesh: {size: 3, enabled: true}\n', 1],
    ['mesh:\n  enabled: false\nother:\n  enabled: true\n', 0],
  ])('looks for what a command line gives a field: %j', async (given, count) => {
    const files = {
      ...ROLE,
      'roles/istio/defaults/main.yml': 'mesh: {enabled: false}\n',
      'envs/prod.yml': given,
    };
    const site = PLAY.replace('istio_enabled', 'mesh.enabled');
    const run = 'ansible-playbook site.yml -e @envs/prod.yml\n';
    expect((await read({ ...files, 'site.yml': site, 'run.sh': run })).found).toHaveLength(count);
  });

  it('keeps what files call from more places than are looked at', async () => {
    const many = (file: string): string => `- include_tasks: ${file}\n`.repeat(200);
    const files = {
      'roles/istio/tasks/main.yml': many('a.yml'),
      'roles/istio/tasks/a.yml': many('b.yml'),
      'roles/istio/tasks/b.yml': many('c.yml'),
      'roles/istio/tasks/c.yml': istiod(),
    };
    expect((await read({ ...files, ...OFF, 'site.yml': PLAY })).found).toEqual(['istiod 1.22.2']);
  });

  it('keeps what more files may call than are read', async () => {
    const others = Array.from({ length: 5000 }, (_, index) => [`tools/${index}.yaml`, 'a: 1\n'] as const);
    const call = { 'zzz.yml': '- hosts: all\n  roles: [istio]\n' };
    const files = { ...ROLE, ...OFF, 'site.yml': PLAY };
    expect((await read({ ...files, ...Object.fromEntries(others.slice(0, 4900)) })).found).toEqual([]);
    expect((await read({ ...files, ...call, ...Object.fromEntries(others) })).found).toEqual([
      'istiod 1.22.2',
    ]);
  });

  it.each<[string, Files]>([
    ['a role by a text', { 'mesh.yml': '- hosts: all\n  tasks:\n    - include_role: name=istio\n' }],
    ['a role of a collection', { 'mesh.yml': '- hosts: all\n  roles: [acme.mesh.istio]\n' }],
    [
      'a role, blocks within blocks',
      {
        'mesh.yml': `- hosts: all\n  tasks: [${'{block: ['.repeat(15)}{import_role: {name: istio}}${']}'.repeat(15)}]\n`,
      },
    ],
    [
      'a command of a script without an end to its name',
      { 'bin/deploy': '#!/bin/sh\nansible-playbook site.yml -e istio_enabled=true\n' },
    ],
  ])('keeps what is called without the condition: %s', async (_, files) => {
    expect((await read({ ...ROLE, ...OFF, 'site.yml': PLAY, ...files })).found).toEqual(['istiod 1.22.2']);
  });

  it.each([
    ['include: istio.yml'],
    ['include_tasks: file=istio.yml'],
    ['ansible.builtin.import_tasks: istio.yml mesh=1'],
  ])('keeps a file that is called without the condition: %s', async call => {
    const files = {
      'roles/addons/tasks/main.yml': '- include_tasks: istio.yml\n  when: istio_enabled\n',
      'roles/addons/tasks/istio.yml': istiod(),
      'roles/addons/tasks/other.yml': `- ${call}\n`,
      'roles/addons/defaults/main.yml': 'istio_enabled: false\n',
    };
    expect((await read(files)).found).toEqual(['istiod 1.22.2']);
  });

  it('survives files that include each other', async () => {
    const files = {
      'roles/istio/tasks/main.yml': `- include_tasks: main.yml\n${istiod()}`,
      'site.yml': '- hosts: all\n  roles: [{role: istio, when: [3, {a: b}]}, 4]\n',
    };
    expect((await read(files)).found).toEqual(['istiod 1.22.2']);
  });
});
