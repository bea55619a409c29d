// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Carvel: data values of ytt, and charts that vendir fetches into folders. */

import { detect } from '../../src/detect/detect.js';
import { withYttNames } from '../../src/detect/ytt.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

function vendir(version: string, repository = 'https://istio-release.storage.googleapis.com/charts'): Files {
  return {
    'vendir.yml': `#@ load("@ytt:data", "data")\n---\napiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n  - path: vendor/istio\n    contents:\n      - path: istiod\n        helmChart:\n          name: istiod\n          version: ${version}\n          repository:\n            url: ${repository}\n`,
  };
}

const SCHEMA =
  '#@data/values-schema\n---\n#@schema/desc "mesh"\nistio_version: 1.23.2\nrepo: https://istio-release.storage.googleapis.com/charts\n';
const HELM = {
  'hack/deploy.sh':
    '#!/bin/bash\n# istio\nhelm template istiod vendor/istio/istiod -n istio-system | kapp deploy -a mesh -f -\n',
};

async function places(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

describe('detect: data values of ytt', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'the schema',
      { ...vendir('#@ data.values.istio_version', '#@ data.values.repo'), 'schema.yml': SCHEMA },
      ['istiod 1.23.2 schema.yml:4'],
    ],
    [
      'values over the schema',
      {
        ...vendir('#@ data.values.istio_version'),
        'schema.yml': SCHEMA,
        'values.yml': '#@data/values\n---\nistio_version: 1.24.0\n',
      },
      ['istiod 1.24.0 values.yml:3'],
    ],
    [
      'each environment',
      {
        ...vendir('#@ data.values["istio"].version'),
        'values/dev.yml': '#@data/values\n---\nistio:\n  version: 1.24.0\n',
        'values/prod.yml': '#@ load("@ytt:data", "data")\n#@data/values\n---\nistio: {version: 1.23.2}\n',
      },
      ['istiod 1.23.2 values/prod.yml:4', 'istiod 1.24.0 values/dev.yml:4'],
    ],
    [
      'one environment that has its own, beside the schema',
      {
        ...vendir('#@ data.values.istio_version'),
        'schema.yml': SCHEMA,
        'values/dev.yml': '#@data/values\n---\nistio_version: 1.24.0\n',
        'values/prod.yml': '#@data/values\n---\nreplicas: 3\n',
      },
      ['istiod 1.23.2 schema.yml:4', 'istiod 1.24.0 values/dev.yml:3'],
    ],
    [
      'plain files that a command names',
      {
        ...vendir('#@ str(data.values.istio_version)'),
        Makefile: 'render:\n\tytt -f config --data-values-file envs/$(ENV).yml\n',
        'envs/dev.yml': 'istio_version: 1.24.0\n',
        'envs/prod.yml': 'istio_version: 1.23.2\n',
      },
      ['istiod 1.23.2 envs/prod.yml:1', 'istiod 1.24.0 envs/dev.yml:1'],
    ],
    [
      'a command that gives it',
      {
        ...vendir('#@ data.values.istio_version'),
        'schema.yml': SCHEMA,
        'run.sh': '#!/bin/sh\nytt -f . --data-value istio_version=1.24.0\n',
      },
      ['istiod 1.24.0 run.sh:2'],
    ],
    [
      'objects of other tools, and texts with more around it',
      {
        'schema.yml': SCHEMA,
        'release.yml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec:\n  source:\n    chart: istiod\n    repoURL: https://istio-release.storage.googleapis.com/charts\n    targetRevision: (@= data.values.istio_version @)\n  destination: {namespace: istio-system}\n',
      },
      ['istiod 1.23.2 schema.yml:4'],
    ],
  ])('are taken from %s', async (_, files, expected) => {
    expect(await places(files)).toEqual(expected);
  });

  it('are open where nothing gives them', async () => {
    expect(await places(vendir('#@ data.values.istio_version'))).toEqual(['istiod null vendir.yml:11']);
  });

  it('are read in a short time, whatever stands there', () => {
    const text = `data.values ${'a: #@ '.repeat(20_000)}\n${'- '.repeat(20_000)}#@ data.values\n${'(@= data.values'.repeat(20_000)}`;
    const start = performance.now();
    withYttNames(text);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('detect: charts that vendir fetches', () => {
  it.each<[string, Files, string]>([
    ['a chart', { ...vendir('1.23.2'), ...HELM }, 'vendir.yml:11'],
    [
      'a chart by a data value',
      { ...vendir('#@ data.values.istio_version'), ...HELM, 'schema.yml': SCHEMA },
      'schema.yml:4',
    ],
    [
      'the sources of Istio',
      {
        'mesh/vendir.yml':
          'apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n- path: third_party\n  contents:\n  - path: istio\n    git:\n      url: https://github.com/istio/istio\n      ref: 1.23.2\n    includePaths: [manifests/charts/**]\n',
        'mesh/deploy.sh':
          '#!/bin/sh\nhelm upgrade --install istiod ./third_party/istio/manifests/charts/istio-control/istio-discovery\n',
      },
      'mesh/vendir.yml:9',
    ],
    [
      'a release of Istio',
      {
        'vendir.yml':
          'apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n- path: third_party/istio\n  contents:\n  - path: .\n    githubRelease:\n      slug: istio/istio\n      tag: 1.23.2\n',
        Makefile:
          'istio:\n\thelm template istiod third_party/istio/manifests/charts/istio-control/istio-discovery | kubectl apply -f -\n',
      },
      'vendir.yml:9',
    ],
  ])('are what scripts install out of the folder: %s', async (_, files, at) => {
    expect(await places(files)).toEqual([`istiod 1.23.2 ${at}`]);
  });
});
