import { envoyFiltersLeftBehind } from '../../src/findings/envoy-filter-left-behind.js';
import { envoyFilterTriage } from '../../src/findings/envoy-filter-triage.js';
import type { Scope } from '../../src/model.js';
import { readEnvoyMoves } from '../../tools/pack-envoy-moves.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { meshOf, subjectOf } from '../mesh/mesh-of.js';
import { describe, expect, it } from '../support/jest.js';

const { moves, errors } = await readEnvoyMoves('knowledge');
const { rules } = await readRules('knowledge');

const filter = (name: string, patch: string, spec = '') =>
  `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: ${name}, namespace: istio-system}
spec: {${spec} configPatches: [${patch}]}
---
`;
const LUA = filter(
  'lua',
  "{applyTo: HTTP_FILTER, match: {listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}}, patch: {operation: INSERT_BEFORE, value: {name: lua, typed_config: {'@type': x/envoy.extensions.filters.http.lua.v3.Lua}}}}",
);
const AUTHN = filter(
  'authn',
  '{applyTo: HTTP_FILTER, match: {listener: {filterChain: {filter: {name: hcm, subFilter: {name: istio_authn}}}}}, patch: {operation: INSERT_AFTER, value: {}}}',
);

function triage(yaml: string, from: string, to: string, scope: Scope = 'unknown') {
  const { upgrade, before, after } = subjectOf(from, to);
  return envoyFilterTriage(upgrade, before, after, meshOf(yaml), moves, scope);
}

describe('knowledge/envoy-moves.yaml', () => {
  it('is valid', () => {
    expect(errors).toEqual([]);
    expect(moves.length).toBeGreaterThan(15);
  });

  it('has a rule for every extension that left and was ever worth one', () => {
    const told = rules.map(rule => `${rule.when} ${rule.possible ?? ''}`).join('\n');
    const open = moves
      .filter(({ since, stays }) => since >= '1.20.0' && !stays)
      .flatMap(({ extensions = [] }) => extensions)
      .filter(name => !told.includes(`"${name}"`));
    expect(open).toEqual([]);
  });
});

describe('findings/envoy-filter-triage', () => {
  it('tells what an extension that stays does differently', () => {
    const oauth = filter(
      'oauth',
      "{applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST, value: {name: o, typed_config: {'@type': x/envoy.extensions.filters.http.oauth2.v3.OAuth2}}}}",
    );
    expect(triage(oauth, '1.26.8', '1.27.9')[0]?.locations[0]?.message).toContain(
      '1.27.0: the OAuth2 filter encrypts tokens in cookies',
    );
  });

  it('lists every EnvoyFilter in one quiet finding, those under which something moved first', () => {
    const [finding, ...others] = triage(LUA + AUTHN, '1.20.8', '1.22.8');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'info', exposure: 'possible', evidence: 'resource' });
    expect(finding?.locations.map(({ resource, line }) => [resource, line])).toEqual([
      ['EnvoyFilter/istio-system/authn', 8],
      ['EnvoyFilter/istio-system/lua', 3],
    ]);
    const [authn, lua] = finding?.locations ?? [];
    expect(authn?.message).toContain('1.21.0: istiod no longer inserts the HTTP filter istio_authn');
    expect(lua?.message).toContain('INSERT_BEFORE HTTP_FILTER');
    expect(lua?.message).toContain('envoy.filters.http.router');
    expect(lua?.message).toContain('envoy.extensions.filters.http.lua.v3.Lua');
    expect(lua?.message).toContain('test again');
  });

  it('looks at what moved between the two releases only, on the way back as well', () => {
    const [there] = triage(AUTHN, '1.22.8', '1.24.6');
    expect(there?.locations[0]?.message).toContain('test again');
    const [back] = triage(AUTHN, '1.22.8', '1.20.8');
    expect(back?.locations[0]?.message).toContain('istio_authn');
  });

  it('says which of them leave out the new release', () => {
    const old = filter('old', "{applyTo: CLUSTER, match: {proxy: {proxyVersion: '^1\\.20.*'}}}");
    expect(triage(old, '1.20.8', '1.21.6')[0]?.locations[0]?.message).toContain(
      'leaves out proxies of 1.21.6 by ^1\\.20.*',
    );
  });

  it('keeps what is anybody’s text short', () => {
    const long = filter('long', `{applyTo: CLUSTER, match: {cluster: {name: ${'x'.repeat(9_000)}}}}`);
    expect(triage(long, '1.20.8', '1.21.6')[0]?.locations[0]?.message?.length).toBeLessThan(300);
  });

  it('is silent for a patch, without EnvoyFilters, and for other charts', () => {
    expect(triage(LUA, '1.20.7', '1.20.8')).toEqual([]);
    expect(triage('', '1.20.8', '1.21.6')).toEqual([]);
    const { upgrade, before, after } = subjectOf('1.20.8', '1.21.6', '', 'cni');
    expect(envoyFilterTriage(upgrade, before, after, meshOf(LUA), moves, 'unknown')).toEqual([]);
  });

  it('asks where the policy says that configuration lives elsewhere, too', () => {
    expect(triage('', '1.20.8', '1.21.6', 'partial')).toMatchObject([{ exposure: 'possible' }]);
  });
});

describe('findings/envoy-filter-left-behind', () => {
  const versioned = (name: string, version: string, value = '{}') =>
    filter(
      name,
      `{applyTo: HTTP_FILTER, match: {proxy: {proxyVersion: '${version}'}}, patch: {operation: INSERT_FIRST, value: ${value}}}`,
    );
  const judge = (yaml: string, from = '1.20.8', to = '1.22.8') => {
    const { upgrade, before, after } = subjectOf(from, to);
    return envoyFiltersLeftBehind(upgrade, before, after, meshOf(yaml)).map(
      ({ severity, locations }) => `${severity} ${locations.map(({ resource }) => resource).join()}`,
    );
  };

  it('finds what stops to act', () => {
    expect(judge(versioned('a', '^1\\.2[01].*'))).toEqual(['medium EnvoyFilter/istio-system/a']);
  });

  it('takes what guards something more seriously', () => {
    const guard = "{name: g, typed_config: {'@type': a/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz}}";
    expect(judge(versioned('a', '^1\\.20.*', guard))).toEqual(['high EnvoyFilter/istio-system/a']);
  });

  it.each([
    ['another patch takes over', versioned('a', '^1\\.20.*') + versioned('b', '^1\\.22.*')],
    ['it matches both', versioned('a', '^1\\..*')],
    ['it matched none before', versioned('a', '^1\\.19.*')],
    ['it can not be read', versioned('a', '^1\\.20.*(?=x)')],
    ['it is for all proxies', LUA],
  ])('is silent where %s', (_, yaml) => {
    expect(judge(yaml)).toEqual([]);
  });

  it('is not taken in by a patch that does something else', () => {
    const other = filter(
      'b',
      '{applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST, value: {name: other}}}',
    );
    const own = versioned('a', '^1\\.20.*', '{name: own}');
    expect(judge(own + other)).toEqual(['medium EnvoyFilter/istio-system/a']);
  });
});
