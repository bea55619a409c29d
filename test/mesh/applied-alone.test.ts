/** Bases that something applies by itself, beside the overlays that take them in. */
import { readSide } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const TREE: Files = {
  'mesh/base/kustomization.yaml': 'namePrefix: our-\nresources: [rule.yaml]\n',
  'mesh/base/rule.yaml':
    'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: a.example, trafficPolicy: {tls: {mode: SIMPLE}}}\n',
  'mesh/prod/kustomization.yaml':
    'resources: [../base]\npatches:\n- patch: |-\n    apiVersion: networking.istio.io/v1\n    kind: DestinationRule\n    metadata: {name: our-a}\n    spec: {trafficPolicy: {tls: {sni: a.example}}}\n',
};

async function rules(more: Files): Promise<readonly string[]> {
  const { resources } = await readSide(memoryTree({ ...TREE, ...more }), { versions: [], values: [] });
  return resources
    .map(
      ({ name, value }) => `${name} ${JSON.stringify(value.spec).includes('sni') ? 'with' : 'without'} sni`,
    )
    .sort();
}

describe('mesh/kustomized: bases by themselves', () => {
  it.each<[string, Files, readonly string[]]>([
    ['nothing applies', {}, ['our-a with sni']],
    [
      'a script builds',
      { 'up.sh': 'kubectl apply \\\n  -k mesh/base\n' },
      ['our-a with sni', 'our-a without sni'],
    ],
    [
      'a pipeline builds',
      { 'mesh/ci.yml': 'up:\n  script: [kustomize build base | kubectl apply -f -]\n' },
      ['our-a with sni', 'our-a without sni'],
    ],
    [
      'a script applies as they are written',
      { 'mesh/up.sh': 'kubectl apply -f base/rule.yaml\n' },
      ['a without sni', 'our-a with sni'],
    ],
    ['a script only tries', { 'up.sh': 'kubectl apply --dry-run=server -k mesh/base\n' }, ['our-a with sni']],
    ['a script only checks', { 'up.sh': 'kustomize build mesh/base | kubeconform\n' }, ['our-a with sni']],
    ['a script builds the overlay of', { 'up.sh': 'kubectl apply -k mesh/prod\n' }, ['our-a with sni']],
  ])('that %s', async (_, more, expected) => {
    expect(await rules(more)).toEqual(expected);
  });
});
