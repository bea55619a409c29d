/** Zarf packages: charts of components, what they are given, and what they bring along. */

import { detect } from '../../src/detect/detect.js';
import { lookup, mergedValues } from '../../src/detect/values/values.js';
import type { Installation } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

async function read(files: Files): Promise<readonly Installation[]> {
  return (await detect(memoryTree(files))).installations;
}

async function only(files: Files): Promise<Installation> {
  const installations = await read(files);
  expect(installations).toHaveLength(1);
  return installations[0] as Installation;
}

/** A package with one component; `rest` stands in the entry of its chart. */
function zarf(rest = '', { chart = 'istiod', after = '' } = {}): string {
  return `kind: ZarfPackageConfig
variables:
- name: LEVEL
  default: info
- name: DOMAIN
constants:
- name: AUTO_SNI
  value: "false"
components:
- name: mesh
  charts:
  - name: ${chart}
    url: ${ISTIO}
    version: 1.22.2
${rest}${after}`;
}

const values = (text: string): Files => ({ 'values.yaml': text });
const WITH_FILE = '    valuesFiles: [values.yaml]\n';

describe('detect/zarf', () => {
  it('finds a chart, its version and its line; without values none are missing', async () => {
    expect(await only({ 'zarf.yaml': zarf() })).toMatchObject({
      chart: 'istiod',
      version: '1.22.2',
      at: { file: 'zarf.yaml', line: 14 },
      release: { form: 'zarf', deployer: 'helm', releaseName: 'istiod', problems: [] },
    });
  });

  it('takes an address of OCI with or without the chart in it, and a name of the repository’s own', async () => {
    const entry = (url: string, name = 'mesh', repoName = '') =>
      `kind: ZarfPackageConfig\ncomponents:\n- name: a\n  charts:\n  - name: ${name}\n    url: ${url}\n${repoName}    version: 1.24.2\n`;
    for (const text of [
      entry('oci://gcr.io/istio-release/charts/istiod'),
      entry('oci://gcr.io/istio-release/charts', 'istiod'),
      entry(ISTIO, 'mesh', '    repoName: istiod\n'),
    ])
      expect(await only({ 'zarf.yaml': text })).toMatchObject({ chart: 'istiod', version: '1.24.2' });
  });

  it('takes what `zarf-config.yaml` sets for a package', async () => {
    const text = zarf().replace('1.22.2', '"###ZARF_PKG_TMPL_ISTIO_VERSION###"');
    const config = 'package:\n  create:\n    set:\n      istio_version: 1.19.3\n';
    expect(await only({ 'mesh/zarf.yaml': text, 'zarf-config.yaml': config })).toMatchObject({
      version: '1.19.3',
      at: { file: 'zarf-config.yaml', line: 4 },
    });
  });

  it('reads values files, each beside the package', async () => {
    const { release } = await only({
      'mesh/zarf.yaml': zarf(WITH_FILE),
      'mesh/values.yaml': 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false"\n',
    });
    expect(lookup(release.values, ['pilot', 'env', 'ENABLE_AUTO_SNI'])).toMatchObject({
      value: 'false',
      file: 'mesh/values.yaml',
      line: 3,
    });
    expect(release.valuesUnknown).toBeUndefined();
  });

  it('fills in constants and defaults of variables; what has none is open at its path', async () => {
    const { release } = await only({
      'zarf.yaml': zarf(WITH_FILE),
      ...values(
        'pilot:\n  env:\n    ENABLE_AUTO_SNI: "###ZARF_CONST_AUTO_SNI###"\nmeshConfig:\n  trustDomain: ###ZARF_VAR_DOMAIN###\nglobal:\n  logging:\n    level: ###ZARF_VAR_LEVEL###\n',
      ),
    });
    expect(mergedValues(release.values)).toEqual({
      pilot: { env: { ENABLE_AUTO_SNI: 'false' } },
      meshConfig: {},
      global: { logging: { level: 'info' } },
    });
    expect(release.openValues).toMatchObject([
      { path: ['meshConfig', 'trustDomain'], what: '###ZARF_VAR_DOMAIN###', at: { line: 5 } },
    ]);
  });

  it('sets what its variables and values name at their paths', async () => {
    const { release } = await only({
      'zarf.yaml': zarf(
        '    variables:\n    - name: LEVEL\n      path: pilot.env.LEVEL\n    - name: DOMAIN\n      path: meshConfig.trustDomain\n    values:\n    - sourcePath: .mesh\n      targetPath: .meshConfig.defaultConfig\n',
      ),
    });
    expect(release.values).toMatchObject([{ kind: 'assignment', key: 'pilot.env.LEVEL', value: 'info' }]);
    expect(release.openValues?.map(({ path }) => path.join('.'))).toEqual([
      'meshConfig.trustDomain',
      'meshConfig.defaultConfig',
    ]);
  });

  it.each([
    ['is missing', '    valuesFiles: [nowhere.yaml]\n', 'nowhere.yaml'],
    ['is fetched', '    valuesFiles: ["https://x.example/values.yaml"]\n', 'https://x.example/values.yaml'],
    ['leads out of the tree', '    valuesFiles: [../../etc/passwd]\n', '../../etc/passwd'],
  ])('says that a values file %s', async (_, rest, name) => {
    const { release } = await only({ 'zarf.yaml': zarf(rest) });
    expect(release).toMatchObject({
      valuesUnknown: true,
      problems: [{ what: `values file ${name}`, file: 'zarf.yaml', line: 15, blocking: true }],
    });
  });

  describe('a component that another package imports', () => {
    const importing = (flavor: string) =>
      `kind: ZarfPackageConfig\ncomponents:\n- name: mesh\n  import: {path: common}\n  charts:\n  - name: istiod\n    valuesFiles: [${flavor}.yaml]\n`;

    it('is one installation, with the values of both, those of the importer last', async () => {
      const { release, at } = await only({
        'common/zarf.yaml': zarf(WITH_FILE),
        'common/values.yaml': 'pilot: {env: {A: common, B: common}}\n',
        'zarf.yaml': importing('upstream'),
        'upstream.yaml': 'pilot: {env: {B: upstream}}\n',
      });
      expect(at.file).toBe('common/zarf.yaml');
      expect(mergedValues(release.values)).toEqual({ pilot: { env: { A: 'common', B: 'upstream' } } });
    });

    it('has values that are not known where several give it their own', async () => {
      const { release } = await only({
        'common/zarf.yaml': zarf(),
        'zarf.yaml': importing('upstream') + importing('hardened').split('\n').slice(2).join('\n'),
        'upstream.yaml': 'a: 1\n',
        'hardened.yaml': 'a: 2\n',
      });
      expect(release).toMatchObject({ valuesUnknown: true, problems: [{ file: 'zarf.yaml', line: 6 }] });
    });
  });

  describe('images', () => {
    const images = (tag: string) =>
      `  images:\n  - docker.io/istio/pilot:${tag}\n  - docker.io/istio/proxyv2:${tag}\n`;

    it('are half a bump where those of the chart’s release are not among them', async () => {
      const { release } = await only({ 'zarf.yaml': zarf('', { after: images('1.21.4') }) });
      expect(release.problems).toMatchObject([
        { what: 'image docker.io/istio/pilot:1.21.4', line: 16, halfBump: { effect: 'missing-image' } },
        { what: 'image docker.io/istio/proxyv2:1.21.4', line: 17 },
      ]);
    });

    it.each([
      ['they are of the chart’s release', zarf('', { after: images('1.22.2-distroless') }), ''],
      [
        'another component brings them',
        zarf('', { after: `${images('1.21.4')}- name: more\n${images('1.22.2')}` }),
        '',
      ],
      ['values ask for others', zarf(WITH_FILE, { after: images('1.21.4') }), 'global: {tag: 1.21.4}\n'],
      ['the chart runs none', zarf('', { chart: 'base', after: images('1.21.4') }), ''],
    ])('are none where %s', async (_, text, given) => {
      const { release } = await only({ 'zarf.yaml': text, ...values(given) });
      expect(release.problems).toEqual([]);
    });
  });
});
