import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Facts, loadFacts, printFacts, settingKinds } from '../../src/knowledge/facts.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';

const releases = ['1.19.9', '1.20.0', '1.20.1', '1.20.8', '1.21.0', '1.21.1'];

const envRows = [
  // came by backport: in 1.20.8 and from 1.21.0, but not in 1.20.1
  ['BACKPORTED', 'pilot', 'bool', '1.20.8', '1.21.1', 'true'],
  ['FLIPPED', 'pilot', 'bool', '1.19.9', '1.20.8', 'false', '1.21.0', '1.21.1', 'true'],
  ['GAPPED', 'pilot', 'string', '1.19.9', '1.19.9', 'a', '1.20.8', '1.20.8', 'a', '1.21.1', '1.21.1', 'b'],
  ['REMOVED', 'pilot', 'bool', '1.19.9', '1.20.8', 'true'],
  ['SHARED', 'pilot', 'duration', '1.19.9', '1.21.1', '1h0m0s'],
  ['SHARED', 'proxy', 'duration', '1.19.9', '1.21.1', '30s'],
];

const valuesRows = [
  ['global.tag', 'istiod', 'string', '1.19.9', '1.21.1', '{version}'],
  ['pilot.env', 'istiod', 'map', '1.19.9', '1.21.1', '{}'],
  ['pilot.image', 'istiod', 'string', '1.19.9', '1.21.1', 'pilot'],
];

let folder: string;
let facts: Facts;

