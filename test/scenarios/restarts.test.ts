/** What restarts and what does not, by name: of the charts, and of the repository's own workloads and gateways. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts === undefined ? it.skip : it;

let helm: string;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path ?? '';
});

const workload = (name: string, namespace: string, labels = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {template: {metadata: {labels: {app: ${name}${labels}}}, spec: {containers: [{name: app, image: a}]}}}\n`;
const gateway = (name: string, className: string): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: ${name}, namespace: shop}\nspec: {gatewayClassName: ${className}}\n`;

const WORKLOADS: Files = {
  'apps/shop.yaml': [
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n',
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: plain}\n',
    workload('cart', 'shop'),
    workload('opted-out', 'shop', ', sidecar.istio.io/inject: "false"'),
    workload('canary', 'plain', ', istio.io/rev: next'),
    workload('bare', 'plain'),
    gateway('edge', 'istio'),
    gateway('waypoint', 'istio-waypoint'),
    gateway('other', 'nginx'),
  ].join('---\n'),
};

describe('restarts', () => {
  withCharts('name what rolls, what keeps its sidecar, and what istiod rolls', async () => {
    const { restarts } = await analyse(
      { 'istiod.yaml': application('1.21.6'), ...WORKLOADS },
      { 'istiod.yaml': application('1.22.2'), ...WORKLOADS },
      { helm, ...(charts === undefined ? {} : { charts }) },
    );
    const why = (what: string): string => restarts.find(restart => restart.what.startsWith(what))?.why ?? '';
    expect(restarts.map(({ what }) => what)).toContain('Deployment/istio-system/istiod');
    expect(why('pods injected')).toContain('Declared here: `Deployment/shop/cart`');
    for (const name of ['opted-out', 'bare', 'canary']) expect(why('pods injected')).not.toContain(name);
    expect(why('gateways and waypoints')).toContain('`Gateway/shop/edge`, `Gateway/shop/waypoint`');
    expect(why('gateways and waypoints')).not.toContain('other');
    expect(restarts.every(({ meanwhile }) => meanwhile !== undefined && meanwhile !== '')).toBe(true);
  });
});
