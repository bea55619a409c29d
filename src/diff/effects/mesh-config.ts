import { containerPlace, isWhole, type LeafChange, podKeys, type Risk } from '../leaf.js';
import type { Judgement } from './classifier.js';

/** Settings that decide whether traffic flows, or who is who. */
const HIGH: ReadonlySet<string> = new Set([
  'caCertificates',
  'certificates',
  'discoverySelectors',
  'enableAutoMtls',
  'meshMTLS',
  'outboundTrafficPolicy',
  'rootNamespace',
  'trustDomain',
  'trustDomainAliases',
]);

const OBSERVABILITY: ReadonlySet<string> = new Set([
  'accessLogEncoding',
  'accessLogFile',
  'accessLogFormat',
  'defaultProviders',
  'enableTracing',
  'extensionProviders',
]);

/** Mesh configuration and networks, and istiod's own environment: both set what the mesh does. */
export function meshConfig(change: LeafChange): Judgement | undefined {
  if (change.resource.kind === 'ConfigMap') return judgeConfigMap(change);
  if (change.resource.kind === 'Deployment' && isControlPlane(change)) {
    const [field] = containerPlace(change)?.keys ?? [];
    if (field === 'env' || field === 'envFrom') return { effect: 'mesh-config', risk: 'medium' };
  }
  return undefined;
}

function judgeConfigMap(change: LeafChange): Judgement | undefined {
  if (!/^istio($|-)/.test(change.resource.name)) return undefined;
  const [data, document, field = '', ...rest] = change.keys;
  if (isWhole(change))
    return change.resource.name === 'istio' ? { effect: 'mesh-config', risk: 'high' } : undefined;
  if (data !== 'data') return undefined;
  if (document === 'meshNetworks') return { effect: 'mesh-config', risk: 'high' };
  return document === 'mesh' ? { effect: 'mesh-config', risk: riskOf(field, rest) } : undefined;
}

function riskOf(field: string, rest: readonly string[]): Exclude<Risk, 'none'> {
  if (HIGH.has(field)) return 'high';
  const isTracing = field === 'defaultConfig' && rest[0] === 'tracing';
  return OBSERVABILITY.has(field) || isTracing ? 'low' : 'medium';
}

function isControlPlane(change: LeafChange): boolean {
  return /^istiod($|-)/.test(change.resource.name) && podKeys(change) !== undefined;
}
