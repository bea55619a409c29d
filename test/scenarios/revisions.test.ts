/** Resources that are labelled for one revision of the control plane. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files, places } from '../support/scenario.js';

const tree = (version: string, values: string, label: string): Files => ({
  'istio/Chart.yaml': [
    'apiVersion: v2',
    'name: mesh',
    'version: 0.1.0',
    'dependencies:',
    `- {name: istiod, version: ${version}, repository: https://istio-release.storage.googleapis.com/charts}`,
    '',
  ].join('\n'),
  'istio/values.yaml': `istiod: ${values}\n`,
  'config/rule.yaml': [
    'apiVersion: networking.istio.io/v1beta1',
    'kind: DestinationRule',
    `metadata: {name: db, namespace: shop, labels: {istio.io/rev: ${label}}}`,
    'spec: {host: db.corp.internal, trafficPolicy: {tls: {mode: SIMPLE}}}',
    '',
  ].join('\n'),
});

const exposed = async (before: string, after: string, label: string): Promise<readonly string[]> => {
  const report = await analyse(tree('1.20.6', before, label), tree('1.21.2', after, label));
  return places(
    report.findings.filter(
      ({ rule, exposure }) => rule === 'verify-certificate-at-client' && exposure === 'exposed',
    ),
  );
};

describe('scenario: resources for one revision', () => {
  it.each([
    ['the only one', '{}', '{}', 'default'],
    ['its own', '{revision: blue}', '{revision: blue}', 'blue'],
    ['its own before the change', '{revision: 1-20}', '{revision: 1-21}', '1-20'],
    [
      'a tag of it',
      '{revision: blue, revisionTags: [prod]}',
      '{revision: blue, revisionTags: [prod]}',
      'prod',
    ],
    ['one that is filled in later', '{revision: blue}', '{revision: blue}', '"${REVISION}"'],
  ])('judges those for %s', async (_, before, after, label) => {
    expect(await exposed(before, after, label)).toEqual(['config/rule.yaml:4']);
  });

  it('leaves out those that another revision reads', async () => {
    expect(await exposed('{revision: blue}', '{revision: blue}', 'green')).toEqual([]);
    expect(await exposed('{}', '{}', 'green')).toEqual([]);
  });
});

describe('scenario: labels of one name in several files', () => {
  const part = (folder: string, version: string, revision: string): Files => ({
    [`${folder}/istiod.yaml`]: application(
      version,
      `valuesObject: {revision: ${revision}}`,
      `istiod-${folder}`,
    ),
    [`${folder}/shop.yaml`]: `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/rev: ${revision}}}\n`,
  });
  const both = { ...part('one', '1.24.2', '1-24'), ...part('two', '1.25.1', '1-25') };

  it('are told by each file, and move nothing where none of them does', async () => {
    expect((await analyse(both, { ...both, 'other.yaml': 'a: 1\n' })).verdict).toBe('no-upgrade');
    const moved = { ...both, 'one/shop.yaml': both['one/shop.yaml']?.replace('1-24', '1-25') ?? '' };
    expect((await analyse(both, moved)).upgrades.map(({ kind }) => kind)).toEqual(['repoint']);
  });
});
