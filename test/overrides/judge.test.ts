import { claims } from '../../src/overrides/claims.js';
import { judgeProof, type ProofState, type ProofTrial } from '../../src/overrides/judge.js';
import { describe, expect, it } from '../support/jest.js';
import { change, finding } from './support.js';

const SETTING = { kind: 'env', name: 'ENABLE_AUTO_SNI', value: 'false' } as const;
const ENV = 'spec.template.spec.containers[discovery].env[ENABLE_AUTO_SNI]';
const MOVED = change(ENV, { name: 'ENABLE_AUTO_SNI', value: 'false' }, { op: 'added' });

const BEFORE: ProofState = { findings: [finding()], upgrades: ['istiod'], changes: [], incomplete: ['x'] };
const AFTER: ProofState = { ...BEFORE, findings: [finding({ exposure: 'mitigated' })] };
const TRIAL: ProofTrial = {
  kind: 'pin',
  rule: 'auto-sni',
  upgrades: ['istiod'],
  component: 'istiod',
  knob: undefined,
  settings: [SETTING],
  arrives: true,
  isRead: true,
  moved: [MOVED],
};

describe('overrides/judge', () => {
  it('verifies a pin that mitigates and moves nothing but itself', () => {
    expect(judgeProof(BEFORE, AFTER, TRIAL)).toEqual({ verified: true });
  });

  it.each<[string, Partial<ProofState>, Partial<ProofTrial>, RegExp]>([
    ['is not read by the target', {}, { isRead: false }, /does not read/],
    ['does not arrive', {}, { arrives: false }, /does not arrive/],
    ['is still exposed', { findings: [finding()] }, {}, /still exposed/],
    ['is possible', { findings: [finding({ exposure: 'possible' })] }, {}, /ruled out/],
    ['made its finding vanish', { findings: [] }, {}, /not there to be mitigated/],
    [
      'only clears the place',
      { findings: [finding({ exposure: 'not-exposed' })] },
      {},
      /not there to be mitigated/,
    ],
    [
      'makes another finding',
      { findings: [...AFTER.findings, finding({ rule: 'dead-setting', title: 'Dead' })] },
      {},
      /Dead \(dead-setting\)/,
    ],
    ['loses the upgrade', { upgrades: [] }, {}, /which upgrades/],
    [
      'moves something else',
      {},
      { moved: [MOVED, change('spec.replicas', 2)] },
      /spec\.replicas of Deployment istiod/,
    ],
    ['has another value', {}, { moved: [change(`${ENV}.value`, 'true')] }, /ENABLE_AUTO_SNI/],
  ])('refuses a pin that %s', (name, after, trial, note) => {
    const { appears, ...verdict } = judgeProof(BEFORE, { ...AFTER, ...after }, { ...TRIAL, ...trial });
    expect(appears?.rule).toBe(name === 'makes another finding' ? 'dead-setting' : undefined);
    expect(verdict).toEqual({ verified: false, note: expect.stringMatching(note) });
  });

  it.each<[string, Partial<ProofState>, Partial<ProofTrial>]>([
    ['nothing could be rendered', {}, { moved: null }],
    ['nobody can see it arrive', {}, { arrives: null }],
    ['something became unreadable', { incomplete: ['x', 'y'] }, {}],
  ])('leaves a pin open where %s', (_, after, trial) => {
    expect(judgeProof(BEFORE, { ...AFTER, ...after }, { ...TRIAL, ...trial })).toEqual({
      verified: null,
      note: expect.any(String),
    });
  });

  it('does not mind findings that stay, lines that move and noise', () => {
    const other = finding({ rule: 'other' });
    const shifted = finding({
      rule: 'other',
      locations: [{ file: 'rules.yaml', line: 9, resource: 'DestinationRule/default/db' }],
    });
    const noise = change('metadata.annotations.checksum', 'x', { risk: 'none', noise: 'checksum' });
    const before = { ...BEFORE, findings: [...BEFORE.findings, other] };
    const after = { ...AFTER, findings: [...AFTER.findings, shifted] };
    expect(judgeProof(before, after, { ...TRIAL, moved: [MOVED, noise] })).toEqual({ verified: true });
  });

  it('takes it for mended where nothing is left, if no rule made the finding', () => {
    const gone = { ...AFTER, findings: [] };
    expect(judgeProof(BEFORE, gone, { ...TRIAL, vanishes: true })).toEqual({ verified: true });
  });

  it('refuses a pin that did not help even where nothing could be rendered', () => {
    expect(judgeProof(BEFORE, BEFORE, { ...TRIAL, moved: null, arrives: null })).toEqual({
      verified: false,
      note: expect.stringMatching(/still exposed/),
    });
  });

  it('leaves what other pins of the same round moved to them', () => {
    const theirs = change('spec.template.spec.containers[discovery].env[OTHER].value', '1');
    const others = [{ kind: 'env', name: 'OTHER', value: '1' }] as const;
    expect(judgeProof(BEFORE, AFTER, { ...TRIAL, moved: [MOVED, theirs], others })).toEqual({
      verified: true,
    });
    expect(judgeProof(BEFORE, AFTER, { ...TRIAL, moved: [MOVED, theirs] }).verified).toBe(false);
  });

  it('takes what a value of the chart puts back for its own', () => {
    const settings = [{ kind: 'values', name: 'replicas', value: '1' }] as const;
    const back = change('spec.replicas', 1);
    const before = { ...BEFORE, changes: [change('spec.replicas', 2, { before: 1 })] };
    expect(judgeProof(before, AFTER, { ...TRIAL, settings, moved: [back] })).toEqual({ verified: true });
    expect(judgeProof(BEFORE, AFTER, { ...TRIAL, settings, moved: [back] }).verified).toBe(false);
  });

  it('never verifies a fix, and says where it did not help', () => {
    const fix = { ...TRIAL, kind: 'fix', settings: [], moved: null, arrives: null } as const;
    expect(judgeProof(BEFORE, { ...AFTER, findings: [finding({ exposure: 'not-exposed' })] }, fix)).toEqual({
      verified: null,
    });
    expect(judgeProof(BEFORE, BEFORE, fix)).toEqual({
      verified: false,
      note: expect.stringMatching(/still exposed/),
    });
    const worse = { ...AFTER, findings: [finding({ rule: 'other', title: 'Other' })] };
    expect(judgeProof(BEFORE, worse, fix)).toEqual({ verified: null, note: expect.stringMatching(/Other/) });
    expect(judgeProof(BEFORE, { ...worse, upgrades: [] }, fix)).toEqual({
      verified: false,
      note: expect.stringMatching(/which upgrades/),
    });
  });
});

