/** Components of different versions: now, afterwards, and while a hop is under way. */
import { describe, expect, it } from '../support/jest.js';
import { installed, planOf, saying, upgradeOf } from '../support/plans.js';

describe('plan/skew', () => {
  it('names what does not fit its control plane, before and after', () => {
    const beside = [
      installed('gateway', '1.23.0'),
      installed('ztunnel', '1.18.0', { id: 'old-ztunnel', at: { file: 'z.yaml', line: 9 } }),
    ];
    const [row] = planOf([upgradeOf('1.20.6', '1.21.6')], { beside })?.fleet ?? [];
    expect(row?.skewNow.map(({ text }) => text)).toEqual([
      'gateway (1.23.0) is newer than its control plane (1.20.6)',
      'old-ztunnel (1.18.0) is 2 minors behind its control plane (1.20.6); 1 is supported',
    ]);
    expect(row?.skew).toEqual([
      expect.objectContaining({ text: 'gateway (1.23.0) is newer than its control plane (1.21.6)' }),
      {
        text: 'old-ztunnel (1.18.0) is 3 minors behind its control plane (1.21.6); 1 is supported',
        source: 'https://istio.io/latest/docs/ambient/upgrade/helm/',
        at: [{ file: 'z.yaml', line: 9 }],
      },
    ]);
  });

  it('follows the steps of each hop', () => {
    const upgrades = (['istiod', 'cni', 'ztunnel', 'gateway'] as const).map(chart =>
      upgradeOf('1.24.6', '1.26.8', { chart }),
    );
    const [first, second] = planOf(upgrades)?.hops ?? [];
    expect(saying(first?.skew)).toContain(
      'until the last restart istiod is 1.25.5 and sidecars and gateways 1.24.6',
    );
    expect(saying(first?.skew)).toContain('ztunnel is 1.24.6 under istiod 1.25.5: supported');
    expect(saying(second?.skew)).toContain('cni is 1.25.5 under istiod 1.26.8: supported');
  });

  it('says at which hop something that stays behind is too far behind', () => {
    const beside = [installed('gateway', '1.20.6', { at: { file: 'gw.yaml', line: 2 } })];
    const hops = planOf([upgradeOf('1.20.6', '1.22.8')], { beside })?.hops ?? [];
    expect(hops.map(({ skew }) => skew.filter(({ at }) => at !== undefined).length)).toEqual([0, 1]);
    expect(hops[1]?.skew.at(-1)).toMatchObject({
      text: 'gateway (1.20.6) is 2 minors behind its control plane (1.22.8); 1 is supported, and this change does not move it',
      at: [{ file: 'gw.yaml', line: 2 }],
    });
  });

  it('sees proxies whose image the repository writes down', () => {
    const workload = (name: string, pod: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  template:\n${pod}---\n`;
    const resources = [
      workload(
        'cart',
        '    metadata:\n      annotations:\n        sidecar.istio.io/proxyImage: docker.io/istio/proxyv2:1.19.4\n',
      ),
      workload(
        'edge',
        '    spec:\n      containers:\n      - {name: istio-proxy, image: "istio/proxyv2:1.22.0-distroless"}\n',
      ),
      workload('free', '    spec:\n      containers:\n      - {name: istio-proxy, image: auto}\n'),
    ].join('');
    const plan = planOf([upgradeOf('1.20.6', '1.21.6')], { resources });
    expect(plan?.fleet[0]?.skewNow.map(({ text }) => text)).toEqual([
      'The proxy of Deployment/shop/edge (1.22.0) is newer than its control plane (1.20.6)',
    ]);
    expect(plan?.hops[0]?.skew.slice(-2)).toEqual([
      expect.objectContaining({
        text: 'The proxy of Deployment/shop/cart (1.19.4) is 2 minors behind its control plane (1.21.6); 1 is supported, and its image is written down: change it with this hop',
        at: [{ file: 'config/resources.yaml', line: 8 }],
      }),
      expect.objectContaining({ text: expect.stringContaining('Deployment/shop/edge (1.22.0) is newer') }),
    ]);
  });

  it('leaves sidecars with their revision while a canary stands beside it', () => {
    const [hop] = planOf([upgradeOf('1.20.6', '1.22.8', { revision: '1-22-8' })])?.hops ?? [];
    expect(saying(hop?.skew)).toContain('stay with istiod 1.20.6 until they are moved');
  });

  it('takes node agents back before their control plane, and proxies right after it', () => {
    const upgrades = (['istiod', 'cni', 'ztunnel', 'gateway', 'base'] as const).map(chart =>
      upgradeOf('1.26.1', '1.25.5', { chart }),
    );
    const [hop] = planOf(upgrades)?.hops ?? [];
    expect(hop?.during.map(({ text }) => text.split(' ')[0])).toEqual([
      'ztunnel',
      'cni',
      'istiod',
      'Gateways',
      'Restart',
      'base',
    ]);
    expect(saying(hop?.skew)).toContain('a data plane newer than its control plane is not supported');
  });
});
