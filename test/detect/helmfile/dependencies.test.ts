/** Charts that a release of Helmfile adds to its own. */

import { detect } from '../../../src/detect/detect.js';
import { lookup } from '../../../src/detect/values/values.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const REPOSITORIES = `repositories:
- {name: istio, url: 'https://istio-release.storage.googleapis.com/charts'}
- {name: stable, url: 'https://charts.example.com'}
`;

async function found(release: string, more: Readonly<Record<string, string>> = {}) {
  const { installations, problems } = await detect(
    memoryTree({
      'helmfile.yaml.gotmpl': `${REPOSITORIES}releases:\n- name: extras\n  namespace: istio-system\n${release}`,
      'charts/extras/Chart.yaml': 'apiVersion: v2\nname: extras\nversion: 0.1.0\n',
      ...more,
    }),
  );
  return {
    installations,
    versions: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    told: problems.filter(({ blocking }) => blocking).map(({ file, line, why }) => `${file}:${line} ${why}`),
  };
}

describe('detect: dependencies of releases of Helmfile', () => {
  it('are installed at the version beside them, with the values under their alias', async () => {
    const { installations, versions, told } = await found(`  chart: ./charts/extras
  values: [{pilot: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}}]
  dependencies:
  - chart: istio/base
    version: 1.24.1
  - chart: istio/istiod
    version: {{ "1.24.2" }}
    alias: pilot
  - chart: stable/redis
    version: 7.0.0
`);
    expect(versions).toEqual([
      'base 1.24.1 helmfile.yaml.gotmpl:11',
      'istiod 1.24.2 helmfile.yaml.gotmpl:13',
    ]);
    expect(told).toEqual([]);
    const [, istiod] = installations;
    expect(istiod?.valuesPath).toEqual(['pilot']);
    expect(
      istiod && lookup(istiod.release.values, ['pilot', 'env', 'ENABLE_AUTO_SNI'], istiod.valuesPath)?.value,
    ).toBe('false');
  });

  it('may be charts of the tree', async () => {
    const { versions } = await found(
      '  chart: ./charts/extras\n  dependencies: [{chart: ./charts/istiod}]\n',
      {
        'charts/istiod/Chart.yaml':
          'apiVersion: v2\nname: istiod\nversion: 1.22.2\nappVersion: 1.22.2\nsources: [https://github.com/istio/istio]\nkeywords: [istio]\n',
      },
    );
    expect(versions).toEqual(['istiod 1.22.2 charts/istiod/Chart.yaml:3']);
  });

  it('are named where no version is decided', async () => {
    const { versions, told } = await found(
      '  chart: ./charts/extras\n  dependencies:\n  - {chart: istio/istiod, version: {{ env "ISTIO" }}}\n  - chart: istio/base\n',
    );
    expect(versions).toEqual(['istiod null helmfile.yaml.gotmpl:9', 'base null helmfile.yaml.gotmpl:10']);
    expect(told).toEqual([
      expect.stringMatching(/^helmfile\.yaml\.gotmpl:9 .*the environment variable ISTIO/),
      expect.stringMatching(/^helmfile\.yaml\.gotmpl:10 .*none is given/),
    ]);
  });

  it('are named where they are added to a chart that is not here', async () => {
    const { versions, told } = await found(
      '  chart: stable/extras\n  dependencies: [{chart: istio/base, version: 1.24.1}]\n',
    );
    expect(versions).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^helmfile\.yaml\.gotmpl:8 it adds the chart `base`/)]);
  });
});
