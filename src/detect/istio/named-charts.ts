/**
 * Charts of Istio that objects and settings of any tool name together with a version or a repository: HelmChartProxies of
 * Cluster API, ClusterProfiles of Sveltos, DevSpace, Garden, kluctl, Tanka, tasks of pipelines, CloudFormation, Pulumi in YAML
 * and whatever comes next. No form of its own reads them; chart, version and line are plain all the same.
 */

import type { DataPath, Position, Positioned } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { startOf, valueAt } from '../../yaml/positioned.js';
import { isOwnChart, type NamedChart, readChartReference } from '../chart-reference.js';
import { type ChartText, chartTexts } from '../chart-texts.js';
import { isRecord, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { isAddress, namedRepositories } from '../named-repositories.js';
import { eachPart } from '../parts.js';
import { baseName } from '../tree-path.js';
import { isChartName } from './charts.js';
import { hasPlaceholder } from './published-release.js';

export interface ChartMention {
  /** Whose words these are: the kind of the object, or the name of the file. */
  readonly tool: string;
  /** It stands in settings, not in an object with a kind. */
  readonly isListed: boolean;
  /** It stands in a list of what is copied to another registry. */
  readonly isMirrored?: true;
  readonly chart: NamedChart;
  readonly version: string | undefined;
  readonly at: Position;
  readonly declared: Position;
  readonly releaseName?: string | undefined;
  readonly namespace?: string | undefined;
  /** The object that says so, where it is one of a kind: all that it holds. */
  readonly whole?: unknown;
}

/** Spellings of keys, without case, `_` and `-`. */
const CHART = ['chart', 'chartname', 'chartref', 'helmchart', 'remotechart'];
const VERSION = ['chartversion', 'version', 'targetrevision', 'helmversion'];
/** Where a chart of one's own lies. */
const FOLDER = ['chartdirectory', 'chartdir', 'chartfolder', 'chartpath', 'localchart'];
const REPOSITORY = [
  'repo',
  'reponame',
  'repourl',
  'repository',
  'repositoryurl',
  'helmrepo',
  'helmrepository',
  'chartrepo',
  'charturl',
];
const RELEASE = ['releasename', 'name'];
const NAMESPACE = ['namespace', 'releasenamespace', 'targetnamespace', 'defaultnamespace'];

const OF_REPOSITORY = /^[\w-]{1,40}\/(?:base|istiod|gateway|cni|ztunnel)$/;

/** Of all that speaks of Istio and that no detector reads by itself. */
export async function namedCharts(context: DetectContext): Promise<readonly ChartMention[]> {
  const found = (await chartTexts(context)).flatMap(text => mentionsIn(context, text));
  for (const { chart } of found) context.learn(chart.name, chart.repository);
  return found.filter(({ chart, version }) =>
    isOwnChart(context, version === undefined ? chart : { ...chart, version }),
  );
}

/** Every chart that a document names beside a version or a repository, whosever it is. */
export function mentionsIn(
  context: DetectContext,
  { data, tool = stringAt(data.value, ['kind']) }: ChartText,
): readonly ChartMention[] {
  const source: Source = tool
    ? { tool, isListed: false, whole: data.value, ...(isMirror(data) ? { isMirrored: true } : {}) }
    : { tool: baseName(data.file), isListed: true };
  const repositories = namedRepositories(data);
  const found: ChartMention[] = [];
  eachPart(context, data, {
    matters: isOfIstio,
    what: 'charts that it names',
    visit(value, path) {
      if (isHandedOn(data, path)) return false;
      const mention = isRecord(value) ? mentionIn(context, data.at(path), source, repositories) : undefined;
      if (mention) found.push(mention);
      return mention !== undefined;
    },
  });
  return found;
}

function isOfIstio(part: unknown): boolean {
  return typeof part === 'string' && namesIstio(part);
}

/** What a template of Azure Pipelines hands to another one is that of whoever runs it. */
function isHandedOn(data: Positioned, path: DataPath): boolean {
  if (path.at(-1) !== 'parameters') return false;
  const given = data.at(path);
  const template = stringAt(data.value, [...path.slice(0, -1), 'template']) ?? '';
  const version = textUnder(given, VERSION, [])?.text ?? '';
  return /\.ya?ml(?:@self)?$/.test(template) && version.includes('${{');
}

type Source = Pick<ChartMention, 'tool' | 'isListed' | 'isMirrored' | 'whole'>;

/**
 * Objects that say what is brought into a registry, and install nothing.
 * Source: https://docs.hauler.dev/docs/guides-references/hauler-content/charts and
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/disconnected_environments/about-installing-oc-mirror-v2
 */
function isMirror(data: Positioned): boolean {
  return /^(?:content\.hauler\.cattle\.io|mirror\.openshift\.io)\//.test(
    stringAt(data.value, ['apiVersion']) ?? '',
  );
}

