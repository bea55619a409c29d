/** Versions that variables of Ansible hold: the place that outweighs the others counts, and inventories are environments. */

import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ROLE = {
  'roles/istio/tasks/main.yml':
    '- name: istiod\n  kubernetes.core.helm:\n    name: istiod\n    chart_ref: istiod\n    chart_repo_url: https://istio-release.storage.googleapis.com/charts\n    chart_version: "{{ istio_version }}"\n',
};
const DEFAULT = { 'roles/istio/defaults/main.yml': '---\nistio_version: 1.22.2\n' };
const PLAY = '- hosts: all\n  roles:\n    - role: istio\n';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`);
}

async function places(files: Files): Promise<readonly string[]> {
  return (await found({ ...ROLE, ...files })).map(line => line.replace(/^\S+ /, ''));
}

describe('detect: variables of Ansible', () => {
  it.each([
    ['a default of the role', DEFAULT, '1.22.2 roles/istio/defaults/main.yml:2'],
    [
      'all groups over the default',
      { ...DEFAULT, 'group_vars/all.yml': 'istio_version: 1.22.3\n' },
      '1.22.3 group_vars/all.yml:1',
    ],
    [
      'files without an ending in the folder of a group',
      { ...DEFAULT, 'group_vars/all/mesh': 'istio_version: 1.22.3\n' },
      '1.22.3 group_vars/all/mesh:1',
    ],
    [
      'a group whose file has no ending',
      { ...DEFAULT, 'group_vars/all': '---\nistio_version: 1.22.3\n' },
      '1.22.3 group_vars/all:2',
    ],
    [
      'a role in a folder of roles, whose neighbours have their own',
      {
        'roles/istio/tasks/main.yml': '[]\n',
        'roles/addons/istio/tasks/main.yml': ROLE['roles/istio/tasks/main.yml'],
        'roles/addons/istio/defaults/main.yml': 'istio_version: 1.22.2\n',
        'roles/addons/mesh/defaults/main.yml': 'istio_version: 1.20.0\n',
      },
      '1.22.2 roles/addons/istio/defaults/main.yml:1',
    ],
    [
      'a play over groups',
      {
        ...DEFAULT,
        'group_vars/all/istio.yml': 'istio_version: 1.22.3\n',
        'site.yml': '- hosts: all\n  vars:\n    istio_version: 1.22.4\n  roles: [istio]\n',
      },
      '1.22.4 site.yml:3',
    ],
    [
      'files of variables over the play’s own',
      {
        ...DEFAULT,
        'site.yml':
          '- hosts: all\n  vars_files: [vars/mesh.yml]\n  vars: {istio_version: 1.22.3}\n  roles: [istio]\n',
        'vars/mesh.yml': '# mesh\nistio_version: 1.22.4\n',
      },
      '1.22.4 vars/mesh.yml:2',
    ],
    [
      'the role’s variables over the play',
      {
        ...DEFAULT,
        'site.yml': '- hosts: all\n  vars: {istio_version: 1.22.3}\n  roles: [istio]\n',
        'roles/istio/vars/main.yml': 'istio_version: 1.22.4\n',
      },
      '1.22.4 roles/istio/vars/main.yml:1',
    ],
    [
      'a parameter of the role, though it equals the default',
      { ...DEFAULT, 'site.yml': `${PLAY}      vars:\n        istio_version: 1.22.2\n` },
      '1.22.2 site.yml:5',
    ],
    [
      'what a task includes the role with',
      {
        ...DEFAULT,
        'site.yml':
          '- hosts: all\n  tasks:\n    - block:\n        - include_role: {name: istio}\n          vars:\n            istio_version: 1.22.4\n',
      },
      '1.22.4 site.yml:6',
    ],
    [
      'the command line over all',
      {
        ...DEFAULT,
        'site.yml': `${PLAY}      istio_version: 1.22.4\n`,
        'run.sh': '#!/bin/sh\nansible-playbook site.yml -e istio_version=1.22.5\n',
      },
      '1.22.5 run.sh:2',
    ],
    [
      'a name that another name stands for',
      {
        'roles/istio/defaults/main.yml': 'istio_version: "{{ mesh.istio }}"\n',
        'group_vars/all.yml': 'mesh:\n  istio: 1.22.3\n',
      },
      '1.22.3 group_vars/all.yml:2',
    ],
  ])('takes %s', async (_, files, expected) => {
    expect(await places(files)).toEqual([expected]);
  });

  it('keeps the default of a collection’s role, whatever its own playbooks say', async () => {
    const files = {
      ...DEFAULT,
      'site.yml': '- hosts: all\n  vars: {istio_version: 1.22.4}\n  roles: [istio]\n',
    };
    expect(await places(files)).toEqual(['1.22.4 site.yml:2']);
    expect(await found({ ...ROLE, ...files, 'galaxy.yml': 'namespace: mesh\nname: k8s\n' })).toEqual([
      'site/istiod 1.22.4 site.yml:2',
      'role istio/istiod 1.22.2 roles/istio/defaults/main.yml:2',
    ]);
  });

  it('leaves alone what other roles and other plays say', async () => {
    expect(
      await places({
        ...DEFAULT,
        'roles/other/defaults/main.yml': 'istio_version: 1.10.0\n',
        'roles/other/vars/main.yml': 'istio_version: 1.10.0\n',
        'site.yml': `${PLAY}    - role: other\n      vars: {istio_version: 1.11.0}\n- hosts: others\n  vars: {istio_version: 1.12.0}\n  roles: [other]\n`,
      }),
    ).toEqual(['1.22.2 roles/istio/defaults/main.yml:2']);
  });

  it('makes an environment of each inventory and group that says something else', async () => {
    const inventories = {
      ...ROLE,
      ...DEFAULT,
      'inventories/prod/group_vars/all.yml': 'istio_version: 1.21.0\n',
      'inventories/dev/group_vars/all/mesh.yml': 'istio_version: 1.23.0\n',
      'inventories/test/hosts.yml': '# istio\nall: {}\n',
    };
    expect(await found(inventories)).toEqual([
      'dev/istiod 1.23.0 inventories/dev/group_vars/all/mesh.yml:1',
      'prod/istiod 1.21.0 inventories/prod/group_vars/all.yml:1',
      'test/istiod 1.22.2 roles/istio/defaults/main.yml:2',
    ]);
    expect(
      await places({
        'group_vars/prod.yml': 'istio_version: 1.21.0\n',
        'host_vars/a.yml': 'istio_version: 1.21.0\n',
      }),
    ).toEqual(['1.21.0 group_vars/prod.yml:1']);
  });

  it.each([
    [
      'another name’s own order counts',
      {
        'roles/istio/defaults/main.yml':
          'istio_version: "{{ mesh_version }}"\nmesh_version: 1.20.0 # istio\n',
        'group_vars/all.yml': '# istio\nmesh_version: 1.22.0\n',
      },
      ['1.22.0 group_vars/all.yml:2'],
    ],
    [
      'the command line gives the other name',
      {
        'roles/istio/defaults/main.yml':
          'istio_version: "{{ mesh_version }}"\nmesh_version: 1.20.0 # istio\n',
        'run.sh': 'ansible-playbook site.yml -e mesh_version=1.22.0\n',
      },
      ['1.22.0 run.sh:1'],
    ],
    [
      'a name that nobody gives falls back to what stands beside it',
      { 'roles/istio/defaults/main.yml': 'istio_version: "{{ mesh_version | default(\'1.22.0\') }}"\n' },
      ['1.22.0 roles/istio/defaults/main.yml:1'],
    ],
    [
      'each group takes its own value of another name before that of all',
      {
        'group_vars/all.yml': '# istio\nmesh: 1.20.0\n',
        'group_vars/dev.yml': 'istio_version: "{{ mesh }}"\nmesh: 1.23.0\n',
        'group_vars/prod.yml': 'istio_version: "{{ mesh }}"\n',
      },
      ['1.23.0 group_vars/dev.yml:2', '1.20.0 group_vars/all.yml:2'],
    ],
    [
      'the last `-e` of a command counts',
      { 'run.sh': 'ansible-playbook site.yml -e "istio_version=1.22.0" -e "istio_version=1.23.0"\n' },
      ['1.23.0 run.sh:1'],
    ],
    [
      'JSON on the command line is read',
      { 'run.sh': `ansible-playbook site.yml --extra-vars '{"istio_version": "1.22.0"}'\n` },
      ['1.22.0 run.sh:1'],
    ],
    [
      'the task’s own variables count more than all but the command line',
      {
        'group_vars/all.yml': 'istio_version: 1.22.0\n',
        'roles/istio/tasks/main.yml': `${ROLE['roles/istio/tasks/main.yml']}  vars:\n    istio_version: 1.22.4\n`,
      },
      ['1.22.4 roles/istio/tasks/main.yml:8'],
    ],
    [
      'so do those of a block around it, where the task says nothing',
      {
        ...DEFAULT,
        'roles/istio/tasks/main.yml': `- vars: {istio_version: 1.22.4}\n  block:\n${ROLE['roles/istio/tasks/main.yml'].replace(/^(?=.)/gm, '    ')}`,
      },
      ['1.22.4 roles/istio/tasks/main.yml:1'],
    ],
    [
      'what a task sets while a playbook runs counts more than what stands in files',
      {
        ...DEFAULT,
        'roles/istio/tasks/main.yml': `- set_fact: {istio_version: 1.22.4}\n${ROLE['roles/istio/tasks/main.yml']}`,
      },
      ['1.22.4 roles/istio/tasks/main.yml:1'],
    ],
    [
      'what another role’s tasks set is no matter',
      { ...DEFAULT, 'roles/other/tasks/main.yml': '- set_fact: {istio_version: 1.22.4}\n' },
      ['1.22.2 roles/istio/defaults/main.yml:2'],
    ],
    [
      'commands for other playbooks are no matter',
      {
        ...DEFAULT,
        'site.yml': PLAY,
        'other.yml': '- hosts: all\n  roles: [other] # istio\n',
        'run.sh': 'ansible-playbook other.yml -e istio_version=1.23.0\n',
      },
      ['1.22.2 roles/istio/defaults/main.yml:2'],
    ],
    [
      'the last file of one group counts',
      {
        'group_vars/all/a.yml': 'istio_version: 1.22.0\n',
        'group_vars/all/b.yml': 'istio_version: 1.23.0\n',
      },
      ['1.23.0 group_vars/all/b.yml:1'],
    ],
    [
      'a group that is all of a play leaves nothing to the default',
      {
        ...DEFAULT,
        'site.yml': '- hosts: prod\n  roles: [istio]\n',
        'group_vars/prod.yml': 'istio_version: 1.21.0\n',
      },
      ['1.21.0 group_vars/prod.yml:1'],
    ],
    [
      'the first of several files of variables that is there counts',
      {
        ...DEFAULT,
        'site.yml': '- hosts: all\n  vars_files: [[vars/none.yml, vars/mesh.yml]]\n  roles: [istio]\n',
        'vars/mesh.yml': 'istio_version: 1.22.4\n',
      },
      ['1.22.4 vars/mesh.yml:1'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await places(files)).toEqual(expected);
  });

  it.each([
    [
      'files whose name is filled in',
      {
        ...DEFAULT,
        'site.yml':
          '- hosts: all\n  vars_files: ["{{ playbook_dir }}/vars/{{ env }}.yml"]\n  roles: [istio]\n',
        'vars/prod.yml': 'istio_version: 1.20.0\n',
        'vars/dev.yml': 'istio_version: 1.23.0\n',
      },
      ['dev/istiod 1.23.0 vars/dev.yml:1', 'prod/istiod 1.20.0 vars/prod.yml:1'],
    ],
    [
      'files beside the role’s own, which tasks include',
      {
        ...DEFAULT,
        'roles/istio/vars/prod.yml': 'istio_version: 1.20.0\n',
        'roles/istio/vars/dev.yml': 'istio_version: 1.23.0\n',
      },
      ['dev/istiod 1.23.0 roles/istio/vars/dev.yml:1', 'prod/istiod 1.20.0 roles/istio/vars/prod.yml:1'],
    ],
    [
      'folders that hold variables of groups',
      {
        ...DEFAULT,
        'prod/group_vars/all.yml': 'istio_version: 1.20.0\n',
        'dev/group_vars/all.yml': 'istio_version: 1.23.0\n',
      },
      ['dev/istiod 1.23.0 dev/group_vars/all.yml:1', 'prod/istiod 1.20.0 prod/group_vars/all.yml:1'],
    ],
    [
      'playbooks, those that give nothing included',
      {
        ...DEFAULT,
        'dev.yml': '- hosts: all\n  vars: {istio_version: 1.23.0}\n  roles: [istio]\n',
        'prod.yml': PLAY,
      },
      ['dev/istiod 1.23.0 dev.yml:2', 'prod/istiod 1.22.2 roles/istio/defaults/main.yml:2'],
    ],
    [
      'one group, and whoever is in none',
      { ...DEFAULT, 'group_vars/prod.yml': 'istio_version: 1.21.0\n' },
      ['istiod/istiod 1.22.2 roles/istio/defaults/main.yml:2', 'prod/istiod 1.21.0 group_vars/prod.yml:1'],
    ],
  ])('makes environments of %s', async (_, files, expected) => {
    expect((await found({ ...ROLE, ...files })).toSorted()).toEqual(expected);
  });

  it('keeps roles of one name in several projects apart', async () => {
    const project = (version: string) => ({
      ...ROLE,
      'roles/istio/defaults/main.yml': `istio_version: ${version}\n`,
    });
    const files = Object.entries({ a: '1.20.0', b: '1.23.0' }).flatMap(([folder, version]) =>
      Object.entries(project(version)).map(([path, text]) => [`${folder}/${path}`, text] as const),
    );
    expect(await found(Object.fromEntries(files))).toEqual([
      'a/istiod 1.20.0 a/roles/istio/defaults/main.yml:1',
      'b/istiod 1.23.0 b/roles/istio/defaults/main.yml:1',
    ]);
  });

  it.each([
    [
      'what is looked up when a playbook runs',
      { ...DEFAULT, 'group_vars/all.yml': `istio_version: "{{ lookup('env', 'MESH') }}"\n` },
      "`istio_version` is {{ lookup('env', 'MESH') }} in group_vars/all.yml:1",
    ],
    [
      'what is no version',
      { ...DEFAULT, 'group_vars/all.yml': 'istio_version: 1.22\n' },
      '`istio_version` is 1.22 in group_vars/all.yml:1',
    ],
    [
      'what a task sets in some runs only',
      {
        ...DEFAULT,
        'site.yml': `- hosts: all\n  pre_tasks:\n    - set_fact: {istio_version: 1.22.4}\n      when: is_new\n  roles: [istio]\n`,
      },
      '`istio_version` is 1.22.4 in site.yml:3',
    ],
    [
      'what a task finds out while a playbook runs',
      {
        ...DEFAULT,
        'roles/istio/tasks/version.yml':
          '- ansible.builtin.set_fact: {istio_version: "{{ latest.json.tag_name }}"}\n',
      },
      '`istio_version` is {{ latest.json.tag_name }} in roles/istio/tasks/version.yml:1',
    ],
    [
      'commands that contradict each other',
      {
        'dev.sh': 'ansible-playbook site.yml -e istio_version=1.23.0\n',
        'prod.sh': 'ansible-playbook site.yml -e istio_version=1.22.0\n',
      },
      '`istio_version` is 1.23.0 in dev.sh:1, 1.22.0 in prod.sh:1',
    ],
  ])('leaves open %s', async (_, files, look) => {
    const { installations, problems } = await detect(memoryTree({ ...ROLE, ...files }));
    expect(installations.map(({ version }) => version)).toEqual([null]);
    expect(problems.map(({ why }) => why)).toContainEqual(expect.stringContaining(look));
  });

  it('leaves open one environment, and decides the others', async () => {
    const files = {
      ...ROLE,
      ...DEFAULT,
      'group_vars/prod.yml': `istio_version: "{{ lookup('env', 'MESH') }}"\n`,
    };
    expect((await found(files)).toSorted()).toEqual([
      'istiod/istiod 1.22.2 roles/istio/defaults/main.yml:2',
      'prod/istiod null group_vars/prod.yml:1',
    ]);
  });

  it('makes environments of IstioOperators and commands in roles, too, and pairs each with its own', async () => {
    const tree = (version: string) =>
      detect(
        memoryTree({
          'roles/istio/tasks/main.yml':
            '- name: install\n  ansible.builtin.shell: helm upgrade --install istiod istio/istiod --version {{ istio_version }} --repo https://istio-release.storage.googleapis.com/charts\n',
          'inventories/prod/group_vars/all.yml': `istio_version: ${version}\n`,
          'inventories/dev/group_vars/all.yml': 'istio_version: 1.23.0\n',
        }),
      );
    const upgrades = pairUpgrades(await tree('1.21.0'), await tree('1.22.0'), { before: [], after: [] });
    expect(
      upgrades.map(
        ({ kind, before, after }) => `${kind} ${before?.version} ${after?.version} ${after?.environment}`,
      ),
    ).toEqual(['upgrade 1.21.0 1.22.0 prod']);
  });
});

/** A role that takes its version out of a mapping. */
const OF_MAPPING = {
  'roles/istio/tasks/main.yml': ROLE['roles/istio/tasks/main.yml'].replace('istio_version', 'mesh.version'),
};
const LAID = '{{ mesh_defaults | combine(mesh | default({}), recursive=True) }}';

function laidOver(mapping: string, more = ''): Files {
  return {
    'roles/istio/tasks/facts.yml': `- set_fact:\n    mesh: "${mapping}"\n${more}`,
    'roles/istio/vars/main.yml': 'mesh_defaults:\n  profile: default\n  version: 1.22.2\n',
  };
}

describe('detect: mappings that Ansible puts together', () => {
  it.each([
    ['what nobody gives', laidOver(LAID), ['1.22.2 roles/istio/vars/main.yml:3']],
    [
      'what nobody gives, for some hosts',
      laidOver(LAID, "  when: inventory_hostname == groups['masters'][0]\n"),
      ['1.22.2 roles/istio/vars/main.yml:3'],
    ],
    [
      'what groups give other keys of',
      { ...laidOver(LAID), 'group_vars/all.yml': 'mesh: {profile: demo}\n' },
      ['1.22.2 roles/istio/vars/main.yml:3'],
    ],
    [
      'what all groups give',
      { ...laidOver(LAID), 'group_vars/all.yml': 'mesh:\n  version: 1.23.0\n' },
      ['1.23.0 group_vars/all.yml:2'],
    ],
    [
      'what one inventory gives',
      {
        ...laidOver(LAID),
        'inventories/dev/group_vars/all.yml': 'mesh:\n  version: 1.23.0\n',
        'inventories/prod/group_vars/all.yml': 'mesh: {profile: demo}\n',
      },
      ['1.23.0 inventories/dev/group_vars/all.yml:2', '1.22.2 roles/istio/vars/main.yml:3'],
    ],
    [
      'what is laid over what anybody gives',
      {
        ...laidOver('{{ mesh | default({}) | combine(mesh_defaults) }}'),
        'group_vars/all.yml': 'mesh:\n  version: 1.23.0\n',
      },
      ['1.22.2 roles/istio/vars/main.yml:3'],
    ],
    [
      'other keys that are written out',
      laidOver("{{ mesh_defaults | combine({'profile': 'demo'}, recursive=True) }}"),
      ['1.22.2 roles/istio/vars/main.yml:3'],
    ],
    [
      'a mapping of another name',
      {
        'roles/istio/defaults/main.yml':
          'mesh: "{{ common | ansible.builtin.combine(own) }}"\ncommon:\n  version: 1.21.0\nown:\n  version: 1.22.2\n',
      },
      ['1.22.2 roles/istio/defaults/main.yml:5'],
    ],
  ])('takes %s', async (_, files, expected) => {
    expect((await places({ ...OF_MAPPING, ...files })).toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    ['a version written out among them', "{{ mesh_defaults | combine({'version': newest}) }}"],
    ['a filter that is not read', '{{ mesh_defaults | combine(mesh) | dict2items }}'],
    ['a part that is computed', "{{ mesh_defaults | combine(lookup('file', 'x') | from_yaml) }}"],
  ])('leaves open %s', async (_, mapping) => {
    const [place] = await places({ ...OF_MAPPING, ...laidOver(mapping) });
    expect(place).toMatch(/^null /);
  });

  it.each([
    ['is computed', "{{ lookup('file', 'x') | from_yaml }}"],
    ['is one that the tree does not have', '{{ company_mesh }}'],
    ['is put together of more than is followed', '{{ a | combine(b, c, d, e, f) }}'],
  ])('takes nothing that a mapping outweighs which %s', async (_, mapping) => {
    const files = {
      'roles/istio/defaults/main.yml': 'mesh:\n  version: 1.20.0\n',
      'group_vars/all.yml': `mesh: "${mapping}"\n`,
    };
    const [place] = await places({ ...OF_MAPPING, ...files });
    expect(place).toMatch(/^null /);
  });

  it('gives up on mappings of each other’s parts', async () => {
    const files = {
      'roles/istio/defaults/main.yml':
        'mesh: "{{ b.x | combine(b.y, b.z, b.u) }}"\nb: "{{ mesh.x | combine(mesh.y, mesh.z, mesh.u) }}"\n',
    };
    expect(await places({ ...OF_MAPPING, ...files })).toEqual(['null roles/istio/tasks/main.yml:6']);
  });
});

describe('detect: hostile playbooks', () => {
  it('follows names only so far', async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `v${index}: "{{ v${index + 1} }}"`);
    const text = `istio_version: "{{ v0 }}"\n${names.join('\n')}\n`;
    expect(await places({ 'roles/istio/defaults/main.yml': text })).toEqual([
      'null roles/istio/tasks/main.yml:6',
    ]);
  });

  it.each([
    'istio_version: "{{ istio_version }}"\n',
    'istio_version: "{{ other }}"\nother: "{{ istio_version }}"\n',
    'istio_version: [1.22.2]\n',
    '- hosts: istio_version\n  roles: {a: b}\n  vars: 3\n  vars_files: [../../../x, {a: b}]\n  tasks: [3, {block: 4}]\n',
  ])('survives %j', async text => {
    for (const file of ['roles/istio/defaults/main.yml', 'site.yml', 'group_vars/all.yml'])
      expect(await places({ [file]: text })).toEqual(['null roles/istio/tasks/main.yml:6']);
  });
});
