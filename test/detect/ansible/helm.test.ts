/** Charts that tasks of Ansible install: their values, wherever the task takes them from. */

import { detect } from '../../../src/detect/detect.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Installation } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const SNI = ['pilot', 'env', 'ENABLE_AUTO_SNI'];

function task(more: string, module = 'kubernetes.core.helm'): string {
  const lines = ['name: istiod', 'chart_ref: istio/istiod', 'chart_version: 1.22.2', ...more.split('\n')];
  return `- name: control plane\n  ${module}:\n${lines.map(line => `    ${line}\n`).join('')}`;
}

async function installed(files: Files): Promise<readonly Installation[]> {
  return (await detect(memoryTree(files))).installations;
}

/** What the one installation sets, and where. */
async function set(files: Files): Promise<string> {
  const [only, ...others] = await installed(files);
  expect(others).toEqual([]);
  const found = only ? lookup(only.release.values, SNI) : undefined;
  return found ? `${found.value} ${found.file}:${found.line}` : 'nothing';
}

async function state(files: Files): Promise<string> {
  const [only] = await installed(files);
  if (only?.release.valuesUnknown) return 'unknown';
  return only?.release.openValues?.map(({ path, what }) => `${path.join('.')} ${what}`).join(', ') ?? 'known';
}

describe('detect: values of tasks that install charts', () => {
  const VALUES = 'pilot: {env: {ENABLE_AUTO_SNI: "false"}}\n';
  const ROLE = 'roles/mesh/tasks/main.yml';

  it.each([
    ['none', { [ROLE]: task('wait: true') }, 'nothing'],
    [
      'written in the task',
      { [ROLE]: task('values:\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: "false"') },
      'false roles/mesh/tasks/main.yml:9',
    ],
    [
      'under the other name, of the other collection, in a block of a play',
      {
        'site.yml': `- hosts: all\n  tasks:\n    - block:\n${task(`release_values: {${VALUES.trim()}}`, 'community.kubernetes.helm').replace(/^/gm, '        ')}\n`,
      },
      'false site.yml:9',
    ],
    [
      'in files of the role',
      {
        [ROLE]: task('values_files: [istiod.yml, "{{ role_path }}/files/more.yml"]'),
        'roles/mesh/files/istiod.yml': `# istio\n${VALUES}`,
        'roles/mesh/files/more.yml': '# istio\nprofile: ambient\n',
      },
      'false roles/mesh/files/istiod.yml:2',
    ],
    [
      'in a file that a task copies first',
      {
        [ROLE]: `- copy: {src: istiod.yml, dest: /tmp/values.yml}\n${task('values_files: [/tmp/values.yml]')}`,
        'roles/mesh/files/istiod.yml': VALUES,
      },
      'false roles/mesh/files/istiod.yml:1',
    ],
    [
      'in a template that a task fills in first',
      {
        [ROLE]: `- ansible.builtin.template: {src: istiod.yml.j2, dest: /tmp/values.yml}\n${task('values_files: [/tmp/values.yml]')}`,
        'roles/mesh/templates/istiod.yml.j2': `meshConfig: {rootNamespace: "{{ ns }}"}\n${VALUES}`,
      },
      'false roles/mesh/templates/istiod.yml.j2:2',
    ],
    [
      'looked up from a file',
      {
        [ROLE]: task("values: \"{{ lookup('file', 'istiod.yml') | from_yaml }}\""),
        'roles/mesh/files/istiod.yml': VALUES,
      },
      'false roles/mesh/files/istiod.yml:1',
    ],
    [
      'in a variable that one place gives',
      {
        [ROLE]: task('values: "{{ mesh_values }}"'),
        'roles/mesh/defaults/main.yml': `mesh_values:\n  ${VALUES}`,
      },
      'false roles/mesh/defaults/main.yml:2',
    ],
    [
      'in the task, over those of files',
      {
        [ROLE]: task('values: {pilot: {env: {ENABLE_AUTO_SNI: "true"}}}\nvalues_files: [istiod.yml]'),
        'roles/mesh/files/istiod.yml': VALUES,
      },
      'true roles/mesh/tasks/main.yml:6',
    ],
    [
      'assigned, over all',
      {
        [ROLE]: task(
          'values: {pilot: {env: {ENABLE_AUTO_SNI: "true"}}}\nset_values:\n  - value: pilot.env.ENABLE_AUTO_SNI=false\n    value_type: string',
        ),
      },
      'false roles/mesh/tasks/main.yml:8',
    ],
  ])('are read: %s', async (_, files, expected) => {
    expect(await set(files)).toBe(expected);
    expect(await state(files)).toBe('known');
  });

  it('are those of each turn, where a loop takes a file for each cluster', async () => {
    const found = await installed({
      [ROLE]: `${task('context: "{{ item }}"\nvalues_files: ["{{ role_path }}/files/{{ item }}.yml"]')}  loop: [prod, staging]\n`,
      'roles/mesh/files/prod.yml': 'pilot: {env: {ENABLE_AUTO_SNI: "true"}}\n',
      'roles/mesh/files/staging.yml': VALUES,
    });
    expect(found.map(({ release }) => lookup(release.values, SNI)?.file)).toEqual([
      'roles/mesh/files/prod.yml',
      'roles/mesh/files/staging.yml',
    ]);
  });

  it.each([
    [
      'a value that is filled in',
      { [ROLE]: task('values: {pilot: {env: {A: "{{ a }}"}}}') },
      'pilot.env.A {{ a }}',
    ],
    [
      'a part of a template',
      {
        [ROLE]: task("values: \"{{ lookup('template', 'istiod.yml.j2') | from_yaml }}\""),
        'roles/mesh/templates/istiod.yml.j2': 'pilot: {env: {A: "{{ a }}"}}\n',
      },
      'pilot.env.A {{ a }}',
    ],
    [
      'an assignment that is filled in',
      { [ROLE]: task('set_values: [{value: "pilot.env.A={{ a }}"}]') },
      'pilot.env.A {{ a }}',
    ],
    ['a variable that nobody gives', { [ROLE]: task('values: "{{ mesh_values }}"') }, 'unknown'],
    [
      'a variable that two places give',
      {
        [ROLE]: task('values: "{{ mesh_values }}"'),
        'roles/mesh/defaults/main.yml': `mesh_values: {a: 1} # istio\n`,
        'group_vars/all.yml': `mesh_values: {a: 2} # istio\n`,
      },
      'unknown',
    ],
    ['a file that is not here', { [ROLE]: task('values_files: [/etc/istiod.yml]') }, 'unknown'],
    ['a file outside', { [ROLE]: task('values_files: [../../../../etc/istiod.yml]') }, 'unknown'],
    ['files that a variable names', { [ROLE]: task('values_files: "{{ files }}"') }, 'unknown'],
    ['what is there already', { [ROLE]: task('reuse_values: true') }, 'unknown'],
    ['what comes after Helm', { [ROLE]: task('post_renderer: ./fix.sh') }, 'unknown'],
    ['a key that is filled in', { [ROLE]: task('values: {pilot: {"{{ key }}": 1}}') }, 'pilot {{ key }}'],
    [
      'a type of assignment that nobody knows',
      { [ROLE]: task('set_values: [{value: "a=b", value_type: constructor}]') },
      'unknown',
    ],
    ['several assignments in one', { [ROLE]: task('set_values: [{value: "a=1,b=2"}]') }, 'unknown'],
  ])('are open: %s', async (_, files, expected) => {
    expect(await state(files)).toBe(expected);
  });

  it('are those of each turn of a loop', async () => {
    const text =
      '- kubernetes.core.helm:\n    name: "{{ item.name }}"\n    chart_ref: "istio/{{ item.chart }}"\n    chart_version: "{{ item.version | default(\'1.22.1\') }}"\n    values: "{{ item.values }}"\n  loop:\n    - {name: base, chart: base, version: 1.22.2, values: {}}\n    - name: plane\n      chart: istiod\n      version: 1.22.3\n      values: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}\n';
    const found = await installed({ [ROLE]: text });
    expect(
      found.map(({ chart, version, at, release }) => [
        release.releaseName,
        chart,
        version,
        at.line,
        lookup(release.values, SNI)?.value,
        release.valuesUnknown,
      ]),
    ).toEqual([
      ['base', 'base', '1.22.2', 7, undefined, undefined],
      ['plane', 'istiod', '1.22.3', 10, 'false', undefined],
    ]);
  });

  it('are the file that each turn of a loop names by a part of its own', async () => {
    const text =
      '- kubernetes.core.helm:\n    name: "{{ item.name }}"\n    chart_ref: "istio/{{ item.chart }}"\n    chart_version: 1.22.2\n    values: "{{ lookup(\'template\', \'mesh-\' ~ item.chart ~ \'.yml.j2\') | from_yaml }}"\n  loop: [{name: base, chart: base}, {name: plane, chart: istiod}]\n';
    const found = await installed({
      [ROLE]: text,
      'roles/mesh/templates/mesh-istiod.yml.j2': 'pilot: {env: {ENABLE_AUTO_SNI: "false", A: "{{ a }}"}}\n',
    });
    expect(
      found.map(({ chart, release }) => [
        chart,
        lookup(release.values, SNI)?.value,
        release.valuesUnknown,
        release.openValues?.map(({ path }) => path.join('.')),
      ]),
    ).toEqual([
      ['base', undefined, true, undefined],
      ['istiod', 'false', undefined, ['pilot.env.A']],
    ]);
  });

  it('come from a repository that another task names', async () => {
    const repository =
      '- kubernetes.core.helm_repository: {name: mesh, repo_url: "https://istio-release.storage.googleapis.com/charts"}\n';
    const text = `${repository}${task('wait: true').replace('istio/istiod', 'mesh/istiod')}# istio\n`;
    const [only] = await installed({ [ROLE]: text });
    expect(only?.release.chart).toMatchObject({
      name: 'istiod',
      repository: 'https://istio-release.storage.googleapis.com/charts',
    });
  });

  it('are nobody’s where the release is taken away', async () => {
    expect(await installed({ [ROLE]: task('release_state: absent') })).toEqual([]);
  });
});

