/** Charts of Ansible that lists in variables name, and those that others hand to a role or a file of tasks. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

/** A task with Helm, and what stands beside the module. */
function helm(chart: string, version: string, more = ''): string {
  return `- kubernetes.core.helm:\n    name: "{{ name }}"\n    chart_ref: "${chart}"\n    chart_version: "${version}"\n${more}`;
}

const ROLE = 'roles/mesh/tasks/main.yml';
const DEFAULTS = 'roles/mesh/defaults/main.yml';
const LIST = 'charts:\n  - name: base\n    version: 1.22.1\n  - name: istiod\n';

describe('detect: loops of tasks over variables', () => {
  it.each<readonly [string, string, string, readonly string[]]>([
    [
      'a list, whose items may leave the version to another variable',
      helm('istio/{{ item.name }}', '{{ item.version | default(mesh_version) }}', '  loop: "{{ charts }}"\n'),
      `${LIST}mesh_version: 1.22.2\n`,
      ['base 1.22.1 roles/mesh/defaults/main.yml:3', 'istiod 1.22.2 roles/mesh/defaults/main.yml:5'],
    ],
    [
      'a list under a name of its own',
      helm(
        'istio/{{ one.name }}',
        "{{ one['version'] | d('1.22.9') }}",
        '  loop: "{{ charts | default([]) }}"\n  loop_control:\n    loop_var: one\n',
      ),
      LIST,
      ['base 1.22.1 roles/mesh/defaults/main.yml:3', 'istiod 1.22.9 roles/mesh/tasks/main.yml:4'],
    ],
    [
      'items that are switched off',
      helm(
        'istio/{{ item.name }}',
        '1.22.2',
        '  with_items: "{{ charts }}"\n  when: item.enabled | default(true) | bool\n',
      ),
      `${LIST}    enabled: false\n`,
      ['base 1.22.2 roles/mesh/tasks/main.yml:4'],
    ],
    [
      'items that a filter leaves out',
      helm('istio/{{ item.name }}', '1.22.2', '  loop: "{{ charts | rejectattr(\'off\') | list }}"\n'),
      `${LIST}    off: true\n`,
      ['base 1.22.2 roles/mesh/tasks/main.yml:4'],
    ],
    [
      'a mapping',
      helm('istio/{{ item.key }}', '{{ item.value.version }}', '  with_dict: "{{ charts }}"\n'),
      'charts:\n  base:\n    version: 1.22.1\n  istiod: {version: 1.22.2}\n',
      ['base 1.22.1 roles/mesh/defaults/main.yml:3', 'istiod 1.22.2 roles/mesh/defaults/main.yml:4'],
    ],
    [
      'two lists, of which the task writes one',
      helm('istio/{{ item }}', '1.22.2', '  loop: "{{ charts + [\'cni\'] }}"\n'),
      'charts: [istiod]\n',
      ['cni 1.22.2 roles/mesh/tasks/main.yml:4', 'istiod 1.22.2 roles/mesh/tasks/main.yml:4'],
    ],
    [
      'what nobody can tell',
      helm('istio/{{ item }}', '1.22.2', '  loop: "{{ charts | shuffle }}"\n'),
      LIST,
      [],
    ],
  ])('reads them: %s', async (_what, tasks, defaults, expected) => {
    expect(await found({ [ROLE]: tasks, [DEFAULTS]: `${defaults}# istio\n` })).toEqual(expected);
  });

  it('keeps the lists of inventories apart', async () => {
    expect(
      await found({
        [ROLE]: helm('istio/{{ item.name }}', '{{ item.version }}', '  loop: "{{ charts }}"\n'),
        'inventories/dev/group_vars/all.yml': '# istio\ncharts:\n  - {name: istiod, version: 1.23.0}\n',
        'inventories/prod/group_vars/all.yml':
          '# istio\ncharts:\n  - {name: istiod, version: 1.22.0}\n  - {name: base, version: 1.22.1}\n',
      }),
    ).toEqual([
      'base 1.22.1 inventories/prod/group_vars/all.yml:4',
      'istiod 1.22.0 inventories/prod/group_vars/all.yml:3',
      'istiod 1.23.0 inventories/dev/group_vars/all.yml:3',
    ]);
  });

  it('reads a role that does not speak of Istio', async () => {
    expect(
      await found({
        'roles/helm/tasks/main.yml': helm(
          '{{ item.chart }}',
          '{{ item.version }}',
          '  loop: "{{ releases }}"\n  when: item.enabled | default(true)\n',
        ),
        'group_vars/all.yml':
          'releases:\n  - {chart: istio/istiod, version: 1.22.2}\n  - {chart: jetstack/cert-manager, version: v1.13.0}\n  - {chart: istio/cni, version: 1.22.3, enabled: false}\n',
        'site.yml': '- hosts: localhost\n  roles: [helm]\n',
      }),
    ).toEqual(['istiod 1.22.2 group_vars/all.yml:2']);
  });

  it('leaves out items that one of several conditions switches off', async () => {
    expect(
      await found({
        [ROLE]: helm(
          'istio/{{ item.name }}',
          '{{ item.version }}',
          '  loop: "{{ istio_charts }}"\n  when:\n  - run_helm\n  - item.enabled | bool\n',
        ),
        [DEFAULTS]:
          'istio_charts:\n- name: istiod\n  version: 1.22.2\n  enabled: true\n- name: cni\n  version: 1.22.1\n  enabled: false\n',
      }),
    ).toEqual(['istiod 1.22.2 roles/mesh/defaults/main.yml:3']);
  });
});

