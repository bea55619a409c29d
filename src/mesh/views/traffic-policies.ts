/**
 * The traffic policies of DestinationRules, each at the level where it is written.
 * Source for how levels go together: https://github.com/istio/istio/blob/1.24.0/pilot/pkg/networking/util/util.go
 * (MergeSubsetTrafficPolicy, GetPortLevelTrafficPolicy).
 */
import type { DataPath, MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { isMeshExternal } from '../mesh-external.js';
import { oncePerMesh } from '../once.js';
import { flagAt, integerAt, listAt, mappingAt, textAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const trafficPolicies: ViewDefinition = {
  name: 'trafficPolicies',
  summary: 'A traffic policy of a DestinationRule, at any level',
  places: {
    at: 'the policy',
    loadBalancer: 'its loadBalancer',
    hash: 'its consistentHash',
    locality: 'its localityLbSetting',
    connectionPool: 'its connectionPool',
    outlierDetection: 'its outlierDetection',
    proxyProtocol: 'its proxyProtocol',
    retryBudget: 'its retryBudget',
  },
  fields: {
    host: 'the host, short names made full',
    level: '`policy`, `port`, `subset` or `subset-port`',
    port: 'number of the port of a port level; 0 at the others',
    subset: "the subset's name; '' outside subsets",
    isMeshExternal:
      '`yes`, `no` or `unknown`: whether a ServiceEntry of this repository says that the host is outside of the mesh; `no` for a Service',
    tlsMode: "mode of its `tls` block; '' without one",
    hasTls: 'whether it has a `tls` block',
    simple: "`ROUND_ROBIN`, `LEAST_REQUEST`, …; '' where it names none",
    hash: "by what it hashes: `httpHeaderName`, `httpCookie`, `useSourceIp` or `httpQueryParameterName`; '' without consistent hashing",
    hashAlgorithm: "`ringHash` (also where none is written) or `maglev`; '' without consistent hashing",
    warmupAggression: "the aggression of its warmup, as written; ''",
    hasOutlierDetection: 'whether it has outlierDetection',
    maxEjectionPercent:
      'its `maxEjectionPercent`, 10 where it has outlierDetection and names none; 0 without',
    outlierDetectionSkipped: 'whether its outlierDetection ejects nobody anyway: it counts no kind of error',
    hasLocalitySettings: 'whether its load balancer has locality settings',
    failoverPriorities: 'the labels of its failoverPriority; [] where locality settings are switched off',
    dnsLocalities:
      'how many localities the endpoints of a ServiceEntry of this repository for this host have, where its resolution is DNS; the most of several',
    h2Upgrade: "its h2UpgradePolicy; ''",
    maxConcurrentStreams: 'its maxConcurrentStreams; 0 where none is written',
    tcpIdleTimeout: "the idleTimeout of its TCP settings, as written; ''",
    keepaliveTimes: 'time and interval of its TCP keepalive, as far as they are written',
    useClientProtocol: 'whether it keeps the protocol of the client',
    hasProxyProtocol: 'whether it has the PROXY protocol sent',
    hasRetryBudget: 'whether it has a retryBudget',
    retryBudgetPercent: "the percent of its retryBudget, as written; ''",
    overriddenBy: 'for level `policy`: names of the subsets that have a traffic policy of their own',
  },
  items: oncePerMesh(policies),
};

function policies(mesh: Mesh): readonly ViewItem[] {
  return mesh.ofKind('DestinationRule', 'networking.istio.io').flatMap(rule => policiesOf(mesh, rule));
}

interface Level {
  readonly level: string;
  readonly port: number;
  readonly subset: string;
  readonly policy: unknown;
  readonly path: DataPath;
}

function policiesOf(mesh: Mesh, rule: MeshResource): readonly ViewItem[] {
  const host = mesh.resolve(textAt(rule.value, ['spec', 'host']), rule.namespace);
  const subsets = listAt(rule.value, ['spec', 'subsets']);
  const levels: Level[] = [
    ...levelsOf(mappingAt(rule.value, ['spec', 'trafficPolicy']), ['spec', 'trafficPolicy'], undefined),
    ...subsets.flatMap((subset, index) =>
      levelsOf(
        mappingAt(subset, ['trafficPolicy']),
        ['spec', 'subsets', index, 'trafficPolicy'],
        textAt(subset, ['name']),
      ),
    ),
  ];
  if (levels.length === 0) return [];
  const shared = {
    host,
    isMeshExternal: isMeshExternal(mesh, host),
    dnsLocalities: dnsLocalitiesOf(mesh, host),
    overriddenBy: subsets
      .filter(subset => mappingAt(subset, ['trafficPolicy']))
      .map(subset => textAt(subset, ['name'])),
  };
  return levels.map(level => itemOf(rule, shared, level));
}

function levelsOf(
  policy: Readonly<Record<string, unknown>> | undefined,
  path: DataPath,
  subset: string | undefined,
): readonly Level[] {
  if (!policy) return [];
  const own = {
    level: subset === undefined ? 'policy' : 'subset',
    port: 0,
    subset: subset ?? '',
    policy,
    path,
  };
  const ports = listAt(policy, ['portLevelSettings']).map((setting, index) => ({
    level: subset === undefined ? 'port' : 'subset-port',
    port: integerAt(setting, ['port', 'number']),
    subset: subset ?? '',
    policy: setting,
    path: [...path, 'portLevelSettings', index],
  }));
  return [own, ...ports];
}

const HASHES = ['httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'];

function itemOf(
  rule: MeshResource,
  shared: {
    readonly host: string;
    readonly isMeshExternal: string;
    readonly dnsLocalities: number;
    readonly overriddenBy: readonly string[];
  },
  { level, port, subset, policy, path }: Level,
): ViewItem {
  const balancer = mappingAt(policy, ['loadBalancer']);
  const hashing = mappingAt(balancer, ['consistentHash']);
  const http = mappingAt(policy, ['connectionPool', 'http']);
  const tcp = mappingAt(policy, ['connectionPool', 'tcp']);
  const tls = mappingAt(policy, ['tls']);
  return itemAt(
    rule,
    {
      at: path,
      loadBalancer: [...path, 'loadBalancer'],
      hash: [...path, 'loadBalancer', 'consistentHash'],
      locality: [...path, 'loadBalancer', 'localityLbSetting'],
      connectionPool: [...path, 'connectionPool'],
      outlierDetection: [...path, 'outlierDetection'],
      proxyProtocol: [...path, 'proxyProtocol'],
      retryBudget: [...path, 'retryBudget'],
    },
    {
      host: shared.host,
      level,
      port,
      subset,
      isMeshExternal: shared.isMeshExternal,
      tlsMode: textAt(tls, ['mode']),
      hasTls: tls !== undefined,
      simple: textAt(balancer, ['simple']),
      hash: hashing === undefined ? '' : (HASHES.find(name => Object.hasOwn(hashing, name)) ?? ''),
      hashAlgorithm: hashing === undefined ? '' : mappingAt(hashing, ['maglev']) ? 'maglev' : 'ringHash',
      warmupAggression: textAt(balancer, ['warmup', 'aggression']),
      hasOutlierDetection: mappingAt(policy, ['outlierDetection']) !== undefined,
      maxEjectionPercent: maxEjectionPercent(policy),
      outlierDetectionSkipped: countsNothing(policy),
      hasLocalitySettings: mappingAt(balancer, ['localityLbSetting']) !== undefined,
      failoverPriorities: failoverPrioritiesOf(balancer),
      dnsLocalities: shared.dnsLocalities,
      h2Upgrade: textAt(http, ['h2UpgradePolicy']),
      maxConcurrentStreams: integerAt(http, ['maxConcurrentStreams']),
      tcpIdleTimeout: textAt(tcp, ['idleTimeout']),
      keepaliveTimes: ['time', 'interval']
        .map(part => textAt(tcp, ['tcpKeepalive', part]))
        .filter(time => time !== ''),
      useClientProtocol: flagAt(http, ['useClientProtocol']),
      hasProxyProtocol: mappingAt(policy, ['proxyProtocol']) !== undefined,
      hasRetryBudget: mappingAt(policy, ['retryBudget']) !== undefined,
      retryBudgetPercent: textAt(policy, ['retryBudget', 'percent']),
      overriddenBy: level === 'policy' ? shared.overriddenBy : [],
    },
  );
}

function failoverPrioritiesOf(balancer: unknown): readonly string[] {
  const settings = mappingAt(balancer, ['localityLbSetting']);
  return textAt(settings, ['enabled']) === 'false' ? [] : textsAt(settings, ['failoverPriority']);
}

/** One cluster is built of all endpoints of a ServiceEntry; those without a locality are in one of their own. */
function dnsLocalitiesOf(mesh: Mesh, host: string): number {
  const counts = mesh
    .servicesMatching(host)
    .filter(({ kind, resolution }) => kind === 'ServiceEntry' && resolution === 'DNS')
    .map(
      ({ resource }) =>
        new Set(listAt(resource.value, ['spec', 'endpoints']).map(endpoint => textAt(endpoint, ['locality'])))
          .size,
    );
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

/** Default of Envoy, to which istiod leaves it. */
const DEFAULT_EJECTION_PERCENT = 10;

function maxEjectionPercent(policy: unknown): number {
  const outliers = mappingAt(policy, ['outlierDetection']);
  if (!outliers) return 0;
  return integerAt(outliers, ['maxEjectionPercent']) || DEFAULT_EJECTION_PERCENT;
}

/** Zero errors of every kind are how people switch it off. */
function countsNothing(policy: unknown): boolean {
  const outliers = mappingAt(policy, ['outlierDetection']);
  const isZero = (key: string): boolean => textAt(outliers, [key]) === '0';
  return isZero('consecutive5xxErrors') && !COUNTED.some(key => integerAt(outliers, [key]) > 0);
}

const COUNTED = ['consecutiveGatewayErrors', 'consecutiveLocalOriginFailures'];
