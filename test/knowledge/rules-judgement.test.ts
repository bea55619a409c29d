/** Exposed, possible or neither: the rules on near-identical repositories. */

import { readRules } from '../../tools/pack-knowledge.js';
import { changeOf, contextOf, judge, meshOf } from '../mesh/mesh-of.js';
import { describe, expect, it } from '../support/jest.js';

const { rules } = await readRules('knowledge');

function ruleNamed(id: string) {
  const rule = rules.find(candidate => candidate.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule;
}

const DESTINATION_RULE = (tls: string, host = 'db.partner.example', more = '') => `
apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata: { name: db, namespace: shop }
spec: { host: ${host}, ${more} trafficPolicy: { tls: { ${tls} } } }
`;

const ENTRY = (port: string) => `
---
apiVersion: networking.istio.io/v1beta1
kind: ServiceEntry
metadata: { name: db, namespace: shop }
spec: { hosts: [db.partner.example], resolution: DNS, ports: [${port}] }
`;

const ROUTE = (gateways: string, rewrite = '') => `
---
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: { name: db, namespace: shop }
spec: { hosts: [web.example.com], gateways: ${gateways}, http: [{ ${rewrite} route: [{ destination: { host: db.partner.example } }] }] }
`;

const ALIAS = `
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { type: ExternalName, externalName: db.partner.example, ports: [{ name: http, port: 80 }] }
`;

const SETTINGS_OFF = {
  ENABLE_AUTO_SNI: 'false',
  VERIFY_CERTIFICATE_AT_CLIENT: 'false',
  ENABLE_EXTERNAL_NAME_ALIAS: 'false',
};
const SETTINGS_ON = {
  ENABLE_AUTO_SNI: 'true',
  VERIFY_CERTIFICATE_AT_CLIENT: 'true',
  ENABLE_EXTERNAL_NAME_ALIAS: 'true',
};

function exposureOf(id: string, yaml: string, context = changeOf(ruleNamed(id))) {
  return judge(ruleNamed(id), meshOf(yaml), context).map(({ exposure }) => exposure);
}

function messageOf(id: string, yaml: string, context = changeOf(ruleNamed(id))) {
  return judge(ruleNamed(id), meshOf(yaml), context)[0]?.message;
}

describe('auto-sni', () => {
  it.each([
    ['exposed', 'nothing known of the host', DESTINATION_RULE('mode: SIMPLE')],
    ['exposed', 'MUTUAL', DESTINATION_RULE('mode: MUTUAL')],
    ['exposed', 'HTTP', DESTINATION_RULE('mode: SIMPLE') + ENTRY('{ number: 80, protocol: HTTP }')],
    ['none', 'TCP', DESTINATION_RULE('mode: SIMPLE') + ENTRY('{ number: 80, protocol: TCP }')],
    [
      'exposed',
      'TCP with an HTTP route',
      DESTINATION_RULE('mode: SIMPLE') + ENTRY('{ number: 80, protocol: TCP }') + ROUTE('[g]'),
    ],
    [
      'possible',
      'HTTPS without a route here',
      DESTINATION_RULE('mode: SIMPLE') + ENTRY('{ number: 443, protocol: HTTPS }'),
    ],
    [
      'exposed',
      'HTTPS with an HTTP route',
      DESTINATION_RULE('mode: SIMPLE') + ENTRY('{ number: 443, protocol: HTTPS }') + ROUTE('[g]'),
    ],
    ['none', 'sni', DESTINATION_RULE('mode: SIMPLE, sni: a')],
    ['exposed', 'verification given up', DESTINATION_RULE('mode: SIMPLE, insecureSkipVerify: true')],
    ['possible', 'credentialName, unknown routes', DESTINATION_RULE('mode: SIMPLE, credentialName: a')],
    [
      'exposed',
      'credentialName, a gateway',
      DESTINATION_RULE('mode: SIMPLE, credentialName: a') + ROUTE('[g]'),
    ],
    [
      'none',
      'credentialName, sidecars',
      DESTINATION_RULE('mode: SIMPLE, credentialName: a') + ROUTE('[mesh]'),
    ],
    [
      'exposed',
      'credentialName, workloadSelector',
      DESTINATION_RULE('mode: SIMPLE, credentialName: a', 'db', 'workloadSelector: {},'),
    ],
    ['none', 'a rule for an alias, which takes none', DESTINATION_RULE('mode: SIMPLE', 'db') + ALIAS],
  ])('%s: %s', (exposure, _, yaml) => {
    expect(exposureOf('auto-sni', yaml)).toEqual([exposure]);
  });

  it('is exposed for an alias that is still a service of its own', () => {
    const context = contextOf(
      { value: 'false', env: SETTINGS_OFF },
      { value: 'true', env: { ...SETTINGS_ON, ENABLE_EXTERNAL_NAME_ALIAS: 'false' } },
    );
    expect(exposureOf('auto-sni', DESTINATION_RULE('mode: SIMPLE', 'db') + ALIAS, context)).toEqual([
      'exposed',
    ]);
  });

  it('is possible where the routes that are here lead past it', () => {
    const rule = DESTINATION_RULE(
      'mode: SIMPLE',
      'db.partner.example',
      'subsets: [{ name: v1, trafficPolicy: { tls: { mode: SIMPLE, sni: x } } }],',
    );
    const route = ROUTE('[mesh]')
      .replace('web.example.com', 'db.partner.example')
      .replace('example } }', 'example, subset: v1 } }');
    const yaml = rule + ENTRY('{ number: 80, protocol: HTTP }') + route;
    expect(exposureOf('auto-sni', yaml)).toEqual(['possible', 'none']);
    expect(messageOf('auto-sni', yaml)).toContain('if a route that is not here leads to it');
  });

  it('calls a wildcard no server name', () => {
    const yaml = DESTINATION_RULE('mode: SIMPLE') + ROUTE('[public]').replace('web.example.com', '"*"');
    expect(messageOf('auto-sni', yaml)).toContain('now sends whatever host the request asks for, by');
  });

  it('tells which name is sent, at which release, and what else is checked', () => {
    const yaml =
      DESTINATION_RULE('mode: SIMPLE') +
      ENTRY('{ number: 443, protocol: HTTPS }') +
      ROUTE('[g]', 'rewrite: { authority: db.partner.example },');
    const to = (version: string, env = SETTINGS_ON) =>
      contextOf({ value: 'false', env: SETTINGS_OFF }, { value: 'true', version, env });
    expect(messageOf('auto-sni', yaml, to('1.22.2'))).toBe(
      'no sni here: TLS to db.partner.example used to send no server name, and now sends web.example.com, ' +
        'not db.partner.example to which VirtualService/shop/db rewrites it; the certificate has to carry that name, too',
    );
    expect(
      messageOf('auto-sni', yaml, to('1.25.5', { ...SETTINGS_ON, VERIFY_CERTIFICATE_AT_CLIENT: 'false' })),
    ).toBe(
      'no sni here: TLS to db.partner.example used to send no server name, and now sends db.partner.example, ' +
        'as rewritten by VirtualService/shop/db',
    );
  });

  it('says of a pin that it holds, and of a way back where it leads', () => {
    const yaml = DESTINATION_RULE('mode: SIMPLE');
    const pinned = contextOf({ value: 'false', env: SETTINGS_OFF }, { value: 'false', env: SETTINGS_ON });
    expect(messageOf('auto-sni', yaml, pinned)).toMatch(/^held back for now: no sni here/);
    const back = contextOf({ value: 'true', env: SETTINGS_ON }, { value: 'false', env: SETTINGS_OFF });
    expect(messageOf('auto-sni', yaml, back)).toBe(
      'no sni here: TLS to db.partner.example goes back to sending no server name',
    );
  });
});

describe('verify-certificate-at-client', () => {
  it.each([
    ['exposed', 'a service of the cluster', DESTINATION_RULE('mode: SIMPLE', 'db')],
    [
      'exposed',
      'TCP',
      DESTINATION_RULE('mode: SIMPLE', 'db.corp') +
        ENTRY('{ number: 1, protocol: TCP }').replace('db.partner.example', 'db.corp'),
    ],
    ['exposed', 'an internal name as sni', DESTINATION_RULE('mode: SIMPLE, sni: db.lan', 'db')],
    ['possible', 'a public name as sni', DESTINATION_RULE('mode: SIMPLE, sni: db.example.com', 'db')],
    ['possible', 'a public host', DESTINATION_RULE('mode: SIMPLE', 'api.stripe.com')],
    ['possible', 'a documentation host', DESTINATION_RULE('mode: SIMPLE, sni: db.partner.example')],
    ['none', 'caCertificates', DESTINATION_RULE('mode: SIMPLE, caCertificates: /a', 'db')],
    ['none', 'system authorities already', DESTINATION_RULE('mode: SIMPLE, caCertificates: system', 'db')],
    ['none', 'credentialName', DESTINATION_RULE('mode: SIMPLE, credentialName: a', 'db')],
    ['none', 'verification given up', DESTINATION_RULE('mode: SIMPLE, insecureSkipVerify: true', 'db')],
    ['none', 'a rule for an alias, which takes none', DESTINATION_RULE('mode: SIMPLE', 'db') + ALIAS],
  ])('%s: %s', (exposure, _, yaml) => {
    expect(exposureOf('verify-certificate-at-client', yaml)).toEqual([exposure]);
  });

  it('may start to check the name where automatic SNI was on before', () => {
    const yaml = DESTINATION_RULE('mode: SIMPLE, caCertificates: /a', 'db');
    const context = contextOf({ value: 'false', env: SETTINGS_ON }, { value: 'true', env: SETTINGS_ON });
    expect(exposureOf('verify-certificate-at-client', yaml, context)).toEqual(['possible']);
    const named = DESTINATION_RULE('mode: SIMPLE, caCertificates: /a, subjectAltNames: [b]', 'db');
    expect(exposureOf('verify-certificate-at-client', named, context)).toEqual(['none']);
  });
});

describe('external-name-alias', () => {
  it('judges an unreferenced alias by the outbound policy', () => {
    const change = changeOf(ruleNamed('external-name-alias'));
    expect(exposureOf('external-name-alias', ALIAS)).toEqual(['none']);
    const meshConfig = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    const blocked = { ...change, after: { ...change.after, meshConfig } };
    expect(exposureOf('external-name-alias', ALIAS, blocked)).toEqual(['exposed']);
    expect(
      exposureOf('external-name-alias', ALIAS + ENTRY('{ number: 80, protocol: HTTP }'), blocked),
    ).toEqual(['none']);
  });
});

describe('default-tracing-zipkin', () => {
  it.each([
    [{}, 'possible'],
    [{ enableTracing: false }, 'none'],
    [{ defaultProviders: { tracing: ['otel'] } }, 'none'],
  ])('with mesh config %j: %s', (meshConfig, exposure) => {
    const rule = ruleNamed('default-tracing-zipkin');
    expect(exposureOf(rule.id, '', changeOf(rule, { meshConfig }))).toEqual([exposure]);
  });
});
