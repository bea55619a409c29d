import { explainRule, explainSetting } from '../../src/report/explain.js';
import type { Rule } from '../../src/rules/rule.js';
import { describe, expect, it } from '../support/jest.js';

const RULE: Rule = {
  id: 'auto-sni',
  title: 'Proxies set SNI',
  summary: 'The host of the request is sent as SNI.',
  component: 'istiod',
  since: ['1.21.0'],
  severity: 'critical',
  knob: { kind: 'env', name: 'ENABLE_AUTO_SNI', old: 'false', new: 'true', removed: '1.26.0' },
  evidence: 'resource',
  each: 'tlsOriginations',
  when: 'true',
  message: '"x"',
  kinds: ['DestinationRule'],
  question: 'kubectl get destinationrules -A',
  pin: { weakens: null, note: 'Buys time.' },
  fixes: [{ note: 'Name the SNI.' }, { note: 'Turn it off.', weakens: 'Names are not checked.' }],
  references: ['https://istio.io/x'],
  examples: { exposed: [], safe: [] },
};

describe('report/explain', () => {
  it('tells everything about a rule that its user needs', () => {
    const text = explainRule(RULE);
    expect(text.split('\n')[0]).toBe('auto-sni (critical): Proxies set SNI');
    expect(text).toContain('Changes istiod since Istio 1.21.0. Judged on: DestinationRule.');
    expect(text).toContain(
      'ENABLE_AUTO_SNI (env), false before, true after. No longer read from Istio 1.26.0 on.',
    );
    expect(text).toContain('set ENABLE_AUTO_SNI to false. Buys time.');
    expect(text).toContain('Lasting fix: Turn it off. This gives up security: Names are not checked.');
    expect(text).toContain('\n  kubectl get destinationrules -A\n');
    expect(text.endsWith('  https://istio.io/x\n')).toBe(true);
  });

  it('says nothing of what a rule does not have', () => {
    const { knob: _, pin: __, ...bare } = RULE;
    const text = explainRule({ ...bare, kinds: [], fixes: [], references: [], question: '' });
    expect(text).not.toMatch(/undefined|Setting|Sources|keep|cluster/);
    expect(text).toContain('Judged on: the installation itself.');
  });

  it('lists the defaults of a setting by release, for everything that reads it', () => {
    const ranges = [
      { from: '1.16.0', to: '1.20.8', default: 'false' },
      { from: '1.21.0', to: '1.21.0', default: '' },
    ];
    const histories = [
      { component: 'pilot', kind: 'env', ranges },
      { component: 'cni', kind: 'env', ranges: [] },
    ];
    expect(explainSetting({ name: 'ENABLE_X', histories })).toBe(
      'ENABLE_X (env), read by pilot:\n  1.16.0 to 1.20.8  false\n  1.21.0            not set\n\nENABLE_X (env), read by cni:\n',
    );
    expect(explainSetting({ name: 'NONE', histories: [] })).toBe('NONE: not known in any release.\n');
  });
});
