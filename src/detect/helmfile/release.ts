/** Releases of Helmfile that install Istio, or charts of the tree that write its resources. */

import { valid, validRange } from 'semver';
import { type EvaluatedValue, textOf } from '../../evaluated/value.js';
import type { ChartReference, Position, Problem, Release } from '../../model.js';
import { isOwnChart, type NamedChart, readChartReference, speaksOfIstio } from '../chart-reference.js';
import { matters } from '../chart-relevance.js';
import { namesIstio } from '../declaring-text.js';
import { defaultLayers } from '../default-layers.js';
import type { DetectContext } from '../detector.js';
import { ownOperator } from '../former-charts.js';
import { inlinePatches, patchesAsValues } from '../kustomize/patches.js';
import type { CollectedValues } from '../kustomize/values.js';
import { UNDECIDED_VERSION, unknownFields } from '../open-values.js';
import { UNPACKED } from '../release-folder.js';
import { resolveInTree } from '../tree-path.js';
import { variantId } from '../variants.js';
import type { Field, ReleaseFields } from './fields.js';
import type { LoadedFiles } from './files.js';
import { lockedVersion } from './lock.js';
import { isOperatorChart, type OperatorRelease } from './operator.js';
import type { HelmfileTemplates } from './template.js';
import { helmfileValues } from './values.js';

export interface HelmfileRelease {
  readonly release?: Release;
  readonly problems?: readonly Problem[];
  readonly claimed?: string;
  /** The chart is Istio's operator: what it installs stands elsewhere. */
  readonly operator?: OperatorRelease;
}

export interface ReleaseInput {
  readonly context: DetectContext;
  readonly files: LoadedFiles;
  readonly templates: HelmfileTemplates;
  readonly repositories: ReadonlyMap<string, string>;
  readonly variant: string;
}

export async function releaseOf(input: ReleaseInput, fields: ReleaseFields): Promise<HelmfileRelease> {
  if (!isInstalled(fields)) return {};
  const chart = fields.text('chart');
  if (!chart) return {};
  if (!chart.ok) return undecidedChart(fields, chart);
  const folder = chartFolder(input.context, fields, chart.text);
  if (folder !== undefined) return treeRelease(input, fields, folder);

  const named = readChartReference(chart.text, undefined, input.repositories);
  if (!isOwnChart(input.context, named)) {
    if (!speaksOfIstio(named) && !/^\.{0,2}\/.*(istio|ztunnel)/.test(chart.text)) return {};
    const why =
      ownOperator(named.name, named.repository) ??
      `the chart \`${chart.text}\` is not one of Istio's own, nor in this repository: what it installs is not known`;
    return { problems: [{ what: `release ${fields.name}`, why, ...chart.at, blocking: true }] };
  }
  const version = await versionOf(input, fields, named, chart.at);
  const reference: ChartReference = {
    kind: 'published',
    name: named.name,
    ...(named.repository ? { repository: named.repository } : {}),
    version: version.version,
    at: version.at,
  };
  return { release: await release(input, fields, reference, version.problems) };
}

/** `installed`, and the key of the values that `condition` names. What is not decided is taken to be installed. */
function isInstalled(fields: ReleaseFields): boolean {
  const { values } = fields.state;
  // Where values come from outside of the tree, too, what is known of them is only a default.
  const isDefault = fields.isFilled('installed') && values.kind === 'map' && values.open !== undefined;
  if (fields.value('installed') === false) return isDefault;
  const text = fields.text('installed');
  if (text?.ok && text.text.trim() === 'false') return false;
  const condition = fields.text('condition');
  if (!condition?.ok) return true;
  let value: EvaluatedValue | undefined = values;
  for (const key of condition.text.split('.'))
    value = value?.kind === 'map' ? value.entries.get(key)?.value : undefined;
  return textOf(value) !== 'false' || (values.kind === 'map' && values.open !== undefined);
}

async function treeRelease(
  input: ReleaseInput,
  fields: ReleaseFields,
  folder: string,
): Promise<HelmfileRelease> {
  const loaded = await input.context.chart(folder);
  if (!loaded) return {};
  const made = await release(input, fields, loaded.chart, loaded.problems);
  if (!(await matters(input.context, loaded.chart, made.values))) {
    const isOperator = isOperatorChart(loaded.chart);
    return { claimed: folder, ...(isOperator ? { operator: { input, fields, chart: loaded.chart } } : {}) };
  }
  return { claimed: folder, release: made };
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

function chartFolder(context: DetectContext, fields: ReleaseFields, chart: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(chart)) return undefined;
  const folder = resolveInTree(fields.state.folder, chart);
  return folder !== undefined && context.charts.has(folder) ? folder : undefined;
}

async function versionOf(
  input: ReleaseInput,
  fields: ReleaseFields,
  named: NamedChart,
  chartAt: Position,
): Promise<{
  readonly version: string | null;
  readonly at: Position;
  readonly problems: readonly Problem[];
}> {
  const field = named.unpacked ? undefined : fields.text('version');
  const declared = field?.ok ? field.text.trim() : named.version;
  const at = field?.at ?? chartAt;
  if (declared !== undefined && declared !== '' && valid(declared, { loose: true }))
    return { version: declared, at, problems: otherwise(field, named, declared, at) };
  const range = declared !== undefined && declared !== '' && validRange(declared) ? declared : undefined;
  if (!named.unpacked && (!field || field.ok)) {
    const locked = await lockedVersion(input.context, fields.state.file, named.name, named.repository, range);
    if (locked) return { ...locked, problems: [] };
    if (range !== undefined) return { version: range, at, problems: [] };
  }
  const why =
    field && !field.ok
      ? `\`${field.gap.what}\` (${field.gap.at.file}:${field.gap.at.line}) gets its value elsewhere`
      : named.unpacked
        ? UNPACKED
        : 'none is given, so that the newest one is taken';
  return {
    version: null,
    at,
    problems: [
      {
        what: `chart ${named.name}`,
        why: `${UNDECIDED_VERSION}: ${why}. Give it with --from and --to.`,
        ...at,
        blocking: true,
      },
    ],
  };
}

/** What is not in the tree may name another version. Who encrypts a file keeps secrets in it, and hardly a version. */
function otherwise(
  field: Field | undefined,
  { name }: NamedChart,
  version: string,
  at: Position,
): readonly Problem[] {
  const gap = field?.ok ? field.overridable : undefined;
  if (!gap) return [];
  const why = gap.isSealed
    ? `its version is taken to be ${version}: ${gap.what} (${gap.at.file}:${gap.at.line}) could name another one, and is taken not to`
    : `its version is ${version} unless ${gap.what} (${gap.at.file}:${gap.at.line}) names another one, which is not in this repository. Give it with --from and --to.`;
  const weight = gap.isSealed ? { blocking: false, assumption: true as const } : { blocking: true };
  return [{ what: `chart ${name}`, why, ...at, ...weight }];
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
