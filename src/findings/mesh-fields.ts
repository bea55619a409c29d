/**
 * Fields of the mesh config and when they came and went; istiod ignores any other without a word.
 * Source: https://github.com/istio/api, mesh/v1alpha1/config.proto and proxy.proto at every release tag from 1.16.0 on.
 */
import { compare } from 'semver';

interface MeshField {
  /** First release that knows it, where that is known to be later than 1.16.0. */
  readonly since?: string;
  /** First release that no longer knows it. */
  readonly until?: string;
}

const MESH = fields(
  'accessLogEncoding accessLogFile accessLogFormat ca caCertificates certificates configSources connectTimeout ' +
    'defaultConfig defaultDestinationRuleExportTo defaultHttpRetryPolicy defaultProviders defaultServiceExportTo ' +
    'defaultVirtualServiceExportTo disableEnvoyListenerLog discoverySelectors dnsRefreshRate enableAutoMtls ' +
    'enableEnvoyAccessLogService enablePrometheusMerge enableTracing extensionProviders h2UpgradePolicy ' +
    'inboundClusterStatName ingressClass ingressControllerMode ingressSelector ingressService localityLbSetting meshMTLS ' +
    'outboundClusterStatName outboundTrafficPolicy pathNormalization protocolDetectionTimeout proxyHttpPort ' +
    'proxyListenPort rootNamespace serviceSettings tcpKeepalive trustDomain trustDomainAliases verifyCertificateAtClient',
  {
    hboneIdleTimeout: { since: '1.29.0' },
    inboundTrafficPolicy: { since: '1.22.0' },
    proxyInboundListenPort: { since: '1.18.0' },
    serviceScopeConfigs: { since: '1.27.0' },
    thriftConfig: { until: '1.17.0' },
    tlsDefaults: { since: '1.18.0' },
  },
);

const PROXY = fields(
  'availabilityZone binaryPath caCertificatesPem concurrency configPath controlPlaneAuthPolicy customConfigFile ' +
    'discoveryAddress discoveryRefreshDelay drainDuration envoyAccessLogService envoyMetricsService ' +
    'envoyMetricsServiceAddress extraStatTags gatewayTopology holdApplicationUntilProxyStarts image interceptionMode ' +
    'meshId privateKeyProvider proxyAdminPort proxyBootstrapTemplatePath proxyMetadata proxyStatsMatcher readinessProbe ' +
    'runtimeValues sds serviceCluster statNameLength statsdUdpAddress statusPort terminationDrainDuration tracing ' +
    'tracingServiceName zipkinAddress',
  {
    fileFlushInterval: { since: '1.29.0' },
    fileFlushMinSizeKb: { since: '1.29.0' },
    parentShutdownDuration: { until: '1.17.0' },
    proxyHeaders: { since: '1.19.0' },
    statsCompression: { since: '1.29.0' },
  },
);

/** A field as an author wrote it: the keys below `meshConfig`, and what knows it. */
export interface KnownMeshField extends MeshField {
  /** Dotted, in the spelling of the API: `defaultConfig.statsCompression`. */
  readonly name: string;
}

/** The field that keys below `meshConfig` name or lie in, in either of the two spellings that istiod takes. */
export function meshField(keys: readonly string[]): KnownMeshField | undefined {
  const { table, prefix, key } = step(keys);
  const name = key === undefined ? undefined : camelCase(key);
  const field = name === undefined ? undefined : table.get(name);
  return field && { name: `${prefix}${name}`, ...field };
}

/** Names beside which a key stands, for finding what a mistyped one was meant to be; without their prefix. */
export function meshFieldsBeside(
  keys: readonly string[],
  version: string,
): { readonly depth: number; readonly names: readonly string[] } {
  const { table, prefix } = step(keys);
  const names = [...table].filter(([, field]) => isKnownAt(field, version)).map(([name]) => name);
  return { depth: prefix === '' ? 0 : 1, names };
}

/** True where a release knows a field. */
export function isKnownAt({ since, until }: MeshField, version: string): boolean {
  if (since !== undefined && compare(version, since) < 0) return false;
  return until === undefined || compare(version, until) < 0;
}

interface Step {
  readonly table: ReadonlyMap<string, MeshField>;
  readonly prefix: string;
  readonly key: string | undefined;
}

function step([first, second]: readonly string[]): Step {
  const isProxy = first !== undefined && camelCase(first) === 'defaultConfig' && second !== undefined;
  return isProxy
    ? { table: PROXY, prefix: 'defaultConfig.', key: second }
    : { table: MESH, prefix: '', key: first };
}

function fields(always: string, others: Readonly<Record<string, MeshField>>): ReadonlyMap<string, MeshField> {
  const all: [string, MeshField][] = always.split(' ').map(name => [name, {}]);
  return new Map([...all, ...Object.entries(others)]);
}

/** Protobuf's JSON reader takes `access_log_file` for `accessLogFile`. */
function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
