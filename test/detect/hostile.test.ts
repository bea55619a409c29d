import { detect } from '../../src/detect/detect.js';
import { pairUpgrades } from '../../src/detect/pairing/pair.js';
import { unreadForms } from '../../src/detect/unread/forms.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function chart(name: string, ...dependencies: string[]): string {
  return `name: ${name}\nversion: 0.1.0\ndependencies:\n${dependencies.map(entry => `- ${entry}\n`).join('')}`;
}

const ISTIOD = `{name: istiod, version: 1.20.6, repository: "${ISTIO}"}`;

describe('detect: hostile trees', () => {
  it('cuts charts that need each other, and keeps what they hold', async () => {
    const { installations, problems } = await detect(
      memoryTree({
        'a/Chart.yaml': chart('a', '{name: b, version: 0.1.0, repository: "file://../b"}', ISTIOD),
        'b/Chart.yaml': chart('b', '{name: a, version: 0.1.0, repository: "file://../a"}'),
        'self/Chart.yaml': chart('self', '{name: self, version: 0.1.0, repository: "file://."}', ISTIOD),
      }),
    );
    expect(installations.map(({ chartPath }) => chartPath)).toContain('self/charts/istiod');
    expect(problems.map(({ why }) => why)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('a -> b -> a'),
        expect.stringContaining('self -> self'),
      ]),
    );
  });

  it('never leaves the tree', async () => {
    const { problems } = await detect(
      memoryTree({
        'a/Chart.yaml': chart(
          'a',
          '{name: b, version: 0.1.0, repository: "file://../../../etc"}',
          '{name: c, version: 0.1.0, repository: "file:///etc"}',
          ISTIOD,
        ),
        'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istio}\nspec: {source: {repoURL: x, path: ../../etc/istio}}\n`,
      }),
    );
    expect(problems.map(({ file, blocking }) => [file, blocking])).toEqual([
      ['app.yaml', true],
      ['a/Chart.yaml', true],
      ['a/Chart.yaml', true],
    ]);
  });

  it('bounds umbrellas that multiply', async () => {
    const files: Record<string, string> = { 'c12/Chart.yaml': chart('c12', ISTIOD) };
    for (let depth = 0; depth < 12; depth++) {
      const next = `{name: c${depth + 1}, version: 0.1.0, repository: "file://../c${depth + 1}"`;
      files[`c${depth}/Chart.yaml`] = chart(
        `c${depth}`,
        ...['p', 'q', 'r', 's'].map(alias => `${next}, alias: ${alias}}`),
      );
      files[`c${depth}/values.yaml`] = 'a: 1\n';
    }
    const { problems } = await detect(memoryTree(files));
    expect(problems).toMatchObject([{ what: 'chart c0', blocking: true }]);
  });

  it('refuses YAML that explodes, and survives YAML that is deep', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`),
    ].join('\n');
    const deep = `${'{a: '.repeat(300)}1${'}'.repeat(300)}`;
    const { installations, problems } = await detect(
      memoryTree({
        'a/Chart.yaml': chart('a', ISTIOD),
        'a/values.yaml': bomb,
        'b/Chart.yaml': chart('b', ISTIOD),
        'b/values.yaml': deep,
      }),
    );
    expect(installations).toHaveLength(2);
    expect(problems).toMatchObject([{ file: 'a/values.yaml', blocking: true }]);
  });

  it('reads data of the wrong shape as absent', async () => {
    const shapes = [
      'null',
      '1',
      '"x"',
      '[]',
      '[null, 1, []]',
      '{name: []}',
      '{constructor: {}}',
      '{__proto__: {chart: istiod}}',
    ];
    const files: Record<string, string> = {};
    for (const [index, shape] of shapes.entries()) {
      files[`charts${index}/Chart.yaml`] = `name: x # istio\ndependencies: ${shape}\n`;
      files[`sources${index}.yaml`] =
        `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: ${shape}\nspec: {sources: ${shape}, source: ${shape}, destination: ${shape}}\n`;
      files[`helm${index}.yaml`] =
        `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a${index}}\nspec: {source: {chart: istiod, repoURL: "${ISTIO}", targetRevision: 1.20.6, helm: {valueFiles: ${shape}, parameters: ${shape}, fileParameters: ${shape}, valuesObject: ${shape}, apiVersions: ${shape}}}}\n`;
      files[`set${index}.yaml`] =
        `apiVersion: ${shape}\nkind: HelmRelease # istio\nspec: ${shape}\nreleases: ${shape}\nhelmCharts: ${shape}\n`;
    }
    const tree = memoryTree(files);
    const detection = await detect(tree);
    expect(detection.installations).toHaveLength(shapes.length);
    expect(await unreadForms(tree)).toEqual([]);
    expect(pairUpgrades(detection, detection, { before: [], after: [] })).toEqual([]);
  });

  it('names a broken Application among good ones', async () => {
    const good = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {chart: istiod, repoURL: "${ISTIO}", targetRevision: 1.20.6}}\n`;
    const { installations, problems } = await detect(
      memoryTree({ 'apps.yaml': `${good}---\nspec: [\n---\n${good.replace('name: istiod', 'name: other')}` }),
    );
    expect(installations).toHaveLength(2);
    expect(problems).toMatchObject([{ file: 'apps.yaml', blocking: true }]);
  });

  it('reads a thousand Applications', async () => {
    const files: Record<string, string> = {};
    for (let index = 0; index < 1000; index++) {
      const source = {
        repoURL: ISTIO,
        chart: 'gateway',
        targetRevision: '1.20.6',
        helm: { values: 'service:\n  type: ClusterIP\n' },
      };
      const spec = {
        source,
        destination: { server: `https://c${index % 10}.example.com`, namespace: `team-${index}` },
      };
      files[`apps/c${index % 10}/gw-${index}.yaml`] = JSON.stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: `gw-${index}` },
        spec,
      });
    }
    for (let cluster = 0; cluster < 10; cluster++) {
      const spec = {
        source: { repoURL: ISTIO, chart: 'istiod', targetRevision: '1.20.6' },
        destination: { server: `https://c${cluster}.example.com`, namespace: 'istio-system' },
      };
      files[`apps/c${cluster}/istiod.yaml`] = JSON.stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'istiod' },
        spec,
      });
    }
    const detection = await detect(memoryTree(files));
    const upgrades = pairUpgrades(detection, await detect(memoryTree(files)), { before: [], after: [] });
    expect(detection.installations).toHaveLength(1010);
    expect(detection.environments).toHaveLength(10);
    expect(upgrades).toEqual([]);
  });
});
