/**
 * Manifests of Istio's own parts that were rendered before they were committed. Their version stands in image tags and
 * labels; the settings in force in istiod's environment and in the mesh's ConfigMap.
 */
import type { Release, ValuesLayer } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import { stringAt } from '../data.js';
import type { DetectContext, Detector } from '../detector.js';
import { publishedRelease } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { type ReleasesOfOperator, releasesOfOperators } from '../istio-operator/istio-operator.js';
import type { OverlaidManifest } from '../overlaid.js';
import { terraformTemplates } from '../terraform/terraform.js';
import { folderOf, isWithin } from '../tree-path.js';
import { type RenderedBase, renderedBases } from './base.js';
import { leftBehind, sidecarsLeftBehind } from './left-behind.js';
import { layersOf, NO_SETTINGS, settingsOf } from './settings.js';
import { type Rendered, type RenderedWorkload, readRendered } from './workloads.js';

export const rendered: Detector = {
  form: 'rendered-manifests',
  async detect(context) {
    const releases: Release[] = [];
    const operators = await releasesOfOperators(context);
    const generated = operators.flatMap(({ candidate: { files } }) => files.map(folderOf));
    const rendered = await readRendered(context);
    const templates = rendered.workloads.length > 0 ? await terraformTemplates(context) : new Set();
    // What an IstioOperator beside or above it generates is that installation.
    const isOther = ({ written, file }: OverlaidManifest): boolean =>
      templates.has(written.file) || generated.some(folder => isWithin(folder, file));
    for (const workload of rendered.workloads) {
      const isOwn = isBesideOperators(workload, operators) || isOneOfSeveral(workload, rendered, generated);
      if (isOther(workload.manifest) && !isOwn) continue;
      if (await isOfChart(context, workload)) continue;
      releases.push(await release(context, workload, rendered));
    }
    for (const base of await renderedBases(context, rendered))
      if (!isOther(base.manifest)) releases.push(releaseOfBase(base));
    return { releases, problems: rendered.problems };
  },
};

/** Rendered from there on, and nothing that any of those IstioOperators installs. */
function isBesideOperators(
  { chart, manifest }: RenderedWorkload,
  operators: readonly ReleasesOfOperator[],
): boolean {
  const around = operators.filter(({ candidate: { files } }) =>
    files.some(file => isWithin(folderOf(file), manifest.file)),
  );
  const installed = around.flatMap(({ releases }) => releases);
  const isKnown = ({ chart: own, releaseName }: Release): boolean =>
    chart === 'gateway' ? releaseName === manifest.name : own.name === chart;
  return installed.length > 0 && !installed.some(isKnown);
}

/**
 * One of several gateways of a name that were written by hand below an IstioOperator: which of them is the operator's is not
 * known, and none was rendered with its control plane.
 */
function isOneOfSeveral(
  { chart, manifest: { written, file } }: RenderedWorkload,
  { workloads }: Rendered,
  generated: readonly string[],
): boolean {
  const folders = generated.filter(folder => isWithin(folder, file));
  if (chart !== 'gateway' || folders.length === 0) return false;
  const beside = workloads.filter(one => folders.some(folder => isWithin(folder, one.manifest.file)));
  const named = beside.filter(one => one.chart === 'gateway' && one.manifest.written.name === written.name);
  const isRendered = beside.some(one => one.chart === 'istiod');
  return !isRendered && new Set(named.map(one => one.manifest.written)).size > 1;
}

function releaseOfBase({ manifest, version }: RenderedBase): Release {
  const { declared, destination, namespace } = manifest;
  return publishedRelease({
    id: `rendered-manifests:${declared.file}:base:${manifest.file}`,
    form: 'rendered-manifests',
    deployer: 'unknown',
    declared,
    destination,
    releaseName: 'istio-base',
    namespace: namespace || 'istio-system',
    name: 'base',
    repository: ISTIO_REPOSITORY,
    version,
    values: [],
    problems: [],
    valuesUnknown: true,
  });
}

/** Rendered from the chart whose folder it stands in, at the version that the chart still says: that installation tells more. */
async function isOfChart(
  context: DetectContext,
  { chart, version, manifest }: RenderedWorkload,
): Promise<boolean> {
  const folder = context.charts.holding(manifest.file);
  if (folder === undefined || version.version === null) return false;
  const dependencies = (await context.chart(folder))?.chart.dependencies ?? [];
  return dependencies.some(
    dependency =>
      dependency.chart === chart && istioVersionOf(dependency.version) === istioVersionOf(version.version),
  );
}

async function release(
  context: DetectContext,
  workload: RenderedWorkload,
  rendered: Rendered,
): Promise<Release> {
  const { manifest, chart, version } = workload;
  const { data, declared, destination } = manifest;
  const settings = chart === 'istiod' ? await settingsOf(context, manifest, rendered) : NO_SETTINGS;
  const revision = stringAt(data.value, ['metadata', 'labels', 'istio.io/rev']);
  const revisionAt = data.at(['metadata', 'labels', 'istio.io/rev']);
  const base: readonly ValuesLayer[] =
    chart === 'istiod' && revision !== undefined && revision !== 'default'
      ? (layersOf([{ path: ['revision'], data: revisionAt }]) ?? [])
      : [];
  return publishedRelease({
    id: `rendered-manifests:${declared.file}:${manifest.kind}:${manifest.namespace}:${manifest.name}`,
    form: 'rendered-manifests',
    deployer: 'unknown',
    declared,
    destination,
    releaseName: manifest.name || chart,
    namespace: manifest.namespace || 'istio-system',
    name: chart,
    repository: ISTIO_REPOSITORY,
    version,
    values: [...base, ...settings.layers],
    problems: [...leftBehind(workload), ...sidecarsLeftBehind(workload, rendered), ...settings.problems],
    // What else was set when it was rendered is not in the manifests by name.
    valuesUnknown: chart !== 'istiod' || settings.unknown,
    openValues: settings.open ?? [],
  });
}
