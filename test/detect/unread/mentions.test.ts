/** Charts of Istio beside a version in files of which nothing is read: a bump there never passes in silence. */

import { detect } from '../../../src/detect/detect.js';
import { unreadMentions } from '../../../src/detect/unread/mentions.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { analyse, application, type Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function carried(version: string): Files {
  const application_ = application(version).replace(/^(?=.)/gm, '    ');
  return {
    'apps.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: apps}\ndata:\n  istio.yaml: |\n${application_}`,
  };
}

async function mentions(files: Files): Promise<readonly string[]> {
  const tree = memoryTree(files);
  const found = await unreadMentions(tree, await detect(tree));
  return found.map(({ file, line, repeats }) => `${file}:${line}${repeats ? ' repeats' : ''}`);
}

describe('detect/unread-mentions', () => {
  it('reads settings that are all of one line', async () => {
    const more = Array.from({ length: 200 }, (_, index) => `"key-${index}":"some text"`).join(',');
    const settings = `{${more},"image":"docker.io/istio/pilot","tag":"1.24.2",${more}}`;
    expect(await mentions({ 'apps.libsonnet': settings })).toEqual(['apps.libsonnet:1']);
  });

  it('leaves alone what a workflow only has scanned', async () => {
    const workflow = (steps: string): Files => ({
      '.github/workflows/scan.yml': `jobs:\n  scan:\n    strategy:\n      matrix:\n        image: [docker.io/istio/pilot:1.27.1]\n    steps:\n      - uses: actions/checkout@v4\n${steps}`,
    });
    const scan = '      - uses: aquasecurity/trivy-action@0.29.0\n        with: {image-ref: x}\n';
    expect(await mentions(workflow(scan))).toEqual([]);
    for (const step of ['- uses: acme/deploy@v1', '- run: ./deploy.sh'])
      expect(await mentions(workflow(`${scan}      ${step}\n`))).toEqual(['.github/workflows/scan.yml:5']);
  });

  it('names what a text carries, and other tools’ languages', async () => {
    expect(await mentions(carried('1.24.2'))).toEqual(['apps.yaml:13']);
    expect(
      await mentions({
        'mesh.jsonnet': `local tk = import "tk";\ntk.chart("istio/istiod", "1.24.2", "${ISTIO}")\n`,
      }),
    ).toEqual(['mesh.jsonnet:2']);
    for (const hub of ['docker.io/istio', '"gcr.io/istio-release"', 'registry.istio.io/release'])
      expect(await mentions({ 'defaults.yaml': `mesh:\n  hub: ${hub}\n  tag: 1.24.2\n` })).toEqual([
        'defaults.yaml:2',
      ]);
  });

  it('names patches of what Gloo Mesh installs', async () => {
    const patch =
      'patches:\n- patch: |-\n    - op: replace\n      path: /spec/installations/0/istioOperatorSpec/tag\n      value: 1.24.2-solo\n';
    expect(await mentions({ 'prod/kustomization.yaml': patch })).toEqual(['prod/kustomization.yaml:4']);
  });

  it('names a chart called like one of Istio’s where Istio is named around it', async () => {
    const template = (name: string): string =>
      `kind: AddonTemplate\nspec:\n  template: |\n    chart: "gateway"\n    version: "1.26.0-2"\n    releaseName: ${name}\n`;
    expect(await mentions({ 'a.yaml': template('istio-gw'), 'b.yaml': template('api-gw') })).toEqual([
      'a.yaml:4',
    ]);
  });

  it('names code that takes a version from far off the address of the charts', async () => {
    const lines = '// …\n'.repeat(20);
    const code = (version: string): string =>
      `import { VERSION } from "./version";\nconst fallback = "${version}";\n${lines}install("base", "${ISTIO}", VERSION || fallback);\n`;
    const imported = { 'version.ts': 'export const VERSION = "1.24.2";\n' };
    expect(await mentions({ 'index.ts': code('1.24.3') })).toEqual(['index.ts:23']);
    expect(await mentions({ 'index.ts': code('none'), ...imported })).toEqual(['index.ts:23']);
    expect(await mentions({ 'index.ts': code('none') })).toEqual([]);
    const moved = async (version: string): Promise<readonly string[]> => {
      const tree = memoryTree({ 'index.ts': code(version), ...imported });
      return (await unreadMentions(tree, await detect(tree))).map(({ fingerprint }) => fingerprint);
    };
    expect(await moved('1.24.3')).not.toEqual(await moved('1.24.4'));
    expect(await moved('1.24.3')).toEqual(await moved('1.24.3'));
  });

  it('is silent about comments, records, archives and other versions', async () => {
    const named = `# ${ISTIO} istio/istiod 1.24.2\n`;
    expect(await mentions({ 'mesh.jsonnet': named })).toEqual([]);
    expect(await mentions({ 'mesh.jsonnet': `x("istio/istiod", "2.4.1")\n` })).toEqual([]);
    const label = 'kind: ServiceAccount\nmetadata: {labels: {helm.sh/chart: istiod-1.24.2}}\n';
    expect(await mentions({ 'a.yaml': label })).toEqual([]);
    const text = `x("istio/istiod", "1.24.2")\n`;
    expect(
      await mentions({ 'archive/mesh.jsonnet': text, 'renovate.json': text, 'Chart.lock': text }),
    ).toEqual([]);
    expect(await mentions({ 'mesh.jsonnet': `x("istio/istiod")${'\n'.repeat(20)}v("1.24.2")\n` })).toEqual(
      [],
    );
  });

  it('knows what repeats a version that was read', async () => {
    const files = { 'istiod.yaml': application('1.24.2'), 'mesh.jsonnet': 'x("istio/istiod", "1.24.2")\n' };
    expect(await mentions(files)).toEqual(['mesh.jsonnet:1 repeats']);
    expect(await mentions({ ...files, 'istiod.yaml': application('1.24.1') })).toEqual(['mesh.jsonnet:1']);
  });

  it('tells a list that lags or goes along from one that moves by itself', async () => {
    const tree = (read: string, listed: string): Files => ({
      'istiod.yaml': application(read),
      'mesh.jsonnet': `x("istio/istiod", "${listed}")\n`,
    });
    const told = async (base: Files, head: Files): Promise<readonly (readonly [string, boolean])[]> =>
      (await analyse(base, head)).incomplete
        .filter(({ file }) => file === 'mesh.jsonnet')
        .map(({ file, blocking }) => [file ?? '', blocking]);
    expect(await told(tree('1.24.2', '1.24.2'), tree('1.25.1', '1.25.1'))).toEqual([]);
    expect(await told(tree('1.24.2', '1.24.2'), tree('1.25.1', '1.24.2'))).toEqual([]);
    expect(await told(tree('1.25.1', '1.24.2'), tree('1.25.1', '1.25.1'))).toEqual([['mesh.jsonnet', true]]);
  });

  it('makes a change incomplete that moves there, and nothing else', async () => {
    const moved = await analyse(carried('1.24.2'), carried('1.25.1'));
    expect(moved.verdict).toBe('incomplete');
    expect(moved.incomplete).toEqual([
      expect.objectContaining({ what: 'apps.yaml', file: 'apps.yaml', line: 13, blocking: true }),
    ]);
    const still = await analyse(carried('1.24.2'), { ...carried('1.24.2'), 'README.md': 'more' });
    expect(still.verdict).toBe('no-upgrade');
    expect((await analyse(carried('1.24.2'), {})).verdict).toBe('incomplete');
  });
});
