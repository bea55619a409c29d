/** Makes a release's chart ready for Helm: whole, with every dependency in its place. */
import type { Problem, PublishedChart, Release, StagedChart, Tree } from '../model.js';
import { ChartError, type ChartFiles, checkNames, digestOf } from './files.js';
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
 */
export async function stageRelease(release: Release, tree: Tree, store: ChartStore): Promise<Staged> {
  const { chart } = release;
  try {
    if (chart.kind === 'published') return await stagePublished(chart, store);
    const assembled = await assembleChart(chart, tree, store);
    if (!assembled.ok) return assembled;
    const staged = stagedChart(assembled.name, assembled.files, digestOf(assembled.files));
    return { ok: true, chart: staged, problems: assembled.problems };
  } catch (cause) {
    const what = chart.kind === 'tree' ? `chart ${chart.path || '.'}` : `chart ${chart.name}`;
    const why = cause instanceof ChartError ? `it is not used: ${cause.message}` : (cause as Error).message;
    return { ok: false, problems: [{ what, why, ...release.declared, blocking: true }] };
  }
}

async function stagePublished(chart: PublishedChart, store: ChartStore): Promise<Staged> {
  const { file, line } = chart.at;
  if (chart.version === null) {
    const why = 'the tree does not say which version of it is installed';
    return { ok: false, problems: [{ what: `chart ${chart.name}`, why, file, line, blocking: true }] };
  }
  const fetched = await store.get(chart.name, chart.version, chart.repository);
  if (!fetched.ok) return { ok: false, problems: [{ ...fetched.problem, file, line }] };
  const { files, digest } = fetched.chart;
  return { ok: true, chart: stagedChart(chart.name, files, digest), problems: [] };
}

/** @throws {ChartError} where a name would lead out of the chart's folder */
function stagedChart(name: string, files: ChartFiles, digest: string): StagedChart {
  checkNames(files);
  return { name, files, digest };
}
