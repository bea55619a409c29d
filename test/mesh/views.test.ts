import { createMesh } from '../../src/mesh/mesh.js';
import { resourceFrom } from '../../src/mesh/resource.js';
import { viewDefinitions, views } from '../../src/mesh/views/index.js';
import { positionedAt } from '../../src/yaml/positioned.js';
import { describe, expect, it } from '../support/jest.js';
import { contextOf, itemsOf, meshOf } from './mesh-of.js';

const MESH_CONFIG = { discoverySelectors: [{ matchLabels: { mesh: 'on' } }] };

/** One resource of each kind that some view lists, with nothing but its name. */
const BARE = [
  [
    'networking.istio.io/v1beta1',
    'DestinationRule',
    'spec: {host: ext, trafficPolicy: {tls: {mode: SIMPLE}}}',
  ],
  ['networking.istio.io/v1beta1', 'ProxyConfig', 'spec: {}'],
  ['networking.istio.io/v1beta1', 'ServiceEntry', 'spec: {hosts: [a.b], addresses: [1.2.3.4], ports: [{}]}'],
  ['networking.istio.io/v1beta1', 'VirtualService', 'spec: {hosts: ["*.b", a.b]}'],
  [
    'networking.istio.io/v1beta1',
    'VirtualService',
    'spec: {hosts: ["*.b", a.b], http: [{route: [{destination: {host: ext}}], mirror: {host: ext}}]}',
  ],
  ['networking.istio.io/v1', 'Gateway', 'spec: {servers: [{}]}'],
  ['networking.istio.io/v1', 'Sidecar', 'spec: {egress: [{}]}'],
  ['v1', 'Service', 'spec: {type: ExternalName, externalName: a.b}'],
  ['telemetry.istio.io/v1', 'Telemetry', 'spec: {accessLogging: [{filter: {expression: a.b}}]}'],
  ['extensions.istio.io/v1alpha1', 'WasmPlugin', 'spec: {}'],
  ['v1', 'Namespace', 'spec: {}'],
  ['security.istio.io/v1', 'AuthorizationPolicy', 'spec: {rules: [{from: [{source: {principals: }}]}]}'],
  ['security.istio.io/v1', 'RequestAuthentication', 'spec: {jwtRules: [{}]}'],
  ['security.istio.io/v1', 'PeerAuthentication', 'spec: {}'],
  ['networking.istio.io/v1', 'WorkloadEntry', 'spec: {}'],
  ['bitnami.com/v1alpha1', 'SealedSecret', 'spec: {template: {metadata: {name: cacerts}}}'],
  ['gateway.networking.k8s.io/v1', 'Gateway', 'spec: {gatewayClassName: istio-waypoint, listeners: [{}]}'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'spec: {parentRefs: [{}], rules: [{}]}'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'spec: {}'],
  ['monitoring.coreos.com/v1', 'PrometheusRule', 'spec: {groups: [{rules: [{expr: istio_requests_total}]}]}'],
  ['networking.istio.io/v1', 'Gateway', 'spec: {selector: {istio: ingressgateway}}'],
  [
    'apps/v1',
    'Deployment',
    'spec: {template: {metadata: {labels: {istio: x}}, spec: {containers: [{image: kiali, readinessProbe: {httpGet: {}}}]}}}',
  ],
  [
    'networking.istio.io/v1alpha3',
    'EnvoyFilter',
    'spec: {configPatches: [{match: {listener: {name: a}}, patch: {value: {typed_config: {}, typed_per_filter_config: {a: {}}}}}]}',
  ],
]
  .map(
    ([apiVersion, kind, spec]) =>
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ext}\n${spec}\n`,
  )
  .concat(
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: tlsroutes.gateway.networking.k8s.io}\n',
  )
  .join('---\n');

describe('mesh/views', () => {
  it.each(viewDefinitions.map(definition => [definition.name, definition] as const))(
    '%s keeps to its documentation',
    (name, view) => {
      const items = itemsOf(name, meshOf(BARE), contextOf({}, { meshConfig: MESH_CONFIG }));
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) {
        expect(Object.keys(item.value).toSorted()).toEqual(Object.keys(view.fields).toSorted());
        expect(Object.values(item.value)).not.toContain(undefined);
        if (item.resource)
          expect(Object.keys(item.places).toSorted()).toEqual(Object.keys(view.places).toSorted());
        if (item.resource)
          expect(Object.keys(item.paths).toSorted()).toEqual(Object.keys(view.places).toSorted());
      }
    },
  );

  it('gives each view once, by name', () => {
    expect(views.size).toBe(viewDefinitions.length);
  });

  describe('externalNameUses', () => {
    const service = (externalName: string, ports = 'ports: [{port: 443, name: https}]') =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: ext, namespace: shop}\nspec: {type: ExternalName, externalName: ${externalName}, ${ports}}\n`;
    const route = (port: string) =>
      `---\napiVersion: networking.istio.io/v1beta1\nkind: VirtualService\nmetadata: {name: vs, namespace: shop}\nspec: {hosts: [a.example.com], http: [{route: [{destination: {host: ext${port}}}]}]}\n`;
    const entry =
      '---\napiVersion: networking.istio.io/v1beta1\nkind: ServiceEntry\nmetadata: {name: se, namespace: x}\nspec: {hosts: [api.example], ports: [{number: 443, name: t, protocol: TLS}]}\n';

    it.each([
      ['no target', service('api.example') + route(''), { targetKnown: 'no', targetHasPort: true }],
      ['a target', service('api.example') + entry + route(''), { targetKnown: 'yes', targetHasPort: true }],
      [
        'its port',
        service('api.example.') + entry + route(', port: {number: 443}'),
        { targetKnown: 'yes', targetHasPort: true },
      ],
      [
        'another port',
        service('api.example') + entry + route(', port: {number: 80}'),
        { targetKnown: 'yes', targetHasPort: false },
      ],
      [
        'a target in the cluster',
        service('web.shop.svc.cluster.local') + route(''),
        { targetKnown: 'unknown' },
      ],
      ['no ports', service('api.example', '') + route(''), { hasPorts: false }],
    ])('%s', (_, yaml, value) => {
      const uses = itemsOf('externalNameUses', meshOf(yaml)).filter(item => item.value.use === 'route');
      expect(uses).toHaveLength(1);
      expect(uses[0]?.value).toMatchObject(value);
    });

    it('sees REGISTRY_ONLY in the mesh config and in Sidecars', () => {
      const registryOnly = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
      const [item] = itemsOf(
        'externalNameUses',
        meshOf(service('a.example')),
        contextOf({}, { meshConfig: registryOnly }),
      );
      expect(item?.value).toMatchObject({ use: 'service', registryOnly: true });
      const sidecar =
        '---\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: s}\nspec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}\n';
      expect(itemsOf('externalNameUses', meshOf(service('a.example') + sidecar))[0]?.value).toMatchObject({
        registryOnly: true,
      });
      expect(itemsOf('externalNameUses', meshOf(service('a.example')))[0]?.value).toMatchObject({
        registryOnly: false,
      });
    });

    it('does not take a wildcard rule for a rule of the alias', () => {
      const rule =
        '---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: all}\nspec: {host: "*.local", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}\n';
      expect(
        itemsOf('externalNameUses', meshOf(service('a.example') + rule)).map(({ value }) => value.use),
      ).toEqual(['service']);
    });
  });

  describe('discoveredNamespaces', () => {
    const rule = (namespace: string) =>
      `---\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: s, namespace: ${namespace}}\n`;
    const labelled = (name: string, labels: string) =>
      `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}\n`;
    const selectedBy = (selectors: unknown, yaml: string) =>
      itemsOf(
        'discoveredNamespaces',
        meshOf(yaml),
        contextOf({}, { meshConfig: { discoverySelectors: selectors } }),
      )[0]?.value.selected;
    const name = 'kubernetes.io/metadata.name';

    it.each([
      [[{ matchLabels: { mesh: 'on' } }], '{mesh: "on"}', 'yes'],
      [[{ matchLabels: { mesh: 'on' } }], '{mesh: "off"}', 'no'],
      [[{ matchLabels: { mesh: 'on' } }], '{}', 'no'],
      [[{ matchLabels: { mesh: 'on' } }, { matchLabels: { [name]: 'shop' } }], '{}', 'yes'],
      [[{ matchExpressions: [{ key: 'mesh', operator: 'In', values: ['on', 'x'] }] }], '{mesh: x}', 'yes'],
      [[{ matchExpressions: [{ key: 'mesh', operator: 'NotIn', values: ['on'] }] }], '{}', 'yes'],
      [[{ matchExpressions: [{ key: 'mesh', operator: 'NotIn', values: ['on'] }] }], '{mesh: "on"}', 'no'],
      [[{ matchExpressions: [{ key: 'mesh', operator: 'Exists' }] }], '{mesh: ""}', 'yes'],
      [[{ matchExpressions: [{ key: 'mesh', operator: 'DoesNotExist' }] }], '{mesh: ""}', 'no'],
      [[{ matchExpressions: [{ key: 'mesh', operator: 'Near' }] }], '{mesh: ""}', 'unknown'],
      [
        [{ matchLabels: { mesh: 'on' }, matchExpressions: [{ key: 'a', operator: 'Exists' }] }],
        '{mesh: "on"}',
        'no',
      ],
      [[{}], '{}', 'yes'],
    ])('selectors %j on labels %s: %s', (selectors, labels, selected) => {
      expect(selectedBy(selectors, rule('shop') + labelled('shop', labels))).toBe(selected);
    });

    it.each([
      [[{ matchLabels: { mesh: 'on' } }], 'unknown'],
      [[{ matchLabels: { [name]: 'shop' } }], 'yes'],
      [[{ matchLabels: { [name]: 'other' } }], 'no'],
      [[{ matchLabels: { [name]: 'other', mesh: 'on' } }], 'no'],
    ])('knows of a namespace that is not here its name only: %j', (selectors, selected) => {
      expect(selectedBy(selectors, rule('shop'))).toBe(selected);
    });

    it('gives one item per namespace, and none without selectors or configuration', () => {
      const yaml = rule('a') + rule('a').replace('name: s', 'name: t') + rule('b') + labelled('c', '{}');
      const items = itemsOf('discoveredNamespaces', meshOf(yaml), contextOf({}, { meshConfig: MESH_CONFIG }));
      expect(items.map(({ value }) => [value.namespace, value.count])).toEqual([
        ['a', 2],
        ['b', 1],
      ]);
      expect(itemsOf('discoveredNamespaces', meshOf(yaml))).toEqual([]);
    });
  });

  describe('virtualServiceOverlaps', () => {
    const virtualService = (resource: string, hosts: string, created = '') =>
      `---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${resource}, namespace: shop${created === '' ? '' : `, creationTimestamp: ${created}`}}\nspec: {hosts: ${hosts}}\n`;

    it.each([
      ['2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z', 'wider'],
      ['2021-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'narrower'],
      ['', '2020-01-01T00:00:00Z', 'unknown'],
      ['null', '[]', 'unknown'],
    ])('tells which one is older: %j, %j: %s', (wide, narrow, older) => {
      const yaml = virtualService('wide', '["*.b"]', wide) + virtualService('narrow', '[a.b]', narrow);
      const items = itemsOf('virtualServiceOverlaps', meshOf(yaml));
      expect(items.map(({ subject, value }) => [subject, value.older])).toEqual([
        ['VirtualService/shop/narrow', older],
      ]);
    });

    it('sees no overlap within one resource, or of equal hosts', () => {
      expect(itemsOf('virtualServiceOverlaps', meshOf(virtualService('one', '["*.b", a.b]')))).toEqual([]);
      expect(
        itemsOf(
          'virtualServiceOverlaps',
          meshOf(virtualService('one', '[a.b]') + virtualService('two', '[a.b]')),
        ),
      ).toEqual([]);
    });

    it('sees nested wildcards and short names', () => {
      const yaml =
        virtualService('all', '["*.svc.cluster.local"]') +
        virtualService('web', '[web]') +
        virtualService('one', '["*.shop.svc.cluster.local"]');
      const items = itemsOf('virtualServiceOverlaps', meshOf(yaml));
      expect(items.map(({ value }) => [value.host, value.widerHost])).toEqual([
        ['web.shop.svc.cluster.local', '*.shop.svc.cluster.local'],
        ['*.shop.svc.cluster.local', '*.svc.cluster.local'],
      ]);
    });
  });
});

