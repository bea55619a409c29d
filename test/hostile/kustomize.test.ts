/** Kustomizations that ask for more than any machine can do: what lies beyond a bound is named, in seconds. */

import { readSide } from '../../src/analysis/side.js';
import type { Problem } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const CHARTS =
  'helmCharts: [{name: istiod, repo: "https://istio-release.storage.googleapis.com/charts", version: 1.24.2, releaseName: istiod}]\n';
const RULE =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: a}\n';

async function problemsOf(files: Files): Promise<readonly Problem[]> {
  const { detection, problems } = await readSide(memoryTree(files), { versions: [], values: [] });
  expect(detection.installations.map(({ version }) => version)).toContain('1.24.2');
  return problems;
}

function blocking(file: string, why: string): unknown {
  return expect.objectContaining({ file, why: expect.stringContaining(why), blocking: true });
}

/** Folders that each name the next again and again. */
function again(depth: number, times: number, last: string): Files {
  const files: Record<string, string> = {
    [`k${depth}/kustomization.yaml`]: last,
    [`k${depth}/a.yaml`]: RULE,
  };
  for (let level = 0; level < depth; level++)
    files[`k${level}/kustomization.yaml`] = `resources:\n${`- ../k${level + 1}\n`.repeat(times)}`;
  return files;
}

/** Layers of two components, each of which takes in both of the next layer. */
function components(layers: number): Files {
  const both = (layer: number): string => `components: [../c${layer}a, ../c${layer}b]\n`;
  const files: Record<string, string> = {
    'root/kustomization.yaml': `${CHARTS}resources: [a.yaml]\n${both(0)}`,
    'root/a.yaml': RULE,
  };
  for (let layer = 0; layer < layers; layer++) {
    for (const name of ['a', 'b'])
      files[`c${layer}${name}/kustomization.yaml`] =
        `kind: Component\nnamePrefix: x\n${layer + 1 < layers ? both(layer + 1) : ''}`;
  }
  return files;
}

describe('hostile kustomizations', () => {
  it('takes in generators and gaps once, however often their folder is named', async () => {
    const last = `${CHARTS}configMapGenerator: [{name: istio, literals: [a=b]}]\nresources: [https://example.org/istio, a.yaml]\n`;
    const problems = await problemsOf(again(7, 10, last));
    expect(problems).toContainEqual(blocking('k7/kustomization.yaml', 'not in this repository'));
    expect(problems).toContainEqual(blocking('k0/kustomization.yaml', 'too much to follow'));
  });

  it('follows components that take in each other up to a bound', async () => {
    const problems = await problemsOf(components(19));
    expect(problems).toContainEqual(blocking('root/kustomization.yaml', 'more than 1000 components'));
    expect(problems).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining('ask for more than can be followed') }),
    );
  });

  it('follows all of a few layers of components', async () => {
    expect(await problemsOf(components(4))).toEqual([]);
  });

  it('reads a file of very many replacements', async () => {
    const files = {
      'kustomization.yaml': `${CHARTS}resources: [a.yaml]\nreplacements: [{path: r.yaml}]\n`,
      'a.yaml': RULE,
      'r.yaml': `[${'{},'.repeat(150_000)}]\n`,
    };
    expect(await problemsOf(files)).toEqual([]);
  });

  it('names the generator up to which it reads', async () => {
    const entries = '- {name: a}\n'.repeat(130_000);
    const files = {
      'kustomization.yaml': `${CHARTS}resources: [a.yaml]\nconfigMapGenerator:\n${entries}`,
      'a.yaml': RULE,
    };
    const problems = await problemsOf(files);
    expect(problems).toContainEqual(
      expect.objectContaining({ line: 5004, why: expect.stringContaining('after the first 5000') }),
    );
  });

  it('applies many operations on one place, one after the other', async () => {
    const patch = '- {path: p.yaml, target: {kind: DestinationRule}}\n';
    const files = {
      'kustomization.yaml': `${CHARTS}resources: [a.yaml]\npatches:\n${patch.repeat(1000)}`,
      'a.yaml': RULE,
      'p.yaml': '[{op: replace, path: /spec/host, value: b}]\n',
    };
    expect(await problemsOf(files)).toEqual([]);
  });

  it('names the kustomization whose patches are too many to follow', async () => {
    const patches = Array.from(
      { length: 2000 },
      (_, index) =>
        `- {target: {kind: DestinationRule}, patch: '[{op: add, path: /metadata/annotations/a${index}, value: b}]'}\n`,
    );
    const files = {
      'kustomization.yaml': `${CHARTS}resources: [a.yaml]\npatches:\n${patches.join('')}`,
      'a.yaml': RULE,
    };
    const why = 'ask for more than can be followed';
    expect(await problemsOf(files)).toContainEqual(blocking('kustomization.yaml', why));
  });
});
