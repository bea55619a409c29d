/** States of Helmfile that run others which are not here: a version handed to them, or asked for, moves what they install. */
import { describe, expect, it } from '@jest/globals';
import { memoryTree } from '../../src/tree/memory.js';
import { judged } from '../hostile/judged.js';

const RELEASES = 'releases:\n- name: web\n  chart: ./web\n';

async function blockingOf(state: (version: string) => string) {
  const [base, head] = ['1.20.6', '1.22.2'].map(version =>
    memoryTree({ 'run/helmfile.yaml': `${state(version)}${RELEASES}` }),
  );
  if (!base || !head) throw new Error('there are two');
  return (await judged(base, head)).blocking.map(({ file, line }) => `${file}:${line}`);
}

describe('detect: states of Helmfile that are not here', () => {
  it.each<[string, (version: string) => string]>([
    [
      'out of the tree',
      version => `helmfiles:\n- {path: ../../istio/helmfile.yaml, values: [{v: ${version}}]}\n`,
    ],
    ['missing', version => `helmfiles:\n- {path: ../istio/helmfile.yaml, values: [{v: ${version}}]}\n`],
    ['missing, by its name', version => `helmfiles:\n- ../istio/helmfile.yaml # ${version}\n`],
    ['matching no file', version => `helmfiles:\n- ../istio/*.yaml # ${version}\n`],
    [
      'in another repository',
      version => `helmfiles:\n- git::https://git.example.com/istio.git@istio/helmfile.yaml?ref=${version}\n`,
    ],
    [
      'given values that speak of Istio',
      version => `helmfiles:\n- {path: ../mesh.yaml, values: [{istioVersion: ${version}}]}\n`,
    ],
    ['a base', version => `bases:\n- ../istio/base.yaml # ${version}\n---\n`],
  ])('names one that is %s', async (_, state) => {
    expect(await blockingOf(state)).toEqual(['run/helmfile.yaml:2']);
  });

  it('lets one of other things pass', async () => {
    const state = (version: string): string =>
      `# istio is elsewhere\nhelmfiles:\n- {path: ../nginx.yaml, values: [{v: ${version}}]}\n`;
    expect(await blockingOf(state)).toEqual([]);
  });
});
