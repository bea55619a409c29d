/** Versions that Ansible puts together out of variables, or takes a leading `v` away from. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

function tasks(version: string): Files {
  return {
    'roles/istio/tasks/main.yml': `- name: istiod\n  kubernetes.core.helm:\n    name: istiod\n    chart_ref: istiod\n    chart_repo_url: https://istio-release.storage.googleapis.com/charts\n    chart_version: "${version}"\n`,
  };
}

async function places(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

const PARTS = 'istio_minor: "1.27"\nistio_patch: 3\n';

describe('detect: versions that Ansible puts together', () => {
  it.each([
    ['one name behind the other', '{{ istio_minor }}.{{ istio_patch }}'],
    ['signs between names', "{{ istio_minor ~ '.' ~ istio_patch }}"],
    ['a sum of texts', '{{ istio_minor + \\".\\" + istio_patch | string }}'],
    ['a list that is joined', "{{ [istio_minor, istio_patch] | join('.') }}"],
    ['a leading v', 'v{{ istio_minor }}.{{ istio_patch }}'],
  ])('takes %s, at the last number', async (_, version) => {
    const expected = ['istiod 1.27.3 group_vars/all.yml:2'];
    expect(await places({ ...tasks(version), 'group_vars/all.yml': PARTS })).toEqual(expected);
    const named = { ...tasks('{{ istio_version }}'), 'group_vars/all.yml': PARTS };
    expect(
      await places({ ...named, 'roles/istio/defaults/main.yml': `istio_version: "${version}"\n` }),
    ).toEqual(expected);
  });

  it.each([
    "{{ istio_tag | regex_replace('^v', '') }}",
    "{{ istio_tag | ansible.builtin.regex_replace('^v') }}",
    "{{ istio_tag | replace('v', '') }}",
    "{{ istio_tag.lstrip('v') }}",
    '{{ istio_tag[1:] }}',
    '{{ istio_tag | trim }}',
    "{{ istio_newest | default(istio_tag) | regex_replace('^v?', '') }}",
  ])('takes the version of %s', async version => {
    const files = { 'group_vars/all.yml': 'mesh: on\nistio_tag: v1.27.3\n' };
    expect(await places({ ...tasks(version), ...files })).toEqual(['istiod 1.27.3 group_vars/all.yml:2']);
  });

  it('takes what stands behind a variable of the environment', async () => {
    const files = {
      'roles/istio/defaults/main.yml':
        "istio_version: \"{{ lookup('env', 'ISTIO_VERSION') | default('1.27.3', true) }}\"\n",
    };
    expect(await places({ ...tasks('{{ istio_version }}'), ...files })).toEqual([
      'istiod 1.27.3 roles/istio/defaults/main.yml:1',
    ]);
  });

  it('tells inventories apart that say a part of it', async () => {
    const files = {
      'inventories/dev/group_vars/all.yml': 'istio_patch: 3\n',
      'inventories/prod/group_vars/all.yml': 'istio_patch: 1\n',
      'roles/istio/defaults/main.yml':
        'istio_minor: "1.27"\nistio_version: "{{ istio_minor }}.{{ istio_patch }}"\n',
    };
    expect(await places({ ...tasks('{{ istio_version }}'), ...files })).toEqual([
      'istiod 1.27.1 inventories/prod/group_vars/all.yml:1',
      'istiod 1.27.3 inventories/dev/group_vars/all.yml:1',
    ]);
  });

  it('takes it in commands, and from files of variables', async () => {
    const files = {
      'play.yml': `- hosts: localhost\n  vars_files: [vars/versions.yml]\n  vars:\n    chart_version: "{{ istio_version | regex_replace('^v', '') }}"\n  tasks:\n    - ansible.builtin.shell: |\n        helm repo add istio https://istio-release.storage.googleapis.com/charts\n        helm upgrade --install istiod istio/istiod --version {{ chart_version }}\n        helm upgrade --install ingress istio/gateway --version {{ istio_version | replace('v', '') }}\n`,
      'vars/versions.yml': '---\nistio_version: v1.27.3\n',
    };
    expect(await places(files)).toEqual([
      'gateway 1.27.3 vars/versions.yml:2',
      'istiod 1.27.3 vars/versions.yml:2',
    ]);
  });

  it('takes the istioctl of an address that is put together', async () => {
    const files = {
      'roles/mesh/tasks/main.yml':
        '- unarchive:\n    src: https://github.com/istio/istio/releases/download/{{ istio_minor }}.{{ istio_patch }}/istio.tar.gz\n    dest: /opt\n- command: /opt/istioctl install -y --set profile=minimal\n',
      'roles/mesh/defaults/main.yml': PARTS,
    };
    expect(await places(files)).toEqual([
      'base 1.27.3 roles/mesh/defaults/main.yml:2',
      'istiod 1.27.3 roles/mesh/defaults/main.yml:2',
    ]);
  });

  it.each([
    ['a part that nobody gives', '{{ istio_minor }}.{{ istio_build }}'],
    ['a condition', "{{ istio_minor ~ '.1' if canary else istio_minor ~ '.0' }}"],
    ['a filter that is not read', "{{ istio_minor | regex_search('x') }}.{{ istio_patch }}"],
    ['what a lookup finds', "{{ istio_minor }}.{{ lookup('file', 'patch') }}"],
  ])('leaves open %s', async (_, version) => {
    const [place] = await places({ ...tasks(version), 'group_vars/all.yml': PARTS });
    expect(place).toBe('istiod null roles/istio/tasks/main.yml:6');
  });

  it.each([
    [
      'names that stand for each other',
      'istio_version: "{{ a }}.{{ a }}"\na: "{{ istio_version }}.{{ a }}"\n',
    ],
    ['braces without an end', `istio_version: "${'{{ a '.repeat(60)}"\n`],
    [
      'ever more names',
      `istio_version: "{{ n0 }}.{{ n0 }}"\n${Array.from({ length: 200 }, (_, index) => `n${index}: "{{ n${index + 1} }}.{{ n${index + 1} }}"`).join('\n')}\n`,
    ],
  ])('survives %s', async (_, text) => {
    expect(await places({ ...tasks('{{ istio_version }}'), 'roles/istio/defaults/main.yml': text })).toEqual([
      'istiod null roles/istio/tasks/main.yml:6',
    ]);
  });
});
