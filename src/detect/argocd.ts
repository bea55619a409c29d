/** Argo CD `Application`s that deploy Istio's charts, or charts and folders of this tree. */
import type { ChartReference, DeployedFolder, Position, Problem, Release, ValuesLayer } from '../model.js';
import { type Application, type ApplicationSource, readApplications } from './argocd-applications.js';
import { helmSettings } from './argocd-helm.js';
import { argoValues } from './argocd-values.js';
import { bringsIstio, writesMeshResources } from './chart-relevance.js';
import { listAt, stringAt } from './data.js';
import { defaultLayers } from './default-layers.js';
import type { DetectContext, Detector } from './detector.js';
import { normaliseRepository } from './istio-charts.js';
import { isWithin, resolveInTree } from './tree-path.js';

export const argocd: Detector = {
  form: 'argocd',
  async detect(context) {
    const { applications, problems } = await readApplications(context);
    const found: Found = { releases: [], problems: [...problems], claimedCharts: [], deployedFolders: [] };
    const isThisRepository = thisRepository(context, applications);
    for (const application of applications) {
      for (const [index, source] of application.sources.entries()) {
        await readSource({ context, application, source, index, isThisRepository }, found);
      }
    }
    return found;
  },
};

interface Found {
  readonly releases: Release[];
  readonly problems: Problem[];
  readonly claimedCharts: string[];
  readonly deployedFolders: DeployedFolder[];
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
  const published = publishedChart(source);
  if (published) {
    if (published.chart.name && context.recognise(published.chart.name, published.chart.repository)) {
      found.releases.push(await release(input, published.chart, undefined, published.problems));
    } else if (/istio|ztunnel/i.test(published.chart.name)) {
      found.problems.push(
        unread(
          input,
          `chart ${published.chart.name} is not one of Istio's own charts: what it installs is not known`,
        ),
      );
    }
    return;
  }
  const declaredPath = stringAt(source.data.value, ['path']);
  if (declaredPath === undefined) return;
  const folder = resolveInTree('', declaredPath.replace(/^\/+/, ''));
  if (folder === undefined || !exists(context, folder)) {
    if (speaksOfIstio(application, source)) {
      found.problems.push(
        unread(input, `it deploys the path ${declaredPath}, which is not in this repository`),
      );
    }
    return;
  }
  if (source.data.at(['plugin']).value !== undefined) {
    if (speaksOfIstio(application, source)) {
      found.problems.push(unread(input, 'it renders with a config management plugin, which is not run here'));
    }
    return;
  }
  if (!context.charts.has(folder)) {
    found.deployedFolders.push({ folder, ...destinationOf(application), declared: application.at });
    return;
  }
  const loaded = await context.chart(folder);
  found.claimedCharts.push(folder);
  if (!loaded) return;
  if (!bringsIstio(loaded.chart) && !(await writesMeshResources(context, loaded.chart))) return;
  found.releases.push(await release(input, loaded.chart, folder, loaded.problems));
}

/** `chart` of a Helm repository or registry; or, since Argo CD 3.1, an `oci://` address with the path `.`. */
function publishedChart(
  source: ApplicationSource,
): { chart: ChartReference & { kind: 'published' }; problems: Problem[] } | undefined {
  const { data } = source;
  const address = stringAt(data.value, ['repoURL']) ?? '';
  const named = stringAt(data.value, ['chart']);
  const wholeAddress = named === undefined && address.startsWith('oci://');
  if (named === undefined && !wholeAddress) return undefined;
  const trimmed = address.replace(/\/+$/, '');
  const cut = trimmed.lastIndexOf('/');
  const name = named ?? trimmed.slice(cut + 1);
  const repository = withScheme(wholeAddress ? trimmed.slice(0, cut) : trimmed);
  const hasVersion = stringAt(data.value, ['targetRevision']) !== undefined;
  const at = { file: data.file, line: data.lineOf([hasVersion ? 'targetRevision' : 'chart']) };
  const version = decided(stringAt(data.value, ['targetRevision']));
  const problems: Problem[] = [];
  if (version === null) {
    const why = 'the tree does not decide its version: `targetRevision` is missing or filled in elsewhere';
    problems.push({ what: `chart ${name}`, why, ...at, blocking: true });
  }
  return {
    chart: { kind: 'published', name, ...(repository === '' ? {} : { repository }), version, at },
    problems,
  };
}

/** Argo CD writes registries without `oci://`. */
function withScheme(repository: string): string {
  return repository === '' || /^[a-z]+:\/\//i.test(repository) ? repository : `oci://${repository}`;
}

/** A version with a placeholder in it is decided by whoever fills it in. */
function decided(version: string | undefined): string | null {
  return version === undefined || version === '' || /\$\{|\$\(|\{\{|<[^=]|%/.test(version) ? null : version;
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
    id: `argocd:${application.at.file}:${application.name}${suffix}`,
    form: 'argocd',
    deployer: 'argocd',
    declared: declaredAt(application, source),
    releaseName: helm.text('releaseName') || application.name || chart.name,
    namespace: helm.text('namespace') || namespace || 'default',
    destination,
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
  return { file: application.at.file, line: source.data.lineOf([]) };
}

/** The cluster that an Application deploys to, by address or name, and the namespace. */
function destinationOf(application: Application): {
  readonly namespace: string;
  readonly destination: string;
} {
  const { value } = application.data.at(['spec', 'destination']);
  return {
    namespace: stringAt(value, ['namespace']) ?? '',
    destination: stringAt(value, ['server']) || stringAt(value, ['name']) || '',
  };
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
  const words = [application.name, stringAt(value, ['path']) ?? '', stringAt(value, ['repoURL']) ?? ''];
  return words.some(word => /istio|ztunnel/i.test(word));
}

function unread(input: SourceInput, why: string): Problem {
  const { application, source } = input;
  return { what: `Application ${application.name}`, why, ...declaredAt(application, source), blocking: true };
}
