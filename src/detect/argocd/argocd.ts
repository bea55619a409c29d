/** Argo CD's Applications, written or made by ApplicationSets, that deploy Istio's charts, or charts and folders of this tree. */
import { append } from '../../append.js';
import type { ChartReference, DeployedFolder, Position, Problem, Release, ValuesLayer } from '../../model.js';
import { matters } from '../chart-relevance.js';
import { listAt, recordAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext, Detector, DetectorResult } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { normaliseRepository } from '../istio/charts.js';
import { chartElsewhere } from '../istio/elsewhere.js';
import { foreignChart } from '../istio/former-charts.js';
import { outOfSource } from '../istio/source.js';
import { oncePerTree } from '../once.js';
import { isWithin, resolveFromRoot, resolveInTree } from '../tree-path.js';
import { defaultLayers } from '../values/default-layers.js';
import { withoutSharedHomes } from '../values/homes.js';
import { variantId } from '../variants.js';
import type { Application, ApplicationSource } from './applications.js';
import { publishedChart, sourceChart } from './chart.js';
import { deployedFolder, destinationOf } from './folder.js';
import { asGenerated, asTemplated } from './generated.js';
import { helmSettings } from './helm.js';
import { overlaidApplications } from './overlaid.js';
import { readSets } from './sets.js';
import { type ReadLayers, readTemplated } from './templates.js';
import { argoValues } from './values.js';

export const argocd: Detector = {
  form: 'argocd',
  detect: context => readArgo(context),
};

/** What Argo CD deploys, and which templates of charts could not be made out. */
export interface ArgoResult extends DetectorResult {
  readonly openTemplates: ReadonlySet<string>;
  /** Charts that no Application deploys, read with their own values: each with all that is deployed by what they write. */
  readonly byDefaults: ReadonlyMap<string, readonly string[]>;
}

/** Read once per tree. */
export const readArgo = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<ArgoResult> {
  const { applications, problems } = await overlaidApplications(context);
  const sets = await readSets(context);
  const generated = sets.applications.map(({ application }) => application);
  learnRepositories(context, generated);
  const isThisRepository = thisRepository(context, [...applications, ...generated]);
  const found = empty();
  append(found.problems, problems);
  append(found.problems, sets.problems);
  for (const application of applications) await readSources(context, application, isThisRepository, found);
  for (const made of sets.applications)
    await readMade(context, made.application, isThisRepository, found, release =>
      asGenerated(release, made, context),
    );
  const written = [...applications, ...generated];
  const readLayers = layersOf(context, isThisRepository);
  const templated = await readTemplated(context, written, readLayers);
  learnRepositories(
    context,
    templated.applications.map(({ application }) => application),
  );
  for (const made of templated.applications)
    await readMade(context, made.application, isThisRepository, found, release => asTemplated(release, made));
  const { open: openTemplates, byDefaults } = templated;
  return { ...found, releases: withoutSharedHomes(found.releases), openTemplates, byDefaults };
}

/** An Application that something makes, its releases told as made. */
async function readMade(
  context: DetectContext,
  application: Application,
  isThisRepository: (repository: string) => boolean,
  found: Found,
  told: (release: Release) => Release,
): Promise<void> {
  const own = empty();
  await readSources(context, application, isThisRepository, own);
  append(found.releases, own.releases.map(told));
  append(found.problems, own.problems);
  append(found.claimedCharts, own.claimedCharts);
  append(found.deployedFolders, own.deployedFolders);
}

/** A repository that serves istiod serves Istio's other charts too. */
function learnRepositories(context: DetectContext, applications: readonly Application[]): void {
  for (const { data } of applications.flatMap(({ sources }) => sources))
    context.learn(stringAt(data.value, ['chart']) ?? '', stringAt(data.value, ['repoURL']));
}

/** The values that an Application gives to the chart of this tree which it deploys. */
function layersOf(context: DetectContext, isThisRepository: (repository: string) => boolean): ReadLayers {
  return async (application, index) => {
    const source = application.sources[index];
    const folder = source && resolveFromRoot(stringAt(source.data.value, ['path']) ?? '');
    const loaded = folder === undefined ? undefined : await context.chart(folder);
    if (!source || folder === undefined || !loaded) return { layers: [], unknown: true };
    const helm = await helmSettings(context, application, source, folder);
    const values = await argoValues({ context, application, source, helm, folder, isThisRepository });
    const defaults = await defaultLayers(context, loaded.chart);
    return { layers: [...defaults.layers, ...values.layers], unknown: values.unknown };
  };
}

