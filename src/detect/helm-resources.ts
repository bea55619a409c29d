/** Resources that make a controller run Helm: `HelmChart` of k3s and RKE2 with its `HelmChartConfig`, `Release` of Crossplane. */

import { append } from '../append.js';
import type { Gap } from '../evaluated/value.js';
import type { DataPath, Position, Problem, Release, ValuesAssignment, ValuesLayer } from '../model.js';
import { parseEmbedded, startOf } from '../yaml/positioned.js';
import { inlineLayer } from './assembled.js';
import { carriedManifests } from './carried.js';
import { isOwnChart, type NamedChart, readChartReference, speaksOfIstio } from './chart-reference.js';
import { type ComposedRelease, composedReleases } from './crossplane/composed.js';
import { isRecord, listAt, recordAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { foreignChart } from './istio/former-charts.js';
import { namespaceFor, publishedRelease } from './istio/published-release.js';
import { isSameWay } from './kustomize/variants.js';
import { homeIn } from './layered.js';
import type { Manifest } from './manifests.js';
import { objectNamed } from './object-references.js';
import { asWritten, type OverlaidManifest, overlaidManifests } from './overlaid.js';
import { writtenVersion } from './scripts/written-version.js';
import { withoutSharedHomes } from './values/homes.js';
import { type OpenOutcome, openOutcome } from './values/open.js';

export const helmResources: Detector = {
  form: 'helm-resource',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    const overlaid = await overlaidManifests(context, HELM, isOfHelm);
    const composed = await composedReleases(context);
    // What is not wholly decided is named with the chart that it names.
    const carried = (await carriedManifests(context, HELM, isOfHelm)).filter(
      one => !one.open && !composed.isBase(one),
    );
    const manifests = [...overlaid.manifests, ...carried.map(asWritten)].filter(
      ({ file }) => !context.isSetAside(file),
    );
    const written = manifests.map((manifest): Found => ({ manifest, missing: [], problems: [] }));
    const found = [...written, ...composed.releases].flatMap(one => {
      const shape = shapeOf(one.manifest);
      return shape ? [{ ...one, shape, chart: chartOf(one.manifest, shape) }] : [];
    });
    for (const { chart } of found) context.learn(chart.name, chart.repository);
    for (const { shape, chart, ...one } of found) {
      const { manifest } = one;
      if (isOwnChart(context, chart)) {
        releases.push(await release(context, one, shape, chart, configsOf(manifest, manifests)));
      } else if (speaksOfIstio(chart)) {
        const why = foreignChart(chart.name, chart.repository);
        const at = startOf(manifest.data, ['spec']);
        problems.push({
          what: `${manifest.kind} ${manifest.name}`,
          why,
          ...at,
          blocking: true,
          unjudged: true,
        });
      }
    }
    return {
      releases: withoutSharedHomes(releases),
      problems: found.length > 0 ? [...problems, ...overlaid.problems] : problems,
    };
  },
};

const HELM = /helm\.(cattle|(m\.)?crossplane)\.io\//;

function isOfHelm(apiVersion: string, kind: string): boolean {
  return shapeOf({ apiVersion, kind }) !== undefined || isConfig(apiVersion, kind);
}

function isConfig(apiVersion: string, kind: string): boolean {
  return isCattle(apiVersion) && kind === 'HelmChartConfig';
}

/** The `HelmChartConfig`s of a chart: those that the same overlay brings, else those that no overlay of it brings. */
function configsOf(
  chart: OverlaidManifest,
  manifests: readonly OverlaidManifest[],
): readonly OverlaidManifest[] {
  if (shapeOf(chart) !== K3S) return [];
  const named = manifests.filter(
    ({ name, namespace }) => name === chart.name && namespace === chart.namespace,
  );
  const configs = named.filter(({ apiVersion, kind }) => isConfig(apiVersion, kind));
  const beside = configs.filter(({ way }) => isSameWay(way, chart.way));
  if (beside.length > 0) return beside;
  const charts = named.filter(other => shapeOf(other) === K3S);
  return configs.filter(({ way }) => !charts.some(other => isSameWay(other.way, way)));
}

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

const ADDRESS: DataPath = ['spec', 'forProvider', 'chart', 'url'];

function shapeOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): Shape | undefined {
  if (isCattle(apiVersion) && kind === 'HelmChart') return K3S;
  // Since version 2 of Crossplane its objects have namespaces, and groups of their own.
  return /^helm\.(m\.)?crossplane\.io\//.test(apiVersion) && kind === 'Release' ? CROSSPLANE : undefined;
}

function isCattle(apiVersion: string): boolean {
  return apiVersion.startsWith('helm.cattle.io/');
}

/**
 * Crossplane's `url` overrides name, repository and version.
 * Source: https://github.com/crossplane-contrib/provider-helm/blob/0e533c6fb3b3b4c7717cc9338f23649f1030e97a/apis/release/v1beta1/types.go
 */
function chartOf({ data }: Manifest, shape: Shape): NamedChart {
  const url = stringAt(data.value, ADDRESS);
  if (shape === CROSSPLANE && url) return readChartReference(url);
  return readChartReference(stringAt(data.value, shape.chart) ?? '', stringAt(data.value, shape.repository));
}

/** The version as it is written, and where. What stands beside an address without one counts for nothing. */
function statedVersion(
  { data }: Manifest,
  shape: Shape,
  chart: NamedChart,
): readonly [string | undefined, DataPath] {
  if (shape === CROSSPLANE && stringAt(data.value, ADDRESS)) return [chart.version, ADDRESS];
  const stated = stringAt(data.value, shape.version);
  return stated === undefined ? [chart.version, shape.chart] : [stated, shape.version];
}

