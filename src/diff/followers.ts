/** What follows when istiod hands out another proxy or another template: read off the injector's configuration. */
import type { LeafChange } from './leaf.js';
import type { Pair } from './pairs.js';
import { compareText, fieldAt, text } from './values.js';

/** One line about workloads that the chart does not render. */
export interface Follower {
  readonly what: string;
  readonly why: string;
}

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
    },
  ];
  if (tag || templates.some(name => MANAGED.has(name))) {
    followers.push({
      what: `gateways and waypoints managed by revision ${revision}`,
      why: 'istiod renders their Deployments again from its own templates when it starts: they roll with it',
    });
  }
  return followers;
}

function templateOf(leaf: LeafChange): string {
  const [data, document, templates, name = ''] = leaf.keys;
  return data === 'data' && document === 'config' && templates === 'templates' ? name : '';
}
