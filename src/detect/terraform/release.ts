/** Releases of the charts that Terraform installs. */

import { withGapsSpelt } from '../../evaluated/marks.js';
import { plainValue } from '../../evaluated/plain.js';
import {
  type EvaluatedEntry,
  type EvaluatedValue,
  type Gap,
  gapOf,
  gapsOf,
  isNull,
  textOf,
} from '../../evaluated/value.js';
import type { ChartReference, IstioChart, Position, Problem, Release } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import {
  ISTIO_REPOSITORY,
  isOwnChart,
  type NamedChart,
  readChartReference,
  speaksOfIstio,
} from '../chart-reference.js';
import { matters } from '../chart-relevance.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { isChartName } from '../istio/charts.js';
import { chartCalled } from '../istio/elsewhere.js';
import { ownOperator } from '../istio/former-charts.js';
import { NONE_GIVEN, openVersion } from '../istio/open-version.js';
import { UNPACKED, unpackedChart } from '../istio/release-folder.js';
import { istioVersionOf } from '../istio/version.js';
import { halfBump } from '../pairing/half-bump.js';
import { releaseFetchedIn } from '../scripts/release-elsewhere.js';
import { folderOf } from '../tree-path.js';
import { defaultLayers } from '../values/default-layers.js';
import { unknownFields } from '../values/open.js';
import { variantId } from '../variants.js';
import { namedVersions } from '../version-index.js';
import { gapFiles, isVariable } from './gap-files.js';
import { TREE_ROOT } from './scope.js';
import type { ChartUse } from './uses.js';
import { terraformValues } from './values.js';

export interface UseResult {
  readonly release?: Release;
  readonly problems?: readonly Problem[];
  /** Folder of a chart of the tree that is installed. */
  readonly claimed?: string;
}

/**
 * @param variant what tells several deployments of one declaration apart: the name of a tfvars file
 * @param suffix makes ids unique among variants
 */
export async function releaseOf(context: DetectContext, use: ChartUse, variant: string): Promise<UseResult> {
  const chartValue = use.arguments.get('chart')?.value;
  const chartText = textOf(chartValue) ?? unpackedPath(chartValue);
  if (chartText === undefined) return undecidedChart(context, use, variant);
  const repository = textOf(use.arguments.get('repository')?.value);
  const folder = chartFolder(context, use, chartText, repository);
  if (folder !== undefined) return treeRelease(context, use, variant, folder);

  const named = namedChart(use, chartText, repository);
  const aboutIstio = namesIstio(
    [use.address, named.name, repository ?? '', releaseName(use) ?? ''].join(' '),
  );
  const declared = named.version ?? textOf(versionEntry(use)?.value)?.trim();
  if (!isOwnChart(context, { ...named, ...(declared ? { version: declared } : {}) })) {
    const other =
      speaksOfIstio(named) || (/^istio_/i.test(named.name) && !/csr|kiali|knative/i.test(named.name));
    if (other || (aboutIstio && /^[./]/.test(chartText)))
      return problem(
        use,
        ownOperator(named.name, named.repository) ??
          `the chart \`${chartText}\` is not one of Istio's own, nor in this repository: what it installs is not known`,
        { ...given(use), unjudged: true },
      );
    return {};
  }
  const version = await versionOf(context, use, named);
  const chart: ChartReference = {
    kind: 'published',
    name: named.name,
    ...(named.repository ? { repository: named.repository } : {}),
    version: version.version,
    at: version.at,
  };
  return { release: await release(context, use, variant, chart, version.problems) };
}

async function treeRelease(
  context: DetectContext,
  use: ChartUse,
  variant: string,
  folder: string,
): Promise<UseResult> {
  const loaded = await context.chart(folder);
  if (!loaded) return {};
  const at = choiceOfRelease(use, folder);
  const made = await release(
    context,
    use,
    variant,
    at ? { ...loaded.chart, at, appVersionAt: at } : loaded.chart,
    loaded.problems,
  );
  return {
    claimed: folder,
    ...((await matters(context, loaded.chart, made.values)) ? { release: made } : {}),
  };
}

