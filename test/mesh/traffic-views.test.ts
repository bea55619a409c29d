import { describe, expect, it } from '../support/jest.js';
import { contextOf, itemsOf, meshOf } from './mesh-of.js';

/** Resources as compact as tests need them: `kind name namespace` and a spec. */
function resources(...parts: readonly (readonly [string, string])[]): string {
  return parts
    .map(([head, spec]) => {
      const [kind = '', name = '', namespace = ''] = head.split(' ');
      const apiVersion = kind === 'Service' ? 'v1' : 'networking.istio.io/v1';
      return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
    })
    .join('---\n');
}

function values(view: string, yaml: string, context = contextOf()) {
  return itemsOf(view, meshOf(yaml), context).map(item => item.value);
}

const ENTRY = 'resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]';

describe('mesh/views/destinationRules', () => {
  const rule = (name: string, spec: string, namespace = 'a') =>
    [`DestinationRule ${name} ${namespace}`, `{host: x.a.svc.cluster.local, ${spec}}`] as const;

  it.each([
    ['*', '*', false],
    ['', '"*"', true],
    ['"*"', 'b', true],
    ['b, c', 'c, b', false],
    ['b, c', 'b', true],
    ['"."', 'a', true],
  ])('compares exportTo as sets of words: [%s] and [%s]', (one, other, isApart) => {
    const exportTo = (names: string) => `exportTo: [${names === '*' ? '"*"' : names}]`;
    const found = values(
      'destinationRules',
      resources(rule('one', exportTo(one)), rule('two', exportTo(other))),
    );
    expect(found.map(({ apart }) => apart)).toEqual([[], isApart ? ['DestinationRule/a/one'] : []]);
  });

  it.each([
    ['b', 'c', false],
    ['b', '"*"', true],
    ['b, c', 'c', true],
    ['"."', 'a, b', true],
  ])('knows whether somebody sees both: [%s] and [%s]', (one, other, meet) => {
    const found = values(
      'destinationRules',
      resources(rule('one', `exportTo: [${one}]`), rule('two', `exportTo: [${other}]`)),
    );
    expect(found[1]).toMatchObject({ apartMeet: meet });
  });

  it('keeps namespaces and hosts apart', () => {
    const found = values(
      'destinationRules',
      resources(rule('one', 'exportTo: [b]'), rule('two', 'exportTo: [c]', 'b'), [
        'DestinationRule three a',
        '{host: y, exportTo: [d]}',
      ]),
    );
    expect(found.map(({ others }) => others)).toEqual([[], [], []]);
  });

  it('tells rules for selected workloads from those for all', () => {
    const selected = 'workloadSelector: {matchLabels: {app: web}}, exportTo: [b]';
    const [one, two, three] = values(
      'destinationRules',
      resources(
        rule('one', selected),
        rule('two', 'exportTo: ["."], trafficPolicy: {}'),
        rule('three', 'subsets: [{name: v1}]'),
      ),
    );
    expect(one).toMatchObject({ hasWorkloadSelector: true, unselected: ['DestinationRule/a/three'] });
    expect(two).toMatchObject({ swallowedBy: ['DestinationRule/a/one'], apart: [] });
    expect(three).toMatchObject({ swallowedBy: [], apart: ['DestinationRule/a/two'] });
  });

  it('finds subsets that routes lead to, and names that are there twice', () => {
    const [found] = values(
      'destinationRules',
      resources(rule('one', 'subsets: [{name: v1}, {name: v2}, {name: v1}]'), [
        'VirtualService v b',
        '{hosts: [z], http: [{route: [{destination: {host: x.a.svc.cluster.local, subset: v2}}]}]}',
      ]),
    );
    expect(found).toMatchObject({ routedSubsets: ['v2'], duplicateSubsets: ['v1'], subsets: ['v1', 'v2'] });
  });
});

