/** Resources that make a controller run Helm: `HelmChart` of k3s and RKE2 with its `HelmChartConfig`, `Release` of Crossplane. */
import type { DataPath, Problem, Release, ValuesAssignment, ValuesLayer } from '../model.js';
import { parseEmbedded } from '../yaml/positioned.js';
import { inlineLayer } from './assembled.js';
import { isOwnChart, type NamedChart, readChartReference, speaksOfIstio } from './chart-reference.js';
import { isRecord, listAt, recordAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { foreignChart } from './istio-charts.js';
import { type Manifest, manifestsWith } from './manifests.js';
import { decideVersion, publishedRelease } from './published-release.js';
import { isSetAside } from './set-aside.js';

export const helmResources: Detector = {
  form: 'helm-resource',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    const manifests = (await manifestsWith(context, /helm\.(cattle|crossplane)\.io\//)).filter(
      ({ file }) => !isSetAside(file),
    );
    const configs = manifests.filter(
      ({ kind, apiVersion }) => kind === 'HelmChartConfig' && isCattle(apiVersion),
    );
    const found = manifests.flatMap(manifest => {
      const shape = shapeOf(manifest);
      return shape ? [{ manifest, shape, chart: chartOf(manifest, shape) }] : [];
    });
    for (const { chart } of found) context.learn(chart.name, chart.repository);
    for (const { manifest, shape, chart } of found) {
      if (isOwnChart(context, chart)) {
        const own = configs.filter(
          ({ name, namespace }) => name === manifest.name && namespace === manifest.namespace,
        );
        releases.push(await release(context, manifest, shape, chart, shape === K3S ? own : []));
      } else if (speaksOfIstio(chart)) {
        const why = foreignChart(chart.name);
        const at = { file: manifest.file, line: manifest.data.lineOf(['spec']) };
        problems.push({ what: `${manifest.kind} ${manifest.name}`, why, ...at, blocking: true });
      }
    }
    return { releases, problems };
  },
};

/** Where each kind keeps what Helm needs to know. */
interface Shape {
  readonly form: string;
  readonly chart: DataPath;
  readonly repository: DataPath;
  readonly version: DataPath;
  readonly namespace: DataPath;
  readonly set: DataPath;
  /** Lists of values that come from ConfigMaps and Secrets. */
  readonly from: readonly DataPath[];
}

const K3S: Shape = {
  form: 'k3s-helm-chart',
  chart: ['spec', 'chart'],
  repository: ['spec', 'repo'],
  version: ['spec', 'version'],
  namespace: ['spec', 'targetNamespace'],
  set: ['spec', 'set'],
  from: [['spec', 'valuesSecrets']],
};

const CROSSPLANE: Shape = {
  form: 'crossplane',
  chart: ['spec', 'forProvider', 'chart', 'name'],
  repository: ['spec', 'forProvider', 'chart', 'repository'],
  version: ['spec', 'forProvider', 'chart', 'version'],
  namespace: ['spec', 'forProvider', 'namespace'],
  set: ['spec', 'forProvider', 'set'],
  from: [
    ['spec', 'forProvider', 'valuesFrom'],
    ['spec', 'forProvider', 'patchesFrom'],
  ],
};

function shapeOf({ apiVersion, kind }: Manifest): Shape | undefined {
  if (isCattle(apiVersion) && kind === 'HelmChart') return K3S;
  return apiVersion.startsWith('helm.crossplane.io/') && kind === 'Release' ? CROSSPLANE : undefined;
}

function isCattle(apiVersion: string): boolean {
  return apiVersion.startsWith('helm.cattle.io/');
}

function chartOf({ data }: Manifest, shape: Shape): NamedChart {
  const chart =
    stringAt(data.value, shape.chart) ?? stringAt(data.value, ['spec', 'forProvider', 'chart', 'url']) ?? '';
  return readChartReference(chart, stringAt(data.value, shape.repository));
}

async function release(
  context: DetectContext,
  manifest: Manifest,
  shape: Shape,
  chart: NamedChart,
  configs: readonly Manifest[],
): Promise<Release> {
  const { data, file, name } = manifest;
  const stated = stringAt(data.value, shape.version);
  const at = { file, line: data.lineOf(stated === undefined ? shape.chart : shape.version) };
  const values: ValuesLayer[] = [];
  const problems: Problem[] = [];
  let valuesUnknown = false;
  function lost(what: string, why: string, line: number, where = file): void {
    valuesUnknown = true;
    problems.push({ what, why, file: where, line, blocking: true });
  }
  for (const holder of [manifest, ...configs]) {
    const content = contentOf(holder);
    if (content === 'unreadable')
      lost(
        'valuesContent',
        'it can’t be read as values',
        holder.data.lineOf(['spec', 'valuesContent']),
        holder.file,
      );
    else if (content) values.push(content);
  }
  const inline = data.at(['spec', 'forProvider', 'values']);
  if (isRecord(inline.value))
    values.push(
      inlineLayer(inline, {
        document: manifest.document,
        path: [...manifest.base, 'spec', 'forProvider', 'values'],
      }),
    );
  for (const path of shape.from) {
    for (const index of listAt(data.value, path).keys())
      lost(
        path.join('.'),
        'values are taken from the cluster, not from this repository',
        data.lineOf([...path, index]),
      );
  }
  const sets = assignmentsOf(manifest, shape);
  values.push(...sets.assignments);
  for (const line of sets.elsewhere) lost(shape.set.join('.'), 'a value is taken from the cluster', line);
  return publishedRelease({
    id: `${shape.form}:${file}:${manifest.namespace}:${name}`,
    form: shape.form,
    deployer: 'helm',
    declared: { file, line: data.lineOf([]) },
    releaseName: name || chart.name,
    namespace: stringAt(data.value, shape.namespace) ?? (manifest.namespace || 'default'),
    name: chart.name,
    repository: chart.repository,
    version: await decideVersion(context, stated ?? chart.version, at),
    values,
    problems,
    valuesUnknown,
  });
}

/** `valuesContent`: YAML in a string. */
function contentOf({ data, document, base }: Manifest): ValuesLayer | 'unreadable' | undefined {
  const path = ['spec', 'valuesContent'];
  const text = stringAt(data.value, path);
  if (text === undefined || text.trim() === '') return undefined;
  const parsed = parseEmbedded(data, path);
  const [first] = parsed?.documents ?? [];
  if (!parsed || parsed.errors.length > 0 || (first && !isRecord(first.data.value))) return 'unreadable';
  if (!first) return undefined;
  const home = { document, path: [...base, ...path], style: 'block-string' } as const;
  return {
    kind: 'document',
    source: 'inline',
    file: data.file,
    line: first.line,
    text,
    data: first.data,
    home,
  };
}

/** `set`: a mapping for k3s, a list of names and values for Crossplane. */
function assignmentsOf(
  { data, file }: Manifest,
  { set }: Shape,
): { readonly assignments: readonly ValuesAssignment[]; readonly elsewhere: readonly number[] } {
  const assignments: ValuesAssignment[] = [];
  const elsewhere: number[] = [];
  const add = (key: string, value: unknown, line: number): void => {
    if (typeof value === 'object') elsewhere.push(line);
    else
      assignments.push({
        kind: 'assignment',
        source: 'set',
        file,
        line,
        flag: '--set',
        key,
        value: String(value),
      });
  };
  const mapping = recordAt(data.value, set);
  for (const [key, value] of Object.entries(mapping ?? {})) add(key, value, data.lineOf([...set, key]));
  for (const [index, entry] of listAt(data.value, set).entries()) {
    const key = stringAt(entry, ['name']);
    if (key !== undefined) add(key, recordAt(entry, [])?.value ?? {}, data.lineOf([...set, index]));
  }
  return { assignments, elsewhere };
}
