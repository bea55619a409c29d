import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function app(
  chart: string,
  options: { name?: string; server?: string; namespace?: string; revision?: string } = {},
): string {
  const { name = chart, server = '', namespace = 'istio-system', revision = '' } = options;
  const source = { repoURL: ISTIO, chart, targetRevision: '1.20.6', helm: { valuesObject: { revision } } };
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name },
    spec: { source, destination: { server, namespace } },
  });
}

async function environmentsOf(files: Record<string, string>) {
  const { environments, installations } = await detect(memoryTree(files));
  return {
    names: environments.map(({ name }) => name),
    ids: installations.map(({ id }) => id).sort(),
    owners: (path: string) =>
      environments.filter(environment => environment.owns(path)).map(({ name }) => name),
  };
}

describe('detect/environments', () => {
  it('is one where nothing collides, whatever is in it', async () => {
    const { names, ids, owners } = await environmentsOf({
      'infra/mesh/base.yaml': app('base'),
      'infra/mesh/istiod.yaml': app('istiod'),
      'infra/canary.yaml': app('istiod', { name: 'istiod-canary', revision: 'canary' }),
      'infra/gateways/a.yaml': app('gateway', { name: 'public' }),
      'infra/gateways/b.yaml': app('gateway', { name: 'private' }),
    });
    expect(names).toEqual(['infra']);
    expect(ids).toEqual([
      'infra/base',
      'infra/gateway-private',
      'infra/gateway-public',
      'infra/istiod',
      'infra/istiod-canary',
    ]);
    expect(owners('anything/else.yaml')).toEqual(['infra']);
  });

  it('tells folders apart, and gives paths to them', async () => {
    const { names, ids, owners } = await environmentsOf({
      'clusters/dev/istiod.yaml': app('istiod'),
      'clusters/prod/istiod.yaml': app('istiod'),
      'clusters/prod/gateway.yaml': app('gateway'),
    });
    expect(names).toEqual(['clusters/dev', 'clusters/prod']);
    expect(ids).toEqual(['clusters/dev/istiod', 'clusters/prod/gateway', 'clusters/prod/istiod']);
    expect(owners('clusters/dev/rules/a.yaml')).toEqual(['clusters/dev']);
    expect(owners('config/prod/a.yaml')).toEqual(['clusters/prod']);
    expect(owners('config/prod.yaml')).toEqual(['clusters/prod']);
    expect(owners('config/production/a.yaml')).toEqual(['clusters/dev', 'clusters/prod']);
    expect(owners('config/a.yaml')).toEqual(['clusters/dev', 'clusters/prod']);
  });

  it('tells files apart', async () => {
    const { names, owners } = await environmentsOf({
      'apps/dev.yaml': app('istiod'),
      'apps/prod.yaml': app('istiod'),
    });
    expect(names).toEqual(['apps/dev', 'apps/prod']);
    expect(owners('apps/prod.yaml')).toEqual(['apps/prod']);
    expect(owners('mesh/dev/a.yaml')).toEqual(['apps/dev']);
  });

  it('takes the same word in different folders as one environment', async () => {
    const { names, ids, owners } = await environmentsOf({
      'apps/base/dev.yaml': app('base'),
      'apps/base/prod.yaml': app('base'),
      'apps/istiod/istiod-dev.yaml': app('istiod', { name: 'istiod-dev' }),
      'apps/istiod/istiod-prod.yaml': app('istiod', { name: 'istiod-prod' }),
    });
    expect(names).toEqual(['dev', 'prod']);
    expect(ids).toEqual(['dev/base', 'dev/istiod', 'prod/base', 'prod/istiod']);
    expect(owners('config/dev/a.yaml')).toEqual(['dev']);
  });

  it('goes as deep as it must', async () => {
    const { names } = await environmentsOf({
      'clusters/us/dev/istiod.yaml': app('istiod'),
      'clusters/us/prod/istiod.yaml': app('istiod'),
      'clusters/eu/istiod.yaml': app('istiod'),
    });
    expect([...names].sort()).toEqual(['clusters/eu', 'clusters/us/dev', 'clusters/us/prod']);
  });

  it('tells clusters apart where one file declares several, and where revisions differ', async () => {
    const one = await environmentsOf({
      'apps.yaml': [
        app('istiod', { name: 'dev', server: 'https://dev.example.com' }),
        app('istiod', { name: 'prod', server: 'https://prod.example.com' }),
      ].join('\n---\n'),
    });
    expect(one.names).toEqual(['dev.example.com', 'prod.example.com']);
    expect(one.ids).toEqual(['dev.example.com/istiod', 'prod.example.com/istiod']);

    const revisions = await environmentsOf({
      'a/istiod.yaml': app('istiod', { server: 'https://a.example.com', revision: 'one' }),
      'b/istiod.yaml': app('istiod', { server: 'https://b.example.com', revision: 'two' }),
    });
    expect(revisions.names).toEqual(['a', 'b']);
  });

  it('gives a deployed folder to the environment that deploys it', async () => {
    const config = (path: string): string =>
      JSON.stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'config' },
        spec: { source: { repoURL: 'x', path } },
      });
    const { owners } = await environmentsOf({
      'clusters/dev/istiod.yaml': app('istiod'),
      'clusters/prod/istiod.yaml': app('istiod'),
      'clusters/dev/config.yaml': config('rules/one'),
      'rules/one/a.yaml': 'a: 1\n',
      'rules/two/a.yaml': 'a: 1\n',
    });
    expect(owners('rules/one/a.yaml')).toEqual(['clusters/dev']);
    expect(owners('rules/two/a.yaml')).toEqual(['clusters/dev', 'clusters/prod']);
  });
});