describe('detect: commands of tasks whose words variables give', () => {
  const ROLE = 'roles/mesh/tasks/main.yml';
  const files = (base: string): Files => ({
    [ROLE]:
      '- name: istiod\n  shell: helm upgrade --install "{{ name_of_istiod }}" "{{ path_of_istiod }}/." --namespace "{{ namespace }}" --set meshConfig.trustDomain={{ domain }}\n',
    'roles/mesh/defaults/main.yml': `home: ${base}\npath_of_istiod: "{{ home }}/manifests/charts/istio-control/istio-discovery/"\nname_of_istiod: istio-discovery\nnamespace: istio-system\ndomain: acme.example\n`,
  });

  it('are filled in, one in the other', async () => {
    const [only, ...others] = await installed(files('/opt/istio-1.22.1'));
    expect(others).toEqual([]);
    expect([only?.chart, only?.version, only?.release.releaseName]).toEqual([
      'istiod',
      '1.22.1',
      'istio-discovery',
    ]);
    expect(lookup(only?.release.values ?? [], ['meshConfig', 'trustDomain'])?.value).toBe('acme.example');
  });

  it('leave open what is longer than is read of it', async () => {
    const long = Object.entries(files('/opt/istio-1.22.1')).map(([path, text]) => [
      path,
      text.replace('domain: acme.example', `domain: ${'a'.repeat(300)}`),
    ]);
    const { problems } = await detect(memoryTree(Object.fromEntries(long)));
    expect(problems.filter(({ blocking }) => blocking).map(({ what }) => what)).toEqual([
      '--set meshConfig.trustDomain',
    ]);
  });

  it('leave open what they do not say', async () => {
    const [only] = await installed(files('"{{ playbook_dir }}/charts"'));
    expect([only?.chart, only?.version]).toEqual(['istiod', null]);
  });
});
