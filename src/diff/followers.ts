/** What follows when istiod hands out another proxy or another template: read off the injector's configuration. */
import type { Restart } from '../model.js';
import type { LeafChange } from './leaf.js';
import type { Pair } from './pairs.js';
import { compareText, fieldAt, text } from './values.js';

/** One line about workloads that the chart does not render. */
export type Follower = Omit<Restart, 'upgrade'>;

/** Templates that istiod renders by itself for Gateway resources: the pods roll when it does. */
const MANAGED: ReadonlySet<string> = new Set(['agentgateway', 'kube-gateway', 'waypoint']);

/** @param leaves all leaves of the injector's ConfigMap that differ */
export function followersOf(pair: Pair, leaves: readonly LeafChange[]): Follower[] {
  const { after } = pair;
  if (!pair.before || after?.id.kind !== 'ConfigMap' || !/^istio-sidecar-injector($|-)/.test(after.id.name))
    return [];
  const tag = leaves.find(leaf => leaf.keys.join('.') === 'data.values.global.tag');
  const templates = [...new Set(leaves.map(templateOf).filter(name => name !== ''))].sort(compareText);
  if (!tag && templates.length === 0) return [];

  const revision = text(fieldAt(after.value, ['metadata', 'labels', 'istio.io/rev'])) || 'default';
  const proxy = tag ? `proxy ${String(tag.before)}` : 'their template';
  const followers: Follower[] = [
    {
      what: `pods injected by revision ${revision}`,
      why: `not restarted by this change: they keep ${proxy} until they are restarted, gateways that istiod injects included`,
      meanwhile: `they go on serving${skewOf(tag)}`,
      follows: { kind: 'injected', revision },
    },
  ];
  if (tag || templates.some(name => MANAGED.has(name))) {
    followers.push({
      what: `gateways and waypoints managed by revision ${revision}`,
      why: 'istiod renders their Deployments again from its own templates when it starts: they roll with it',
      meanwhile:
        'their pods are replaced as Deployments are, and connections to a pod that goes are cut when its grace period ends',
      follows: { kind: 'managed', revision },
    });
  }
  return followers;
}

/** Istio supports proxies one minor behind: https://istio.io/latest/docs/releases/supported-releases/#control-planedata-plane-skew. */
function skewOf(tag: LeafChange | undefined): string {
  const [before, after] = [minorOf(tag?.before), minorOf(tag?.after)];
  if (before === undefined || after === undefined) return '';
  if (before > after)
    return ', newer than their control plane, which Istio does not support: restart them at once';
  return after - before > 1
    ? `, ${after - before} minor releases behind their control plane, where Istio supports one: restart them soon`
    : '';
}

function minorOf(tag: unknown): number | undefined {
  const minor = /^1\.(\d+)\./.exec(text(tag))?.[1];
  return minor === undefined ? undefined : Number(minor);
}

function templateOf(leaf: LeafChange): string {
  const [data, document, templates, name = ''] = leaf.keys;
  return data === 'data' && document === 'config' && templates === 'templates' ? name : '';
}
