/** What overlays of Fleet make of the resources of a bundle, and for whom. */

import { readSide } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const target = (name: string, labels: string, more: string): string =>
  `- name: ${name}\n  clusterSelector: {matchLabels: ${labels}}\n  ${more}\n`;

const ISTIO = `helm: {repo: "https://istio-release.storage.googleapis.com/charts", chart: istiod, version: 1.20.6}
targetCustomizations:
${target('canary', '{stage: canary}', 'helm: {version: 1.22.2}')}`;

const rule = (host: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: bank}\nspec: {host: ${host}}\n`;

const TLS = 'spec: {trafficPolicy: {tls: {mode: SIMPLE}}}\n';

function bundle(main = '{stage: main}', canary = '{stage: canary}'): string {
  return `defaultNamespace: shop
targetCustomizations:
${target('canary', canary, 'yaml: {overlays: [canary]}')}${target('main', main, 'yaml: {overlays: [main]}')}`;
}

async function rules(files: Readonly<Record<string, string>>) {
  const { resources } = await readSide(
    memoryTree({ 'istio/fleet.yaml': ISTIO, 'shop/bank.yaml': rule('base'), ...files }),
    { versions: [], values: [] },
  );
  return resources
    .filter(({ kind }) => kind === 'DestinationRule')
    .map(({ namespace, value, environments = ['any'] }) => {
      const { host, trafficPolicy } = value.spec as { host: string; trafficPolicy?: unknown };
      return `${namespace} ${host} ${trafficPolicy ? 'tls' : 'plain'}: ${environments.join(' ')}`;
    });
}

describe('analysis/fleet-overlays', () => {
  it('merges patches into files of a target, and leaves the others as they are', async () => {
    const found = await rules({
      'shop/fleet.yaml': bundle(),
      'shop/overlays/canary/bank_patch.yaml': TLS,
      'shop/overlays/main/bank.yaml': rule('main'),
      'shop/overlays/nobody/bank.yaml': rule('nobody'),
    });
    expect(found).toEqual([
      'shop base plain: istiod',
      'shop base tls: canary',
      'shop main plain: istiod',
      'default nobody plain: any',
    ]);
  });

  it('takes a target for anybody’s whose clusters the tree does not tell from those of others', async () => {
    const patches = {
      'shop/overlays/canary/bank_patch.yaml': 'spec: {host: canary}\n',
      'shop/overlays/main/bank_patch.yaml': 'spec: {host: main}\n',
    };
    expect(await rules({ 'shop/fleet.yaml': bundle('{region: eu}'), ...patches })).toContain(
      'shop main plain: any',
    );
    // Some of those that the other bundle calls so.
    const some = await rules({
      'shop/fleet.yaml': bundle('{stage: main}', '{stage: canary, region: eu}'),
      ...patches,
    });
    expect(some).toEqual(['shop base plain: any', 'shop canary plain: any', 'shop main plain: istiod']);
  });
});
