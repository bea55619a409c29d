/** Views of who may call whom, with which tokens, and of the ambient mesh. */
import { describe, expect, it } from '../support/jest.js';
import { itemsOf, meshOf } from './mesh-of.js';

const POLICY = (spec: string, metadata = '') =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop, ${metadata}}\nspec: ${spec}\n`;

describe('authorizationPolicies', () => {
  it('gathers what the rules look at', () => {
    const [item] = itemsOf(
      'authorizationPolicies',
      meshOf(
        POLICY(
          '{action: DENY, targetRefs: [{kind: Service, name: a}], rules: [{from: [{source: {notNamespaces: [a]}}], to: [{operation: {paths: [/a]}}], when: [{key: "request.auth.claims[sub]", values: [x]}]}, {to: [{operation: {ports: ["80"]}}]}]}',
          'annotations: {istio.io/dry-run: "true"}',
        ),
      ),
    );
    expect(item?.value).toMatchObject({
      action: 'DENY',
      isDryRun: true,
      rules: 2,
      targetKinds: ['Service'],
      operationFields: ['paths', 'ports'],
      sourceFields: ['notNamespaces'],
      conditionKeys: ['request.auth.claims[sub]'],
      usesHttp: true,
      hasSelector: false,
      isAmbient: 'unknown',
    });
  });

  it('takes ports, peers and namespaces for what connections have as well', () => {
    const [item] = itemsOf(
      'authorizationPolicies',
      meshOf(POLICY('{rules: [{from: [{source: {principals: [a]}}], to: [{operation: {ports: ["80"]}}]}]}')),
    );
    expect(item?.value).toMatchObject({ action: 'ALLOW', usesHttp: false });
  });
});

describe('authorizationMatches', () => {
  it('gives one item for each list, with its place', () => {
    const mesh = meshOf(`apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: istio-system }
spec:
  rules:
    - from:
        - source:
            notPrincipals: [a, b]
      when:
        - key: request.auth.audiences
          values: [x]
          notValues: [y]
`);
    const items = itemsOf('authorizationMatches', mesh);
    expect(
      items.map(({ value, places }) => [
        value.part,
        value.field,
        value.negated,
        value.values,
        places.at?.line,
      ]),
    ).toEqual([
      ['source', 'principals', true, ['a', 'b'], 8],
      ['condition', 'request.auth.audiences', false, ['x'], 10],
      ['condition', 'request.auth.audiences', true, ['y'], 10],
    ]);
    expect(items[0]?.value).toMatchObject({
      isRootNamespace: true,
      siblings: ['notPrincipals', 'request.auth.audiences'],
    });
  });
});

describe('jwtRules', () => {
  it.each([
    [
      'issuer: https://a.example, jwksUri: "https://10.0.0.1:8443/keys"',
      { jwksHost: '10.0.0.1', hasKeys: false },
    ],
    ['issuer: a, jwks: "{}"', { jwksUri: '', jwksHost: '', hasKeys: true }],
    ['jwksUri: "no address"', { issuer: '', jwksHost: '' }],
    [
      'issuer: a, outputClaimToHeaders: [{header: x-a, claim: a}], spaceDelimitedClaims: [scp]',
      { outputClaimToHeaders: ['x-a'], spaceDelimitedClaims: ['scp'] },
    ],
  ])('%s', (rule, expected) => {
    const yaml = `apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: j}\nspec: {selector: {matchLabels: {a: b}}, jwtRules: [{${rule}}]}\n`;
    expect(itemsOf('jwtRules', meshOf(yaml))[0]?.value).toMatchObject({ hasSelector: true, ...expected });
  });
});

describe('peerAuthentications', () => {
  it('counts port levels by what they let through', () => {
    const yaml =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}\n---\n' +
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: shop}\nspec: {portLevelMtls: {80: {mode: STRICT}, 81: {mode: DISABLE}, 82: {}}}\n';
    expect(itemsOf('peerAuthentications', meshOf(yaml))[0]?.value).toMatchObject({
      mode: 'UNSET',
      portModes: ['STRICT', 'DISABLE', 'UNSET'],
      strictPorts: 1,
      openPorts: 1,
      isAmbient: 'yes',
    });
  });
});

describe('waypoints', () => {
  it('counts who uses a waypoint, from its own namespace and from others', () => {
    const yaml = [
      'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: w, namespace: shop, labels: {istio.io/rev: "1-24"}}\nspec: {gatewayClassName: istio-waypoint}\n',
      'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: public, namespace: shop}\nspec: {gatewayClassName: istio}\n',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/use-waypoint: w}}\n',
      'apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: other, labels: {istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: shop}}\n',
      'apiVersion: v1\nkind: Service\nmetadata: {name: t, namespace: other, labels: {istio.io/use-waypoint: w}}\n',
    ].join('---\n');
    expect(
      itemsOf('waypoints', meshOf(yaml)).map(({ value }) => [value.name, value.revision, value.users]),
    ).toEqual([['w', '1-24', 2]]);
  });
});

describe('meshNamespaces', () => {
  it('tells by which label a namespace is part of the mesh', () => {
    const yaml =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {pod-security.kubernetes.io/enforce: restricted}}\n---\n' +
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: a}\nspec: {template: {metadata: {labels: {istio.io/dataplane-mode: ambient}}}}\n';
    expect(itemsOf('meshNamespaces', meshOf(yaml))[0]?.value).toEqual({
      namespace: 'a',
      isRootNamespace: false,
      injection: '',
      revision: '',
      dataplaneMode: '',
      useWaypoint: '',
      podSecurity: 'restricted',
      ambientPods: true,
      cniExcludes: false,
      holdsInstallation: false,
    });
  });
});

describe('configTexts', () => {
  it('lists texts at any depth with their places, and bears what has no spec', () => {
    const mesh = meshOf(`apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: f }
spec:
  configPatches:
    - applyTo: HTTP_FILTER
      patch:
        value:
          inlineCode: |
            handle:metadata():get("istio_authn")
---
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: { name: w }
`);
    expect(
      itemsOf('configTexts', mesh).map(({ value, places }) => [value.key, value.text, places.at?.line]),
    ).toEqual([
      ['applyTo', 'HTTP_FILTER', 6],
      ['inlineCode', 'handle:metadata():get("istio_authn")\n', 9],
    ]);
  });
});
