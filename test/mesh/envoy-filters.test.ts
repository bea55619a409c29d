import { describe, expect, it } from '../support/jest.js';
import { contextOf, FILE, itemsOf, meshOf } from './mesh-of.js';

const filter = (patches: string, name = 'f') =>
  `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: ${name}, namespace: istio-system}
spec:
  configPatches:
${patches}`;

const LUA = 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua';

describe('mesh/views of EnvoyFilters', () => {
  it('names anchors at their lines', () => {
    const mesh = meshOf(
      filter(`  - applyTo: HTTP_FILTER
    match:
      listener:
        filterChain:
          filter:
            name: envoy.filters.network.http_connection_manager
            subFilter:
              name: envoy.filters.http.router
`),
    );
    const anchors = itemsOf('envoyFilterAnchors', mesh).map(({ value, places }) => [
      value.kind,
      value.name,
      places.at?.line,
    ]);
    expect(anchors).toEqual([
      ['filter', 'envoy.filters.network.http_connection_manager', 11],
      ['sub-filter', 'envoy.filters.http.router', 13],
    ]);
  });

  it('finds types at any depth, in both spellings and inside a TypedStruct', () => {
    const mesh = meshOf(
      filter(`  - applyTo: NETWORK_FILTER
    patch:
      operation: MERGE
      value:
        typedConfig:
          '@type': type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          http_filters:
          - name: envoy.filters.http.lua
            typed_config:
              '@type': ${LUA}
          - name: custom
            typed_config:
              '@type': type.googleapis.com/udpa.type.v1.TypedStruct
              type_url: type.googleapis.com/a.b.C
          - name: envoy.filters.http.fault
`),
    );
    const found = itemsOf('envoyFilterExtensions', mesh).map(({ value, places }) => [
      value.name,
      value.type,
      value.lacksType,
      places.at?.line,
    ]);
    expect(found).toEqual([
      ['', 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', false, 11],
      ['envoy.filters.http.lua', 'envoy.extensions.filters.http.lua.v3.Lua', false, 15],
      ['custom', 'a.b.C', false, 19],
      ['envoy.filters.http.fault', '', true, 20],
    ]);
  });

  it.each([
    ['INSERT_FIRST', '{name: x}', ['x']],
    ['INSERT_FIRST', '{name: x, config: {a: b}}', ['x']],
    ['ADD', '{name: x, config_discovery: {}}', []],
    ['MERGE', '{name: x}', []],
    ['REMOVE', '{}', []],
  ])('%s of %s lacks the type of %j', (operation, value, lacking) => {
    const mesh = meshOf(
      filter(`  - {applyTo: HTTP_FILTER, patch: {operation: ${operation}, value: ${value}}}\n`),
    );
    expect(itemsOf('envoyFilterPatches', mesh)[0]?.value.lacksType).toEqual(lacking);
  });

  it('takes nothing for an extension that is only called filters', () => {
    const mesh = meshOf(
      filter(
        `  - {applyTo: CLUSTER, patch: {operation: MERGE, value: {metadata: {filters: [{name: mine}]}}}}\n`,
      ),
    );
    expect(itemsOf('envoyFilterExtensions', mesh)).toEqual([]);
  });

  describe('proxyVersion', () => {
    const versioned = (version: string, name = 'f') =>
      filter(`  - {applyTo: CLUSTER, match: {proxy: {proxyVersion: '${version}'}}}\n`, name);
    const context = contextOf({ version: '1.20.6' }, { version: '1.22.2' });

    it.each([
      ['', 'yes', 'yes'],
      ['^1\\.20.*', 'yes', 'no'],
      ['1\\.2[1-9]', 'no', 'yes'],
      ['22', 'no', 'yes'],
      ['^1\\.(', 'unknown', 'unknown'],
      ['(?!1)', 'unknown', 'unknown'],
      ['a'.repeat(300), 'unknown', 'unknown'],
    ])('%s', (pattern, before, after) => {
      const [item] = itemsOf('envoyFilterPatches', meshOf(versioned(pattern)), context);
      expect(item?.value).toMatchObject({ appliesBefore: before, appliesAfter: after });
    });

    it('is answered for a pattern that would keep a backtracking engine busy', () => {
      const [item] = itemsOf('envoyFilterPatches', meshOf(versioned('^(1+)+(\\.?2+)+(2*)*$$x')), context);
      expect(item?.value.appliesAfter).toBe('no');
    });

    it('sees the patch that takes over in the new release', () => {
      const both = `${versioned('^1\\.20.*', 'a')}---\n${versioned('^1\\.22.*', 'b')}`;
      const one = `${versioned('^1\\.20.*', 'a')}---\n${versioned('^1\\.21.*', 'b')}`;
      expect(itemsOf('envoyFilterPatches', meshOf(both), context)[0]?.value.isReplaced).toBe(true);
      expect(itemsOf('envoyFilterPatches', meshOf(one), context)[0]?.value.isReplaced).toBe(false);
    });

    it('points at the match', () => {
      const [item] = itemsOf('envoyFilterPatches', meshOf(versioned('^1')), context);
      expect(item?.places.proxyVersion).toMatchObject({ file: FILE, line: 6 });
    });
  });

  it('holds settings for routes against the names of the filters that they are for', () => {
    const type = 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';
    const mesh = meshOf(
      filter(`  - {applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: mine, typed_config: {'@type': ${type}}}}}
  - applyTo: HTTP_ROUTE
    patch:
      operation: MERGE
      value:
        typedPerFilterConfig:
          plain: {'@type': ${type}}
          wrapped: {'@type': x/envoy.config.route.v3.FilterConfig, config: {'@type': ${type}}}
          struct: {'@type': x/xds.type.v3.TypedStruct, type_url: ${type}}
          other: {'@type': x/a.b.C}
          none: {}
`),
    );
    const found = itemsOf('envoyFilterRouteSettings', mesh).map(({ value, places }) => [
      value.filter,
      value.filterNames,
      places.at?.line,
    ]);
    expect(found).toEqual([
      ['plain', ['mine'], 12],
      ['wrapped', ['mine'], 13],
      ['struct', ['mine'], 14],
      ['other', [], 15],
      ['none', [], 16],
    ]);
  });
});
