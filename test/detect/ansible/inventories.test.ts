import { iniVariables, yamlVariables } from '../../../src/detect/ansible/inventories.js';
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { parseYaml } from '../../../src/yaml/positioned.js';
import { describe, expect, it } from '../../support/jest.js';

const ROLE =
  '- name: istio\n  shell: curl -L https://istio.io/downloadIstio | ISTIO_VERSION={{ istio_version }} sh -\n- name: install\n  shell: istioctl install --set profile=minimal -y\n';
const PLAY = '- hosts: masters\n  roles: [istio]\n';

async function istiods(files: Record<string, string>): Promise<readonly string[]> {
  const { installations } = await detect(
    memoryTree({ 'roles/istio/tasks/main.yml': ROLE, 'site.yml': PLAY, ...files }),
  );
  return installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at }) => `${version} ${at.file}:${at.line}`);
}

describe('detect/ansible/inventories', () => {
  it.each([
    ['hosts', '[masters]\nnode-1 ansible_host=10.0.0.1\n\n[masters:vars]\nistio_version="1.22.2"\n', 5],
    ['inventory', '[all:vars]\nistio_version = 1.22.2 # pinned\n', 2],
    ['inventory/prod/hosts.ini', "[masters]\nnode-1 ansible_host=10.0.0.1 istio_version='1.22.2'\n", 2],
    [
      'hosts.yml',
      'all:\n  children:\n    masters:\n      hosts: {node-1: {}}\n      vars:\n        istio_version: 1.22.2\n',
      6,
    ],
  ])('takes a version out of %s', async (file, text, line) => {
    expect(await istiods({ [file]: text })).toEqual([`1.22.2 ${file}:${line}`]);
  });

  it('finds one for each inventory, whether or not they say the same', async () => {
    const hosts = (version: string): string =>
      `all:\n  hosts: {localhost: {}}\n  vars:\n    istio_version: ${version}\n    mesh_profile: minimal\n`;
    const role = ROLE.replace('profile=minimal', 'profile={{ mesh_profile }}');
    const files = (prod: string): Record<string, string> => ({
      'roles/istio/tasks/main.yml': role,
      'inventory/dev/hosts.yaml': hosts('1.22.2'),
      'inventory/prod/hosts.yaml': hosts(prod),
    });
    const dev = '1.22.2 inventory/dev/hosts.yaml:4';
    expect(await istiods(files('1.22.2'))).toEqual([dev, '1.22.2 inventory/prod/hosts.yaml:4']);
    expect(await istiods(files('1.21.0'))).toEqual([dev, '1.21.0 inventory/prod/hosts.yaml:4']);
    // What is no version is filled in, as all say the same.
    const { problems } = await detect(memoryTree({ 'site.yml': PLAY, ...files('1.22.2') }));
    expect(problems).toEqual([]);
  });

  it('knows the variables of groups beside an inventory, which outweigh a default for all of them', async () => {
    expect(
      await istiods({
        'site.yml': '- hosts: all\n  roles: [istio]\n',
        'roles/istio/defaults/main.yml': 'istio_version: 1.20.6\n',
        'inventory/hosts.yml':
          'all:\n  children:\n    dev: {hosts: {node-1: {}}}\n    prod: {hosts: {node-2: {}}}\n',
        'inventory/group_vars/dev.yml': 'istio_version: 1.23.0\n',
        'inventory/group_vars/prod.yml': '# Istio\nistio_version: 1.22.2\n',
      }),
    ).toEqual(['1.23.0 inventory/group_vars/dev.yml:1', '1.22.2 inventory/group_vars/prod.yml:2']);
  });

  it('knows playbooks that say nothing of Istio, beside which the default counts', async () => {
    const found = await istiods({
      'site.yml': '- hosts: all\n  roles: [other]\n',
      'roles/istio/tasks/main.yml': '- debug: {msg: istio}\n',
      'roles/mesh/tasks/main.yml': ROLE.replaceAll('istio_version', 'mesh_v'),
      'roles/mesh/defaults/main.yml': 'mesh_v: 1.22.2\n',
      'dev.yml': '- hosts: dev\n  vars: {mesh_v: 1.21.0}\n  roles: [mesh]\n',
    });
    expect(found.toSorted()).toEqual(['1.21.0 dev.yml:2', '1.22.2 roles/mesh/defaults/main.yml:1']);
  });

  it('counts files of variables that such a playbook names by what it is given', async () => {
    expect(
      await istiods({
        'roles/istio/defaults/main.yml': 'other: 1\n',
        'site.yml':
          '- hosts: all\n  vars_files:\n    - vars/common.yml\n    - "vars/{{ target }}.yml"\n  roles:\n    - istio\n',
        'vars/common.yml': 'istio_version: 1.20.6\n',
        'vars/live.yml': 'istio_version: 1.22.2\n',
        'vars/test.yml': 'istio_version: 1.23.0\n',
      }),
    ).toEqual(['1.22.2 vars/live.yml:1', '1.23.0 vars/test.yml:1']);
  });

  it('lets inventories outweigh the defaults of a role, and give way to a play', async () => {
    const files = {
      hosts: '[all:vars]\nistio_version=1.22.2\n',
      'roles/istio/defaults/main.yml': 'istio_version: 1.20.6\n',
    };
    expect(await istiods(files)).toEqual(['1.22.2 hosts:2']);
    const play = '- hosts: masters\n  vars: {istio_version: 1.24.1}\n  roles: [istio]\n';
    expect(await istiods({ ...files, 'site.yml': play })).toEqual(['1.24.1 site.yml:2']);
  });

  it('fills flags of istioctl in where one value is meant, and no other', async () => {
    const role = ROLE.replace('profile=minimal', 'profile={{ mesh_profile }}');
    const problemsOf = async (hosts: string): Promise<readonly string[]> => {
      const files = { 'roles/istio/tasks/main.yml': role, 'site.yml': PLAY, hosts };
      const { installations, problems } = await detect(memoryTree(files));
      return [...installations.map(({ chart }) => chart), ...problems.map(({ what }) => what)];
    };
    const version = '[all:vars]\nistio_version=1.22.2\n';
    expect(await problemsOf(`${version}mesh_profile=minimal\n`)).toEqual(['base', 'istiod']);
    expect(await problemsOf(version)).toContain('--set profile');
  });

  it('reads sections, hosts and quotes of the INI form', () => {
    const text =
      '; c\nlonely a=1\n[web]\nw1 b=2 c="3 4"\n[web:vars]\nd = "5 # 6"  # 7\ne=8 # 9\n[web:children]\nf=10\n[all:vars]\ng=11\n';
    expect(
      iniVariables('hosts', text).map(({ kind, owner, name, data }) => [
        kind,
        owner,
        data.value,
        name,
        data.lineOf([name]),
      ]),
    ).toEqual([
      ['host', 'w1', { b: '2' }, 'b', 4],
      ['host', 'w1', { c: '3 4' }, 'c', 4],
      ['group', 'web', { d: '5 # 6' }, 'd', 6],
      ['group', 'web', { e: '8' }, 'e', 7],
      ['group', '', { g: '11' }, 'g', 11],
    ]);
  });

  it('reads lines and groups of any length and depth', async () => {
    const long = `[all]\nnode-1 a="${'x'.repeat(5000)}" istio_version=1.22.2\n`;
    expect(await istiods({ 'hosts.ini': long })).toEqual(['1.22.2 hosts.ini:2']);
    const deep = `${'{children: {g: '.repeat(20)}{hosts: {n: {}}, vars: {istio_version: 1.22.2}}${'}}'.repeat(20)}`;
    expect(await istiods({ 'hosts.yml': `all: ${deep}\n` })).toEqual(['1.22.2 hosts.yml:1']);
  });

  it('takes no other document for an inventory', () => {
    const texts = [
      'spec: {hosts: [a]}',
      'a: {hosts: {x: {b: 1}}, http: []}',
      'a: [1]',
      'null',
      'a: {vars: {b: 1}}',
    ];
    for (const text of texts)
      expect(parseYaml('a.yml', text).documents.flatMap(({ data }) => yamlVariables(data))).toEqual([]);
  });
});
