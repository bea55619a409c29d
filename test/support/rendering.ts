/** Helm, charts and releases for tests that render for real. */
import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stageRelease } from '../../src/charts/stage.js';
import { type ChartStore, createChartStore } from '../../src/charts/store.js';
import type {
  ChartReference,
  Release,
  StagedChart,
  Tree,
  ValuesAssignment,
  ValuesDocument,
} from '../../src/model.js';
import { findHelm, type Helm } from '../../src/render/helm.js';
import { createRenderer, type Renderer, type RenderRequest } from '../../src/render/render.js';
import { memoryTree } from '../../src/tree/memory.js';
import { positionedAt } from '../../src/yaml/positioned.js';
import { sharedCharts } from './shared.js';

const folders: string[] = [];
// Not after the tests of a file: files of one worker share this module.
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder without links in its path; removed when the worker ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'istio-preflight-test-')));
  folders.push(folder);
  return folder;
}

/** The Helm behind an executable, in a closed environment below `workFolder`. */
export async function helmAt(
  executable: string,
  workFolder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Helm> {
  const found = await findHelm({
    env: { ...env, HELM_BIN: executable },
    offline: true,
    cacheFolder: path.join(workFolder, 'cache'),
    workFolder,
  });
  if (!found.ok) throw new Error(found.problem.why);
  return found.helm;
}

/** One Helm with charts from the shared folder, and what tests ask of it. */
export interface Workbench {
  readonly helm: Helm;
  readonly workFolder: string;
  readonly store: ChartStore;
  readonly renderer: Renderer;
  stage(chart: ChartReference, tree?: Tree): Promise<StagedChart>;
  request(chart: StagedChart, more?: Partial<RenderRequest>): RenderRequest;
}

export async function createWorkbench(executable: string, timeoutMs = 30_000): Promise<Workbench> {
  const workFolder = await temporaryFolder();
  const helm = await helmAt(executable, workFolder);
  const charts = sharedCharts();
  const store = createChartStore({
    sources: charts === undefined ? [] : [charts],
    helm,
    offline: true,
    cacheFolder: path.join(workFolder, 'cache'),
    workFolder,
    allowed: [],
  });
  const renderer = createRenderer(helm, { workFolder, timeoutMs, concurrency: 2 });
  return {
    helm,
    workFolder,
    store,
    renderer,
    async stage(chart, tree = memoryTree({})) {
      const staged = await stageRelease(releaseOf(chart), tree, store);
      if (!staged.ok) throw new Error(JSON.stringify(staged.problems));
      return staged.chart;
    },
    request: (chart, more = {}) => ({
      chart,
      releaseName: chart.name,
      namespace: 'istio-system',
      values: [],
      kubeVersion: '1.29.0',
      isUpgrade: true,
      ...more,
    }),
  };
}

export function releaseOf(chart: ChartReference): Release {
  return {
    id: 'test',
    form: 'helm-chart',
    deployer: 'helm',
    declared: { file: 'app.yaml', line: 3 },
    releaseName: 'test',
    namespace: 'istio-system',
    destination: '',
    chart,
    values: [],
    problems: [],
  };
}

export function published(name: string, version: string | null, repository?: string): ChartReference {
  return {
    kind: 'published',
    name,
    version,
    at: { file: 'app.yaml', line: 7 },
    ...(repository ? { repository } : {}),
  };
}

export function values(text: string, file = 'values.yaml'): ValuesDocument {
  return { kind: 'document', source: 'file', file, line: 1, text, data: positionedAt(file, 1, {}) };
}

export function set(key: string, value: string, flag: ValuesAssignment['flag'] = '--set'): ValuesAssignment {
  return { kind: 'assignment', source: 'set', file: 'app.yaml', line: 9, flag, key, value };
}