/** A chart with a version or a repository beside it; both may stand one level further in (`chart: {name, version}`). */
function mentionIn(
  context: DetectContext,
  data: Positioned,
  source: Source,
  repositories: ReadonlyMap<string, string>,
): ChartMention | undefined {
  const versioned = versionedName(data, source);
  if (versioned) return versioned;
  const folder = textUnder(data, FOLDER, []);
  if (folder && isInTree(context, folder.text)) return undefined;
  // `chart-path: istio/istiod` of an action may name a chart of a repository as well.
  const named = folder && OF_REPOSITORY.test(folder.text) ? folder : undefined;
  const own = textUnder(data, CHART, ['name', 'ref']);
  const chart = own ?? named ?? nameWithRepository(data, repositories);
  if (!chart) return undefined;
  const repository =
    textUnder(data, REPOSITORY, ['url', 'repo', 'repository']) ??
    withinChart(data, REPOSITORY) ??
    // Beside a name alone, the address may be that of what bears the name.
    (own && textUnder(data, ['url'], []));
  const version = textUnder(data, VERSION, []) ?? withinChart(data, VERSION);
  if (!version && !(repository && isAddress(repository.text))) return undefined;
  const address = repositories.get(repository?.text ?? '') ?? repository?.text;
  const reference = readChartReference(chart.text, address);
  const declared = { file: data.file, line: data.lineOf([]) };
  return {
    ...source,
    chart: reference,
    version: version ? filledIn(version.text) : reference.version,
    at: startOf(data, (version ?? chart).path),
    declared,
    releaseName: textUnder(data, RELEASE, [])?.text,
    namespace: textUnder(data, NAMESPACE, [])?.text,
  };
}

/** Templates of k0rdent carry the version in their names: `template: istiod-1-28-3`. */
function versionedName(data: Positioned, source: Source): ChartMention | undefined {
  const match = /^(?:istio-)?(istiod|ztunnel|base|cni|gateway)-(\d+)-(\d+)-(\d+)$/.exec(
    stringAt(data.value, ['template']) ?? '',
  );
  const [, name = '', ...numbers] = match ?? [];
  if (!match) return undefined;
  const at = { file: data.file, line: data.lineOf(['template']) };
  return {
    ...source,
    // Names that could be anybody's are Istio's where they say so.
    chart: match[0].startsWith('istio-') ? readChartReference(`istio/${name}`) : { name },
    version: numbers.join('.'),
    at,
    declared: { file: data.file, line: data.lineOf([]) },
    releaseName: stringAt(data.value, ['name']),
    namespace: stringAt(data.value, ['namespace']),
  };
}

interface Text {
  readonly text: string;
  readonly path: DataPath;
}

/** The first text under one of these keys, or under one of `inner` in a mapping there. */
function textUnder(
  data: Positioned,
  spellings: readonly string[],
  inner: readonly string[],
  base: DataPath = [],
): Text | undefined {
  const record = valueAt(data.value, base);
  if (!isRecord(record)) return undefined;
  const keys = Object.keys(record);
  for (const spelling of spellings) {
    const key = keys.find(name => plain(name) === spelling);
    if (key === undefined) continue;
    for (const path of [[...base, key], ...inner.map(name => [...base, key, name])]) {
      const text = stringAt(data.value, path);
      if (text !== undefined && text !== '') return { text, path };
    }
  }
  return undefined;
}

/** `repositoryOpts: {repo: …}` of Pulumi, `chart: {repository: {url: …}}`, `chart: {version: …}`. */
function withinChart(data: Positioned, spellings: readonly string[]): Text | undefined {
  for (const key of Object.keys(isRecord(data.value) ? data.value : {})) {
    if (!['repositoryopts', 'fetchopts', ...CHART].includes(plain(key))) continue;
    const found = textUnder(data, spellings, ['url'], [key]);
    if (found) return found;
  }
  return undefined;
}

/**
 * `name:` is a chart's where an address of charts stands beside it, or the name of one that the file has; so it is of a chart of Istio's
 * beside a repository that is called after it, with a version.
 */
function nameWithRepository(data: Positioned, repositories: ReadonlyMap<string, string>): Text | undefined {
  const repository = textUnder(data, REPOSITORY, ['url']);
  const name = stringAt(data.value, ['name']);
  if (!repository || name === undefined) return undefined;
  const { text } = repository;
  const isKnown = isAddress(text) || repositories.has(text);
  const isCalledIstio = /^istio(?:-(?:release|charts|official|repo))?$/i.test(text) && isChartName(name);
  const isMeant = isKnown || (isCalledIstio && textUnder(data, VERSION, []) !== undefined);
  return isMeant ? { text: name, path: ['name'] } : undefined;
}

/** `{{ playbook_dir }}/../components/istio`: a chart of the tree, which is read where it stands. */
function isInTree({ charts }: DetectContext, folder: string): boolean {
  const tail = withoutTrailing(folder.replace(/^(?:.*\}|\$\w+)/, '').replace(/^[./]+/, ''), '/');
  return tail !== '' && charts.folders.some(one => one === tail || one.endsWith(`/${tail}`));
}

function plain(key: string): string {
  return key.replace(/[_-]/g, '').toLowerCase();
}

/** A bare word is a name that something else fills in: `!Ref IstioVersion`. */
function filledIn(version: string): string {
  return /^[A-Za-z_]\w*$/.test(version) && !hasPlaceholder(version) && version !== 'latest'
    ? `\${${version}}`
    : version;
}
