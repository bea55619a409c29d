/**
 * Every place where a DestinationRule makes proxies open TLS themselves, with a certificate that is not the mesh's
 * own: mode SIMPLE or MUTUAL. A block without a mode is DISABLE; ISTIO_MUTUAL sets its own server name.
 *
 * Source: https://github.com/istio/istio/blob/1.22.2/pilot/pkg/networking/core/cluster_tls.go.
 */
import { compare, valid } from 'semver';
import type { MeshResource } from '../../model.js';
import { authoritiesOf, type Known, type Traffic, trafficTo } from '../destinations.js';
import { isWildcard, publicCertificateFor } from '../hosts.js';
import type { Mesh } from '../mesh.js';
import { isMeshExternal } from '../mesh-external.js';
import { flagAt, mappingAt, textAt, textsAt } from '../read.js';
import { subjectOf } from '../resource.js';
import { type TlsBlock, tlsBlocksOf } from '../tls-blocks.js';
import { itemAt, type ViewDefinition, type ViewInput, type ViewItem } from '../view.js';

export const tlsOriginations: ViewDefinition = {
  name: 'tlsOriginations',
  summary: 'A `tls` block of a DestinationRule, of mode SIMPLE or MUTUAL, at any level',
  places: { at: 'the `tls` block', host: 'the host of the DestinationRule' },
  fields: {
    level: '`policy`, `port`, `subset` or `subset-port`',
    port: 'number of the port of a port level; 0 at the others',
    subset: "the subset's name; '' outside subsets",
    host: 'the host, short names made full',
    mode: '`SIMPLE` or `MUTUAL`',
    sni: "the server name that the block sets; '' where it sets none",
    subjectAltNames: 'the names that the block asks of the certificate',
    credentialName: 'the Secret that the block names',
    caCertificates: 'the file of authorities that the block names',
    insecureSkipVerify: 'whether the block gives up verification',
    hasWorkloadSelector: 'whether the rule holds for selected workloads only',
    exportTo: 'namespaces that the rule is exported to; [] for the default',
    isRootNamespace: 'whether the rule stands in the root namespace, and so holds for the whole mesh',
    isWildcardHost: 'whether the host is a wildcard',
    isMeshExternal:
      '`yes`, `no` or `unknown`: whether a ServiceEntry of this repository says that the host is outside of the mesh; `no` for a Service',
    isExternalName:
      'whether the host is an ExternalName Service of this repository: as mere aliases these take no rules',
    applies:
      'false where every declared port of the host has settings of its own, so that the block is in force for none',
    isReached:
      'false where routes to the host are here and none of them leads to the block: to its subset, or past the one that takes all requests for the host',
    isShadowed:
      'for a wildcard host: whether all hosts below it that are here have rules of their own, so that it acts on none known',
    originates:
      '`yes`, `no` or `unknown`: whether some proxy opens TLS by this block. `credentialName` acts on gateways only: without workloadSelector sidecars ignore the whole block',
    protocolHttp:
      '`yes`, `no` or `unknown`: whether requests (not bytes) arrive: by the HTTP routes to it, else by the protocol of its ports',
    opaqueTls:
      'true where all its declared ports are TLS or HTTPS: only an HTTP route from elsewhere would make requests of it',
    routes: 'the resources whose routes reach it',
    authorities: 'the names that clients ask for, as far as they are known',
    rewrites:
      'what the routes make of those names, wildcards left out; the same names where they rewrite nothing',
    isRewritten: 'whether some route rewrites the authority',
    authorityUnknown:
      'true where clients may ask for names that are not known here: wildcards, any host, delegates without root',
    automaticSni:
      'the server names that automatic SNI sends, as far as they are known, at the later of the two releases',
    automaticSan: 'whether automatic SNI would also have the certificate checked against that name',
    verifies: 'whether the block itself says what to verify with: caCertificates or credentialName',
    publicCertificate:
      '`never` where all names by which the server could be certified are internal, `can` where one is public, `unknown` else',
    suggestedSni: "the name to set as `sni` if its certificate carries it; '' where none suggests itself",
  },
  items: originations,
};

/**
 * First release whose proxies take the authority after the route's rewrites for automatic SNI; before it, the name that
 * the client asked for. Sources: https://github.com/istio/istio/issues/50126, https://github.com/envoyproxy/envoy/pull/35566
 * (Envoy 1.32).
 */
const SNI_AFTER_REWRITE = '1.24.0';