describe('mesh/views/serviceEntryHosts', () => {
  it('sees what else declares a host', () => {
    const [first, second, third] = values(
      'serviceEntryHosts',
      resources(
        ['Service x a', '{ports: [{port: 80, name: http}]}'],
        ['ServiceEntry one a', `{hosts: [y.example], ${ENTRY}}`],
        ['ServiceEntry two a', '{hosts: [y.example], resolution: NONE, ports: [{number: 8443, name: tls}]}'],
        ['ServiceEntry three b', `{hosts: [x.a.svc.cluster.local], ${ENTRY}}`],
      ),
    );
    expect(first).toMatchObject({
      sameHostHere: ['ServiceEntry/a/two'],
      samePortNameHere: ['ServiceEntry/a/two'],
      unmergedHere: ['ServiceEntry/a/two'],
      unmergedBy: ['resolution'],
      isFirstHere: true,
      sameHostService: '',
    });
    expect(second).toMatchObject({
      sameHostHere: ['ServiceEntry/a/one'],
      isFirstHere: false,
      allocates: false,
    });
    expect(third).toMatchObject({
      sameHostService: 'Service/a/x',
      sameHostServiceNamespace: 'a',
      sameHostHere: [],
    });
  });

  it.each([
    ['alike', '', '', []],
    ['other labels', 'labels: {app: x}', '', ['labels']],
    ['exported elsewhere', '', 'exportTo: ["."], ', ['exportTo']],
    ['for workloads', '', 'workloadSelector: {labels: {app: x}}, ', ['workloadSelector']],
  ])('knows what keeps two of one host apart: %s', (_, metadata, spec, expected) => {
    const one = resources(['ServiceEntry one a', `{hosts: [y.example], ${ENTRY}}`]);
    const two = resources([
      'ServiceEntry two a',
      `{hosts: [y.example], ${spec}${ENTRY.replace('443', '8443')}}`,
    ]);
    const [found] = values(
      'serviceEntryHosts',
      `${one}---\n${metadata === '' ? two : two.replace('namespace: a}', `namespace: a, ${metadata}}`)}`,
    );
    expect(found).toMatchObject({ unmergedBy: expected });
  });

  it.each([
    ['another shape', 'resolution: STATIC', '', ['ServiceEntry/b/two']],
    ['the same shape', 'resolution: DNS', '', []],
    ['exported elsewhere', 'resolution: STATIC', 'exportTo: [c], ', []],
    ['exported here', 'resolution: STATIC', 'exportTo: [a], ', ['ServiceEntry/b/two']],
  ])('sees a ServiceEntry of another namespace: %s', (_, resolution, exportTo, expected) => {
    const spec = ENTRY.replace('resolution: DNS', resolution);
    const [found] = values(
      'serviceEntryHosts',
      resources(
        ['ServiceEntry one a', `{hosts: [y.example], ${ENTRY}}`],
        ['ServiceEntry two b', `{hosts: [y.example], ${exportTo}${spec}}`],
      ),
    );
    expect(found).toMatchObject({ sameHostElsewhere: expected });
  });

  it.each([
    ['the mesh config', { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } }, '', 'mesh'],
    [
      'a ProxyConfig',
      {},
      '---\napiVersion: networking.istio.io/v1beta1\nkind: ProxyConfig\nmetadata: {name: p, namespace: a}\nspec: {environmentVariables: {ISTIO_META_DNS_CAPTURE: "true"}}\n',
      'some',
    ],
    [
      'an annotation',
      {},
      '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {metadata: {annotations: {proxy.istio.io/config: "proxyMetadata: {ISTIO_META_DNS_CAPTURE: \'true\'}"}}}}\n',
      'some',
    ],
    ['nobody', { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'false' } }, '', 'none'],
  ])('knows who answers DNS: %s', (_, defaultConfig, more, expected) => {
    const [found] = values(
      'serviceEntryHosts',
      resources(['ServiceEntry one a', `{hosts: [y.example], ${ENTRY}}`]) + more,
      contextOf({}, { meshConfig: { defaultConfig } }),
    );
    expect(found).toMatchObject({ dnsCapture: expected, allocates: true });
  });
});

