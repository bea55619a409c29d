import { createMesh } from '../../src/mesh/mesh.js';
import { remoteBundles } from '../../src/mesh/remote-crds.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { itemsOf, meshOf } from './mesh-of.js';

const CRD = (plural: string, version: string) => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${plural}.gateway.networking.k8s.io
  annotations: {gateway.networking.k8s.io/bundle-version: ${version}, gateway.networking.k8s.io/channel: standard}
`;
const GATEWAY = (spec: string, metadata = '') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: edge${metadata}}
spec: ${spec}
`;
const TLS_ROUTE = `---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TLSRoute
metadata: {name: db}
spec: {hostnames: [db.example], parentRefs: [{name: edge}]}
`;

describe('mesh/views of the Gateway API', () => {
  it.each([
    ['no address', '{gatewayClassName: istio}', true],
    ['an IP', '{gatewayClassName: istio, addresses: [{value: 1.2.3.4}]}', true],
    ['a host', '{gatewayClassName: istio, addresses: [{type: Hostname, value: gw.istio-system.svc}]}', false],
    ['two', '{gatewayClassName: istio, addresses: [{value: 1.2.3.4}, {value: 1.2.3.5}]}', false],
  ])('tells who makes the Deployment: %s', (_, spec, isManaged) => {
    expect(itemsOf('kubernetesGateways', meshOf(GATEWAY(spec)))[0]?.value).toMatchObject({ isManaged });
  });

  it('knows classes by their controller, and leaves those of others', () => {
    const own =
      '---\napiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: edge}\nspec: {controllerName: istio.io/gateway-controller}\n';
    const other = own.replace('name: edge', 'name: istio').replace('istio.io/', 'example.com/');
    const of = (yaml: string) =>
      itemsOf('kubernetesGateways', meshOf(yaml)).map(({ value }) => [value.role, value.deploymentName]);
    expect(of(GATEWAY('{gatewayClassName: edge}'))).toEqual([]);
    expect(of(GATEWAY('{gatewayClassName: edge}') + own)).toEqual([['gateway', 'edge-edge']]);
    expect(of(GATEWAY('{gatewayClassName: istio}') + other)).toEqual([]);
    expect(of(GATEWAY('{gatewayClassName: istio-waypoint}'))).toEqual([['waypoint', 'edge']]);
    expect(
      of(GATEWAY('{gatewayClassName: istio}', ', annotations: {gateway.istio.io/name-override: old}')),
    ).toEqual([['gateway', 'old']]);
  });

  it('counts the routes of a listener, each once', () => {
    const route = (name: string, parents: string) =>
      `---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: ${name}, namespace: shop}\nspec: {parentRefs: ${parents}}\n`;
    const yaml =
      GATEWAY(
        '{gatewayClassName: istio, listeners: [{name: a, allowedRoutes: {namespaces: {from: All}}}, {name: b}]}',
      ) +
      route('twice', '[{name: edge, namespace: edge, sectionName: a}, {name: edge, namespace: edge}]') +
      route('other', '[{name: edge}]');
    expect(itemsOf('gatewayListeners', meshOf(yaml)).map(({ value }) => value)).toMatchObject([
      { allowedFrom: 'All', routes: 1 },
      { allowedFrom: 'Same', routes: 1 },
    ]);
  });

  it('reads listeners with what they need', () => {
    const spec =
      '{gatewayClassName: istio, listeners: [{name: a, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: x}, {name: y, namespace: other}]}}, {name: b, protocol: TLS, tls: {mode: Passthrough}}, {name: c, protocol: HTTP}]}';
    const items = itemsOf('gatewayListeners', meshOf(GATEWAY(spec))).map(({ value }) => value);
    expect(items).toMatchObject([
      { tlsMode: 'Terminate', certificates: ['edge/x', 'other/y'], foreignCertificates: 1 },
      { tlsMode: 'Passthrough', certificates: [] },
      { tlsMode: '' },
    ]);
  });

  it.each([
    ['one version', CRD('tlsroutes', 'v1.4.1') + CRD('httproutes', 'v1.2.0'), '1.4.1'],
    ['a pre-release', CRD('tlsroutes', 'v1.5.0-rc.1'), '1.5.0'],
    ['two versions', CRD('tlsroutes', 'v1.4.1') + CRD('tlsroutes', 'v1.5.0'), ''],
    ['another kind only', CRD('httproutes', 'v1.2.0'), ''],
    ['nonsense', CRD('tlsroutes', 'latest'), ''],
  ])('knows the version of the CRDs that the repository brings: %s', (_, crds, crdVersion) => {
    const [item] = itemsOf('gatewayApiResources', meshOf(TLS_ROUTE + crds));
    expect(item?.value).toMatchObject({ kind: 'TLSRoute', version: 'v1alpha2', crdVersion });
  });

  it('tells a parent without group from one with the empty group', () => {
    const route =
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n  parentRefs:\n    - {kind: Service, name: a}\n    - {kind: Service, group: "", name: b}\n    - {name: c}\n';
    const items = itemsOf('gatewayParentRefs', meshOf(route));
    expect(items.map(({ value }) => [value.kind, value.hasGroup])).toEqual([
      ['Service', false],
      ['Service', true],
      ['Gateway', false],
    ]);
    expect(items[1]?.places.at?.line).toBe(7);
  });

  it('counts backends that get requests', () => {
    const route =
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {rules: [{backendRefs: [{name: a}, {name: b, weight: 0}]}, {filters: [{type: RequestRedirect}]}]}\n';
    expect(itemsOf('gatewayRouteRules', meshOf(route)).map(({ value }) => value)).toMatchObject([
      { backends: 2, weightedBackends: 1, filters: [] },
      { backends: 0, weightedBackends: 0, filters: ['RequestRedirect'] },
    ]);
  });
});

