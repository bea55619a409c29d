/** Settings of rendered meshes that nothing reads: told where they move by themselves, and not with their release. */
import { describe, expect, it } from '../../support/jest.js';
import { analyse, type Files } from '../../support/scenario.js';

interface Parts {
  readonly version?: string;
  readonly env?: string;
  readonly annotation?: string;
  readonly values?: string;
  readonly folder?: string;
}

function workload(name: string, image: string, env: string, annotation: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: istio-system, labels: {app: ${name}, istio: ${name === 'istiod' ? 'pilot' : 'ingressgateway'}}}\nspec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata:\n      labels: {app: ${name}}\n      annotations: {${annotation}}\n    spec:\n      containers:\n      - name: ${name === 'istiod' ? 'discovery' : 'istio-proxy'}\n        image: ${image}\n        env: [${env}]\n`;
}

function rendered({
  version = '1.24.2',
  env = '{name: ISTIO_META_X, value: a}',
  annotation = 'prometheus.io/port: "1"',
  values = '{"global": {}}',
  folder = 'mesh',
}: Parts = {}): Files {
  const map = (name: string, key: string, text: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: istio-system}\ndata:\n  ${key}: |\n    ${text}\n`;
  return {
    [`${folder}/istio.yaml`]: [
      workload('istiod', `docker.io/istio/pilot:${version}`, '', ''),
      workload('istio-ingressgateway', `docker.io/istio/proxyv2:${version}`, env, annotation),
      map('istio', 'mesh', 'accessLogFile: /dev/stdout'),
      map('istio-sidecar-injector', 'values', values),
    ].join('---\n'),
  };
}

const MOVED: readonly (readonly [what: string, parts: Parts, told: string])[] = [
  [
    'the environment of a gateway',
    { env: '{name: ISTIO_META_X, value: b}' },
    'Deployment istio-ingressgateway',
  ],
  [
    'its configuration of the proxy',
    { annotation: 'proxy.istio.io/config: "{}"' },
    'Deployment istio-ingressgateway',
  ],
  [
    'what istiod puts into pods',
    { values: '{"global": {"proxy": {"holdApplicationUntilProxyStarts": true}}}' },
    'ConfigMap istio-sidecar-injector',
  ],
];

describe('detect/unread/rendered-settings', () => {
  it.each(MOVED)('tells where it moves by itself: %s', async (_, parts, told) => {
    const { verdict, incomplete } = await analyse(rendered(), rendered(parts));
    expect(verdict).toBe('incomplete');
    expect(incomplete.map(({ what }) => what)).toEqual([told]);
  });

  it.each(MOVED)('leaves it to the upgrade where the release moves with it: %s', async (_, parts, told) => {
    const { upgrades, incomplete } = await analyse(rendered(), rendered({ ...parts, version: '1.25.1' }));
    expect(upgrades.length).toBeGreaterThan(0);
    expect(incomplete.map(({ what }) => what)).not.toContain(told);
  });

  it('tells where the injector’s ConfigMap goes by itself', async () => {
    const [[path, text = ''] = ['']] = Object.entries(rendered());
    const without = { [path]: text.split('---\n').slice(0, 3).join('---\n') };
    const { incomplete } = await analyse(rendered(), without);
    expect(incomplete.map(({ what }) => what)).toEqual(['ConfigMap istio-sidecar-injector']);
  });

  it('is no news of what only lies elsewhere, nor of annotations of others', async () => {
    expect((await analyse(rendered(), rendered({ folder: 'istio' }))).verdict).toBe('no-upgrade');
    expect((await analyse(rendered(), rendered({ annotation: 'prometheus.io/port: "2"' }))).verdict).toBe(
      'no-upgrade',
    );
  });

  it('tells what a patch makes of a gateway', async () => {
    const overlaid = (value: string, parts: Parts = {}): Files => ({
      ...rendered(parts),
      'prod/kustomization.yaml': 'resources: [../mesh]\npatches:\n- path: gateway.yaml\n',
      'mesh/kustomization.yaml': 'resources: [istio.yaml]\n',
      'prod/gateway.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istio-ingressgateway, namespace: istio-system}\nspec:\n  template:\n    spec:\n      containers:\n      - name: istio-proxy\n        env: [{name: ISTIO_META_Y, value: ${value}}]\n`,
    });
    const { incomplete } = await analyse(overlaid('a'), overlaid('b'));
    expect(incomplete.map(({ what, file }) => `${what} ${file}`)).toEqual([
      'Deployment istio-ingressgateway prod/gateway.yaml',
    ]);
    const again = { version: '1.25.1', env: '{name: ISTIO_META_X, value: b}' };
    const upgraded = await analyse(overlaid('a'), overlaid('a', again));
    expect(upgraded.upgrades.length).toBeGreaterThan(0);
    expect(upgraded.incomplete.map(({ what }) => what)).not.toContain('Deployment istio-ingressgateway');
  });
});