/** A manifest of the tree, or what a composition makes. */
type Found = ComposedRelease;

async function release(
  context: DetectContext,
  { manifest, missing, versionAt, problems: own }: Found,
  shape: Shape,
  chart: NamedChart,
  configs: readonly OverlaidManifest[],
): Promise<Release> {
  const { data, name, declared, destination } = manifest;
  const [stated, versionPath] = statedVersion(manifest, shape, chart);
  const gap = gapAt(manifest, shape.version) ?? gapAt(manifest, ADDRESS);
  const open = openIn(manifest, missing);
  const values: ValuesLayer[] = [];
  const problems: Problem[] = [...own, ...open.problems];
  let valuesUnknown = open.unknown;
  function lost(what: string, why: string, place: Position): void {
    valuesUnknown = true;
    problems.push({ what, why, ...place, blocking: true });
  }
  for (const holder of [manifest, ...configs]) {
    const content = contentOf(holder);
    if (content === 'unreadable')
      lost('valuesContent', 'it can’t be read as values', startOf(holder.data, ['spec', 'valuesContent']));
    else if (content) values.push(content);
  }
  const inline = data.at(INLINE);
  if (isRecord(inline.value)) values.push(inlineLayer(inline, homeIn(manifest.writings, INLINE)));
  for (const path of shape.from) {
    for (const [index, entry] of listAt(data.value, path).entries())
      lost(
        objectNamed(entry) ?? path.join('.'),
        'values are taken from the cluster, not from this repository',
        startOf(data, [...path, index]),
      );
  }
  const sets = assignmentsOf(manifest, shape);
  append(values, sets.assignments);
  for (const place of sets.elsewhere) lost(shape.set.join('.'), 'a value is taken from the cluster', place);
  return publishedRelease({
    id: `${shape.form}:${declared.file}:${manifest.namespace}:${name}`,
    form: shape.form,
    deployer: 'helm',
    declared,
    destination,
    releaseName: name || chart.name,
    namespace:
      stringAt(data.value, shape.namespace) ??
      (gapAt(manifest, shape.namespace)
        ? (namespaceFor(chart.name, '{{ namespace }}') ?? '')
        : manifest.namespace || 'default'),
    name: chart.name,
    repository: chart.repository,
    version:
      stated === undefined && gap
        ? { version: null, at: versionAt ?? gap.at, look: `it is \`${gap.what}\`` }
        : await writtenVersion(context, stated, versionAt ?? startOf(data, versionPath)),
    values,
    problems,
    valuesUnknown,
    openValues: open.open,
  });
}

/** What keeps a part of a manifest from being decided. */
function gapAt({ open = [] }: Manifest, path: DataPath): Gap | undefined {
  return open.find(({ path: other }) => startsWith(path, other))?.gap;
}

/** What is open of its values; of what is set one by one, the name may be as open as the value. */
function openIn(manifest: OverlaidManifest, missing: readonly Gap[]): OpenOutcome {
  const { open = [], kind, name, declared } = manifest;
  const found = open.flatMap(({ path, gap }) => {
    if (startsWith(path, INLINE)) return [{ path: path.slice(INLINE.length), gap }];
    const isWhole = [INLINE, CROSSPLANE.set, ...CROSSPLANE.from].some(
      own => startsWith(own, path) || startsWith(path, own),
    );
    return isWhole ? [{ path: [], gap }] : [];
  });
  for (const gap of missing) found.push({ path: [], gap });
  return openOutcome(`values of ${kind} ${name}`, found, declared);
}

function startsWith(path: DataPath, start: DataPath): boolean {
  return start.every((key, index) => path[index] === key);
}

/** `valuesContent`: YAML in a string. */
function contentOf({ data, writings }: OverlaidManifest): ValuesLayer | 'unreadable' | undefined {
  const path = ['spec', 'valuesContent'];
  const text = stringAt(data.value, path);
  if (text === undefined || text.trim() === '') return undefined;
  const parsed = parseEmbedded(data, path);
  const [first] = parsed?.documents ?? [];
  if (!parsed || parsed.errors.length > 0 || (first && !isRecord(first.data.value))) return 'unreadable';
  if (!first) return undefined;
  const home = homeIn(writings, path);
  return {
    kind: 'document',
    source: 'inline',
    file: first.data.file,
    line: first.line,
    text,
    data: first.data,
    ...(home ? { home: { ...home, style: 'block-string' } } : {}),
  };
}

const INLINE: DataPath = ['spec', 'forProvider', 'values'];

/** `set`: a mapping for k3s, a list of names and values for Crossplane. */
function assignmentsOf(
  { data }: Manifest,
  { set }: Shape,
): { readonly assignments: readonly ValuesAssignment[]; readonly elsewhere: readonly Position[] } {
  const assignments: ValuesAssignment[] = [];
  const elsewhere: Position[] = [];
  const add = (key: string, value: unknown, place: Position): void => {
    if (typeof value === 'object') elsewhere.push(place);
    else
      assignments.push({
        kind: 'assignment',
        source: 'set',
        ...place,
        flag: '--set',
        key,
        value: String(value),
      });
  };
  const mapping = recordAt(data.value, set);
  for (const [key, value] of Object.entries(mapping ?? {})) add(key, value, startOf(data, [...set, key]));
  for (const [index, entry] of listAt(data.value, set).entries()) {
    const key = stringAt(entry, ['name']);
    if (key !== undefined) add(key, recordAt(entry, [])?.value ?? {}, startOf(data, [...set, index]));
  }
  return { assignments, elsewhere };
}
