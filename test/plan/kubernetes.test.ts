/** Where Kubernetes and the Gateway API have to stand, for what is said and what the repository declares. */

import { minorOf } from '../../src/knowledge/releases.js';
import { describe, expect, it } from '../support/jest.js';
import { facts, planOf, saying, upgradeOf } from '../support/plans.js';

const cluster = (version: string, file: string, line = 3) => ({
  version: `${version}.0`,
  at: { file, line },
  name: 'ClusterConfig',
});

describe('plan/kubernetes', () => {
  it.each([
    ['1.26', 'Upgrade Kubernetes from 1.26 to at least 1.27 first'],
    ['1.28', undefined],
    ['1.33', 'newer than what 1.22.2 was tested with'],
  ])('with Kubernetes %s', (kubeVersion, text) => {
    const plan = planOf([upgradeOf('1.21.6', '1.22.2')], { kubeVersion });
    const said = saying(plan?.hops[0]?.before);
    if (text === undefined) expect(said).not.toContain('Kubernetes');
    else expect(said).toContain(text);
    expect(plan?.kubernetes).toMatchObject({
      supported: ['1.27', '1.30'],
      given: kubeVersion,
      ok: text === undefined,
    });
  });

  it('takes the clusters along from hop to hop', () => {
    const plan = planOf([upgradeOf('1.20.8', '1.26.8')], { kubeVersion: '1.25' });
    expect(
      plan?.hops.map(({ before }) => /from (\S+) to at least (\S+) first/.exec(saying(before))?.slice(1, 3)),
    ).toEqual([['1.25', '1.26'], ['1.26', '1.27'], undefined, ['1.27', '1.28'], ['1.28', '1.29'], undefined]);
  });

  it('asks where nobody says', () => {
    const plan = planOf([upgradeOf('1.21.6', '1.22.2')]);
    expect(plan?.kubernetes).toMatchObject({ given: null, ok: null });
    expect(saying(plan?.notes)).toContain('Which Kubernetes do the clusters run?');
  });

  it('looks at each cluster that the repository declares, and says where', () => {
    const environments = ['clusters/dev', 'clusters/prod'].map(name => ({
      name,
      owns: (path: string) => path.startsWith(`${name}/`),
    }));
    const plan = planOf(
      [
        upgradeOf('1.21.6', '1.22.2', { environment: 'clusters/dev' }),
        upgradeOf('1.21.6', '1.22.2', { environment: 'clusters/prod' }),
      ],
      {
        environments,
        clusters: [cluster('1.29', 'clusters/dev/eks.yaml'), cluster('1.26', 'clusters/prod/eks.yaml', 7)],
      },
    );
    expect(plan?.kubernetes).toMatchObject({ given: null, ok: false });
    expect(plan?.hops[0]?.before[0]).toMatchObject({
      text: expect.stringContaining('Upgrade Kubernetes from 1.26 to at least 1.27 first'),
      at: [{ file: 'clusters/prod/eks.yaml', line: 7 }],
    });
    expect(plan?.fleet.map(({ environment, kubernetes }) => [environment, kubernetes])).toEqual([
      ['clusters/dev', ['1.29']],
      ['clusters/prod', ['1.26']],
    ]);
    expect(saying(plan?.notes)).not.toContain('Which Kubernetes');
  });

  it('has a window for every two adjacent minors', () => {
    const minors = [...new Set(facts.releases.map(minorOf))];
    for (const [index, minor] of minors.entries()) {
      const next = minors[index + 1];
      if (next === undefined) continue;
      const plan = planOf([upgradeOf(`${minor}.0`, `${next}.0`)]);
      expect([minor, plan?.hops[0]?.kubernetes]).toEqual([
        minor,
        expect.objectContaining({ from: expect.any(String) }),
      ]);
    }
  });
});

describe('plan/gateway-api', () => {
  const bundle = (version: string): string =>
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: tlsroutes.gateway.networking.k8s.io\n  annotations:\n    gateway.networking.k8s.io/bundle-version: ${version}\n`;
  const said = (resources?: string): string =>
    saying(
      planOf([upgradeOf('1.29.6', '1.30.3')], resources === undefined ? {} : { resources })?.hops[0]?.before,
    );

  it('asks which bundle the clusters have, where the tree uses the Gateway API and does not install it', () => {
    const route =
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {}\n';
    const notes = (resources: string): string =>
      saying(planOf([upgradeOf('1.29.6', '1.30.3')], { resources })?.notes);
    expect(notes(route)).toContain('Which CRDs of the Gateway API do the clusters have?');
    expect(notes(`${route}---\n${bundle('v1.5.0')}`)).not.toContain('Which CRDs');
    expect(notes('')).not.toContain('Which CRDs');
  });

  it('tells bundles of this repository that are too old, and only those', () => {
    expect(said(bundle('v1.4.1'))).toContain(
      'Upgrade the Gateway API CRDs that are installed here, 1.4.1, first',
    );
    expect(said(bundle('v1.5.0'))).not.toContain('Gateway API');
    expect(said()).toContain('tlsroutes of at least 1.5.0');
  });
});
