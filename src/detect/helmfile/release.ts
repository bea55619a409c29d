/** Releases of Helmfile that install Istio, or charts of the tree that write its resources. */

import type { ChartReference, Problem, Release } from '../../model.js';
import { isOwnChart, readChartReference, speaksOfIstio } from '../chart-reference.js';
import { addsIstio, matters } from '../chart-relevance.js';
import { namesIstio } from '../declaring-text.js';
import { ownOperator } from '../istio/former-charts.js';
import { inlinePatches, patchesAsValues } from '../kustomize/patches.js';
import type { CollectedValues } from '../kustomize/values.js';
import { defaultLayers } from '../values/default-layers.js';
import { unknownFields } from '../values/open.js';
import { variantId } from '../variants.js';
import { addedDependencies } from './dependencies.js';
import type { Field, ReleaseFields } from './fields.js';
import { chartFolder, type ReleaseInput } from './input.js';
import { leftOut, notInstalled } from './not-installed.js';
import { isOperatorChart, type OperatorRelease } from './operator.js';
import { helmfileValues } from './values.js';
import { versionOf } from './version.js';

export interface HelmfileRelease {
  readonly release?: Release;
  readonly problems?: readonly Problem[];
  readonly claimed?: string;
  /** The chart is Istio's operator: what it installs stands elsewhere. */
  readonly operator?: OperatorRelease;
}

export async function releaseOf(input: ReleaseInput, fields: ReleaseFields): Promise<HelmfileRelease> {
  const off = notInstalled(fields);
  const chart = fields.text('chart');
  if (!chart) return {};
  if (off) return chart.ok ? leftOut(input, fields, chart, off) : {};
  if (!chart.ok) return undecidedChart(fields, chart);
  const folder = chartFolder(input.context, fields, chart.text);
  if (folder !== undefined) return treeRelease(input, fields, folder);

  const named = readChartReference(chart.text, undefined, input.repositories);
  if (!isOwnChart(input.context, named)) {
    const added = await addedElsewhere(input, fields);
    if (added.length > 0) return { problems: added };
    if (!speaksOfIstio(named) && !/^\.{0,2}\/.*(istio|ztunnel)/.test(chart.text)) return {};
    const why =
      ownOperator(named.name, named.repository) ??
      `the chart \`${chart.text}\` is not one of Istio's own, nor in this repository: what it installs is not known`;
    return {
      problems: [{ what: `release ${fields.name}`, why, ...chart.at, blocking: true, unjudged: true }],
    };
  }
  const field = fields.text('version');
  const version = await versionOf(input, named, { field, chart: chart.at, state: fields.state.file });
  const reference: ChartReference = {
    kind: 'published',
    name: named.name,
    ...(named.repository ? { repository: named.repository } : {}),
    version: version.version,
    at: version.at,
  };
  const added = await addedElsewhere(input, fields);
  return { release: await release(input, fields, reference, [...version.problems, ...added]) };
}

async function treeRelease(
  input: ReleaseInput,
  fields: ReleaseFields,
  folder: string,
): Promise<HelmfileRelease> {
  const loaded = await input.context.chart(folder);
  if (!loaded) return {};
  const added = await addedDependencies(input, fields);
  const chart =
    added.dependencies.length === 0
      ? loaded.chart
      : { ...loaded.chart, dependencies: [...loaded.chart.dependencies, ...added.dependencies] };
  const made = await release(input, fields, chart, [...loaded.problems, ...added.problems]);
  if (!(await matters(input.context, chart, made.values))) {
    const isOperator = isOperatorChart(loaded.chart);
    return { claimed: folder, ...(isOperator ? { operator: { input, fields, chart: loaded.chart } } : {}) };
  }
  return { claimed: folder, release: made };
}

/** Charts of Istio's that are added to one which is not in the tree: where their values stand there is not looked at. */
async function addedElsewhere(input: ReleaseInput, fields: ReleaseFields): Promise<readonly Problem[]> {
  const { dependencies, problems } = await addedDependencies(input, fields);
  const added = dependencies.filter(addsIstio).map(({ name, at }): Problem => {
    const why = `it adds the chart \`${name}\` to one that is not in this repository: what that installs is not known`;
    return { what: `release ${fields.name}`, why, ...at, blocking: true };
  });
  return added.length === 0 ? [] : [...problems, ...added];
}

async function release(
  input: ReleaseInput,
  fields: ReleaseFields,
  chart: ChartReference,
  chartProblems: readonly Problem[],
): Promise<Release> {
  const { context, files, templates, variant } = input;
  const values = await helmfileValues(context, files, templates, fields, chart);
  const defaults = chart.kind === 'tree' ? await defaultLayers(context, chart) : { layers: [], problems: [] };
  const changed = changesAfterwards(fields);
  const patches = patchesAfterwards(fields);
  const kubeVersion = decidedText(fields.text('kubeVersion'));
  const namespace = decidedText(fields.text('namespace')) ?? stateNamespace(fields);
  return {
    id: variantId(`helmfile:${fields.state.file}:${fields.name}`, variant),
    form: 'helmfile',
    deployer: 'helmfile',
    declared: fields.at,
    releaseName: decidedText(fields.text('name')) || chart.name,
    namespace: namespace || 'default',
    destination: variant || (decidedText(fields.text('kubeContext')) ?? ''),
    chart,
    values: [...defaults.layers, ...values.layers, ...patches.layers],
    ...(kubeVersion ? { kubeVersion } : {}),
    ...(fields.value('skipCRDs') === true ? { skipCrds: true } : {}),
    problems: [...chartProblems, ...defaults.problems, ...values.problems, ...changed, ...patches.problems],
    ...unknownFields(values.unknown || changed.length > 0 || patches.unknown, values.open),
  };
}

/** Patches on what Helm renders: variables of istiod become values, anything else that may set something is named. */
function patchesAfterwards(fields: ReleaseFields): CollectedValues {
  const patches = (['strategicMergePatches', 'jsonPatches'] as const).flatMap(name => {
    const place = fields.find(name);
    return place ? inlinePatches(place.part.data.at(place.path.slice(0, -1)), name) : [];
  });
  return patchesAsValues(patches);
}

/** What else is done to the chart or to its manifests besides values. */
function changesAfterwards(fields: ReleaseFields): readonly Problem[] {
  const names = ['transformers', 'postRenderer'] as const;
  return names.flatMap(name => {
    const place = fields.find(name);
    const value = fields.value(name);
    if (!place || !value || (Array.isArray(value) && value.length === 0)) return [];
    const at = { file: place.part.data.file, line: place.part.data.lineOf(place.path) };
    const why = `\`${name}\` changes what the chart gives: that is not done here, and what it changes is not known`;
    return [{ what: `release ${fields.name}`, why, ...at, blocking: true }];
  });
}

function undecidedChart(fields: ReleaseFields, chart: Field & { ok: false }): HelmfileRelease {
  if (!namesIstio(fields.name) || /kiali|csr|knative/i.test(fields.name)) return {};
  const why = `its chart is not decided in this repository: \`${chart.gap.what}\` gets its value elsewhere`;
  return { problems: [{ what: `release ${fields.name}`, why, ...chart.at, blocking: true }] };
}

function decidedText(field: Field | undefined): string | undefined {
  return field?.ok ? field.text : undefined;
}

/** `namespace` of the whole state stands above that of a release. */
function stateNamespace(fields: ReleaseFields): string | undefined {
  for (const { data } of fields.state.parts) {
    const { value } = data.at(['namespace']);
    if (typeof value === 'string') return value;
  }
  return undefined;
}