function write(name: string, content: unknown): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facts-'));
  for (const kind of settingKinds) write(kind, { schemaVersion: 1, kind, settings: [] });
  write('env', { schemaVersion: 1, kind: 'env', settings: envRows });
  write('values', { schemaVersion: 1, kind: 'values', settings: valuesRows });
  write('valuesRead', {
    schemaVersion: 1,
    kind: 'valuesRead',
    settings: [['global.proxy.lifecycle', 'istiod', '', '1.19.9', '1.20.8', '']],
  });
  write('profiles', {
    schemaVersion: 1,
    profiles: [
      ['istiod', 'ambient', '1.20.0', '1.21.1', 'b'],
      ['istiod', 'compatibility-version-1.20', '1.21.0', '1.21.0', 'a', '1.21.1', '1.21.1', 'b'],
    ],
    documents: { a: { pilot: { env: { FLIPPED: 'true' } } }, b: { pilot: { env: { FLIPPED: 'false' } } } },
  });
  write('notes', {
    schemaVersion: 1,
    notes: [
      ['1', 'feature', 'security', [], '1.20.1', '1.21.1'],
      // backported: version order alone would place it in 1.20.8 only
      ['2', 'bug-fix', 'security', ['Something changed'], '1.20.8', '1.20.8', '1.21.1', '1.21.1'],
    ],
  });
  write('index', {
    schemaVersion: 1,
    digest: 'd',
    releases: Object.fromEntries(releases.map(release => [release, 'd'])),
  });
  facts = loadFacts(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('knowledge/facts', () => {
  it('lists releases in version order', () => {
    expect(facts.releases).toEqual(releases);
    expect(facts.newest).toBe('1.21.1');
  });

  it.each([
    ['1.20.1', 'known', '1.20.1'],
    ['1.20.9', 'newer-patch', '1.20.8'],
    ['1.20.4', 'unknown-patch', undefined],
    ['1.22.0', 'unknown-minor', undefined],
    ['2.0.0', 'unknown-minor', undefined],
    ['1.18.0', 'too-old', undefined],
    ['1.19.3', 'unknown-patch', undefined],
    ['latest', 'invalid', undefined],
    ['1.20', 'invalid', undefined],
    ['1.20.1-rc.0', 'invalid', undefined],
  ] as const)('classifies %s as %s', (version, classification, answering) => {
    expect(facts.classify(version)).toBe(classification);
    expect(facts.answering(version)).toBe(answering);
  });

  it.each([
    ['FLIPPED', '1.20.8', 'false'],
    ['FLIPPED', '1.21.0', 'true'],
    ['FLIPPED', '1.21.7', 'true'],
    ['BACKPORTED', '1.20.1', undefined],
    ['BACKPORTED', '1.20.8', 'true'],
    ['GAPPED', '1.20.0', undefined],
    ['GAPPED', '1.20.8', 'a'],
    ['GAPPED', '1.21.0', undefined],
    ['GAPPED', '1.21.1', 'b'],
    ['REMOVED', '1.21.0', undefined],
    ['REMOVED', '1.22.0', undefined],
    ['NEVER', '1.21.0', undefined],
  ] as const)('knows the default of %s at %s', (name, version, expected) => {
    expect(facts.defaultAt('env', name, 'pilot', version)).toBe(expected);
  });

  it('keeps the components of one name apart', () => {
    expect(facts.settings('env', 'SHARED').map(setting => setting.component)).toEqual(['pilot', 'proxy']);
    expect(facts.defaultAt('env', 'SHARED', 'proxy', '1.20.0')).toBe('30s');
    expect(facts.defaultAt('env', 'SHARED', 'cni', '1.20.0')).toBeUndefined();
  });

  it('spells defaults that are the version itself', () => {
    expect(facts.defaultAt('values', 'global.tag', 'istiod', '1.20.1')).toBe('1.20.1');
    expect(facts.defaultAt('values', 'global.tag', 'istiod', '1.21.9')).toBe('1.21.9');
  });

  it('tells when a setting came and went for good', () => {
    expect(facts.introducedIn('env', 'BACKPORTED', 'pilot')).toBe('1.20.8');
    expect(facts.removedIn('env', 'REMOVED', 'pilot')).toBe('1.21.0');
    expect(facts.removedIn('env', 'GAPPED', 'pilot')).toBeUndefined();
    expect(facts.removedIn('env', 'NEVER', 'pilot')).toBeUndefined();
  });

  it('compares two releases in both directions', () => {
    expect(
      facts.changes('1.20.8', '1.21.0').map(change => [change.name, change.before, change.after]),
    ).toEqual([
      ['FLIPPED', 'false', 'true'],
      ['GAPPED', 'a', undefined],
      ['REMOVED', 'true', undefined],
      ['global.proxy.lifecycle', '', undefined],
    ]);
    expect(facts.changes('1.21.0', '1.20.8')).toContainEqual({
      kind: 'env',
      name: 'FLIPPED',
      component: 'pilot',
      before: 'true',
      after: 'false',
    });
  });

  it('sees no change in a backport that both releases have', () => {
    expect(facts.changes('1.20.8', '1.21.0').map(change => change.name)).not.toContain('BACKPORTED');
    expect(facts.changes('1.20.1', '1.21.0').map(change => change.name)).toContain('BACKPORTED');
    expect(facts.changes('1.20.1', '1.20.1')).toEqual([]);
    expect(facts.changes('1.20.1', '1.40.0')).toEqual([]);
  });

  it('reads compatibility versions and profiles as shipped in that patch', () => {
    expect(facts.compatibilityProfile('istiod', '1.21.0', '1.20')).toEqual({
      pilot: { env: { FLIPPED: 'true' } },
    });
    expect(facts.compatibilityProfile('istiod', '1.21.5', '1.20')).toEqual({
      pilot: { env: { FLIPPED: 'false' } },
    });
    expect(facts.compatibilityProfile('istiod', '1.20.8', '1.20')).toBeUndefined();
    expect(facts.compatibilityProfile('cni', '1.21.0', '1.20')).toBeUndefined();
    expect(facts.profile('istiod', '1.20.0', 'ambient')).toEqual({ pilot: { env: { FLIPPED: 'false' } } });
    expect(facts.profiles('istiod', '1.21.1')).toEqual(['ambient', 'compatibility-version-1.20']);
  });

  it.each([
    ['pilot.image', '1.20.0', true],
    ['pilot.env.ANYTHING', '1.20.0', true],
    ['pilot', '1.20.0', true],
    ['pilot.imagePullSecrets', '1.20.0', false],
    ['global.proxy.lifecycle.preStop', '1.20.0', true],
    ['global.proxy.lifecycle.preStop', '1.21.0', false],
    ['global', '1.30.0', undefined],
  ] as const)('knows whether istiod reads %s at %s', (path, version, expected) => {
    expect(facts.readsValue('istiod', path, version)).toBe(expected);
  });

  it('does not guess about charts that it does not know', () => {
    expect(facts.readsValue('prometheus', 'server', '1.20.0')).toBeUndefined();
  });

  it.each([
    ['FLIPED', 'FLIPPED'],
    ['flipped', 'FLIPPED'],
    ['FLIPPDE', 'FLIPPED'],
    ['UNRELATED_NAME', undefined],
  ])('finds the name nearest to %s', (name, expected) => {
    expect(facts.nearest('env', name, '1.21.0')).toBe(expected);
  });

  it('suggests only what the version has', () => {
    expect(facts.nearest('env', 'REMOVD', '1.20.0')).toBe('REMOVED');
    expect(facts.nearest('env', 'REMOVD', '1.21.0')).toBeUndefined();
    expect(facts.nearest('env', 'REMOVD')).toBe('REMOVED');
    expect(facts.nearest('env', 'REMOVD', '1.20.0', 'proxy')).toBeUndefined();
  });

  it('lists the release notes that an upgrade brings', () => {
    expect(facts.notes('1.20.0', '1.20.1').map(note => note.name)).toEqual(['1']);
    expect(facts.notes('1.21.0', '1.21.1')).toEqual([
      {
        name: '2',
        kind: 'bug-fix',
        area: 'security',
        upgradeNotes: ['Something changed'],
        speaksOfChange: false,
      },
    ]);
    expect(facts.notes('1.20.8', '1.21.1')).toEqual([]);
    expect(facts.notes('1.21.1', '1.20.0')).toEqual([]);
    expect(facts.notes('1.21.1', '1.40.0')).toEqual([]);
  });

  it('prints every setting once, versions written out', () => {
    const printed = printFacts(facts);
    expect(printed.versions).toEqual(releases);
    expect(printed.settings).toHaveLength(envRows.length + valuesRows.length + 1);
    expect(printed.settings.find(setting => setting.name === 'FLIPPED')).toEqual({
      kind: 'env',
      name: 'FLIPPED',
      component: 'pilot',
      type: 'bool',
      history: [
        { from: '1.19.9', to: '1.20.8', default: 'false' },
        { from: '1.21.0', to: '1.21.1', default: 'true' },
      ],
    });
    expect(printed.settings.find(setting => setting.name === 'global.tag')?.history).toContainEqual({
      from: '1.20.1',
      to: '1.20.1',
      default: '1.20.1',
    });
  });

  it('refuses a folder without facts, and facts of a form that it does not know', () => {
    expect(() => loadFacts(join(folder, 'nowhere'))).toThrow('index.json');
    const other = mkdtempSync(join(tmpdir(), 'facts-'));
    writeFileSync(join(other, 'index.json'), '{"schemaVersion":2,"releases":{}}');
    expect(() => loadFacts(other)).toThrow('form 2');
    writeFileSync(join(other, 'index.json'), '{"schemaVersion":');
    expect(() => loadFacts(other)).toThrow('index.json: is no JSON');
    rmSync(other, { recursive: true });
  });
});