describe('detect: roles and files of tasks that others call', () => {
  const GENERIC = 'roles/helm_chart/tasks/main.yml';
  const TASK = helm('{{ chart }}', '{{ version }}', '').replace(
    'chart_version',
    `chart_repo_url: "{{ repo }}"\n    chart_version`,
  );

  it.each<readonly [string, Files, readonly string[]]>([
    [
      'by a task, in a loop',
      {
        'site.yml': `- hosts: localhost\n  vars_files: [versions.yml]\n  tasks:\n    - include_role:\n        name: helm_chart\n      vars:\n        chart: "{{ item.value }}"\n        repo: ${ISTIO}\n        version: "{{ versions.istio }}"\n      loop: "{{ {'istio-base': 'base', 'istiod': 'istiod'} | dict2items }}"\n`,
        'versions.yml': 'versions:\n  istio: 1.22.2\n',
      },
      ['base 1.22.2 versions.yml:2', 'istiod 1.22.2 versions.yml:2'],
    ],
    [
      'by another role, whose variables count',
      {
        'roles/mesh/tasks/main.yml': `- ansible.builtin.import_role:\n    name: helm_chart\n  vars: {chart: istiod, repo: "${ISTIO}", version: "{{ istio_version }}"}\n- import_role:\n    name: helm_chart\n  vars: {chart: cilium, repo: "https://helm.cilium.io", version: 1.15.0}\n`,
        'roles/mesh/defaults/main.yml': 'istio_version: 1.22.2\n',
      },
      ['istiod 1.22.2 roles/mesh/defaults/main.yml:1'],
    ],
    [
      'by plays, of which one gives no version: that of another chart is none of it',
      {
        'site.yml': `- hosts: localhost\n  roles:\n    - role: helm_chart\n      vars: {chart: cert-manager, repo: "https://charts.jetstack.io", version: v1.13.0}\n    - {role: helm_chart, chart: istiod, repo: "${ISTIO}", version: 1.22.2}\n    - {role: helm_chart, chart: base, repo: "${ISTIO}"}\n`,
      },
      ['base null site.yml:6', 'istiod 1.22.2 site.yml:5'],
    ],
    [
      'as a dependency',
      {
        'roles/mesh/meta/main.yml': `dependencies:\n  - role: helm_chart\n    vars:\n      chart: istiod\n      repo: ${ISTIO}\n      version: 1.22.2\n`,
      },
      ['istiod 1.22.2 roles/mesh/meta/main.yml:6'],
    ],
  ])('reads what they are given: %s', async (_what, files, expected) => {
    expect(await found({ [GENERIC]: TASK, ...files })).toEqual(expected);
  });

  it('reads a file of tasks for each item and each version that it is given', async () => {
    expect(
      await found({
        [ROLE]:
          '- include_tasks: chart.yml\n  loop: [base, istiod]\n  loop_control: {loop_var: part}\n  vars:\n    version: 1.22.2\n- include_tasks: istiod.yml\n  vars:\n    other: 1.21.1\n',
        'roles/mesh/tasks/chart.yml': helm('istio/{{ part }}', '{{ version }}'),
        'roles/mesh/tasks/istiod.yml': helm('istio/istiod', '{{ other }}').replace(
          '{{ name }}',
          'istiod-canary',
        ),
      }),
    ).toEqual([
      'base 1.22.2 roles/mesh/tasks/main.yml:5',
      'istiod 1.21.1 roles/mesh/tasks/main.yml:8',
      'istiod 1.22.2 roles/mesh/tasks/main.yml:5',
    ]);
  });

  it('comes to an end where roles call each other', async () => {
    const call = '- include_role: {name: mesh}\n  vars: {version: 1.22.2}\n  loop: [1, 2, 3]\n';
    expect(
      await found({
        [ROLE]: `${call}- include_role: {name: other}\n  vars: {chart: istiod}\n`,
        'roles/other/tasks/main.yml': `${call}${helm('istio/{{ chart }}', '{{ version }}')}`,
      }),
    ).toContain('istiod 1.22.2 roles/other/tasks/main.yml:2');
  });

  it('reads names of charts and versions that variables hold', async () => {
    expect(
      await found({
        [ROLE]: helm('{{ mesh.chart }}', "{{ mesh['version'] }}"),
        [DEFAULTS]: 'mesh:\n  chart: istio/istiod\n  version: 1.22.2\n',
      }),
    ).toEqual(['istiod 1.22.2 roles/mesh/defaults/main.yml:3']);
  });

  it('takes a short time where many roles call each other in long loops', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `r${index}`);
    const loop = `[${Array.from({ length: 60 }, (_, index) => index).join(', ')}]`;
    const calls = names.map(name => `- include_role: {name: ${name}}\n  loop: ${loop}\n`).join('');
    const files = names.map(name => [
      `roles/${name}/tasks/main.yml`,
      `${calls}${helm('istio/istiod', '1.22.2')}`,
    ]);
    expect(await found(Object.fromEntries(files))).toContain('istiod 1.22.2 roles/r0/tasks/main.yml:24');
  }, 5000);
});
