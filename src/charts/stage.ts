/** Makes a release's chart ready for Helm: whole, with every dependency in its place. */
import type { DataPath, Problem, PublishedChart, Release, StagedChart, Tree } from '../model.js';
import { parseYaml } from '../yaml/positioned.js';
import { ChartError, type ChartFiles, checkNames, digestOf } from './files.js';
import { ISTIO_RELEASES } from './sources.js';
import type { ChartStore } from './store.js';
import { assembleChart, type CanBeLeftOut } from './tree-chart.js';

export type Staged =
  | {
      readonly ok: true;
      readonly chart: StagedChart;
      /** What could not be taken along and does not keep the chart from being rendered. */
      readonly problems: readonly Problem[];
      /** Where the values of charts stand that could not be had, and are not in it. */
      readonly leftOut?: readonly DataPath[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Stages the chart of a release: a published one as it is, one of the tree with its dependencies fetched, unpacked or
 * copied to where Helm looks for them, at exactly the versions that the release names. Never throws.
 */
export async function stageRelease(
  release: Release,
  tree: Tree,
  store: ChartStore,
  canBeLeftOut?: CanBeLeftOut,
): Promise<Staged> {
  const { chart } = release;
  try {
    if (chart.kind === 'published' && chart.rendered) return await stageRendered(chart, chart.rendered, tree);
    if (chart.kind === 'published') return await stagePublished(chart, release, store);
    const assembled = await assembleChart(chart, tree, store, 0, canBeLeftOut);
    if (!assembled.ok) return assembled;
    const staged = stagedChart(assembled.name, assembled.files, digestOf(assembled.files));
    const { problems, leftOut = [] } = assembled;
    return { ok: true, chart: staged, problems, leftOut };
  } catch (cause) {
    const what = chart.kind === 'tree' ? `chart ${chart.path || '.'}` : `chart ${chart.name}`;
    const why = cause instanceof ChartError ? `it is not used: ${cause.message}` : (cause as Error).message;
    return { ok: false, problems: [{ what, why, ...release.declared, blocking: true }] };
  }
}

async function stagePublished(chart: PublishedChart, release: Release, store: ChartStore): Promise<Staged> {
  const { file, line } = chart.at;
  if (chart.version === null) {
    const why = 'the tree does not say which version of it is installed';
    return { ok: false, problems: [{ what: `chart ${chart.name}`, why, file, line, blocking: true }] };
  }
  const fetched = await store.get(chart.name, chart.version, chart.repository);
  if (!fetched.ok && chart.repository === ISTIO_RELEASES && release.deployer === 'operator')
    return { ok: false, problems: [withoutRelease(chart, release, fetched.problem)] };
  if (!fetched.ok) return { ok: false, problems: [{ ...fetched.problem, file, line }] };
  const { files, digest } = fetched.chart;
  return { ok: true, chart: stagedChart(chart.name, files, digest), problems: [] };
}

/** istioctl has the chart built in, so that the upgrade works without: only its comparison is missing. */
function withoutRelease(chart: PublishedChart, { releaseName }: Release, problem: Problem): Problem {
  const sentence = (whose: string, why: string): string =>
    `istioctl makes ${whose} manifests from charts that only Istio's release archives hold, so that they were not compared ` +
    `(${why}); an unpacked release given with --charts settles it`;
  return {
    what: `gateway ${releaseName}`,
    why: sentence('its', problem.why),
    file: chart.at.file,
    line: chart.at.line,
    blocking: false,
    together: {
      kind: ['gateway', 'gateways'],
      name: releaseName,
      version: chart.version ?? '',
      why: sentence('their', problem.together?.why ?? problem.why),
    },
  };
}

/** Objects that were rendered before they were committed, as a chart that renders to them. */
async function stageRendered(
  { name, version }: PublishedChart,
  places: NonNullable<PublishedChart['rendered']>,
  tree: Tree,
): Promise<Staged> {
  const files = new Map<string, Uint8Array>([
    ['Chart.yaml', Buffer.from(`apiVersion: v2\nname: ${name}\nversion: ${version}\n`)],
  ]);
  const documents = new Map<string, ReturnType<typeof parseYaml>['documents']>();
  for (const [number, { file, document }] of places.entries()) {
    const content = documents.has(file) ? undefined : await tree.read(file);
    if (content) documents.set(file, content.ok ? parseYaml(file, content.text).documents : []);
    const value = documents.get(file)?.find(({ index }) => index === document)?.data.value;
    if (value === undefined) continue;
    // JSON is YAML; what looks like a template in it is text.
    const text = JSON.stringify(value).replaceAll('{{', '{{ "{{" }}');
    files.set(`templates/${number}.yaml`, Buffer.from(text));
  }
  return { ok: true, chart: stagedChart(name, files, digestOf(files)), problems: [] };
}

/** @throws {ChartError} where a name would lead out of the chart's folder */
function stagedChart(name: string, files: ChartFiles, digest: string): StagedChart {
  checkNames(files);
  return { name, files, digest };
}
