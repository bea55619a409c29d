import { UsageError } from '../../src/errors.js';
import type { Finding } from '../../src/model.js';
import { acceptanceOf, acceptProblems } from '../../src/policy/accept.js';
import { withoutPaths } from '../../src/policy/ignore.js';
import { loadPolicy, parsePolicy } from '../../src/policy/policy.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const FULL = `fail-on: critical
scope: partial
undecided: fail
downgrade: fail
mode: advise
kube-version: "1.29"
charts: [https://charts.example.com/istio]
ignore-paths: ["archive/**"]
accept:
- rule: auto-sni
  resources: ["DestinationRule/payments/*"]
  reason: certificates carry both names
  until: 2027-01-31
- incomplete: apps/istiod.yaml
  reason: checked elsewhere
  until: 2027-01-31
`;

describe('policy', () => {
  it('reads every key', () => {
    const policy = parsePolicy('policy.yaml', FULL);
    expect(policy).toMatchObject({
      failOn: 'critical',
      scope: 'partial',
      undecided: 'fail',
      downgrade: 'fail',
      mode: 'advise',
      kubeVersion: '1.29',
      charts: ['https://charts.example.com/istio'],
      ignorePaths: ['archive/**'],
    });
    expect(policy.accept).toMatchObject([
      { rule: 'auto-sni', until: '2027-01-31', file: 'policy.yaml', line: 10 },
      { incomplete: 'apps/istiod.yaml', line: 14 },
    ]);
  });

  it('has defaults where there is no file', async () => {
    const policy = await loadPolicy(memoryTree({}), undefined, async () => '');
    expect(policy).toMatchObject({ scope: 'unknown', undecided: 'warn', mode: 'enforce', accept: [] });
    expect(policy.failOn).toBeUndefined();
  });

  it.each([
    ['an unknown key', 'scope: partial\nfial-on: high\n', 2],
    ['a level that is none', 'fail-on: severe\n', 1],
    ['a key of an object prototype', 'toString: 1\n', 1],
    ['an accept without until', 'accept:\n- rule: auto-sni\n  reason: x\n', 2],
    ['an accept without reason', 'accept:\n- rule: auto-sni\n  until: 2027-01-31\n', 2],
    ['a day that is none', 'accept:\n- rule: a\n  reason: x\n  until: 2027-02-30\n', 4],
    ['an accept of nothing', 'accept:\n- reason: x\n  until: 2027-01-31\n', 2],
    ['a chart source with a password', 'charts: ["https://u:p@example.com"]\n', 1],
    ['a number for a version', 'kube-version: 1.30\n', 1],
    ['broken YAML', 'scope: [\n', 2],
    ['a list', '- a\n', 1],
  ])('names the line of %s', (_, text, line) => {
    expect(() => parsePolicy('policy.yaml', text)).toThrow(UsageError);
    expect(() => parsePolicy('policy.yaml', text)).toThrow(new RegExp(`^policy\\.yaml:${line}:`));
  });

  it('accepts a finding for the named resources only, until the day is over', () => {
    const { accept } = parsePolicy('policy.yaml', FULL);
    const finding = (...resources: string[]): Finding =>
      ({
        rule: 'auto-sni',
        locations: resources.map(resource => ({ file: 'a', line: 1, resource })),
      }) as unknown as Finding;
    expect(acceptanceOf(finding('DestinationRule/payments/db'), accept, '2027-01-31')).toMatchObject({
      line: 10,
    });
    expect(acceptanceOf(finding('DestinationRule/payments/db'), accept, '2027-02-01')).toBeNull();
    expect(
      acceptanceOf(finding('DestinationRule/payments/db', 'DestinationRule/shop/db'), accept, '2027-01-01'),
    ).toBeNull();
  });

  it('reads layers of noise, and says what is wrong with one', () => {
    const layer = 'noise:\n- name: ours\n  paths: ["metadata.labels*"]\n';
    expect(parsePolicy('policy.yaml', layer).noise).toEqual([{ name: 'ours', paths: ['metadata.labels*'] }]);
    expect(parsePolicy('policy.yaml', `${layer}  resources: [Service/*]`).noise).toMatchObject([
      { resources: ['Service/*'] },
    ]);
    for (const [text, message] of [
      ['noise: [{name: a b, paths: [x]}]', 'policy.yaml:1: `noise.0.name` is a name'],
      ['noise: [{name: a}]', 'has `paths`'],
      ['noise: [{name: a, paths: [x], path: y}]', '`path` is no key'],
      ['noise: [a]', 'is a mapping'],
    ] as const)
      expect(() => parsePolicy('policy.yaml', text)).toThrow(message);
  });

  it('keeps an accepted gap in the report without letting it block', () => {
    const { accept } = parsePolicy('policy.yaml', FULL);
    const problem = { what: 'values', why: 'private', file: 'apps/istiod.yaml', blocking: true };
    expect(acceptProblems([problem], accept, '2027-01-01')).toMatchObject([{ blocking: false }]);
    expect(acceptProblems([problem], accept, '2028-01-01')).toMatchObject([{ blocking: true }]);
  });

  it('leaves ignored paths out of every view of a tree', async () => {
    const tree = withoutPaths(memoryTree({ 'archive/old.yaml': 'istio: a', 'b.yaml': 'istio: b' }), [
      'archive/**',
    ]);
    expect(tree.paths).toEqual(['b.yaml']);
    expect(tree.has('archive/old.yaml')).toBe(false);
    expect(await tree.read('archive/old.yaml')).toMatchObject({ ok: false });
    expect(await tree.candidates()).toEqual(['b.yaml']);
  });
});
