/** Variables of Ansible that are merged: told by their names, whatever these are. */
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const TASK =
  '- kubernetes.core.helm:\n    name: istiod\n    chart_ref: istio/istiod\n    chart_version: 1.22.2\n    release_namespace: istio-system\n    values: "{{ mesh }} {{ (a+)+$ }}"\n';

describe('detect/ansible/unseen-variables', () => {
  it.each(['mesh', '(a+)+$', '('])('tells a merged mapping that is called %s, if it is used', async name => {
    const { installations, problems } = await detect(
      memoryTree({
        'ansible.cfg': '[defaults]\nhash_behaviour = merge\n',
        'roles/istio/tasks/main.yml': TASK,
        'group_vars/all.yml': `"${name}": {a: 1}\n`,
        'group_vars/prod.yml': `"${name}": {b: 1}\n`,
      }),
    );
    expect(installations.map(({ chart, version }) => `${chart} ${version}`)).toEqual(['istiod 1.22.2']);
    expect(problems.filter(({ why }) => why.includes('fail'))).toEqual([]);
    const told = installations.flatMap(({ release }) => release.problems);
    expect(told.some(({ why }) => why.includes('are merged (ansible.cfg:2)'))).toBe(name === 'mesh');
  });
});
