import { attributesOfCel, attributesOfFormat } from '../../src/mesh/attributes.js';
import { describe, expect, it } from '../support/jest.js';
import { contextOf, itemsOf, meshOf, subjectOf } from './mesh-of.js';

describe('mesh/attributes', () => {
  it.each([
    ['filter_state["wasm.downstream_peer"].namespace', ['filter_state.wasm.downstream_peer']],
    ['has(filter_state.upstream_peer) ? "a" : node.id', ['filter_state.upstream_peer', 'node.id']],
    ['istio_responseClass', ['istio_responseClass']],
    ['request.headers["x-a"].startsWith("b") && response.code >= 500', ['request.headers', 'response.code']],
    ['["a"].exists(x, x == request.path)', ['request.path']],
    ['"node"', []],
  ])('of %s', (expression, attributes) => {
    expect(attributesOfCel(expression)).toMatchObject({ isParsed: true, attributes });
  });

  it.each(['request.', '('.repeat(3000), 'a'.repeat(5000), ''])('says when it can not tell', expression => {
    expect(attributesOfCel(expression)).toEqual({ isParsed: false, roots: [], attributes: [] });
  });

  it.each([
    [
      '[%START_TIME%] %FILTER_STATE(wasm.upstream_peer:TYPED)% %CEL(node.id)%',
      ['filter_state.wasm.upstream_peer', 'node.id'],
    ],
    ['%CEL(has(request.headers["a"])):20%', ['request.headers']],
    ['%REQ(X)%', []],
    ['%CEL(request.path', ['request.path']],
  ])('of the format %s', (format, attributes) => {
    expect(attributesOfFormat(format)).toMatchObject({ isParsed: true, attributes });
  });
});

describe('mesh/views celExpressions', () => {
  it('finds them in Telemetries at their lines', () => {
    const mesh = meshOf(`apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: t, namespace: shop}
spec:
  accessLogging:
  - filter:
      expression: response.code >= 500
  metrics:
  - overrides:
    - tagOverrides:
        caller: {value: node.id}
        gone: {operation: REMOVE}
`);
    const found = itemsOf('celExpressions', mesh).map(({ value, places }) => [
      value.source,
      value.roots,
      places.at?.line,
    ]);
    expect(found).toEqual([
      ['log-filter', ['response'], 7],
      ['tag', ['node'], 11],
    ]);
  });

  it('finds them in EnvoyFilters, also in JSON inside of a text', () => {
    const mesh = meshOf(`apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f, namespace: istio-system}
spec:
  configPatches:
  - applyTo: HTTP_FILTER
    patch:
      value:
        name: istio.stats
        typed_config:
          '@type': x
          configuration:
            value: '{"metrics": [{"dimensions": {"a": "node.id"}, "match": "request.path != ''/''"}]}'
  - applyTo: NETWORK_FILTER
    patch:
      value:
        typed_config:
          access_log:
          - filter: {expression: connection.mtls}
          - text_format: '%FILTER_STATE(wasm.a)%'
          - match: word
`);
    const found = itemsOf('celExpressions', mesh).map(({ value, places }) => [
      value.language,
      value.attributes,
      places.at?.line,
    ]);
    expect(found).toEqual([
      ['cel', ['node.id'], 13],
      ['cel', ['request.path'], 13],
      ['cel', ['connection.mtls'], 19],
      ['format', ['filter_state.wasm.a'], 20],
    ]);
  });

  it('finds them in the mesh config of the values', () => {
    const values = `meshConfig:
  accessLogFormat: '%CEL(node.id)%'
  extensionProviders:
  - name: log
    envoyFileAccessLog:
      logFormat:
        labels:
          a: '%FILTER_STATE(wasm.upstream_peer)%'
          b: '%REQ(X)%'
`;
    const context = { ...contextOf(), subject: subjectOf('1.23.0', '1.24.0', values) };
    const found = itemsOf('celExpressions', meshOf(''), context).map(({ value, places }) => [
      value.attributes,
      places.at?.line,
    ]);
    expect(found).toEqual([
      [['node.id'], 2],
      [['filter_state.wasm.upstream_peer'], 8],
    ]);
  });
});