describe('overrides/judge of a resource', () => {
  const place = (resource: string) => ({ file: 'rules.yaml', line: 7, resource });
  const both = { ...BEFORE, findings: [finding({ locations: [place('a'), place('b'), place('b')] })] };
  const fix = { ...TRIAL, kind: 'fix', settings: [], moved: null, arrives: null } as const;
  const left = (...resources: string[]) => ({
    ...BEFORE,
    findings: [finding({ locations: resources.map(place) })],
  });

  it.each([
    ['a', 1, ['b', 'b'], null],
    ['a', 1, ['a', 'b'], false],
    ['b', 2, ['a'], null],
    ['b', 2, ['a', 'b'], false],
    ['b', 1, ['a', 'b'], null],
  ])('counts the places of %s, %i of them mended, with %j left', (resource, mended, resources, verified) => {
    expect(judgeProof(both, left(...resources), { ...fix, resource, mended }).verified).toBe(verified);
  });
});

describe('overrides/claims', () => {
  it('takes a mapping that several settings bring together', () => {
    const settings = ['A', 'B'].map(name => ({ kind: 'env', name, value: '1' }) as const);
    const leaf = change('data.values.pilot.env', { A: '1', B: '1' }, { op: 'added' });
    expect(claims(settings, leaf)).toBe(true);
    expect(claims(settings.slice(1), leaf)).toBe(false);
  });

  const metadata = { kind: 'proxyMetadata', name: 'ISTIO_DELTA_XDS', value: 'false' } as const;
  const mesh = { kind: 'meshConfig', name: 'defaultConfig.tracing.zipkin.address', value: 'z:1' } as const;

  it.each([
    [SETTING, change(`${ENV}.value`, 'false')],
    [SETTING, MOVED],
    [SETTING, change('spec.template.spec.containers[discovery].env', [MOVED.after], { op: 'added' })],
    [SETTING, change('data.values.pilot.env.ENABLE_AUTO_SNI', 'false')],
    [SETTING, change('data.values.pilot.env', { ENABLE_AUTO_SNI: 'false' }, { op: 'added' })],
    [SETTING, change('data.values.pilot', { env: { ENABLE_AUTO_SNI: false } }, { op: 'added' })],
    [
      metadata,
      change('data.mesh.defaultConfig.proxyMetadata', { ISTIO_DELTA_XDS: 'false' }, { op: 'added' }),
    ],
    [metadata, change('data.mesh.defaultConfig.proxyMetadata["ISTIO_DELTA_XDS"]', 'false')],
    [mesh, change('data.mesh.defaultConfig.tracing', { zipkin: { address: 'z:1' } }, { op: 'added' })],
  ])('of %j takes %j for its own', (setting, leaf) => {
    expect(claims([setting], leaf)).toBe(true);
  });

  it.each([
    [SETTING, change(`${ENV}.value`, 'true')],
    [SETTING, change('spec.template.spec.containers[discovery].env[OTHER].value', 'false')],
    [SETTING, change(ENV, undefined, { op: 'removed' })],
    [SETTING, change('data.values.pilot.env', { ENABLE_AUTO_SNI: 'false', OTHER: 'x' }, { op: 'added' })],
    [SETTING, change('metadata.labels.ENABLE_AUTO_SNI', 'false')],
    [SETTING, change('data.values.pilot.env', {}, { op: 'added' })],
    [mesh, change('data.mesh.defaultConfig.tracing.zipkin.address', 'other:1')],
    [mesh, change('spec.defaultConfig.tracing.zipkin.address', 'z:1')],
  ])('of %j does not take %j for its own', (setting, leaf) => {
    expect(claims([setting], leaf)).toBe(false);
  });
});
