import { containerPlace, isPartOfBlock, isWhole, type LeafChange, podKeys } from '../leaf.js';
import type { Judgement } from './classifier.js';

const KINDS: ReadonlySet<string> = new Set([
  'DestinationRule',
  'Endpoints',
  'EndpointSlice',
  'EnvoyFilter',
  'Gateway',
  'Ingress',
  'NetworkPolicy',
  'Service',
  'ServiceEntry',
  'Sidecar',
  'VirtualService',
]);

const HIGH_SERVICE_FIELDS: ReadonlySet<string> = new Set([
  'loadBalancerClass',
  'loadBalancerIP',
  'selector',
  'type',
]);

/** Services, ports, and what decides where packets go. */
export function network(change: LeafChange): Judgement | undefined {
  const { kind } = change.resource;
  if (isWhole(change)) {
    return KINDS.has(kind)
      ? { effect: 'network', risk: change.op === 'removed' ? 'high' : 'medium' }
      : undefined;
  }
  if (kind === 'Service') return judgeService(change);
  if (KINDS.has(kind))
    return change.keys[0] === 'metadata' ? undefined : { effect: 'network', risk: 'medium' };
  return judgePod(change);
}

function judgeService(change: LeafChange): Judgement | undefined {
  const [section, field = '', ...rest] = change.keys;
  if (section === 'metadata' && field === 'annotations') {
    return { effect: 'network', risk: 'medium', note: 'clouds configure load balancers by annotations' };
  }
  if (section !== 'spec') return undefined;
  if (HIGH_SERVICE_FIELDS.has(field))
    return { effect: 'network', risk: 'high', note: serviceNote(field, change) };
  if (field !== 'ports') return { effect: 'network', risk: 'medium' };
  if (change.op === 'added') return { effect: 'network', risk: 'low' };
  // The port itself went, or where it leads.
  if (change.op === 'removed' && isPartOfBlock(change, rest.length - 1))
    return { effect: 'network', risk: 'high', note: 'clients of this port are refused' };
  if (change.op === 'removed' && rest[1] === 'targetPort')
    return { effect: 'network', risk: 'high', note: 'leads to the port of the same number now' };
  if (rest[1] === 'nodePort')
    return {
      effect: 'network',
      risk: 'medium',
      note: 'load balancers outside that know the node port miss it',
    };
  return { effect: 'network', risk: 'medium' };
}

function serviceNote(field: string, { before, after }: LeafChange): string {
  if (field === 'selector') return 'traffic goes to other pods, or to none where nothing has these labels';
  if (field !== 'type') return 'the cloud may give the load balancer another address';
  if (before === 'LoadBalancer') return 'the load balancer and its address go: traffic from outside ends';
  if (after === 'LoadBalancer')
    return 'the cloud is asked for a load balancer: it is reachable from outside, as its annotations say';
  return before === 'NodePort' ? 'the ports on the nodes close' : 'it is reached in another way';
}

function judgePod(change: LeafChange): Judgement | undefined {
  const place = containerPlace(change);
  if (place?.keys[0] === 'ports') {
    return { effect: 'network', risk: change.op === 'added' ? 'low' : 'medium' };
  }
  const [section, field, label = ''] = podKeys(change) ?? [];
  if (section === 'spec' && (field === 'dnsPolicy' || field === 'dnsConfig' || field === 'hostAliases')) {
    return { effect: 'network', risk: 'medium' };
  }
  if (
    section === 'metadata' &&
    field === 'labels' &&
    change.context.selectedLabels.has(label) &&
    change.op !== 'added'
  ) {
    return { effect: 'network', risk: 'high', note: 'a selector looks at this label' };
  }
  return undefined;
}
