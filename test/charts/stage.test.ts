import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { ISTIO_RELEASES } from '../../src/charts/sources.js';
import { type Staged, stageRelease } from '../../src/charts/stage.js';
import { createChartStore } from '../../src/charts/store.js';
import type { ChartDependency, ChartReference, Deployer, Tree, TreeChart } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { chartArchive } from '../support/archive.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { published, releaseOf, temporaryFolder } from '../support/rendering.js';
import { treeWith } from '../support/trees.js';

const AT = { file: 'mesh/Chart.yaml', line: 6 };

function archive(name: string, version: string): Uint8Array {
  return chartArchive(name, {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    'templates/x.yaml': 'kind: X\n',
  });
}

function dependency(
  name: string,
  version: string | null,
  more: Partial<ChartDependency> = {},
): ChartDependency {
  return {
    name,
    key: name,
    declared: version,
    version,
    at: AT,
    repository: 'https://charts.example.com',
    ...more,
  };
}

function treeChart(where: string, name: string, dependencies: readonly ChartDependency[] = []): TreeChart {
  return { kind: 'tree', path: where, name, dependencies };
}

let charts: string;
let workFolder: string;

beforeAll(async () => {
  workFolder = await temporaryFolder();
  charts = path.join(workFolder, 'charts');
  await mkdir(charts);
  for (const version of ['1.20.6', '1.22.2']) {
    await writeFile(path.join(charts, `istiod-${version}.tgz`), archive('istiod', version));
  }
});

async function stage(
  chart: ChartReference,
  tree: Tree = memoryTree({}),
  deployer: Deployer = 'helm',
): Promise<Staged> {
  const store = createChartStore({
    sources: [charts],
    offline: true,
    cacheFolder: path.join(workFolder, 'cache'),
    workFolder,
    allowed: [],
  });
  return await stageRelease({ ...releaseOf(chart), deployer }, tree, store);
}

async function read(staged: Staged, file: string): Promise<string> {
  if (!staged.ok) throw new Error(JSON.stringify(staged.problems));
  const content = staged.chart.files.get(file);
  if (!content) throw new Error(`${file} is not in the chart`);
  return Buffer.from(content).toString('utf8');
}

describe('charts/stage: published charts', () => {
  it('puts the chart on disk, under its name', async () => {
    const staged = await stage(published('istiod', '1.22.2'));
    expect(staged).toMatchObject({ ok: true, chart: { name: 'istiod' } });
    expect(await read(staged, 'Chart.yaml')).toContain('version: 1.22.2');
  });

  it('gives equal digests for equal content only', async () => {
    const digest = async (version: string): Promise<string> => {
      const staged = await stage(published('istiod', version));
      return staged.ok ? staged.chart.digest : '';
    };
    expect(await digest('1.22.2')).toBe(await digest('1.22.2'));
    expect(await digest('1.22.2')).not.toBe(await digest('1.20.6'));
  });

  it('names chart, version, file and line of what can not be had', async () => {
    const problem = { file: 'app.yaml', line: 7, blocking: true };
    expect(await stage(published('istiod', '1.99.0'))).toMatchObject({
      problems: [{ ...problem, what: 'chart istiod 1.99.0' }],
    });
    expect(await stage(published('istiod', null))).toMatchObject({
      problems: [{ ...problem, why: expect.stringContaining('which version') }],
    });
  });

  it('lets only istioctl do without the archive of a release: it brings what is in it', async () => {
    const chart = published('istio-ingress', '1.22.2', ISTIO_RELEASES);
    expect(await stage(chart)).toMatchObject({ problems: [{ blocking: true }] });
    expect(await stage(chart, memoryTree({}), 'operator')).toMatchObject({
      problems: [{ blocking: false, why: expect.stringContaining('istioctl makes its manifests') }],
    });
  });
});

