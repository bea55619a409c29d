import { isWhole, type LeafChange, podKeys } from '../leaf.js';
import type { Judgement } from './classifier.js';

/** Labels and annotations that decide whether and from which control plane a pod gets its proxy. */
const INJECTION_KEY =
  /^(istio\.io\/(rev|dataplane-mode|use-waypoint)|sidecar\.istio\.io\/inject|istio-injection)$/;

/** Parts of the injector's configuration that decide which pods are injected. */
const DECIDING: ReadonlySet<string> = new Set(['alwaysInjectSelector', 'neverInjectSelector', 'policy']);

/** What istiod puts into pods that start from now on. */
export function injection(change: LeafChange): Judgement | undefined {
  if (change.resource.kind === 'ConfigMap' && /^istio-sidecar-injector($|-)/.test(change.resource.name)) {
    return judgeInjector(change);
  }
  const [metadata, section, name = ''] = podKeys(change) ?? change.keys;
  const isMarker = metadata === 'metadata' && (section === 'labels' || section === 'annotations');
  if (!isMarker || !INJECTION_KEY.test(name)) return undefined;
  const decides = podKeys(change) !== undefined || change.resource.kind === 'Namespace';
  // Kept out of ambient is what every pod is that has not been let in.
  if (name === 'istio.io/dataplane-mode' && change.op === 'added' && change.after === 'none') {
    return { effect: 'injection', risk: 'low' };
  }
  return { effect: 'injection', risk: decides ? 'high' : 'low' };
}

function judgeInjector(change: LeafChange): Judgement | undefined {
  if (isWhole(change)) return { effect: 'injection', risk: 'high' };
  const [data, document, field = ''] = change.keys;
  if (data !== 'data') return undefined;
  if (document === 'values' && change.keys.join('.') === 'data.values.global.hub') {
    const note =
      'injected proxies are pulled from another registry: nodes, mirrors, pull secrets and admission policies have to allow it';
    return { effect: 'injection', risk: 'medium', note };
  }
  if (document === 'config' && DECIDING.has(field)) return { effect: 'injection', risk: 'high' };
  return { effect: 'injection', risk: document === 'config' ? 'medium' : 'low' };
}
