import { describe, expect, it } from '../support/jest.js';
import { contextOf, itemsOf, meshOf } from './mesh-of.js';

const RULE = (spec: string, metadata = 'name: db, namespace: shop') => `
apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata: { ${metadata} }
spec: ${spec}
`;

const ENTRY = (host: string, ports: string, more = '') => `
---
apiVersion: networking.istio.io/v1beta1
kind: ServiceEntry
metadata: { name: entry, namespace: shop }
spec: { hosts: ["${host}"], resolution: DNS, ports: [${ports}] ${more} }
`;

const SERVICE = (name: string, ports: string) => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { ports: [${ports}] }
`;

const VIRTUAL_SERVICE = (spec: string, metadata = 'name: vs, namespace: shop') => `
---
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: { ${metadata} }
spec: ${spec}
`;

const SIMPLE = '{ host: db.partner.example, trafficPolicy: { tls: { mode: SIMPLE } } }';

function valuesOf(yaml: string, version = '1.22.2') {
  return itemsOf('tlsOriginations', meshOf(yaml), contextOf({}, { version })).map(({ value }) => value);
}

function valueFor(yaml: string, version?: string) {
  const values = valuesOf(yaml, version);
  expect(values).toHaveLength(1);
  return values[0];
}

describe('mesh/views/tls-originations', () => {
  describe('modes', () => {
    it.each(['SIMPLE', 'MUTUAL'])('%s originates TLS', mode => {
      expect(valueFor(RULE(`{ host: db, trafficPolicy: { tls: { mode: ${mode} } } }`))).toMatchObject({
        mode,
      });
    });

    it.each([
      '{ mode: DISABLE }',
      '{ mode: ISTIO_MUTUAL }',
      '{ sni: a }',
      '{}',
      '{ mode: 1 }',
      'SIMPLE',
      'null',
    ])('tls: %s does not', tls =>
      expect(valuesOf(RULE(`{ host: db, trafficPolicy: { tls: ${tls} } }`))).toEqual([]),
    );
  });

  describe('levels', () => {
    const yaml = RULE(`
  host: db
  trafficPolicy:
    tls:
      mode: SIMPLE
      sni: top
    portLevelSettings:
    - port:
        number: 8443
      tls:
        mode: SIMPLE
  subsets:
  - name: v1
    trafficPolicy:
      tls:
        mode: MUTUAL
      portLevelSettings:
      - port:
          number: 9443
        tls:
          mode: SIMPLE
          sni: deep
