/** The generated facts, as they are in the repository. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadFacts, printFacts, type SettingKind } from '../../src/knowledge/facts.js';
import { describe, expect, it } from '../support/jest.js';

const folder = fileURLToPath(new URL('../../../knowledge/facts', import.meta.url));
const facts = loadFacts(folder);

function history(kind: SettingKind, name: string, component: string): string[] {
  const setting = facts.settings(kind, name).find(found => found.component === component);
  return (setting?.history ?? []).map(range => `${range.from}..${range.to} ${range.default}`);
}

describe('knowledge/facts, generated', () => {
  it('covers 1.16.0 onwards and stays small', () => {
    expect(facts.releases[0]).toBe('1.16.0');
    expect(facts.releases.length).toBeGreaterThanOrEqual(119);
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(1_500_000);
  });

  it.each([
    ['ENABLE_AUTO_SNI', 'pilot', ['1.16.0..1.20.8 false', '1.21.0..1.25.5 true']],
    ['VERIFY_CERTIFICATE_AT_CLIENT', 'pilot', ['1.16.0..1.20.8 false', '1.21.0..1.23.6 true']],
    ['ENABLE_EXTERNAL_NAME_ALIAS', 'pilot', ['1.20.0..1.20.8 false', '1.21.0..1.23.6 true']],
    [
      'PERSIST_OLDEST_FIRST_HEURISTIC_FOR_VIRTUAL_SERVICE_HOST_MATCHING',
      'pilot',
      ['1.18.7..1.18.7 false', '1.19.6..1.19.10 false', '1.20.2..1.23.6 false'],
    ],
    ['ENABLE_ENHANCED_RESOURCE_SCOPING', 'pilot', ['1.16.0..1.21.6 false', '1.22.0..1.24.6 true']],
    ['ENABLE_RESOLUTION_NONE_TARGET_PORT', 'pilot', ['1.22.0..1.24.6 true']],
    // The agent reads these two, whatever folder they are registered in: istiod never looks at them.
    ['ISTIO_DELTA_XDS', 'proxy', ['1.16.0..1.21.6 false', '1.22.0..1.30.3 true']],
    ['ENABLE_DEFERRED_CLUSTER_CREATION', 'proxy', ['1.23.0..1.25.5 true']],
    // Registered through two functions that make the name and hand it on.
    ['REPAIR_INIT_CONTAINER_EXIT_CODE', 'cni', ['1.16.0..1.30.3 126']],
    ['SECRET_TTL', 'proxy', ['1.16.0..1.30.3 24h0m0s']],
  ])('knows the history of %s in %s', (name, component, expected) => {
    expect(history('env', name, component)).toEqual(expected);
  });

  it('knows when a variable is gone for good', () => {
    expect(facts.removedIn('env', 'ENABLE_AUTO_SNI', 'pilot')).toBe('1.26.0');
    expect(facts.removedIn('env', 'VERIFY_CERTIFICATE_AT_CLIENT', 'pilot')).toBe('1.24.0');
    expect(
      facts.settings('env', 'ENABLE_DEFERRED_CLUSTER_CREATION').map(setting => setting.component),
    ).toEqual(['proxy']);
  });

  it('finds the default flips of an upgrade and the way back', () => {
    const flips = facts
      .changes('1.20.6', '1.22.2')
      .filter(change => change.kind === 'env' && change.before !== undefined && change.after !== undefined);
    expect(
      flips.map(change => `${change.component} ${change.name} ${change.before}->${change.after}`),
    ).toEqual([
      'pilot ENABLE_AUTO_SNI false->true',
      'pilot ENABLE_ENHANCED_RESOURCE_SCOPING false->true',
      'pilot ENABLE_EXTERNAL_NAME_ALIAS false->true',
      'proxy ISTIO_DELTA_XDS false->true',
      'pilot PILOT_MAX_REQUESTS_PER_SECOND 25->0',
      'pilot PILOT_PUSH_THROTTLE 100->0',
      'pilot VERIFY_CERTIFICATE_AT_CLIENT false->true',
    ]);
    expect(facts.changes('1.22.2', '1.20.6')).toHaveLength(facts.changes('1.20.6', '1.22.2').length);
  });

  it.each([
    ['istiod', '1.22.1', '1.21', 'ENABLE_ENHANCED_RESOURCE_SCOPING', false],
    ['istiod', '1.22.2', '1.21', 'ENABLE_ENHANCED_RESOURCE_SCOPING', true],
    ['istiod', '1.25.5', '1.24', 'PILOT_ENABLE_IP_AUTOALLOCATE', true],
    ['istiod', '1.25.5', '1.23', 'PILOT_ENABLE_IP_AUTOALLOCATE', false],
    ['istiod', '1.26.8', '1.23', 'PILOT_ENABLE_IP_AUTOALLOCATE', false],
    ['cni', '1.25.5', '1.24', 'dnsCapture', true],
    ['cni', '1.25.5', '1.23', 'dnsCapture', false],
    ['cni', '1.26.8', '1.23', 'dnsCapture', false],
  ])(
    'knows that %s %s with compatibilityVersion %s has %s: %s',
    (chart, release, version, text, expected) => {
      const profile = facts.compatibilityProfile(chart, release, version);
      expect(profile).toBeDefined();
      expect(JSON.stringify(profile).includes(text)).toBe(expected);
    },
  );

  it('knows that a key of the mesh config sat in the wrong place', () => {
    expect(facts.compatibilityProfile('istiod', '1.22.3', '1.21')).toHaveProperty('meshConfig.proxyMetadata');
    expect(facts.compatibilityProfile('istiod', '1.22.4', '1.21')).toHaveProperty(
      'meshConfig.defaultConfig.proxyMetadata',
    );
  });

  it('knows which compatibility versions a chart refuses', () => {
    expect(facts.compatibilityProfile('istiod', '1.20.8', '1.19')).toBeUndefined();
    expect(facts.compatibilityProfile('istiod', '1.24.0', '1.20')).toBeUndefined();
    expect(facts.compatibilityProfile('istiod', '1.30.3', '1.25')).toBeDefined();
  });

  it('has values without the wrapper, and tells the wrapper', () => {
    expect(history('chart', 'wrapper', 'istiod')[0]).toBe('1.16.0..1.20.8 ');
    expect(facts.defaultAt('chart', 'wrapper', 'istiod', '1.21.0')).toBe('defaults');
    expect(facts.defaultAt('chart', 'wrapper', 'istiod', '1.30.3')).toBe('_internal_defaults_do_not_set');
    expect(facts.defaultAt('values', 'global.tag', 'istiod', '1.22.2')).toBe('1.22.2');
    expect(facts.defaultAt('values', 'global.hub', 'istiod', '1.22.2')).toBe('docker.io/istio');
    expect(facts.all('values').some(setting => setting.name.startsWith('_internal'))).toBe(false);
  });

  it('knows legacy keys that a template copies back into place', () => {
    expect(facts.readsValue('cni', 'cni.cniBinDir', '1.24.0')).toBe(true);
    expect(facts.readsValue('istiod', 'pilot.nodeSelector', '1.30.3')).toBe(true);
  });

  it('knows mesh config, resources, floors and revisions', () => {
    expect(history('meshConfig', 'outboundTrafficPolicy.mode', 'pilot')).toEqual([
      '1.16.0..1.30.3 ALLOW_ANY',
    ]);
    expect(facts.defaultAt('meshConfig', 'connectTimeout', 'pilot', '1.20.0')).toBe('10s');
    expect(facts.removedIn('proxyConfig', 'tracing.tracer.zipkin.address', 'pilot')).toBe('1.22.0');
    expect(
      facts.defaultAt('crd', 'virtualservices.networking.istio.io/v1', 'base', '1.21.6'),
    ).toBeUndefined();
    expect(facts.defaultAt('crd', 'virtualservices.networking.istio.io/v1', 'base', '1.22.0')).toBe('served');
    const policy = (release: string) =>
      facts.defaultAt('crdField', 'authorizationpolicies.security.istio.io', 'spec', release)?.split(',');
    expect(policy('1.21.6')).not.toContain('targetRefs');
    expect(policy('1.22.0')).toContain('targetRefs');
    expect(facts.defaultAt('floor', 'kubernetes', 'oldest', '1.24.0')).toBe('1.28');
    for (const release of facts.releases)
      expect(facts.defaultAt('floor', 'helm', 'built-against', release)).toMatch(/^v3\./);
    expect(facts.defaultAt('floor', 'grpcroutes.gateway.networking.k8s.io', 'oldest', '1.22.0')).toBe(
      '1.1.0',
    );
    expect(facts.defaultAt('revision', 'proxy', 'release', '1.30.3')).toMatch(/^[0-9a-f]{40}$/);
    expect(facts.notes('1.29.6', '1.30.0').length).toBeGreaterThan(10);
  });

  it('has ranges that are sorted and do not overlap', () => {
    const position = new Map(facts.releases.map((release, index) => [release, index]));
    for (const { kind, name, component, history: ranges } of printFacts(facts).settings) {
      let last = -1;
      for (const { from, to } of ranges) {
        const [first, end] = [position.get(from) ?? -1, position.get(to) ?? -1];
        if (first <= last || end < first) throw new Error(`${kind} ${name} ${component}: ${from}..${to}`);
        last = end;
      }
    }
  });
});