function originations(mesh: Mesh, context: ViewInput): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const rule of mesh.ofKind('DestinationRule', 'networking.istio.io')) {
    const host = mesh.resolve(textAt(rule.value, ['spec', 'host']), rule.namespace);
    for (const block of tlsBlocksOf(rule)) {
      const mode = textAt(block.tls, ['mode']);
      if (mode !== 'SIMPLE' && mode !== 'MUTUAL') continue;
      items.push(itemOf(mesh, context, rule, host, block));
    }
  }
  return items;
}

function itemOf(mesh: Mesh, context: ViewInput, rule: MeshResource, host: string, block: TlsBlock): ViewItem {
  const { tls } = block;
  const traffic = trafficTo(mesh, rule, host, block);
  const authorities = authoritiesOf(host, traffic);
  const rewritten = authorities.rewritten.filter(isName);
  const sni = textAt(tls, ['sni']);
  const subjectAltNames = textsAt(tls, ['subjectAltNames']);
  const credentialName = textAt(tls, ['credentialName']);
  const caCertificates = textAt(tls, ['caCertificates']);
  const insecureSkipVerify = flagAt(tls, ['insecureSkipVerify']);
  const hasWorkloadSelector = mappingAt(rule.value, ['spec', 'workloadSelector']) !== undefined;
  const value = {
    level: block.level,
    port: block.port,
    subset: block.subset,
    host,
    mode: textAt(tls, ['mode']),
    sni,
    subjectAltNames,
    credentialName,
    caCertificates,
    insecureSkipVerify,
    hasWorkloadSelector,
    exportTo: textsAt(rule.value, ['spec', 'exportTo']),
    isRootNamespace: rule.namespace === mesh.rootNamespace,
    isWildcardHost: isWildcard(host),
    isMeshExternal: isMeshExternal(mesh, host),
    isExternalName: traffic.services.some(service => service.host === host && service.externalName !== ''),
    applies: traffic.hasPorts,
    isReached: traffic.reached,
    isShadowed: traffic.shadowed,
    originates: originates(credentialName !== '' && !hasWorkloadSelector, traffic),
    protocolHttp: traffic.http,
    opaqueTls: traffic.opaqueTls,
    routes: [...new Set(traffic.routes.map(route => subjectOf(route.resource)))].toSorted(),
    authorities: authorities.asked,
    rewrites: rewritten,
    isRewritten: traffic.routes.some(route => route.rewrite !== ''),
    authorityUnknown: authorities.unknown,
    automaticSni: rewritesFirst(context) ? rewritten : authorities.asked.filter(isName),
    automaticSan: sni === '' && subjectAltNames.length === 0 && !insecureSkipVerify,
    verifies: caCertificates !== '' || credentialName !== '',
    publicCertificate: publicCertificateOf(mesh, host, [sni, ...subjectAltNames], traffic),
    suggestedSni: suggestedSni(host, traffic),
  };
  return itemAt(rule, { at: block.path, host: ['spec', 'host'] }, value);
}

/** What can be sent as a server name: a wildcard only says that it is not known. */
function isName(host: string): boolean {
  return !isWildcard(host);
}

function originates(gatewaysOnly: boolean, { routes }: Traffic): Known {
  if (!gatewaysOnly) return 'yes';
  if (routes.some(route => route.fromGateway)) return 'yes';
  return routes.length > 0 ? 'no' : 'unknown';
}

function rewritesFirst({ before, after }: ViewInput): boolean {
  return [before.version, after.version].some(
    version => valid(version) && compare(version, SNI_AFTER_REWRITE) >= 0,
  );
}

/** Judged by every name that the server is known by: one public name, and its certificate may be public. */
function publicCertificateOf(mesh: Mesh, host: string, named: readonly string[], traffic: Traffic): string {
  const aliases = mesh.servicesMatching(host).map(service => service.externalName);
  const known = [...named, ...aliases, ...traffic.services.flatMap(service => service.endpoints)].filter(
    name => name !== '',
  );
  const isAlias = aliases.some(alias => alias !== '');
  const verdicts = [...known, ...(isAlias ? [] : [host])].map(publicCertificateFor);
  if (verdicts.includes('can')) return 'can';
  return verdicts.includes('never') ? 'never' : 'unknown';
}

/** What the server is most likely certified as: the name that routes rewrite to, else the host itself. */
function suggestedSni(host: string, { routes }: Traffic): string {
  const rewrites = new Set(routes.map(route => route.rewrite).filter(rewrite => rewrite !== ''));
  const [only] = rewrites;
  if (only !== undefined) return rewrites.size === 1 ? only : '';
  return isWildcard(host) ? '' : host;
}
