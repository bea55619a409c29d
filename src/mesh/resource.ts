/** Which documents are resources of the mesh, and how one is taken out of a document. */
import type { MeshResource, Positioned } from '../model.js';
import { kialiIn } from './kiali.js';
import { namesMetrics } from './metrics.js';
import { WORKLOAD_KINDS } from './pods.js';
import { mappingAt, textAt, textMapAt } from './read.js';

/** Kubernetes' own kinds that rules look at, whatever they hold. */
const CORE_KINDS = new Set(['v1/Service', 'v1/Namespace', 'networking.k8s.io/v1/Ingress']);

const CONFIG_MAP = 'v1/ConfigMap';

/** What resizes workloads from outside of the charts, by group. */
const AUTOSCALERS: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'autoscaling',
  ScaledObject: 'keda.sh',
};

/** What selects pods besides Istio's own kinds, by group: taken where it does so by a label of Istio. */
const SELECTING: Readonly<Record<string, string>> = {
  PodDisruptionBudget: 'policy',
  NetworkPolicy: 'networking.k8s.io',
};

/** What scrapes metrics, asks for them or shows them, by group. */
const OBSERVING: Readonly<Record<string, string>> = {
  PrometheusRule: 'monitoring.coreos.com',
  ServiceMonitor: 'monitoring.coreos.com',
  PodMonitor: 'monitoring.coreos.com',
  VMRule: 'operator.victoriametrics.com',
  GrafanaDashboard: 'grafana.integreatly.org',
};

/** Key of a ConfigMap that holds a proxy's own bootstrap. Source: the annotation `sidecar.istio.io/bootstrapOverride`. */
export const OWN_BOOTSTRAP = 'custom_bootstrap.json';

/**
 * What brings Secrets without holding them in the open, by group: taken where the Secret is the one that istiod signs with.
 */
const BRINGING_SECRETS: Readonly<Record<string, string>> = {
  ExternalSecret: 'external-secrets.io',
  SealedSecret: 'bitnami.com',
};

/** Name of the Secret with istiod's certificate authority. Source: istio, security/pkg/pki/ca/ca.go (CACertsSecret). */
export const CA_SECRET = 'cacerts';

/** Kinds that live in no namespace. */
const CLUSTER_SCOPED = new Set(['Namespace', 'GatewayClass', 'CustomResourceDefinition']);

/** `networking.istio.io` of `networking.istio.io/v1beta1`; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/**
 * The resource that a document holds; undefined for what is none of the mesh's.
 * @param defaultNamespace where `kubectl apply` would put what names no namespace
 */
export function resourceFrom(
  data: Positioned,
  origin: MeshResource['origin'],
  defaultNamespace: string,
): MeshResource | undefined {
  const value = mappingAt(data.value, []);
  if (!value) return undefined;
  const apiVersion = textAt(value, ['apiVersion']);
  const kind = textAt(value, ['kind']);
  if (kind === '' || !isOfTheMesh(apiVersion, kind, value)) return undefined;
  const namespace = textAt(value, ['metadata', 'namespace']) || defaultNamespace;
  return {
    apiVersion,
    kind,
    name: textAt(value, ['metadata', 'name']) || textAt(value, ['metadata', 'generateName']),
    namespace: CLUSTER_SCOPED.has(kind) ? '' : namespace,
    data,
    value,
    origin,
  };
}

/** `Kind/namespace/name`, as findings name it; `Kind/name` for what lives in no namespace. */
export function subjectOf(resource: Pick<MeshResource, 'kind' | 'namespace' | 'name'>): string {
  return [resource.kind, resource.namespace, resource.name].filter(part => part !== '').join('/');
}

/** True for `v1 List` and the typed lists that `kubectl get -o yaml` prints. */
export function isList(data: Positioned): boolean {
  return textAt(data.value, ['kind']).endsWith('List') && Array.isArray(mappingAt(data.value, [])?.items);
}

function isOfTheMesh(apiVersion: string, kind: string, value: Readonly<Record<string, unknown>>): boolean {
  if (kind === 'CustomResourceDefinition') return isGatewayApiCrd(textAt(value, ['metadata', 'name']));
  const group = groupOf(apiVersion);
  if (SELECTING[kind] === group) return selectsByIstio(value);
  if (BRINGING_SECRETS[kind] === group) return secretNameOf(value) === CA_SECRET;
  if (`${apiVersion}/${kind}` === CONFIG_MAP) return speaksOfTheMesh(value);
  return mayBeOfTheMesh(apiVersion, kind) || kialiIn(group, kind, value) !== undefined;
}

/** The same by kind alone: some are of the mesh only by what they hold. */
export function mayBeOfTheMesh(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  // IstioOperator declares an installation, which detection reads; it is nothing that istiod serves.
  if (group.endsWith('.istio.io')) return group !== 'install.istio.io';
  if (group === 'gateway.networking.k8s.io' || group.startsWith('gateway.networking.x-k8s.io')) return true;
  if (group.startsWith('inference.networking.')) return true;
  if (CORE_KINDS.has(`${apiVersion}/${kind}`) || `${apiVersion}/${kind}` === CONFIG_MAP) return true;
  if ([AUTOSCALERS, SELECTING, OBSERVING, BRINGING_SECRETS].some(kinds => kinds[kind] === group)) return true;
  // All of them: a namespace's label makes pods part of the mesh that carry nothing of Istio themselves.
  return WORKLOAD_KINDS.has(kind);
}

function selectsByIstio(value: Readonly<Record<string, unknown>>): boolean {
  return ['selector', 'podSelector'].some(selector =>
    [...textMapAt(value, ['spec', selector, 'matchLabels']).keys()].some(key => key.includes('istio')),
  );
}

function speaksOfTheMesh(value: Readonly<Record<string, unknown>>): boolean {
  const data = textMapAt(value, ['data']);
  return data.has(OWN_BOOTSTRAP) || [...data.values()].some(namesMetrics);
}

/** Name of the Secret that an ExternalSecret or SealedSecret makes: of its template, else its own. */
function secretNameOf(value: unknown): string {
  return (
    textAt(value, ['spec', 'target', 'name']) ||
    textAt(value, ['spec', 'template', 'metadata', 'name']) ||
    textAt(value, ['metadata', 'name'])
  );
}

/** Those of Istio itself come with its base chart. */
function isGatewayApiCrd(name: string): boolean {
  return /\.(?:gateway|inference)\.networking\.(?:x-)?k8s\.io$/.test(name);
}