/** The program of the tree that its manifests pass through: what changes there changes them. */
function rendererOf({ instance }: ChartUse, value: EvaluatedValue): string | undefined {
  const text = value.kind === 'map' ? textOf(value.entries.get('binary_path')?.value) : undefined;
  // A bare word is a program of the machine.
  return text !== undefined && /[./]/.test(text) ? instance.resolveFile(text) : undefined;
}

/** Where several releases are unpacked side by side, what chooses one of them: `istio-${var.istio_version}/manifests/charts/base`. */
function choiceOfRelease(use: ChartUse, folder: string): Position | undefined {
  const release = unpackedChart(folder)?.version;
  const value = use.arguments.get('chart')?.value;
  const parts = value?.kind === 'scalar' ? (value.filled ?? []) : [];
  return parts.find(({ text }) => text !== '' && (text === release || text === `istio-${release}`))?.at;
}

async function release(
  context: DetectContext,
  use: ChartUse,
  variant: string,
  chart: ChartReference,
  chartProblems: readonly Problem[],
): Promise<Release> {
  const values = await terraformValues(context, use, chart);
  const defaults = chart.kind === 'tree' ? await defaultLayers(context, chart) : { layers: [], problems: [] };
  const postRender = use.arguments.get('postrender');
  const problems = [...chartProblems, ...defaults.problems, ...values.problems];
  if (postRender && !isNull(postRender.value)) {
    const why =
      'its manifests pass through a post-renderer, which is not run here: what it changes is not known';
    const renderer = rendererOf(use, postRender.value);
    problems.push({
      what: use.address,
      why,
      ...postRender.at,
      blocking: true,
      ...(renderer === undefined ? {} : { others: [renderer] }),
    });
  }
  if (use.off) problems.push(offByDefault(use.address, use.off));
  const rest = unknownFields(postRender !== undefined || values.unknown, values.open);
  return {
    id: variantId(`terraform:${use.declared.file}:${use.address}`, variant),
    form: 'terraform',
    deployer: 'terraform',
    declared: use.declared,
    releaseName: releaseName(use) ?? chart.name,
    namespace: namespaceOf(use, chart),
    destination: variant || use.provider,
    chart,
    values: [...defaults.layers, ...values.layers],
    ...(textOf(use.arguments.get('skip_crds')?.value) === 'true' ? { skipCrds: true } : {}),
    ...showOnlyOf(use),
    ...(use.off ? { offByDefault: true } : {}),
    problems,
    ...rest,
  };
}

function offByDefault(what: string, at: Position): Problem {
  const why =
    'the defaults of its variables make none of it: it counts for who calls or runs the module with others';
  return { what, why, ...at, blocking: false, assumption: true };
}

/** Of `data "helm_template"`; nothing where the tree does not decide all of the list. */
function showOnlyOf(use: ChartUse): Pick<Release, 'showOnly'> {
  const value = use.arguments.get('show_only')?.value;
  const paths = value?.kind === 'list' ? value.items.map(textOf) : [];
  const decided = paths.flatMap(path => (path === undefined ? [] : [path]));
  return paths.length > 0 && decided.length === paths.length ? { showOnly: decided } : {};
}

function namedChart(use: ChartUse, chart: string, repository: string | undefined): NamedChart {
  // A folder of charts is what Helm takes for a repository that is no address.
  const unpacked = repository && unpackedChart(`${withoutTrailing(repository, '/')}/${chart}`);
  if (unpacked) return { ...unpacked, unpacked: true };
  const named = readChartReference(chart.replace(TREE_ROOT, '.'), repository);
  if (named.repository !== undefined || !isChartName(named.name)) return named;
  // Where nothing says it, the words around a chart called `base` tell whose it is.
  const words = `${use.address} ${releaseName(use) ?? ''}`;
  return /istio/i.test(words) && use.arguments.has('repository')
    ? { ...named, repository: ISTIO_REPOSITORY }
    : named;
}