interface Found {
  readonly releases: Release[];
  readonly problems: Problem[];
  readonly claimedCharts: string[];
  readonly deployedFolders: DeployedFolder[];
}

function empty(): Found {
  return { releases: [], problems: [], claimedCharts: [], deployedFolders: [] };
}

async function readSources(
  context: DetectContext,
  application: Application,
  isThisRepository: (repository: string) => boolean,
  found: Found,
): Promise<void> {
  for (const [index, source] of application.sources.entries())
    await readSource({ context, application, source, index, isThisRepository }, found);
}

interface SourceInput {
  readonly context: DetectContext;
  readonly application: Application;
  readonly source: ApplicationSource;
  readonly index: number;
  readonly isThisRepository: (repository: string) => boolean;
}

async function readSource(input: SourceInput, found: Found): Promise<void> {
  const { context, application, source } = input;
  const published = sourceChart(source, folder => exists(context, folder)) ?? publishedChart(source);
  if (published) {
    const { name, repository, version } = published.chart;
    if (published.source || (name && context.recognise(name, repository, version))) {
      const made = await release(input, published.chart, undefined, published.problems);
      found.releases.push(published.source ? outOfSource(made, published.source) : made);
    } else if (namesIstio(name)) {
      found.problems.push(unread(input, foreignChart(name, repository)));
    }
    return;
  }
  const declaredPath = stringAt(source.data.value, ['path']);
  if (declaredPath === undefined) return;
  const folder = resolveFromRoot(declaredPath);
  if (folder === undefined || !exists(context, folder)) {
    if (speaksOfIstio(application, source)) await readElsewhere(input, declaredPath, found);
    return;
  }
  const isPlugged = source.data.at(['plugin']).value !== undefined;
  if (!context.charts.has(folder)) {
    if (!isPlugged) found.deployedFolders.push(deployedFolder(application, source, folder));
    else if (speaksOfIstio(application, source)) found.problems.push(unread(input, PLUGGED));
    return;
  }
  const loaded = await context.chart(folder);
  found.claimedCharts.push(folder);
  if (!loaded) return;
  const made = await release(input, loaded.chart, folder, loaded.problems);
  if (await matters(context, loaded.chart, made.values))
    found.releases.push(isPlugged ? throughPlugin(input, made) : made);
}

/** What lies in another repository: which chart it is, its path may tell; at which version, nobody knows here. */
async function readElsewhere(input: SourceInput, path: string, found: Found): Promise<void> {
  const { source, isThisRepository } = input;
  const problem = unread(input, `it deploys the path ${path}, which is not in this repository`);
  const repository = stringAt(source.data.value, ['repoURL']);
  const key = ['targetRevision', 'path'].find(name => stringAt(source.data.value, [name]) !== undefined);
  const at = { file: source.data.file, line: source.data.lineOf(key === undefined ? [] : [key]) };
  // A path that this repository should have, and has not, deploys nothing.
  const chart = repository && !isThisRepository(repository) ? chartElsewhere(path, at) : undefined;
  if (!chart) {
    found.problems.push(problem);
    return;
  }
  const made = await release(input, chart, undefined, [problem]);
  found.releases.push({ ...made, valuesUnknown: true });
}

const PLUGGED = 'it renders with a config management plugin, which is not run here';

/** The chart's version holds; what a plugin gives it for values, or changes after Helm, nobody knows from the tree. */
function throughPlugin(input: SourceInput, made: Release): Release {
  return { ...made, valuesUnknown: true, problems: [...made.problems, unread(input, PLUGGED)] };
}