`);

    it('finds a block at each level, with its line and nothing inherited', () => {
      const items = itemsOf('tlsOriginations', meshOf(yaml));
      expect(
        items.map(({ value, places }) => [value.level, value.port, value.subset, value.sni, places.at?.line]),
      ).toEqual([
        ['policy', 0, '', 'top', 8],
        ['port', 8443, '', '', 14],
        ['subset', 0, 'v1', '', 19],
        ['subset-port', 9443, 'v1', 'deep', 24],
      ]);
      expect(items[0]?.places.at).toMatchObject({ endLine: 10, resource: 'DestinationRule/shop/db' });
      expect(items[3]?.paths.at).toEqual([
        'spec',
        'subsets',
        0,
        'trafficPolicy',
        'portLevelSettings',
        0,
        'tls',
      ]);
    });

    it('is in force for no port where every port has settings of its own, whether they speak of TLS or not', () => {
      const rule = RULE(
        `{ host: db, trafficPolicy: { tls: { mode: SIMPLE }, portLevelSettings: [{ port: { number: 80 } }] } }`,
      );
      expect(valueFor(rule)).toMatchObject({ applies: true });
      expect(valueFor(rule + SERVICE('db', '{ name: http, port: 80 }'))).toMatchObject({ applies: false });
      expect(
        valueFor(rule + SERVICE('db', '{ name: http, port: 80 }, { name: tcp-x, port: 81 }')),
      ).toMatchObject({
        applies: true,
        protocolHttp: 'no',
      });
    });

    it('is in force for no port where a port level names one that the host does not have', () => {
      const rule = RULE(
        `{ host: db, trafficPolicy: { portLevelSettings: [{ port: { number: 81 }, tls: { mode: SIMPLE } }] } }`,
      );
      expect(valueFor(rule + SERVICE('db', '{ name: http, port: 80 }'))).toMatchObject({ applies: false });
    });

    it('counts only the first settings of a port', () => {
      const settings = '{ port: { number: 80 } }, { port: { number: 80 }, tls: { mode: SIMPLE } }';
      expect(valuesOf(RULE(`{ host: db, trafficPolicy: { portLevelSettings: [${settings}] } }`))).toEqual([]);
    });

    it('takes the traffic of subsets without TLS settings of their own for its own', () => {
      const rule = RULE(
        `{ host: db.partner.example, trafficPolicy: { tls: { mode: SIMPLE } }, subsets: [{ name: v1 }, { name: v2, trafficPolicy: { tls: { mode: DISABLE } } }] }`,
      );
      const ports = ENTRY('db.partner.example', '{ number: 443, name: tls, protocol: TLS }');
      const routeTo = (subset: string) =>
        VIRTUAL_SERVICE(
          `{ hosts: [a.example.com], http: [{ route: [{ destination: { host: db.partner.example, subset: ${subset} } }] }] }`,
        );
      expect(valueFor(rule + ports + routeTo('v1'))).toMatchObject({ protocolHttp: 'yes' });
      expect(valueFor(rule + ports + routeTo('v2'))).toMatchObject({ protocolHttp: 'no', opaqueTls: true });
    });
  });

  describe('protocol', () => {
    it.each([
      ['nothing here', '', 'unknown'],
      ['HTTP', ENTRY('db.partner.example', '{ number: 80, name: a, protocol: HTTP }'), 'yes'],
      ['GRPC', ENTRY('db.partner.example', '{ number: 80, name: a, protocol: grpc }'), 'yes'],
      ['TCP', ENTRY('db.partner.example', '{ number: 80, name: http, protocol: TCP }'), 'no'],
      ['MONGO', ENTRY('db.partner.example', '{ number: 80, name: http, protocol: MONGO }'), 'no'],
      ['TLS', ENTRY('db.partner.example', '{ number: 443, name: a, protocol: TLS }'), 'no'],
      ['HTTPS', ENTRY('db.partner.example', '{ number: 443, name: a, protocol: HTTPS }'), 'no'],
      ['none', ENTRY('db.partner.example', '{ number: 80, name: a }'), 'unknown'],
      ['a wildcard entry', ENTRY('*.partner.example', '{ number: 80, name: a, protocol: TCP }'), 'no'],
      ['another host', ENTRY('db.other.example', '{ number: 80, name: a, protocol: TCP }'), 'unknown'],
      [
        'one of two',
        ENTRY('db.partner.example', '{ number: 1, protocol: TCP }, { number: 80, protocol: HTTP }'),
        'yes',
      ],
    ])('of a ServiceEntry: %s', (_, entry, protocolHttp) => {
      expect(valueFor(RULE(SIMPLE) + entry)).toMatchObject({ protocolHttp });
    });

    it.each([
      ['{ name: http-web, port: 80 }', 'yes'],
      ['{ name: grpc, port: 80 }', 'yes'],
      ['{ name: web, port: 80 }', 'unknown'],
      ['{ port: 80 }', 'unknown'],
      ['{ name: tcp, port: 80 }', 'no'],
      ['{ name: https, port: 443 }', 'no'],
      ['{ name: tcp, port: 80, appProtocol: http }', 'yes'],
      ['{ name: web, port: 80, appProtocol: kubernetes.io/h2c }', 'yes'],
      ['{ name: http, port: 80, appProtocol: redis }', 'no'],
      ['{ name: web, port: 3306 }', 'no'],
      ['{ name: http, port: 53, protocol: UDP }', 'no'],
    ])('of a Service: %s', (port, protocolHttp) => {
      const rule = RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE } } }');
      expect(valueFor(rule + SERVICE('db', port))).toMatchObject({ protocolHttp });
    });

    it('is HTTP where an HTTP route leads there, whatever the port says', () => {
      const route = VIRTUAL_SERVICE(
        '{ hosts: [db.partner.example], http: [{ route: [{ destination: { host: db.partner.example, port: { number: 443 } } }] }] }',
      );
      const entry = ENTRY('db.partner.example', '{ number: 443, name: https, protocol: HTTPS }');
      expect(valueFor(RULE(SIMPLE) + entry + route)).toMatchObject({ protocolHttp: 'yes' });
    });

    it('takes a route without a port for one to the port that the request came in by', () => {
      const entry = ENTRY(
        'db.partner.example',
        '{ number: 80, name: http, protocol: HTTP }, { number: 443, name: https, protocol: HTTPS }',
      );
      const rule = (port: number) =>
        RULE(
          `{ host: db.partner.example, trafficPolicy: { portLevelSettings: [{ port: { number: ${port} }, tls: { mode: SIMPLE } }] } }`,
        );
      const route = (port: string) =>
        VIRTUAL_SERVICE(
          `{ hosts: [db.partner.example], http: [{ route: [{ destination: { host: db.partner.example${port} } }] }] }`,
        );
      expect(valueFor(rule(443) + entry + route(''))).toMatchObject({ protocolHttp: 'no', opaqueTls: true });
      expect(valueFor(rule(443) + entry + route(', port: { number: 443 }'))).toMatchObject({
        protocolHttp: 'yes',
      });
      expect(valueFor(rule(80) + entry + route(''))).toMatchObject({ protocolHttp: 'yes' });
    });

    it('is not HTTP where only TCP and TLS routes lead there', () => {
      const tcp = VIRTUAL_SERVICE(
        '{ hosts: [db.partner.example], tcp: [{ route: [{ destination: { host: db.partner.example } }] }] }',
      );
      expect(valueFor(RULE(SIMPLE) + tcp)).toMatchObject({ protocolHttp: 'no' });
      const tls = VIRTUAL_SERVICE(
        '{ hosts: [db.partner.example], tls: [{ match: [{ sniHosts: [db.partner.example] }], route: [{ destination: { host: db.partner.example } }] }] }',
      );
      expect(valueFor(RULE(SIMPLE) + tls)).toMatchObject({ protocolHttp: 'no' });
    });
  });

  describe('whether something leads there', () => {
    const WITH_SUBSET = `{ host: db.partner.example, trafficPolicy: { tls: { mode: SIMPLE } }, subsets: [{ name: v1, trafficPolicy: { tls: { mode: MUTUAL } } }, { name: v2 }] }`;
    const TO = (subset: string, hosts = 'db.partner.example', more = '') =>
      VIRTUAL_SERVICE(
        `{ hosts: [${hosts}], ${more} http: [{ route: [{ destination: { host: db.partner.example, subset: ${subset} } }] }] }`,
      );
    const HTTP = ENTRY('db.partner.example', '{ number: 80, protocol: HTTP }');

    it.each([
      ['no route at all', '', [true, true]],
      ['a route to the subset, for the host itself', TO('v1'), [false, true]],
      ['a route to another subset, which has the settings of all', TO('v2'), [true, false]],
      ['a route for another host', TO('v1', 'a.example.com'), [true, true]],
      ['a route of gateways', TO('v1', 'db.partner.example', 'gateways: [g],'), [true, true]],
    ])('%s', (_, route, expected) => {
      const items = itemsOf('tlsOriginations', meshOf(RULE(WITH_SUBSET) + HTTP + route));
      expect(items.map(({ value }) => value.isReached)).toEqual(expected);
    });

    it('counts bytes, which HTTP routes leave alone, as reaching the host', () => {
      const entry = ENTRY('db.partner.example', '{ number: 5432, protocol: TCP }');
      expect(valuesOf(RULE(WITH_SUBSET) + entry + TO('v1'))[0]).toMatchObject({ isReached: true });
    });
  });

  describe('who originates', () => {
    const RULE_WITH_SECRET = (more = '') =>
      RULE(
        `{ host: db.partner.example, ${more} trafficPolicy: { tls: { mode: SIMPLE, credentialName: ca } } }`,
      );
    const through = (gateways: string) =>
      VIRTUAL_SERVICE(
        `{ hosts: [a.example.com], gateways: ${gateways}, http: [{ route: [{ destination: { host: db.partner.example } }] }] }`,
      );

    it.each([
      ['no credentialName', RULE(SIMPLE), 'yes'],
      ['credentialName, no route here', RULE_WITH_SECRET(), 'unknown'],
      ['credentialName, from sidecars', RULE_WITH_SECRET() + through('[mesh]'), 'no'],
      ['credentialName, from a gateway', RULE_WITH_SECRET() + through('[egress]'), 'yes'],
      ['credentialName, from both', RULE_WITH_SECRET() + through('[mesh, egress]'), 'yes'],
      [
        'credentialName with workloadSelector',
        RULE_WITH_SECRET('workloadSelector: { matchLabels: { a: b } },'),
        'yes',
      ],
      [
        'credentialName, routes narrowed to the mesh by their matches',
        RULE_WITH_SECRET() +
          VIRTUAL_SERVICE(
            '{ hosts: [a.example.com], gateways: [mesh, egress], http: [{ match: [{ gateways: [mesh] }], route: [{ destination: { host: db.partner.example } }] }] }',
          ),
        'no',
      ],
    ])('%s', (_, yaml, originates) => {
      expect(valueFor(yaml)).toMatchObject({ originates });
    });
  });

  describe('the name that is sent', () => {
    const http = ENTRY('db.partner.example', '{ number: 80, name: http, protocol: HTTP }');

    it('is the host where no route is here', () => {
      expect(valueFor(RULE(SIMPLE) + http)).toMatchObject({
        authorities: ['db.partner.example'],
        automaticSni: ['db.partner.example'],
        isRewritten: false,
        authorityUnknown: false,
        suggestedSni: 'db.partner.example',
      });
    });

    it('is the full name of a short host', () => {
      expect(valueFor(RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE } } }'))).toMatchObject({
        host: 'db.shop.svc.cluster.local',
        automaticSni: ['db.shop.svc.cluster.local'],
      });
    });

    it.each([
      [
        'rewrite',
        'rewrite: { authority: db.partner.example }, route: [{ destination: { host: db.partner.example } }]',
      ],
      [
        'a header of the rule',
        'headers: { request: { set: { Host: db.partner.example } } }, route: [{ destination: { host: db.partner.example } }]',
      ],
      [
        'a header of the destination',
        'route: [{ destination: { host: db.partner.example }, headers: { request: { set: { ":authority": db.partner.example } } } }]',
      ],
    ])('is the name before a rewrite by %s until 1.24, and the rewritten one from then on', (_, rule) => {
      const yaml =
        RULE(SIMPLE) +
        http +
        VIRTUAL_SERVICE(`{ hosts: [shop.example.com], gateways: [public], http: [{ ${rule} }] }`);
      expect(valueFor(yaml, '1.22.2')).toMatchObject({
        isRewritten: true,
        authorities: ['shop.example.com'],
        rewrites: ['db.partner.example'],
        automaticSni: ['shop.example.com'],
        suggestedSni: 'db.partner.example',
        routes: ['VirtualService/shop/vs'],
      });
      expect(valueFor(yaml, '1.24.0')).toMatchObject({ automaticSni: ['db.partner.example'] });
    });

    it('is what the roots of a delegate are asked for, which also lend it their rewrite', () => {
      const delegate = VIRTUAL_SERVICE(
        '{ http: [{ route: [{ destination: { host: db.partner.example } }] }] }',
        'name: part, namespace: team',
      );
      const root = (name: string, rewrite: string) =>
        VIRTUAL_SERVICE(
          `{ hosts: [${name}.example.com], gateways: [public], http: [{ ${rewrite} delegate: { name: part, namespace: team } }] }`,
          `name: ${name}, namespace: edge`,
        );
      expect(
        valueFor(
          RULE(SIMPLE) +
            http +
            root('one', '') +
            root('two', 'rewrite: { authority: in.example.com },') +
            delegate,
        ),
      ).toMatchObject({
        authorities: ['one.example.com', 'two.example.com'],
        rewrites: ['in.example.com', 'one.example.com'],
        authorityUnknown: false,
        routes: ['VirtualService/team/part'],
      });
      expect(valueFor(RULE(SIMPLE) + http + delegate)).toMatchObject({
        authorities: [],
        authorityUnknown: true,
        protocolHttp: 'yes',
      });
    });

    it.each(['"*"', '"*.example.com"'])('is not known behind hosts %s', host => {
      const route = VIRTUAL_SERVICE(
        `{ hosts: [${host}], gateways: [public], http: [{ route: [{ destination: { host: db.partner.example } }] }] }`,
      );
      expect(valueFor(RULE(SIMPLE) + http + route)).toMatchObject({ authorityUnknown: true });
    });

    it('is the exact authority that all matches ask for', () => {
      const route = VIRTUAL_SERVICE(
        '{ hosts: ["*"], gateways: [public], http: [{ match: [{ authority: { exact: a.example.com } }], route: [{ destination: { host: db.partner.example } }] }] }',
      );
      expect(valueFor(RULE(SIMPLE) + http + route)).toMatchObject({
        authorities: ['a.example.com'],
        authorityUnknown: false,
      });
    });

    it('is no IP address', () => {
      const route = VIRTUAL_SERVICE(
        '{ hosts: [10.0.0.1, a.example.com], gateways: [public], http: [{ route: [{ destination: { host: db.partner.example } }] }] }',
      );
      expect(valueFor(RULE(SIMPLE) + http + route)).toMatchObject({ automaticSni: ['a.example.com'] });
    });

    it('follows mirrors', () => {
      const route = VIRTUAL_SERVICE(
        '{ hosts: [a.example.com], http: [{ route: [{ destination: { host: web } }], mirrors: [{ destination: { host: db.partner.example } }] }] }',
      );
      expect(valueFor(RULE(SIMPLE) + route)).toMatchObject({
        authorities: ['a.example.com'],
        protocolHttp: 'yes',
      });
    });

    it.each([
      [
        'the rule',
        'filters: [{ type: URLRewrite, urlRewrite: { hostname: db.partner.example } }], backendRefs: [{ name: db, port: 443 }]',
      ],
      [
        'the backend',
        'backendRefs: [{ name: db, port: 443, filters: [{ type: URLRewrite, urlRewrite: { hostname: db.partner.example } }] }]',
      ],
    ])('is rewritten by an HTTPRoute, at %s', (_, rule) => {
      const route = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: shop }
spec: { parentRefs: [{ name: public }], hostnames: [shop.example.com], rules: [{ ${rule} }] }
`;
      const rules = RULE('{ host: db.shop.svc.cluster.local, trafficPolicy: { tls: { mode: SIMPLE } } }');
      const service = SERVICE('db', '{ name: https, port: 443 }');
      expect(valueFor(rules + service + route)).toMatchObject({
        protocolHttp: 'yes',
        isRewritten: true,
        authorities: ['shop.example.com'],
        rewrites: ['db.partner.example'],
        automaticSni: ['shop.example.com'],
        routes: ['HTTPRoute/shop/route'],
      });
      expect(valueFor(rules + service + route, '1.25.5')).toMatchObject({
        automaticSni: ['db.partner.example'],
      });
    });

    it('comes through TLSRoutes as bytes, and through Ingresses as requests', () => {
      const rule = RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE, credentialName: ca } } }');
      const tls = `
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TLSRoute
metadata: { name: route, namespace: shop }
spec: { parentRefs: [{ name: public }], rules: [{ backendRefs: [{ name: db, port: 443 }] }] }
`;
      expect(valueFor(rule + tls)).toMatchObject({ protocolHttp: 'no', originates: 'yes' });
      const ingress = `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec: { rules: [{ host: a.example.com, http: { paths: [{ path: /, backend: { service: { name: db } } }] } }] }
`;
      expect(valueFor(rule + ingress)).toMatchObject({
        protocolHttp: 'yes',
        originates: 'yes',
        authorities: ['a.example.com'],
      });
    });
  });

  describe('wildcards and the root namespace', () => {
    const rule = RULE(
      '{ host: "*.partner.example", trafficPolicy: { tls: { mode: SIMPLE } } }',
      'name: all, namespace: istio-system',
    );

    it('covers what is below', () => {
      const yaml =
        rule +
        ENTRY('db.partner.example', '{ number: 80, name: http, protocol: HTTP }') +
        VIRTUAL_SERVICE(
          '{ hosts: [a.example.com], gateways: [g], http: [{ route: [{ destination: { host: db.partner.example } }] }] }',
        );
      expect(valueFor(yaml)).toMatchObject({
        isWildcardHost: true,
        isRootNamespace: true,
        protocolHttp: 'yes',
        authorities: ['a.example.com'],
      });
    });

    it('asks for whatever hosts are known where no route is', () => {
      expect(valueFor(rule)).toMatchObject({ automaticSni: [], authorityUnknown: true, suggestedSni: '' });
      expect(valueFor(rule + ENTRY('db.partner.example', '{ number: 80, protocol: HTTP }'))).toMatchObject({
        automaticSni: ['db.partner.example'],
      });
    });

    it('gives way to rules of the hosts below it', () => {
      const own = RULE('{ host: db.partner.example }').replace('name: db', 'name: own');
      const entry = ENTRY('db.partner.example', '{ number: 80, protocol: HTTP }');
      const yaml = `${rule}---${own}${entry}`;
      expect(valueFor(yaml)).toMatchObject({ isShadowed: true, authorities: [] });
      const another = ENTRY('api.partner.example', '{ number: 80, protocol: HTTP }').replace(
        'name: entry',
        'name: api',
      );
      expect(valueFor(yaml + another)).toMatchObject({
        isShadowed: false,
        authorities: ['api.partner.example'],
      });
    });

    it('is the rule of a ServiceEntry that has the same wildcard', () => {
      const entry = ENTRY('*.partner.example', '{ number: 80, protocol: HTTP }');
      expect(valueFor(rule + entry)).toMatchObject({ isShadowed: false, protocolHttp: 'yes' });
    });

    it('gives way to narrower wildcards, and to no rule of another namespace or for selected workloads', () => {
      const wide = rule.replace('istio-system', 'shop');
      const entry = ENTRY('db.eu.partner.example', '{ number: 80, protocol: HTTP }');
      const narrow = (metadata: string, more = '') =>
        `---${RULE(`{ host: "*.eu.partner.example"${more} }`, metadata)}`;
      const isShadowed = (yaml: string) => valueFor(wide + yaml + entry)?.isShadowed;
      expect(isShadowed(narrow('name: eu, namespace: shop'))).toBe(true);
      expect(isShadowed(narrow('name: eu, namespace: other'))).toBe(false);
      expect(isShadowed(narrow('name: eu, namespace: shop', ', workloadSelector: { matchLabels: {} }'))).toBe(
        false,
      );
      expect(valueFor(rule + narrow('name: eu, namespace: shop') + entry)).toMatchObject({
        isShadowed: true,
      });
      expect(valueFor(rule + narrow('name: eu, namespace: shop', ', exportTo: [.]') + entry)).toMatchObject({
        isShadowed: false,
      });
    });

    it('is no matter to a host that has a service of its own', () => {
      const ports = '{ number: 80, protocol: HTTP }';
      const entries =
        ENTRY('db.partner.example', '{ number: 80, protocol: TCP }') + ENTRY('*.partner.example', ports);
      expect(valueFor(RULE(SIMPLE) + entries)).toMatchObject({ protocolHttp: 'no' });
    });

    it('knows another root namespace', () => {
      const mesh = meshOf(rule, { rootNamespace: 'mesh-root' });
      expect(itemsOf('tlsOriginations', mesh)[0]?.value).toMatchObject({ isRootNamespace: false });
    });
  });

  describe('certificates', () => {
    it.each([
      ['a service of the cluster', RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE } } }'), 'never'],
      [
        'with a documentation name as sni',
        RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE, sni: db.example } } }'),
        'never',
      ],
      [
        'with a public name as sni',
        RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE, sni: db.example.com } } }'),
        'can',
      ],
      [
        'with a public name asked of it',
        RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE, subjectAltNames: [db.example.com] } } }'),
        'can',
      ],
      [
        'with a SPIFFE identity asked of it',
        RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE, subjectAltNames: ["spiffe://a/b"] } } }'),
        'never',
      ],
      ['a documentation name', RULE(SIMPLE), 'unknown'],
      ['a public name', RULE('{ host: api.stripe.com, trafficPolicy: { tls: { mode: SIMPLE } } }'), 'can'],
      [
        'a private name in front of a public endpoint',
        RULE('{ host: db.corp, trafficPolicy: { tls: { mode: SIMPLE } } }') +
          ENTRY('db.corp', '{ number: 1, protocol: TCP }', ', endpoints: [{ address: db.example.com }]'),
        'can',
      ],
      [
        'an alias of a public name',
        RULE('{ host: db, trafficPolicy: { tls: { mode: SIMPLE } } }') +
          '\n---\napiVersion: v1\nkind: Service\nmetadata: { name: db, namespace: shop }\nspec: { type: ExternalName, externalName: db.example.com }\n',
        'can',
      ],
    ])('of %s', (_, yaml, publicCertificate) => {
      expect(valueFor(yaml)).toMatchObject({ publicCertificate });
    });

    it.each([
      ['{ mode: SIMPLE }', true],
      ['{ mode: SIMPLE, sni: a }', false],
      ['{ mode: SIMPLE, subjectAltNames: [a] }', false],
      ['{ mode: SIMPLE, insecureSkipVerify: true }', false],
      ['{ mode: SIMPLE, insecureSkipVerify: false }', true],
    ])('are checked of themselves against the name, with %s: %s', (tls, automaticSan) => {
      expect(valueFor(RULE(`{ host: db, trafficPolicy: { tls: ${tls} } }`))).toMatchObject({ automaticSan });
    });
  });
});