describe('mesh/views/serviceEntryAddresses', () => {
  const service = (port: string) =>
    ['Service x a', `{clusterIP: 10.0.0.1, ports: [{port: 443, name: ${port}}]}`] as const;
  const entry = (addresses: string, protocol = 'TCP') =>
    [
      'ServiceEntry e a',
      `{hosts: [e.example], addresses: [${addresses}], ports: [{number: 443, name: p, protocol: ${protocol}}]}`,
    ] as const;

  it.each([
    ['tcp', '192.0.2.1, 10.0.0.1', 'TCP', 'Service/a/x'],
    ['tcp', '192.0.2.1, 10.0.0.1/32', 'TCP', 'Service/a/x'],
    ['http', '192.0.2.1, 10.0.0.1', 'TCP', ''],
    ['tcp', '192.0.2.1, 10.0.0.1', 'HTTP', ''],
    ['tcp', '192.0.2.1, 10.0.0.2', 'TCP', ''],
  ])('finds what else has the address: a port named %s, [%s] for %s', (port, list, protocol, expected) => {
    const found = values('serviceEntryAddresses', resources(service(port), entry(list, protocol)));
    expect(found.map(({ takenBy }) => takenBy)).toEqual(['', expected]);
  });
});

describe('mesh/views/httpRoutes', () => {
  const route = (part: string) =>
    resources(['VirtualService v a', `{hosts: [x], http: [{${part}, route: [{destination: {host: x}}]}]}`]);

  it.each([
    ['name: r', {}, 'default'],
    ['retries: {attempts: 0}', {}, 'off'],
    ['retries: {attempts: 3}', {}, 'default'],
    ['retries: {attempts: 3, retryOn: 5xx}', {}, 'own'],
    ['name: r', { defaultHttpRetryPolicy: { attempts: 2, retryOn: '5xx' } }, 'own'],
    ['name: r', { defaultHttpRetryPolicy: { attempts: 0 } }, 'off'],
    ['retries: {attempts: 3}', { defaultHttpRetryPolicy: { attempts: 2, retryOn: '5xx' } }, 'default'],
  ])('knows the retries in force: %s with %j', (part, meshConfig, expected) => {
    const [found] = values('httpRoutes', route(part), contextOf({ meshConfig }));
    expect(found).toMatchObject({ retries: expected, destinations: ['x.a.svc.cluster.local'] });
  });

  it.each([
    ['{exact: "1"}', ['h']],
    ['{}', []],
    ['{regex: "*"}', []],
    ['{regex: ".*"}', ['h']],
  ])('reads withoutHeaders: %s', (condition, expected) => {
    const [found] = values('httpRoutes', route(`match: [{withoutHeaders: {h: ${condition}}}]`));
    expect(found).toMatchObject({ withoutHeaders: expected });
  });

  it.each([
    ['{uri: {prefix: ""}}', false],
    ['{authority: {prefix: ""}}', true],
    ['{queryParams: {q: {prefix: a}}}', false],
  ])('finds prefixes of nothing: %s', (match, expected) => {
    expect(values('httpRoutes', route(`match: [${match}]`))[0]).toMatchObject({
      emptyPrefixes: expected,
      emptyHeaderPrefixes: [],
    });
  });

  it('names the headers that are asked for by a prefix of nothing', () => {
    const [found] = values('httpRoutes', route('match: [{headers: {h: {prefix: ""}, k: {prefix: a}}}]'));
    expect(found).toMatchObject({ emptyPrefixes: true, emptyHeaderPrefixes: ['h'] });
  });
});

describe('mesh/views/mirrors', () => {
  it('gives every mirror once', () => {
    const found = values(
      'mirrors',
      resources(
        [
          'VirtualService v a',
          '{hosts: [x.example], http: [{mirror: {host: m}, mirrorPercentage: {value: 5}}, {mirrors: [{destination: {host: n}, percentage: {value: 7}}, {}]}]}',
        ],
        ['VirtualService s b', '{hosts: [x.example-shadow]}'],
      ),
    );
    expect(found).toEqual([
      expect.objectContaining({
        host: 'm.a.svc.cluster.local',
        percentage: '5',
        shadowHosts: ['x.example-shadow'],
      }),
      expect.objectContaining({ host: 'n.a.svc.cluster.local', percentage: '7', authorities: ['x.example'] }),
    ]);
  });
});