describe('mesh/remote-crds', () => {
  async function bundles(files: Record<string, string>) {
    const mesh = createMesh(await remoteBundles(memoryTree(files)));
    return itemsOf('gatewayApiBundles', mesh).map(({ value, places }) => [
      `${places.at?.file}:${places.at?.line}`,
      value.version,
      value.channel,
    ]);
  }

  it('finds what kustomizations, scripts, Argo CD and Flux fetch', async () => {
    expect(
      await bundles({
        'a/kustomization.yaml':
          'resources:\n- https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.1/standard-install.yaml\n',
        'b/kustomization.yaml':
          'resources:\n- github.com/kubernetes-sigs/gateway-api/config/crd?ref=v1.0.0\n',
        'c/app.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    repoURL: https://github.com/kubernetes-sigs/gateway-api.git\n    path: config/crd/experimental\n    targetRevision: v1.3.0\n',
        'd/repo.yaml':
          'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nspec:\n  url: https://github.com/kubernetes-sigs/gateway-api\n  ref:\n    tag: v1.4.0\n',
        'e/install.sh':
          '#!/bin/sh\n# https://github.com/kubernetes-sigs/gateway-api/releases/download/v0.1.0/standard-install.yaml\nkubectl kustomize "github.com/kubernetes-sigs/gateway-api/config/crd/experimental?ref=v1.1.0" | kubectl apply -f -\n',
      }),
    ).toEqual([
      ['a/kustomization.yaml:2', '1.2.1', 'standard'],
      ['b/kustomization.yaml:2', '1.0.0', 'standard'],
      ['c/app.yaml:7', '1.3.0', 'experimental'],
      ['d/repo.yaml:6', '1.4.0', 'standard'],
      ['e/install.sh:3', '1.1.0', 'experimental'],
    ]);
  });

  it('takes nothing for a bundle that says no version, or is none', async () => {
    expect(
      await bundles({
        'a.sh':
          'kubectl apply -k "github.com/kubernetes-sigs/gateway-api/config/crd?ref=$VERSION"\ncurl https://github.com/kubernetes-sigs/gateway-api/pull/1086\ngit clone https://github.com/kubernetes-sigs/gateway-api --branch v1.0.0\n',
        'b.yaml': 'resources: [kubernetes-sigs/gateway-api/releases/download/main/x.yaml]\n',
        'c.yaml': 'spec: {source: {repoURL: kubernetes-sigs/gateway-api, targetRevision: [v1.0.0]}}\n',
      }),
    ).toEqual([]);
  });
});
