import { describe, expect, it } from '@jest/globals';
import { collectResources } from '../../src/mesh/collect.js';
import { kustomized } from '../../src/mesh/kustomized.js';
import { itemAt } from '../../src/mesh/view.js';
import type { DataPath, MeshResource } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { destinationRule, type Files } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

async function built(files: Files): Promise<readonly MeshResource[]> {
  const tree = memoryTree(files);
  const { resources } = await collectResources(tree, () => false);
  return kustomized(tree, resources);
}

function place(resource: MeshResource | undefined, path: DataPath): string {
  if (!resource) return 'nothing';
  const at = itemAt(resource, { at: path }, {}).places.at;
  return `${at?.file}:${at?.line}`;
}

const TLS = ['spec', 'trafficPolicy', 'tls'];
const BASE: Files = {
  'base/kustomization.yaml': 'resources: [rule.yaml]\n',
  'base/rule.yaml': destinationRule(),
};

function overlay(name: string, kustomization: string, files: Files = {}): Files {
  return {
    [`${name}/kustomization.yaml`]: dedent(kustomization),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text])),
  };
}

describe('mesh/kustomized', () => {
  it('leaves a base as it is where nothing changes it', async () => {
    const [rule, ...others] = await built({ ...BASE, ...overlay('prod', 'resources: [../base]') });
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ namespace: 'shop', deployedBy: ['prod/kustomization.yaml'] });
    expect(place(rule, TLS)).toBe('base/rule.yaml:9');
  });

  it('applies a patch, and points at the line of the patch', async () => {
    const patch = dedent(`
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: datastore, namespace: shop}
      spec:
        trafficPolicy:
          tls:
            sni: db.example.com
    `);
    const resources = await built({
      ...BASE,
      ...overlay('prod', 'resources: [../base]\npatches: [{path: sni.yaml}]\nnamespace: payments', {
        'sni.yaml': patch,
      }),
      ...overlay('dev', 'resources: [../base]'),
    });
    expect(resources.map(({ namespace, deployedBy }) => [namespace, deployedBy])).toEqual([
      ['shop', ['dev/kustomization.yaml']],
      ['payments', ['prod/kustomization.yaml']],
    ]);
    const prod = resources.find(({ namespace }) => namespace === 'payments');
    expect(prod?.value.spec).toEqual({
      host: 'db.example.com',
      trafficPolicy: { tls: { mode: 'SIMPLE', sni: 'db.example.com' } },
    });
    expect(place(prod, [...TLS, 'sni'])).toBe('prod/sni.yaml:7');
    expect(place(prod, [...TLS, 'mode'])).toBe('base/rule.yaml:10');
    expect(place(prod, ['spec', 'host'])).toBe('base/rule.yaml:7');
  });

  it('follows operations, inline patches, components and deletions', async () => {
    const resources = await built({
      ...BASE,
      ...overlay(
        'one',
        `
          resources: [../base]
          patches:
          - target: {kind: DestinationRule}
            patch: |
              - op: remove
                path: /spec/trafficPolicy/tls
              - op: add
                path: /spec/exportTo
                value: ["."]
        `,
      ),
      ...overlay('two', 'resources: [../base]\ncomponents: [../component]'),
      ...overlay(
        'component',
        `
          kind: Component
          patches:
          - patch: |
              $patch: delete
              apiVersion: networking.istio.io/v1beta1
              kind: DestinationRule
              metadata: {name: datastore, namespace: shop}
        `,
      ),
    });
    expect(resources.map(({ deployedBy, value }) => [deployedBy, value.spec])).toEqual([
      [['one/kustomization.yaml'], { host: 'db.example.com', trafficPolicy: {}, exportTo: ['.'] }],
    ]);
  });

  it('takes lists of a patch whole, as Kustomize does for kinds that it does not know', async () => {
    const service = (ports: string): string =>
      `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: db}\nspec: {hosts: [db], ports: ${ports}}\n`;
    const [entry] = await built({
      'base/kustomization.yaml': 'resources: [entry.yaml]\n',
      'base/entry.yaml': service('[{number: 1, name: a}, {number: 2, name: b}]'),
      ...overlay('prod', 'resources: [../base]\npatchesStrategicMerge: [ports.yaml]', {
        'ports.yaml': service('[{number: 3, name: c}]'),
      }),
    });
    expect(entry?.value.spec).toEqual({ hosts: ['db'], ports: [{ number: 3, name: 'c' }] });
    expect(place(entry, ['spec', 'ports', 0])).toBe('prod/ports.yaml:4');
  });

  it('keeps what no kustomization takes in, and survives those that take in each other', async () => {
    const resources = await built({
      ...BASE,
      'base/other.yaml': destinationRule('mode: SIMPLE', 'b', 'other'),
      'a/kustomization.yaml': 'resources: [../b, rule.yaml]\n',
      'a/rule.yaml': destinationRule('mode: SIMPLE', 'c', 'ring'),
      'b/kustomization.yaml': 'resources: [../a]\n',
    });
    expect(resources.map(({ name }) => name).toSorted()).toEqual(['datastore', 'other', 'ring']);
  });
});
