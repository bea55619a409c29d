/** What begins or ceases to deploy a folder whose installations stay where they are. */
import { blockingIn } from '../support/changes.js';
import { describe, expect, it } from '../support/jest.js';
import { application, type Files } from '../support/scenario.js';

function flux(path: string, name = 'istio'): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ./${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n`;
}

const FOLDERS: Files = {
  'infra/small/istiod.yaml': application('1.24.2', 'valuesObject: {pilot: {autoscaleMin: 1}}'),
  'infra/large/istiod.yaml': application('1.24.2', 'valuesObject: {pilot: {autoscaleMin: 5}}'),
};

async function told(base: Files, head: Files): Promise<readonly string[]> {
  return (await blockingIn(base, head)).map(({ why, file, line }) => `${file}:${line} ${why}`);
}

describe('analysis/redeployed', () => {
  it('tells both folders where a Kustomization goes over to the other one', async () => {
    const at = (path: string): Files => ({ ...FOLDERS, 'clusters/prod.yaml': flux(path) });
    expect((await told(at('infra/small'), at('infra/large'))).toSorted()).toEqual([
      expect.stringMatching(
        /^clusters\/prod\.yaml:1 clusters\/prod\.yaml:1 deploys infra\/large, where this stands, since this change/,
      ),
      expect.stringMatching(
        /^infra\/small\/istiod\.yaml:\d+ clusters\/prod\.yaml:1 deployed infra\/small, where this stands, until this change/,
      ),
    ]);
  });

  it('is nothing where another one deploys it as well, or what deploys it is renamed', async () => {
    const both = { ...FOLDERS, 'clusters/all.yaml': flux('infra', 'all') };
    expect(
      await told(
        { ...both, 'clusters/prod.yaml': flux('infra/small') },
        { ...both, 'clusters/prod.yaml': flux('infra/large') },
      ),
    ).toEqual([]);
    expect(
      await told(
        { ...FOLDERS, 'clusters/prod.yaml': flux('infra/small') },
        { ...FOLDERS, 'clusters/live.yaml': flux('infra/small', 'mesh') },
      ),
    ).toEqual([]);
  });
});
