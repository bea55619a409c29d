/** Resources of the mesh that tasks of Ansible apply, written out for each turn and each inventory. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const RULES = `- kubernetes.core.k8s:
    namespace: shop
    definition:
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: "{{ item.name }}"}
      spec:
        host: "{{ item.host }}"
        trafficPolicy:
          tls: "{{ item.tls }}"
  loop: "{{ upstreams }}"
`;

function inventory(sni: string): string {
  return `upstreams:\n  - name: bank\n    host: bank.example\n    tls:\n      mode: SIMPLE\n${sni}`;
}

async function read(files: Readonly<Record<string, string>>) {
  const { manifests = [], problems } = await detect(memoryTree(files));
  const told = problems.filter(({ what }) => what.endsWith('of a task of Ansible'));
  return {
    manifests: manifests.map(({ data, namespace, destination }) => {
      const tls = data.at(['spec', 'trafficPolicy', 'tls']);
      return { value: data.value, namespace, destination, tlsAt: `${tls.file}:${tls.lineOf([])}` };
    }),
    told: told.map(({ what, why, file, line, blocking, mayHold }) => ({
      what,
      why: why.split(':')[0],
      at: `${file}:${line}`,
      blocking,
      mayHold,
    })),
  };
}

function rule(name: string, tls: unknown) {
  return {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'DestinationRule',
    metadata: { name },
    spec: { host: 'bank.example', trafficPolicy: { tls } },
  };
}

describe('detect/ansible/manifests', () => {
  it('writes a definition out for each item that an inventory gives the loop', async () => {
    const { manifests, told } = await read({
      'play.yml': '- hosts: all\n  roles: [egress]\n',
      'roles/egress/tasks/main.yml': RULES,
      'inventories/staging/group_vars/all.yml': inventory(''),
      'inventories/prod/group_vars/all.yml': inventory('      sni: bank.example\n'),
    });
    expect(told).toEqual([]);
    expect(manifests).toEqual([
      {
        value: rule('bank', { mode: 'SIMPLE', sni: 'bank.example' }),
        namespace: 'shop',
        destination: 'prod',
        tlsAt: 'inventories/prod/group_vars/all.yml:4',
      },
      {
        value: rule('bank', { mode: 'SIMPLE' }),
        namespace: 'shop',
        destination: 'staging',
        tlsAt: 'inventories/staging/group_vars/all.yml:4',
      },
    ]);
  });

  it('takes variables and what stands behind them by default', async () => {
    const { manifests, told } = await read({
      'roles/egress/defaults/main.yml': 'bank_host: bank.example\n',
      'roles/egress/tasks/main.yml': RULES.replace('{{ item.name }}', 'bank')
        .replace('{{ item.host }}', '{{ bank_host }}')
        .replace('"{{ item.tls }}"', `{mode: "{{ bank_mode | default('SIMPLE') }}"}`)
        .replace('  loop: "{{ upstreams }}"\n', ''),
    });
    expect(told).toEqual([]);
    expect(manifests).toMatchObject([{ value: rule('bank', { mode: 'SIMPLE' }), destination: undefined }]);
  });

  it('tells what nobody here decides of a resource, and what it keeps from being seen', async () => {
    const { told } = await read({ 'roles/egress/tasks/main.yml': RULES });
    expect(told).toEqual([
      {
        what: 'DestinationRule of a task of Ansible',
        why: 'the tree does not decide `{{ item.host }}`, `{{ item.tls }}` of it',
        at: 'roles/egress/tasks/main.yml:8',
        blocking: true,
        mayHold: ['DestinationRule'],
      },
      {
        what: 'DestinationRule of a task of Ansible',
        why: 'the tree does not decide `{{ item.name }}` of it',
        at: 'roles/egress/tasks/main.yml:6',
        blocking: false,
        mayHold: undefined,
      },
    ]);
  });

  it('tells a text in which Jinja decides what stands there', async () => {
    const text = `- kubernetes.core.k8s:
    definition: |
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: bank}
      spec:
        host: bank.example
        trafficPolicy:
          tls: {{ bank_tls }}
`;
    const { told } = await read({ 'roles/egress/tasks/main.yml': text });
    expect(told).toEqual([
      {
        what: 'DestinationRule of a task of Ansible',
        why: 'Jinja decides what stands there',
        at: 'roles/egress/tasks/main.yml:2',
        blocking: true,
        mayHold: ['DestinationRule'],
      },
    ]);
  });

  it('takes no default for what a call gives', async () => {
    const { told } = await read({
      'roles/rule/tasks/main.yml': RULES.replace(
        '"{{ item.tls }}"',
        '{mode: "{{ rule_mode | default(\'DISABLE\') }}"}',
      )
        .replaceAll('item.', 'rule_')
        .replace('  loop: "{{ upstreams }}"\n', ''),
      'roles/mesh/tasks/main.yml':
        '# istio\n- include_role: {name: rule}\n  vars: {rule_name: bank, rule_host: bank.example, rule_mode: SIMPLE}\n',
    });
    expect(told[0]).toMatchObject({
      why: "the tree does not decide `{{ rule_host }}`, `{{ rule_mode | default('DISABLE') }}` of it",
      blocking: true,
    });
  });

  it('applies what variables hold as it is there, and nothing that is taken away', async () => {
    const { manifests } = await read({
      'roles/apply/tasks/main.yml':
        '- kubernetes.core.k8s:\n    state: "{{ item.state | default(\'present\') }}"\n    definition: "{{ item.object }}"\n  loop: "{{ objects }}"\n',
      'roles/apply/defaults/main.yml': `objects:
  - object:
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: bank}
      spec: {host: bank.example, trafficPolicy: {tls: {mode: SIMPLE}}}
  - state: absent
    object:
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: old}
      spec: {host: old.example, trafficPolicy: {tls: {mode: SIMPLE}}}
`,
    });
    expect(manifests).toMatchObject([
      { value: rule('bank', { mode: 'SIMPLE' }), tlsAt: 'roles/apply/defaults/main.yml:6' },
    ]);
  });

  const TEMPLATED = {
    'roles/egress/tasks/main.yml':
      '- kubernetes.core.k8s:\n    namespace: shop\n    state: "{{ item.state | default(\'present\') }}"\n    template: rule.yml.j2\n  loop: "{{ outgoing }}"\n',
    'roles/egress/templates/rule.yml.j2': `apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata: {name: {{ item.name }}}
spec:
  host: bank.example
  trafficPolicy:
    tls:
      mode: SIMPLE
{% if item.sni is defined %}
      sni: {{ item.sni }}
{% endif %}
`,
  };
  const ITEMS =
    'outgoing:\n  - name: plain\n  - {name: named, sni: bank.example}\n  - {name: gone, state: absent}\n';

  it('fills a template in for each turn, with variables of files that say nothing of Istio', async () => {
    const { manifests, told } = await read({ ...TEMPLATED, 'host_vars/admin.yml': ITEMS });
    expect(told).toEqual([]);
    const tlsAt = 'roles/egress/templates/rule.yml.j2:7';
    expect(manifests).toMatchObject([
      { value: rule('plain', { mode: 'SIMPLE' }), namespace: 'shop', tlsAt },
      { value: rule('named', { mode: 'SIMPLE', sni: 'bank.example' }), namespace: 'shop', tlsAt },
    ]);
  });

  it('leaves a template to be told that nobody can fill in', async () => {
    const { manifests } = await read(TEMPLATED);
    expect(manifests).toEqual([]);
  });

  it('tells a template that is filled in for some turns alone', async () => {
    const { problems } = await detect(
      memoryTree({ ...TEMPLATED, 'host_vars/admin.yml': `${ITEMS}  - {name: "{{ vault_name }}"}\n` }),
    );
    expect(problems).toMatchObject([
      { what: 'roles/egress/templates/rule.yml.j2', blocking: true, mayHold: ['DestinationRule'] },
    ]);
  });
});