/** A folder of the tree that holds a Chart.yaml, where the chart is one. */
function chartFolder(
  context: DetectContext,
  { instance }: ChartUse,
  chart: string,
  repository: string | undefined,
): string | undefined {
  if (/^[a-z]+:\/\//i.test(chart)) return undefined;
  const isAddress = repository !== undefined && /^[a-z]+:\/\//i.test(repository);
  if (isAddress) return undefined;
  const path = repository ? `${withoutTrailing(repository, '/')}/${chart}` : chart;
  const folder = instance.resolveFile(path);
  return folder !== undefined && context.charts.has(folder) ? folder : undefined;
}

/** The folder of a release whose version the tree does not decide: `istio-${var.istio_version}/manifests/charts/base`. */
function unpackedPath(value: EvaluatedValue | undefined): string | undefined {
  const text = value?.kind === 'scalar' ? String(value.value) : '';
  return unpackedChart(text) && text;
}

const VERSION_ARGUMENTS = ['chart_version', 'helm_chart_version', 'version'] as const;

async function versionOf(
  context: DetectContext,
  use: ChartUse,
  named: NamedChart,
): Promise<{
  readonly version: string | null;
  readonly at: Position;
  readonly problems: readonly Problem[];
}> {
  // Helm takes an archive, or a folder, as it is: a version beside it says nothing.
  const isAsItIs = named.unpacked || /\.tgz$/.test(textOf(use.arguments.get('chart')?.value) ?? '');
  const beside = versionEntry(use);
  const isRepeated = named.version !== undefined && textOf(beside?.value)?.trim() === named.version;
  const entry = isAsItIs && !isRepeated ? use.arguments.get('chart') : beside;
  const at = chosenAt(use) ?? use.at;
  const text = isAsItIs ? named.version : textOf(entry?.value)?.trim();
  if (text && !/\s{2}|\n/.test(text)) {
    const problems = isAsItIs ? ignored(named.name, text, beside) : [];
    return { version: text, at: entry?.value.at ?? at, problems };
  }
  if (named.version !== undefined) return { version: named.version, at, problems: [] };
  const fetched = named.unpacked ? await releaseFetchedIn(context, folderOf(use.at.file)) : undefined;
  if (fetched) return { version: fetched.version, at: fetched.at, problems: [] };
  const gap = gapOf(entry?.value);
  const place = entry?.at ?? at;
  const look = gap
    ? `\`${gap.what}\` (${gap.at.file}:${gap.at.line}) gets its value elsewhere${await elsewhere(context, gap)}`
    : named.unpacked
      ? UNPACKED
      : NONE_GIVEN;
  // What gives a variable its value in the tree is read; data, and what providers compute, is not.
  const gaps = gapsOf(entry?.value);
  const isSettled = gap ? gaps.every(isVariable) : !named.unpacked;
  const from = use.arguments.get('repository')?.value;
  const isSettledPlace = from === undefined || isNull(from) || textOf(from) !== undefined;
  const said =
    entry?.value.kind === 'scalar'
      ? withGapsSpelt(String(entry.value.value), entry.value.gaps ?? new Map())
      : '';
  const decidedBy = isSettled && isSettledPlace ? [named.repository, said] : undefined;
  const others = decidedBy ? [] : gapFiles(context, gaps);
  const open = openVersion(named.name, place, look, decidedBy);
  return { version: null, at: place, problems: [others.length > 0 ? { ...open, others } : open] };
}

/** Where its chart is named: of a module for any chart, by who calls it. */
function chosenAt(use: ChartUse): Position | undefined {
  const entry = use.arguments.get('chart');
  const { at } = entry?.value.kind === 'scalar' ? entry.value : { at: undefined };
  return at && folderOf(at.file) !== folderOf(use.at.file) ? at : entry?.at;
}

/** A version beside an archive or a folder that is of another one: somebody moved it, and nothing moves. */
function ignored(chart: string, version: string, beside: EvaluatedEntry | undefined): readonly Problem[] {
  const said = textOf(beside?.value)?.trim();
  if (!beside || said === undefined || istioVersionOf(said) === null || said === version) return [];
  const why = `it says ${said}, what Terraform hands to Helm is ${version}, whatever stands beside it: judged as ${version}`;
  const bump = { chart, version: said, judged: version, effect: 'other-charts' } as const;
  return [halfBump(bump, { what: `chart ${chart}`, why, at: beside.value.at })];
}

/** Where files of other folders give a variable of that name a version: none of them says that it is this one's. */
async function elsewhere(context: DetectContext, { what, at }: Gap): Promise<string> {
  const name = /^var\.(\w+)$/.exec(what)?.[1];
  const places = (await namedVersions(context)).filter(
    one => one.name === name && one.at.file !== at.file && /\.(tfvars|hcl)$/i.test(one.at.file),
  );
  const shown = places.slice(0, 3).map(({ version, at: { file, line } }) => `${file}:${line} (${version})`);
  return shown.length === 0 ? '' : `; ${shown.join(', ')} gives it to another folder`;
}

function versionEntry(use: ChartUse): EvaluatedEntry | undefined {
  for (const name of VERSION_ARGUMENTS) {
    if (name === 'version' && use.kind === 'module') continue;
    const entry = use.arguments.get(name);
    if (entry && !isNull(entry.value)) return entry;
  }
  return undefined;
}

function releaseName(use: ChartUse): string | undefined {
  return textOf((use.arguments.get('release_name') ?? use.arguments.get('name'))?.value);
}

/** Where the name of the namespace is not decided, the usual one of the chart. */
function namespaceOf(use: ChartUse, chart: ChartReference): string {
  const entry = use.arguments.get('namespace');
  const text = textOf(entry?.value);
  if (text) return text;
  if (!entry || isNull(entry.value)) return 'default';
  return chart.kind === 'published' && chart.name === 'gateway' ? 'istio-ingress' : 'istio-system';
}

/** A chart that only its release's name tells, with its version; where that tells none, what it installs is not known. */
async function undecidedChart(context: DetectContext, use: ChartUse, variant: string): Promise<UseResult> {
  const entry = use.arguments.get('chart');
  const words = [use.address, releaseName(use) ?? '', textOf(use.arguments.get('repository')?.value) ?? ''];
  if (!words.some(word => /istio(?!.*(csr|kiali))|ztunnel/i.test(word))) return {};
  const what = entry?.value.kind === 'unknown' ? `\`${entry.value.gap.what}\`` : 'its `chart`';
  const at = entry?.at ?? use.at;
  const names = [releaseName(use) ?? '', use.address.split('.').at(-1) ?? ''];
  const name = names.map(one => chartOfName(one, use.arguments.has('repository'))).find(Boolean);
  if (name) {
    const open = openVersion(name, at, `${what} gets its value elsewhere, and only its name tells the chart`);
    const repository = ISTIO_REPOSITORY;
    const chart: ChartReference = { kind: 'published', name, repository, version: null, at };
    return { release: await release(context, use, variant, chart, [open]) };
  }
  return problem(
    use,
    `it installs a chart that this repository does not decide: ${what} gets its value elsewhere`,
  );
}

/**
 * Releases of Helm are called as the chart that they are of: `istio_base_chart`, `istiod`.
 * @param isFetched not out of a folder, where `istio-gateway` as often is a chart of one's own Gateways
 */
function chartOfName(name: string, isFetched: boolean): IstioChart | undefined {
  const plain = name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/-(?:chart|helm|release)$/, '');
  if (isFetched && plain === 'istio-gateway') return 'gateway';
  return /^istio-(?:in|e)gress(?:-?gateway)?$/.test(plain) ? 'gateway' : chartCalled(plain);
}

function problem(use: ChartUse, why: string, more: Partial<Problem> = {}): UseResult {
  return {
    problems: [{ what: use.address, why, file: use.at.file, line: use.at.line, blocking: true, ...more }],
  };
}

/** All that a release is given, where the tree decides it. */
function given(use: ChartUse): Pick<Problem, 'selfContained' | 'digest'> {
  const values = [...use.arguments].map(([name, { value }]) => ({ name, ...plainValue(value) }));
  return values.some(({ open }) => open.length > 0)
    ? {}
    : decidedBy(values.map(({ name, value }) => [name, value]));
}
