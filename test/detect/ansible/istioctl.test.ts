/** The istioctl that a role of Ansible fetches, and the IstioOperators of the role that it is handed. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

function operator(profile: string, more = ''): string {
  return `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec:\n  profile: ${profile}\n${more}`;
}

function fetched(version: string): string {
  return `- get_url:\n    url: https://github.com/istio/istio/releases/download/${version}/istioctl-${version}-linux-amd64.tar.gz\n    dest: /tmp/istioctl.tgz\n`;
}

const TWO = {
  'roles/mesh/files/plain.yaml': operator('minimal'),
  'roles/mesh/files/fast.yaml': operator('minimal', '  tag: 1.14-fast.1\n'),
};
const NESTED = { 'roles/mesh/vars/main.yml': '---\nmesh:\n  release: 1.22.2\n' };
const DEFAULT = { 'roles/mesh/defaults/main.yml': 'istio_version: 1.22.2\n' };

async function read(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    found: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort(),
    open: problems.filter(({ what }) => what === 'istioctl -f'),
  };
}

describe('detect: IstioOperators of a role of Ansible', () => {
  it('takes those of which istioctl is handed one as one mesh, of the release that the role fetches, and says so', async () => {
    const { found, open } = await read({
      ...TWO,
      ...NESTED,
      'roles/mesh/tasks/main.yml': `${fetched('{{ mesh.release }}')}- command: istioctl install -y -f /opt/mesh/{{ flavour }}.yaml\n`,
    });
    expect(found).toEqual([
      'base 1.22.2 roles/mesh/vars/main.yml:3',
      'istiod 1.22.2 roles/mesh/vars/main.yml:3',
    ]);
    expect(open).toEqual([
      expect.objectContaining({
        file: 'roles/mesh/tasks/main.yml',
        line: 4,
        blocking: true,
        why: 'which of roles/mesh/files/fast.yaml, roles/mesh/files/plain.yaml it is handed, if any, shows only when it runs: what those set is not known',
      }),
    ]);
  });

  it.each([
    [
      'a loop names it',
      {
        ...TWO,
        ...DEFAULT,
        'roles/mesh/tasks/main.yml': `${fetched('{{ istio_version }}')}- command: istioctl install -y -f {{ item }}\n  with_fileglob: "*.yaml"\n`,
      },
      ['base 1.22.2 roles/mesh/defaults/main.yml:1', 'istiod 1.22.2 roles/mesh/defaults/main.yml:1'],
    ],
    [
      'arguments are filled in as a whole, and templates are among them',
      {
        'roles/mesh/templates/plain.yaml.j2': operator('minimal', '  hub: "{{ hub }}"\n'),
        'roles/mesh/files/fast.yaml': operator('minimal'),
        ...NESTED,
        'roles/mesh/tasks/main.yml': `${fetched("{{ mesh['release'] }}")}- command: istioctl install -y {{ arguments }}\n`,
      },
      ['base 1.22.2 roles/mesh/vars/main.yml:3', 'istiod 1.22.2 roles/mesh/vars/main.yml:3'],
    ],
    [
      'a template of the role runs it, with the arguments of a list',
      {
        ...TWO,
        ...NESTED,
        'roles/mesh/tasks/main.yml': fetched('{{ mesh.release }}'),
        'roles/mesh/templates/values.yaml.j2':
          'command:\n  - sh\n  - -c\n  - |\n    istioctl \\\n    install \\\n{% for arg in argv %}\n    {{ arg }} \\\n{% endfor %}\n    && sleep infinity\n',
      },
      ['base 1.22.2 roles/mesh/vars/main.yml:3', 'istiod 1.22.2 roles/mesh/vars/main.yml:3'],
    ],
    [
      'inventories give it releases of their own',
      {
        ...TWO,
        'site.yml': '- hosts: all\n  roles: [mesh]\n',
        'inventories/dev/group_vars/all.yml': 'mesh:\n  release: 1.23.0\n',
        'inventories/prod/group_vars/all.yml': 'mesh:\n  release: 1.22.2\n',
        'roles/mesh/tasks/main.yml': `${fetched('{{ mesh.release }}')}- command: istioctl install -y -f {{ flavour }}\n`,
      },
      [
        'base 1.22.2 inventories/prod/group_vars/all.yml:2',
        'base 1.23.0 inventories/dev/group_vars/all.yml:2',
        'istiod 1.22.2 inventories/prod/group_vars/all.yml:2',
        'istiod 1.23.0 inventories/dev/group_vars/all.yml:2',
      ],
    ],
  ])('counts one mesh where %s', async (_, files, expected) => {
    expect((await read(files)).found).toEqual(expected);
  });

  it.each([
    [
      'have revisions of their own',
      {
        'roles/mesh/files/blue.yaml': operator('minimal', '  revision: blue\n'),
        'roles/mesh/files/green.yaml': operator('minimal', '  revision: green\n'),
        ...DEFAULT,
        'roles/mesh/tasks/main.yml': `${fetched('{{ istio_version }}')}- command: istioctl install -y -f {{ item }}\n  with_fileglob: "*.yaml"\n`,
      },
      [
        'base 1.22.2 roles/mesh/defaults/main.yml:1',
        'base 1.22.2 roles/mesh/defaults/main.yml:1',
        'istiod 1.22.2 roles/mesh/defaults/main.yml:1',
        'istiod 1.22.2 roles/mesh/defaults/main.yml:1',
      ],
    ],
    [
      'are installed by an istioctl of which nothing is known',
      { ...TWO, 'roles/mesh/tasks/main.yml': '- command: istioctl install -y -f {{ flavour }}\n' },
      [
        'base null roles/mesh/files/fast.yaml:6',
        'base null roles/mesh/files/plain.yaml:2',
        'istiod null roles/mesh/files/fast.yaml:6',
        'istiod null roles/mesh/files/plain.yaml:2',
      ],
    ],
    [
      'are two of a role that fetches two releases',
      {
        ...TWO,
        'roles/mesh/tasks/main.yml': `${fetched('1.22.2')}${fetched('1.23.0')}- command: istioctl install -y -f {{ flavour }}\n`,
      },
      [
        'base null roles/mesh/files/fast.yaml:6',
        'base null roles/mesh/files/plain.yaml:2',
        'istiod null roles/mesh/files/fast.yaml:6',
        'istiod null roles/mesh/files/plain.yaml:2',
      ],
    ],
  ])('leaves those alone that %s', async (_, files, expected) => {
    expect((await read(files)).found).toEqual(expected);
  });

  it.each([
    ['a name that is filled in', '{{ flavour }}'],
    ['its own name', '/tmp/plain.yaml'],
  ])('takes the release that the role fetches for the only one, under %s', async (_, name) => {
    const { found, open } = await read({
      'roles/mesh/files/plain.yaml': operator('minimal'),
      ...NESTED,
      'roles/mesh/tasks/main.yml': `- unarchive:\n    src: "https://github.com/istio/istio/releases/download/{{ mesh.release }}/istio-{{ mesh.release }}-linux-amd64.tar.gz"\n    dest: /tmp\n- command: istioctl install -y -f ${name}\n`,
    });
    expect(found).toEqual([
      'base 1.22.2 roles/mesh/vars/main.yml:3',
      'istiod 1.22.2 roles/mesh/vars/main.yml:3',
    ]);
    expect(open).toEqual([]);
  });
});
