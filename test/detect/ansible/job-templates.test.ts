/** Versions that job templates of AWX give the playbooks that they run. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ROLE: Files = {
  'playbooks/istio.yml': '- hosts: all\n  roles: [istio]\n',
  'roles/istio/tasks/main.yml':
    '- kubernetes.core.helm:\n    name: istiod\n    chart_ref: istiod\n    chart_repo_url: https://istio-release.storage.googleapis.com/charts\n    chart_version: "{{ istio_version }}"\n',
};
const TWO =
  'controller_templates:\n  - name: Mesh DEV\n    playbook: playbooks/istio.yml\n    extra_vars:\n      istio_version: 1.23.4\n  - name: Mesh PROD\n    playbook: playbooks/istio.yml\n    extra_vars:\n      istio_version: 1.22.5\n';

async function places(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ ...ROLE, ...files }));
  return installations.map(
    ({ version, at, environment }) => `${environment}: ${version} ${at.file}:${at.line}`,
  );
}

describe('detect: job templates of AWX', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'configuration as code, over the role’s own',
      { 'controller/templates.yml': TWO, 'roles/istio/defaults/main.yml': 'istio_version: 1.20.0\n' },
      ['Mesh DEV: 1.23.4 controller/templates.yml:5', 'Mesh PROD: 1.22.5 controller/templates.yml:9'],
    ],
    [
      'the module, with a text',
      {
        'awx.yml':
          '- hosts: localhost\n  tasks:\n    - awx.awx.job_template:\n        name: mesh\n        playbook: istio.yml\n        extra_vars: |\n          istio_version: 1.23.4\n',
      },
      [': 1.23.4 awx.yml:7'],
    ],
    [
      'the object',
      {
        'job.yaml':
          'apiVersion: tower.ansible.com/v1alpha1\nkind: JobTemplate\nmetadata: {name: mesh}\nspec:\n  job_template_name: mesh\n  job_playbook: playbooks/istio.yml\n  extra_vars:\n    istio_version: v1.23.4\n',
      },
      [': 1.23.4 job.yaml:8'],
    ],
    [
      'none that runs another playbook',
      {
        'controller/templates.yml': TWO.replaceAll('playbooks/istio.yml', 'playbooks/other.yml'),
        'roles/istio/defaults/main.yml': 'istio_version: 1.20.0\n',
      },
      [': 1.20.0 roles/istio/defaults/main.yml:1'],
    ],
  ])('give what %s says', async (_, files, expected) => {
    expect((await places(files)).map(line => line.replace(/^roles\/\S+: /, ': '))).toEqual(expected);
  });

  it('tell the istioctl of a playbook its release', async () => {
    const files = {
      'playbooks/istio.yml':
        '- hosts: all\n  tasks:\n    - unarchive:\n        src: https://github.com/istio/istio/releases/download/{{ istio_version }}/istioctl.tar.gz\n        dest: /opt\n    - command: /opt/istioctl install -y --set profile=remote\n',
      'controller/templates.yml': TWO,
      'roles/istio/tasks/main.yml': '[]\n',
    };
    expect((await places(files)).map(line => line.replace(/^.*: /, ''))).toEqual([
      '1.23.4 controller/templates.yml:5',
      '1.22.5 controller/templates.yml:9',
      '1.23.4 controller/templates.yml:5',
      '1.22.5 controller/templates.yml:9',
    ]);
  });

  it('are read however many a file has', async () => {
    const others = Array.from(
      { length: 600 },
      (_, index) => `  - {name: "${index}", playbook: playbooks/other.yml, extra_vars: {a: 1}}\n`,
    );
    const all = TWO.replace('controller_templates:\n', `controller_templates:\n${others.join('')}`);
    expect(await places({ 'controller/templates.yml': all })).toEqual([
      'Mesh DEV: 1.23.4 controller/templates.yml:605',
      'Mesh PROD: 1.22.5 controller/templates.yml:609',
    ]);
  });

  it('are not looked for in what nests without an end', async () => {
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    const files = {
      'controller/templates.yml': `istio: ${deep}\nextra_vars: 3\n`,
      'roles/istio/defaults/main.yml': 'istio_version: 1.20.0\n',
    };
    expect(await places(files)).toHaveLength(1);
  });
});