describe('mesh/views/trafficPolicies', () => {
  it('reads each level for itself', () => {
    const found = values(
      'trafficPolicies',
      resources([
        'DestinationRule d a',
        '{host: x, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}}, portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}, subsets: [{name: v1, trafficPolicy: {loadBalancer: {consistentHash: {maglev: {}, httpHeaderName: h}}}}, {name: v2}]}',
      ]),
    );
    expect(found).toMatchObject([
      {
        level: 'policy',
        hash: 'useSourceIp',
        hashAlgorithm: 'ringHash',
        overriddenBy: ['v1'],
        isMeshExternal: 'unknown',
      },
      { level: 'port', port: 80, hasTls: true, tlsMode: 'DISABLE', hash: '' },
      { level: 'subset', subset: 'v1', hash: 'httpHeaderName', hashAlgorithm: 'maglev' },
    ]);
  });

  it.each([
    ['DNS', '[{address: a.b, locality: eu}, {address: b.b, locality: us}]', 2],
    ['DNS', '[{address: a.b, locality: eu}, {address: b.b}]', 2],
    ['DNS', '[{address: a.b, locality: eu}, {address: b.b, locality: eu}]', 1],
    ['STATIC', '[{address: 1.1.1.1, locality: eu}, {address: 1.1.1.2, locality: us}]', 0],
  ])('counts the localities of %s endpoints: %s', (resolution, endpoints, dnsLocalities) => {
    const [policy] = values(
      'trafficPolicies',
      resources(
        ['ServiceEntry e a', `{hosts: [ext.example], resolution: ${resolution}, endpoints: ${endpoints}}`],
        [
          'DestinationRule d a',
          '{host: ext.example, trafficPolicy: {loadBalancer: {localityLbSetting: {failoverPriority: [zone]}}}}',
        ],
      ),
    );
    expect(policy).toMatchObject({ dnsLocalities, failoverPriorities: ['zone'] });
  });
});

describe('mesh/views/virtualServiceHosts', () => {
  it('finds services by whatever case', () => {
    const [first, second] = values(
      'virtualServiceHosts',
      resources(
        ['ServiceEntry e a', `{hosts: [api.example], ${ENTRY}}`],
        ['VirtualService v a', '{hosts: [API.example, "*.other.example"], http: [{}]}'],
      ),
    );
    expect(first).toMatchObject({
      hasCapitals: true,
      services: ['api.example'],
      forMesh: true,
      isHttp: true,
    });
    expect(second).toMatchObject({ isWildcardHost: true, services: [], othersMatch: false });
  });
});

describe('mesh/views/kubernetesServices', () => {
  it('reads protocols and distribution', () => {
    const [found] = values(
      'kubernetesServices',
      resources([
        'Service x a',
        '{clusterIP: None, trafficDistribution: PreferClose, ports: [{port: 1, name: grpc-a}, {port: 2, name: a, appProtocol: grpc}, {port: 3, name: grpcx}, {port: 4, name: http}]}',
      ]),
    );
    expect(found).toMatchObject({
      isHeadless: true,
      grpcPorts: ['1', '2'],
      trafficDistribution: 'PreferClose',
      type: 'ClusterIP',
    });
  });
});

describe('mesh/views/gatewayServers', () => {
  it('reads servers of Istio alone', () => {
    const found = values(
      'gatewayServers',
      `${resources([
        'Gateway g a',
        '{selector: {istio: x}, servers: [{port: {number: 443, name: h, protocol: https, targetPort: 8443}, hosts: [a/b.example], tls: {mode: SIMPLE, credentialName: c, credentialNames: [d]}}]}',
      ])}---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: k}\nspec: {servers: [{}]}\n`,
    );
    expect(found).toEqual([
      expect.objectContaining({
        number: 443,
        protocol: 'HTTPS',
        targetPort: 8443,
        credentialNames: ['c', 'd'],
        selector: { istio: 'x' },
        tlsMode: 'SIMPLE',
      }),
    ]);
  });
});

describe('mesh/views/sidecarListeners', () => {
  it('gives ingress and egress', () => {
    const found = values(
      'sidecarListeners',
      resources([
        'Sidecar s istio-system',
        '{ingress: [{port: {number: 1, targetPort: 2}}], egress: [{hosts: ["*/*"]}, {hosts: ["./*"]}]}',
      ]),
    );
    expect(found).toMatchObject([
      { direction: 'ingress', targetPort: 2, isRootNamespace: true },
      { direction: 'egress', takesAll: true },
      { direction: 'egress', takesAll: false, hosts: ['./*'] },
    ]);
  });
});