describe('mesh on hostile resources', () => {
  const kinds = [
    ['networking.istio.io/v1', 'DestinationRule'],
    ['networking.istio.io/v1', 'VirtualService'],
    ['networking.istio.io/v1', 'ServiceEntry'],
    ['networking.istio.io/v1', 'Sidecar'],
    ['telemetry.istio.io/v1', 'Telemetry'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['gateway.networking.k8s.io/v1', 'Gateway'],
    ['gateway.networking.x-k8s.io/v1alpha1', 'XListenerSet'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['v1', 'Service'],
    ['v1', 'Namespace'],
  ] as const;
  const scalars = [null, 3, 'x', true, [], [null], [[]], {}, [{}], [3]];
  const specs: unknown[] = scalars.flatMap(scalar => [
    scalar,
    {
      host: scalar,
      hosts: scalar,
      gateways: scalar,
      http: scalar,
      tls: scalar,
      tcp: scalar,
      ports: scalar,
      rules: scalar,
      trafficPolicy: scalar,
      subsets: scalar,
      parentRefs: scalar,
      listeners: scalar,
      gatewayClassName: 'istio',
      addresses: scalar,
      scaleTargetRef: scalar,
      hostnames: scalar,
      defaultBackend: scalar,
      endpoints: scalar,
      type: 'ExternalName',
      externalName: scalar,
      resolution: scalar,
      workloadSelector: scalar,
      exportTo: scalar,
      tracing: scalar,
    },
    {
      host: 'a',
      hosts: ['a', '*'],
      trafficPolicy: { tls: scalar, portLevelSettings: scalar },
      subsets: [
        { name: scalar, trafficPolicy: scalar },
        {
          trafficPolicy: {
            portLevelSettings: [
              { port: scalar, tls: { mode: 'SIMPLE', sni: scalar, subjectAltNames: scalar } },
            ],
          },
        },
      ],
      http: [
        {
          route: scalar,
          delegate: scalar,
          match: scalar,
          mirror: scalar,
          mirrors: scalar,
          rewrite: scalar,
          headers: { request: { set: scalar } },
        },
        { route: [{ destination: scalar }] },
      ],
      rules: [
        { backendRefs: scalar, filters: scalar, http: scalar },
        { http: { paths: [scalar] } },
        { filters: [{ urlRewrite: scalar, requestMirror: scalar }] },
      ],
    },
  ]);

  it('throws on none of them', () => {
    const resources = kinds.flatMap(([apiVersion, kind]) =>
      [
        ...specs.map(spec => ({ spec, metadata: { name: 'a', namespace: 'n' } })),
        ...scalars.map(metadata => ({ metadata })),
      ].flatMap(part => {
        const resource = resourceFrom(
          positionedAt('a.yaml', 1, { apiVersion, kind, ...part }),
          'file',
          'default',
        );
        return resource ? [resource] : [];
      }),
    );
    expect(resources.length).toBeGreaterThan(300);
    const mesh = createMesh(resources);
    for (const meshConfig of [
      {},
      MESH_CONFIG,
      { discoverySelectors: 'x', defaultConfig: 3 },
      { discoverySelectors: [null, 3, { matchLabels: 3, matchExpressions: [null] }] },
    ]) {
      for (const [, view] of views) {
        for (const item of view(mesh, contextOf({ meshConfig }, { meshConfig }))) {
          expect(Object.values(item.value)).not.toContain(undefined);
        }
      }
    }
  });

  it.each([null, 3, 'x', [], { kind: 'Service' }, { apiVersion: 'v1' }, { apiVersion: [], kind: {} }])(
    'is no resource: %j',
    value => {
      expect(resourceFrom(positionedAt('a.yaml', 1, value), 'file', 'default')).toBeUndefined();
    },
  );

  it('takes hostile keys for mere names', () => {
    const yaml =
      'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: __proto__, namespace: constructor}\nspec: {host: toString, __proto__: {host: x}, trafficPolicy: {tls: {mode: SIMPLE, sni: {}}}}\n';
    const [item] = itemsOf('tlsOriginations', meshOf(yaml));
    expect(item?.value).toMatchObject({ host: 'toString.constructor.svc.cluster.local', sni: '' });
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: {name: constructor}\nspec: {ports: [{port: 1, name: constructor}]}\n';
    expect(meshOf(service).services()[0]?.ports[0]?.protocol).toBe('auto');
    expect(meshOf(service).summary.counts).toEqual({ Service: 1 });
  });
});