async function release(
  input: SourceInput,
  chart: ChartReference,
  folder: string | undefined,
  chartProblems: readonly Problem[],
): Promise<Release> {
  const { context, application, source, index } = input;
  const helm = await helmSettings(context, application, source, folder);
  const values = await argoValues({ ...input, helm, folder });
  const defaults = chart.kind === 'tree' ? await defaultLayers(context, chart) : { layers: [], problems: [] };
  const layers: readonly ValuesLayer[] = [...defaults.layers, ...values.layers];
  const { namespace, destination } = destinationOf(application);
  const kubeVersion = helm.text('kubeVersion');
  const apiVersions = listAt(helm.field('apiVersions')?.data.value, []).filter(
    version => typeof version === 'string',
  );
  const suffix = application.sources.length > 1 ? `#${index}` : '';
  return {
    id: variantId(
      `argocd:${application.at.file}:${application.name}${suffix}`,
      application.environment ?? '',
    ),
    form: 'argocd',
    deployer: 'argocd',
    declared: declaredAt(application, source),
    releaseName: helm.text('releaseName') || application.name || chart.name,
    namespace: helm.text('namespace') || namespace || 'default',
    destination: [destination, application.environment ?? ''].filter(part => part !== '').join('-'),
    chart,
    values: layers,
    ...(kubeVersion ? { kubeVersion } : {}),
    ...(apiVersions.length === 0 ? {} : { apiVersions }),
    ...(helm.flag('skipCrds') ? { skipCrds: true } : {}),
    problems: [...chartProblems, ...defaults.problems, ...values.problems],
    ...(values.unknown ? { valuesUnknown: true } : {}),
  };
}

function declaredAt(application: Application, source: ApplicationSource): Position {
  // What an overlay or another file brings has its own place already.
  if (source.data.file !== application.at.file) return application.at;
  return { file: application.at.file, line: source.data.lineOf([]) };
}

/** A repository is this one where a path or file that it is said to hold is here. */
function thisRepository(
  context: DetectContext,
  applications: readonly Application[],
): (repository: string) => boolean {
  const known = new Set<string>();
  for (const application of applications) {
    for (const { data } of application.sources) {
      const folder = resolveInTree('', stringAt(data.value, ['path']) ?? '');
      if (folder !== undefined && folder !== '' && exists(context, folder)) note(data.value);
      const ref = stringAt(data.value, ['ref']);
      if (ref !== undefined && refersHere(context, application, ref)) note(data.value);
    }
  }
  function note(source: unknown): void {
    const repository = stringAt(source, ['repoURL']);
    if (repository) known.add(normaliseRepository(repository).replace(/\.git$/, ''));
  }
  return repository => known.has(normaliseRepository(repository).replace(/\.git$/, ''));
}

function refersHere(context: DetectContext, application: Application, ref: string): boolean {
  for (const { data } of application.sources) {
    for (const file of listAt(data.value, ['helm', 'valueFiles'])) {
      if (typeof file !== 'string' || !file.startsWith(`$${ref}/`)) continue;
      const path = resolveInTree('', file.slice(ref.length + 2));
      if (path !== undefined && context.tree.has(path)) return true;
    }
  }
  return false;
}

function exists(context: DetectContext, folder: string): boolean {
  return folder === '' || context.tree.below(folder).some(path => isWithin(folder, path));
}

function speaksOfIstio(application: Application, source: ApplicationSource): boolean {
  const { value } = source.data;
  const [path = '', repository = ''] = [stringAt(value, ['path']), stringAt(value, ['repoURL'])];
  if (GATEWAY_API.test(repository) && path.startsWith('config/crd')) return false;
  const { namespace } = destinationOf(application);
  return (
    [application.name, path, repository, namespace].some(namesIstio) ||
    OF_MESH.test(JSON.stringify(helmOf(value)))
  );
}

function helmOf(source: unknown): unknown {
  return recordAt(source, ['helm']) ?? '';
}

/** Values that nobody gives but to a chart that brings Istio's: many a chart of applications has some word of it. */
const OF_MESH = /(?:["\s{,]|\\n)(?:istiod|ztunnel|meshConfig)["']?\s{0,9}:/;

/** Where the Gateway API has its definitions, which many apply beside Istio: nothing there is anybody's configuration. */
const GATEWAY_API = /github\.com[/:]kubernetes-sigs\/gateway-api(?:\.git)?\/?$/i;

function unread(input: SourceInput, why: string): Problem {
  const { application, source } = input;
  const whole = application.data.value;
  // Files of another source are no placeholders: `$values/mesh.yaml`.
  const isFilledIn = /\$|\{\{/.test(JSON.stringify(whole).replace(/"\$\w+\//g, ''));
  return {
    what: `Application ${application.name}`,
    why,
    ...declaredAt(application, source),
    blocking: true,
    unjudged: true,
    ...(isFilledIn ? {} : decidedBy(whole)),
  };
}
