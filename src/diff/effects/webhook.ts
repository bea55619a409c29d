import { isWhole, type LeafChange, type Risk } from '../leaf.js';
import type { Judgement } from './classifier.js';

const KINDS: ReadonlySet<string> = new Set([
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]);

/** Fields of a webhook that decide what it is asked about, or what happens when it does not answer. */
const RISKS: Readonly<Record<string, Exclude<Risk, 'none'>>> = {
  clientConfig: 'high',
  failurePolicy: 'high',
  matchConditions: 'high',
  matchPolicy: 'medium',
  namespaceSelector: 'high',
  objectSelector: 'high',
  reinvocationPolicy: 'medium',
  rules: 'medium',
  timeoutSeconds: 'medium',
};

/** Injection and validation webhooks: what they select, and whether the API server waits for them. */
export function webhook(change: LeafChange): Judgement | undefined {
  const { kind } = change.resource;
  if (!KINDS.has(kind)) return undefined;
  if (isWhole(change)) {
    return { effect: 'webhook', risk: kind === 'MutatingWebhookConfiguration' ? 'high' : 'medium' };
  }
  const [webhooks, , field] = change.keys;
  if (webhooks !== 'webhooks') return undefined;
  if (change.keys.includes('caBundle')) {
    return { effect: 'webhook', risk: 'low', note: 'istiod writes the CA bundle at run time' };
  }
  if (field === 'failurePolicy' && kind === 'ValidatingWebhookConfiguration') {
    return { effect: 'webhook', risk: 'medium', note: 'istiod sets it to Fail once it serves the webhook' };
  }
  const note = noteOf(field ?? '', change);
  return {
    effect: 'webhook',
    ...(note !== undefined && { note }),
    risk: Object.hasOwn(RISKS, field ?? '') ? (RISKS[field ?? ''] ?? 'low') : 'low',
  };
}

function noteOf(field: string, { after }: LeafChange): string | undefined {
  if (field === 'failurePolicy') {
    return after === 'Ignore'
      ? 'pods that start while istiod is away start without a sidecar'
      : 'pods do not start while istiod is away';
  }
  if (field === 'namespaceSelector' || field === 'objectSelector')
    return 'other namespaces or pods are selected than before';
  return undefined;
}
