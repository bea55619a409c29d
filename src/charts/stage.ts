/** Puts a release's chart on disk for Helm: a private copy, whole, with every dependency in its place. */
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Problem, PublishedChart, Release, StagedChart, Tree } from '../model.js';
import { ChartError, type ChartFiles, digestOf, writeFiles } from './files.js';
import type { ChartStore } from './store.js';
import { assembleChart } from './tree-chart.js';

export type Staged =
  | {
      readonly ok: true;
      readonly chart: StagedChart;
      /** What could not be taken along and does not keep the chart from being rendered. */
      readonly problems: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Stages the chart of a release: a published one as it is, one of the tree with its dependencies fetched, unpacked or
 * copied to where Helm looks for them, at exactly the versions that the release names. Never throws.
 * @param workFolder this run's own temporary folder
 */
export async function stageRelease(
  release: Release,
  tree: Tree,
  store: ChartStore,
  workFolder: string,
): Promise<Staged> {
  const { chart } = release;
  try {
    if (chart.kind === 'published') return await stagePublished(chart, store, workFolder);
    const assembled = await assembleChart(chart, tree, store);
    if (!assembled.ok) return assembled;
    const staged = await writeStaged(assembled.name, assembled.files, workFolder);
    return { ok: true, chart: staged, problems: assembled.problems };
  } catch (cause) {
    const what = chart.kind === 'tree' ? `chart ${chart.path || '.'}` : `chart ${chart.name}`;
    const why = cause instanceof ChartError ? `it is not used: ${cause.message}` : (cause as Error).message;
    return { ok: false, problems: [{ what, why, ...release.declared, blocking: true }] };
  }
}

async function stagePublished(chart: PublishedChart, store: ChartStore, workFolder: string): Promise<Staged> {
  const { file, line } = chart.at;
  if (chart.version === null) {
    const why = 'the tree does not say which version of it is installed';
    return { ok: false, problems: [{ what: `chart ${chart.name}`, why, file, line, blocking: true }] };
  }
  const fetched = await store.get(chart.name, chart.version, chart.repository);
  if (!fetched.ok) return { ok: false, problems: [{ ...fetched.problem, file, line }] };
  return { ok: true, chart: await writeStaged(chart.name, fetched.chart.files, workFolder), problems: [] };
}

/** Charts with the same content share a folder: nobody writes to it afterwards. */
async function writeStaged(name: string, files: ChartFiles, workFolder: string): Promise<StagedChart> {
  const digest = digestOf(files);
  const folder = path.join(workFolder, 'staged', digest);
  const staged: StagedChart = { name, folder, digest };
  if (await exists(folder)) return staged;
  await mkdir(path.dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    await writeFiles(work, files);
    await rename(work, folder);
  } catch (cause) {
    await rm(work, { recursive: true, force: true });
    // Somebody else staged the same at the same time.
    if (!(await exists(folder))) throw cause;
  }
  return staged;
}

async function exists(folder: string): Promise<boolean> {
  return await stat(folder).then(
    () => true,
    () => false,
  );
}