describe('charts/stage: charts of the tree', () => {
  const CHART = `# the mesh
apiVersion: v2
name: mesh
version: 0.1.0
dependencies:
- name: istiod
  alias: control
  version: ~1.22.0
  repository: https://charts.example.com
  condition: control.enabled
`;

  it('puts dependencies in place at exactly the version of the release, conditions kept', async () => {
    const tree = memoryTree({
      'mesh/Chart.yaml': CHART,
      'mesh/values.yaml': 'control: {}\n',
      'mesh/README.md': 'no',
    });
    const chart = treeChart('mesh', 'mesh', [dependency('istiod', '1.20.6', { key: 'control' })]);
    const staged = await stage(chart, tree);
    expect(parse(await read(staged, 'Chart.yaml'))).toMatchObject({
      dependencies: [{ name: 'istiod', alias: 'control', version: '1.20.6', condition: 'control.enabled' }],
    });
    expect(await read(staged, 'Chart.yaml')).toContain('# the mesh');
    expect(await read(staged, 'charts/istiod-1.20.6/Chart.yaml')).toContain('version: 1.20.6');
    await expect(read(staged, 'README.md')).rejects.toThrow('is not in the chart');
  });

  it.each([
    ['Chart.yaml', { 'mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n' }],
    [
      'requirements.yaml',
      {
        'mesh/Chart.yaml': 'apiVersion: v1\nname: mesh\nversion: 0.1.0\n',
        'mesh/requirements.yaml': 'dependencies: []\n',
      },
    ],
  ])('declares in %s what is added to the chart from outside, under its alias', async (declaring, files) => {
    const added = dependency('istiod', '1.22.2', { key: 'pilot', added: true });
    const staged = await stage(treeChart('mesh', 'mesh', [added]), memoryTree(files));
    expect(parse(await read(staged, declaring))).toMatchObject({
      dependencies: [{ name: 'istiod', version: '1.22.2', alias: 'pilot' }],
    });
    expect(await read(staged, 'charts/istiod-1.22.2/Chart.yaml')).toContain('name: istiod');
  });

  it('takes other files along where templates can read them', async () => {
    const tree = memoryTree({
      'mesh/Chart.yaml': 'name: mesh\nversion: 0.1.0\n',
      'mesh/templates/a.yaml': '{{ .Files.Get "config/a.txt" }}',
      'mesh/config/a.txt': 'hello',
    });
    expect(await read(await stage(treeChart('mesh', 'mesh'), tree), 'config/a.txt')).toBe('hello');
  });

  it('names every dependency that is missing, and keeps quiet about those that are not', async () => {
    const tree = memoryTree({ 'mesh/Chart.yaml': CHART });
    const chart = treeChart('mesh', 'mesh', [
      dependency('istiod', '1.22.2'),
      dependency('gateway', '1.22.2', { at: { file: 'mesh/Chart.yaml', line: 10 } }),
      dependency('secret', '2.0.0', { repository: 'https://internal.example' }),
      dependency('nowhere', null),
      dependency('local', '1.0.0', { repository: 'file://../local' }),
    ]);
    const staged = await stage(chart, tree);
    expect(staged.ok).toBe(false);
    expect(staged.problems).toMatchObject([
      { what: 'chart gateway 1.22.2', file: 'mesh/Chart.yaml', line: 10 },
      { what: 'chart secret 2.0.0', why: expect.stringContaining('https://internal.example') },
      { what: 'chart nowhere', why: expect.stringContaining('no version') },
      { what: 'chart local 1.0.0', why: expect.stringContaining('file://../local') },
    ]);
  });

  it('takes charts of the tree as dependencies, and theirs', async () => {
    const tree = memoryTree({
      'mesh/Chart.yaml':
        'name: mesh\nversion: 0.1.0\ndependencies:\n- name: core\n  version: "*"\n  repository: file://../core\n',
      'core/Chart.yaml': 'name: core\nversion: 3.0.0\ndependencies:\n- name: istiod\n  version: 1.22.2\n',
      'core/templates/a.yaml': 'kind: A\n',
    });
    const core = treeChart('core', 'core', [dependency('istiod', '1.22.2')]);
    const chart = treeChart('mesh', 'mesh', [
      dependency('core', '*', { tree: core, repository: 'file://../core' }),
    ]);
    const staged = await stage(chart, tree);
    expect(parse(await read(staged, 'Chart.yaml'))).toMatchObject({ dependencies: [{ version: '3.0.0' }] });
    expect(await read(staged, 'charts/core-3.0.0/templates/a.yaml')).toBe('kind: A\n');
    expect(await read(staged, 'charts/core-3.0.0/charts/istiod-1.22.2/Chart.yaml')).toContain('istiod');
  });

  it('fetches what is vendored at another version than the one asked for', async () => {
    const tree = memoryTree({
      'mesh/Chart.yaml': CHART,
      'mesh/charts/istiod/Chart.yaml': 'name: istiod\nversion: 1.20.6\n',
      'mesh/charts/istiod/values.yaml': 'vendored: true\n',
    });
    const vendored = treeChart('mesh/charts/istiod', 'istiod');
    const same = await stage(
      treeChart('mesh', 'mesh', [dependency('istiod', '1.20.6', { tree: vendored })]),
      tree,
    );
    expect(await read(same, 'charts/istiod-1.20.6/values.yaml')).toContain('vendored');
    const other = await stage(
      treeChart('mesh', 'mesh', [dependency('istiod', '1.22.2', { tree: vendored })]),
      tree,
    );
    expect(await read(other, 'charts/istiod-1.22.2/templates/x.yaml')).toBe('kind: X\n');
    await expect(read(other, 'charts/istiod/values.yaml')).rejects.toThrow('is not in the chart');
  });

  it('leaves no stale copy of a dependency beside the one that is fetched', async () => {
    const stale = 'apiVersion: v2\nname: istiod\nversion: 1.20.6\n';
    const tree = memoryTree({
      'mesh/Chart.yaml':
        'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, version: 1.22.2}\n',
      'mesh/charts/old-istiod/Chart.yaml': stale,
      'mesh/charts/old-istiod/templates/x.yaml': 'kind: Stale\n',
    });
    const staged = await stage(treeChart('mesh', 'mesh', [dependency('istiod', '1.22.2')]), tree);
    if (!staged.ok) throw new Error(JSON.stringify(staged.problems));
    const below = [...staged.chart.files.keys()].filter(name => name.startsWith('charts/'));
    expect(below.every(name => name.startsWith('charts/istiod-1.22.2/'))).toBe(true);
    expect(below.length).toBeGreaterThan(0);
  });

  it('unpacks vendored archives where the tree gives bytes, else fetches them', async () => {
    const texts = memoryTree({ 'mesh/Chart.yaml': CHART });
    const file = 'mesh/charts/istiod-1.20.6.tgz';
    const chart = treeChart('mesh', 'mesh', [dependency('istiod', '1.20.6', { archive: file })]);
    const own = chartArchive('istiod', {
      'Chart.yaml': 'name: istiod\nversion: 1.20.6\n',
      'values.yaml': 'own: true\n',
    });
    const withBytes = treeWith(texts, {
      below: folder => [...texts.below(folder), file],
      bytes: async wanted => (wanted === file ? own : undefined),
    });
    expect(await read(await stage(chart, withBytes), 'charts/istiod-1.20.6/values.yaml')).toBe('own: true\n');
    expect(await read(await stage(chart, texts), 'charts/istiod-1.20.6/templates/x.yaml')).toBe('kind: X\n');
    const broken = treeWith(withBytes, { bytes: async () => Buffer.from('no archive') });
    expect(await stage(chart, broken)).toMatchObject({ ok: false, problems: [{ ...AT, blocking: true }] });
  });

  it('stops at charts that depend on each other in a circle', async () => {
    const tree = memoryTree({ 'a/Chart.yaml': 'name: a\nversion: 1.0.0\n' });
    const dependencies: ChartDependency[] = [];
    const circle: TreeChart = { kind: 'tree', path: 'a', name: 'a', dependencies };
    dependencies.push(dependency('a', '1.0.0', { tree: circle, repository: 'file://.' }));
    expect(await stage(circle, tree)).toMatchObject({
      ok: false,
      problems: [{ why: expect.stringContaining('circle') }],
    });
  });

  it('fails for a template that can not be read, and goes on without a file that none needs', async () => {
    const texts = memoryTree({
      'mesh/Chart.yaml': 'name: mesh\nversion: 0.1.0\n',
      'mesh/templates/a.yaml': '{{ .Files.Get "x" }}',
    });
    const holding = (name: string): Tree =>
      treeWith(texts, { below: folder => [...texts.below(folder), name].sort() });
    const chart = treeChart('mesh', 'mesh');
    expect(await stage(chart, holding('mesh/logo.png'))).toMatchObject({
      ok: true,
      problems: [{ file: 'mesh/logo.png', blocking: false }],
    });
    expect(await stage(chart, holding('mesh/templates/b.yaml'))).toMatchObject({
      ok: false,
      problems: [{ file: 'mesh/templates/b.yaml', blocking: true }],
    });
  });
});
