/** What several upgrades have in common is one finding; what somebody may want to tell apart stays apart. */

import { toldOnce } from '../../src/findings/told-once.js';
import type { Finding, Override } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';

const AT = { file: 'main.tf', line: 3 };
const ADVICE: Override = {
  kind: 'fix',
  target: 'values',
  ...AT,
  verified: null,
  weakens: null,
  note: 'move',
};

function finding(upgrade: string, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'retired-source',
    title: 't',
    summary: 's',
    severity: 'low',
    exposure: 'exposed',
    introducedIn: '1.27.0',
    upgrades: [upgrade],
    component: 'istiod',
    evidence: 'value',
    locations: [AT],
    overrides: [],
    references: [],
    accepted: null,
    ...more,
  };
}

describe('findings/told-once', () => {
  it('names all upgrades and every place of it once', () => {
    const elsewhere = { file: 'other.tf', line: 1 };
    const told = toldOnce([
      finding('a', { overrides: [ADVICE] }),
      finding('b', { overrides: [{ ...ADVICE, line: 9 }] }),
      finding('c', { overrides: [ADVICE], locations: [elsewhere], component: 'cni' }),
    ]);
    expect(told).toEqual([
      finding('a', { upgrades: ['a', 'b', 'c'], locations: [AT, elsewhere], overrides: [ADVICE] }),
    ]);
  });

  it.each<[string, Partial<Finding>]>([
    ['another severity', { severity: 'high' }],
    ['another exposure', { exposure: 'mitigated' }],
    ['another release', { introducedIn: '1.28.0' }],
    ['another absent kind', { absent: ['Gateway'] }],
    ['a place on a resource', { locations: [{ ...AT, resource: 'Gateway/a/b' }] }],
    ['an override that can be written', { overrides: [{ ...ADVICE, path: 'a.b', value: '1' }] }],
  ])('keeps %s apart', (_, more) => {
    expect(toldOnce([finding('a'), finding('b', more)])).toHaveLength(2);
  });

  it('keeps overrides at different lines apart, and resources even where all is the same', () => {
    const pin = { ...ADVICE, path: 'a.b', value: '1' };
    const pins = [finding('a', { overrides: [pin] }), finding('b', { overrides: [{ ...pin, line: 9 }] })];
    expect(toldOnce(pins)).toHaveLength(2);
    const onResource = { locations: [{ ...AT, resource: 'Gateway/a/b' }] };
    expect(toldOnce([finding('a', onResource), finding('b', onResource)])).toHaveLength(2);
  });
});
