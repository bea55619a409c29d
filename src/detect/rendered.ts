/**
 * Manifests of Istio's own parts that were rendered before they were committed. Their version stands in image tags and
 * labels; the settings in force in istiod's environment and in the mesh's ConfigMap.
 */
import type { IstioChart, OpenValue, Position, Positioned, Problem, Release, ValuesLayer } from '../model.js';
import { parseEmbedded } from '../yaml/positioned.js';
import { assembledLayer, inlineLayer, type Part } from './assembled.js';
import { ISTIO_REPOSITORY } from './chart-reference.js';
import { isRecord, listAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { operatorCandidates } from './istio-operator/installs.js';
import { istioVersionOf } from './istio-version.js';
import { environmentOf, patchesOfEnvironment } from './kustomize/patches.js';
import { type Manifest, manifestsWith } from './manifests.js';
import { type DecidedVersion, decideVersion, publishedRelease } from './published-release.js';
import { isSetAside } from './set-aside.js';
import { folderOf, inFolder, isWithin } from './tree-path.js';

export const rendered: Detector = {
  form: 'rendered-manifests',
  async detect(context) {
    const releases: Release[] = [];
    const operators = await operatorCandidates(context);
    const generated = operators.flatMap(({ files }) => files.map(folderOf));
    for (const workload of await renderedWorkloads(context)) {
      // What an IstioOperator beside or above it generates is that installation.
      if (generated.some(folder => isWithin(folder, workload.manifest.file))) continue;
      releases.push(await release(context, workload));
    }
    return { releases, problems: [] };
  },
};

export interface RenderedWorkload {
  readonly manifest: Manifest;
  readonly chart: IstioChart;
  readonly image: string;
  readonly imageAt: Position;
  readonly version: DecidedVersion;
}

const CONTAINERS = ['spec', 'template', 'spec', 'containers'] as const;

const read = new WeakMap<DetectContext, Promise<readonly RenderedWorkload[]>>();

/** Workloads that are Istio's own, read once per tree. */
export function renderedWorkloads(context: DetectContext): Promise<readonly RenderedWorkload[]> {
  const known = read.get(context);
  if (known) return known;
  const reading = readAll(context);
  read.set(context, reading);
  return reading;
}

/** True for a workload that is read here: an application with an injected sidecar is not. */
export function isRenderedWorkload(manifest: Pick<Manifest, 'kind' | 'data'>): boolean {
  return chartOf(manifest) !== undefined;
}

/** A file that a chart's templates read: Istio's own charts hold renderings of themselves there. */
function isChartFile(context: DetectContext, path: string): boolean {
  const folder = context.charts.holding(path);
  return folder !== undefined && isWithin(inFolder(folder, 'files'), path);
}

async function readAll(context: DetectContext): Promise<readonly RenderedWorkload[]> {
  const workloads: RenderedWorkload[] = [];
  for (const manifest of await manifestsWith(context, /pilot|proxyv2|install-cni|ztunnel/)) {
    const found =
      isSetAside(manifest.file) || isChartFile(context, manifest.file) ? undefined : chartOf(manifest);
    if (!found) continue;
    const version = await versionOf(context, manifest, found);
    workloads.push({ manifest, chart: found.chart, image: found.image, imageAt: found.at, version });
  }
  return workloads;
}

interface ImagePlace {
  readonly chart: IstioChart;
  readonly image: string;
  readonly at: Position;
}

function chartOf({ kind, data }: Pick<Manifest, 'kind' | 'data'>): ImagePlace | undefined {
  if (kind !== 'Deployment' && kind !== 'DaemonSet') return undefined;
  for (const [index, container] of listAt(data.value, CONTAINERS).entries()) {
    const image = stringAt(container, ['image']) ?? '';
    const name = /(?:^|\/)(pilot|proxyv2|install-cni|ztunnel)(?=[:@]|$)/.exec(image)?.[1];
    if (name === undefined) continue;
    const chart = chartOfImage(name, container);
    if (!chart) continue;
    const at = { file: data.file, line: data.lineOf([...CONTAINERS, index, 'image']) };
    return { chart, image, at };
  }
  return undefined;
}

function chartOfImage(name: string, container: unknown): IstioChart | undefined {
  if (name === 'pilot') return 'istiod';
  if (name === 'install-cni') return 'cni';
  if (name === 'ztunnel') return 'ztunnel';
  return listAt(container, ['args']).includes('router') ? 'gateway' : undefined;
}

/** What the labels say of the chart, else the tag that a kustomization forces, else the image's own. */
async function versionOf(
  context: DetectContext,
  { data }: Manifest,
  { image, at }: ImagePlace,
): Promise<DecidedVersion> {
  const bare = image.replace(/@.*$/, '');
  const cut = bare.lastIndexOf(':');
  const hasTag = cut > bare.lastIndexOf('/');
  const forced = await forcedTag(context, hasTag ? bare.slice(0, cut) : bare, folderOf(data.file));
  const decided = forced ?? (await decideVersion(context, hasTag ? bare.slice(cut + 1) : undefined, at));
  const version = istioVersionOf(decided.version);
  const labelled = labelledVersion(data);
  // Charts render their own version into labels: an image that was left behind, or pushed ahead, says nothing of them.
  if (labelled && labelled.version !== version) return labelled;
  if (version !== null) return { ...decided, version };
  return { version: null, at, look: decided.look ?? `the image \`${image}\` names no release` };
}

function labelledVersion(data: Positioned): DecidedVersion | undefined {
  for (const label of ['app.kubernetes.io/version', 'helm.sh/chart', 'operator.istio.io/version']) {
    const path = ['metadata', 'labels', label];
    const text = stringAt(data.value, path)?.replace(/^[a-z-]+-(?=\d)/, '');
    const version = istioVersionOf(text);
    if (version !== null) return { version, at: { file: data.file, line: data.lineOf(path) } };
  }
  return undefined;
}

async function forcedTag(
  context: DetectContext,
  image: string,
  folder: string,
): Promise<DecidedVersion | undefined> {
  for (let own = folder; ; own = folderOf(own)) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const path = own === '' ? name : `${own}/${name}`;
      const data = context.tree.has(path) ? (await context.yaml(path)).documents[0]?.data : undefined;
      for (const [index, entry] of listAt(data?.value, ['images']).entries()) {
        const tag = stringAt(entry, ['newTag']);
        const version = istioVersionOf(tag);
        if (!data || stringAt(entry, ['name']) !== image || tag === undefined) continue;
        const at = { file: path, line: data.lineOf(['images', index, 'newTag']) };
        return { version, at, ...(version === null ? { look: `the tag \`${tag}\` names no release` } : {}) };
      }
    }
    if (own === '') return undefined;
  }
}

/** Labels of one release, image of another. */
export function leftBehind({ chart, image, imageAt, version }: RenderedWorkload): readonly Problem[] {
  const tag = istioVersionOf(/:([^:@/]+)(?:@|$)/.exec(image)?.[1]);
  if (tag === null || version.version === null || tag === version.version || version.at.line === imageAt.line)
    return [];
  const why = `half a bump: the image is ${tag}, these manifests are those of ${version.version}; judged as ${version.version}`;
  const halfBump = { chart, version: tag, judged: version.version, effect: 'other-image' } as const;
  return [{ what: `image ${image}`, why, ...imageAt, blocking: false, halfBump }];
}

async function release(context: DetectContext, workload: RenderedWorkload): Promise<Release> {
  const { manifest, chart, version } = workload;
  const { data, file } = manifest;
  const declared = { file, line: data.lineOf([]) };
  const settings = chart === 'istiod' ? await settingsOf(context, manifest) : NO_SETTINGS;
  const revision = stringAt(data.value, ['metadata', 'labels', 'istio.io/rev']);
  const revisionAt = data.at(['metadata', 'labels', 'istio.io/rev']);
  const base: readonly ValuesLayer[] =
    chart === 'istiod' && revision !== undefined && revision !== 'default'
      ? (layersOf([{ path: ['revision'], data: revisionAt }]) ?? [])
      : [];
  return publishedRelease({
    id: `rendered-manifests:${file}:${manifest.kind}:${manifest.namespace}:${manifest.name}`,
    form: 'rendered-manifests',
    deployer: 'unknown',
    declared,
    releaseName: manifest.name || chart,
    namespace: manifest.namespace || 'istio-system',
    name: chart,
    repository: ISTIO_REPOSITORY,
    version,
    values: [...base, ...settings.layers],
    problems: [...leftBehind(workload), ...settings.problems],
    // What else was set when it was rendered is not in the manifests by name.
    valuesUnknown: chart !== 'istiod' || settings.unknown,
    openValues: settings.open ?? [],
  });
}

interface Settings {
  readonly layers: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  readonly unknown: boolean;
  readonly open?: readonly OpenValue[];
}

const NO_SETTINGS: Settings = { layers: [], problems: [], unknown: false };

/** istiod's environment and the mesh's configuration, as values that give the same. */
async function settingsOf(context: DetectContext, manifest: Manifest): Promise<Settings> {
  const layers: ValuesLayer[] = [];
  const mesh = await meshConfigBeside(context, manifest);
  if (mesh) layers.push(...(layersOf(mesh.parts) ?? []));
  const { parts, opaque } = environmentOf(manifest.data, [...CONTAINERS], name =>
    WRITTEN_BY_THE_CHART.has(name),
  );
  layers.push(...(layersOf(parts) ?? []));
  const patches = await patchesOfEnvironment(context, folderOf(manifest.file));
  layers.push(...patches.layers);
  const problems = [...patches.problems];
  if (!mesh) {
    const why =
      'the ConfigMap with the mesh’s configuration is not beside these manifests: what it sets is not known';
    problems.push({
      what: `mesh configuration of ${manifest.file}`,
      why,
      file: manifest.file,
      line: manifest.data.lineOf([]),
      blocking: true,
    });
  }
  return { layers, problems, unknown: opaque || patches.unknown || !mesh, open: patches.open ?? [] };
}

async function meshConfigBeside(context: DetectContext, manifest: Manifest) {
  const revision = stringAt(manifest.data.value, ['metadata', 'labels', 'istio.io/rev']);
  const names = new Set(['istio', ...(revision ? [`istio-${revision}`] : [])]);
  const folder = folderOf(manifest.file);
  const maps = (await manifestsWith(context, /kind:\s*ConfigMap/)).filter(
    ({ kind, name, file }) => kind === 'ConfigMap' && names.has(name) && folderOf(file) === folder,
  );
  const found = maps.find(({ file }) => file === manifest.file) ?? maps[0];
  const embedded = found && parseEmbedded(found.data, ['data', 'mesh']);
  const data = embedded?.documents[0]?.data;
  if (!data || !isRecord(data.value)) return undefined;
  return { parts: [{ path: ['meshConfig'], data }] satisfies Part[] };
}

function layersOf(parts: readonly Part[]): readonly ValuesLayer[] | undefined {
  const layer = assembledLayer(parts);
  return layer && [inlineLayer(layer.data)];
}

/** Variables that the istiod chart writes by itself, whatever the values are (templates/deployment.yaml of the chart). */
const WRITTEN_BY_THE_CHART: ReadonlySet<string> = new Set(
  (
    'REVISION PILOT_CERT_PROVIDER POD_NAME POD_NAMESPACE SERVICE_ACCOUNT KUBECONFIG CA_TRUSTED_NODE_ACCOUNTS ' +
    'PILOT_TRACE_SAMPLING PILOT_ENABLE_ANALYSIS CLUSTER_ID GOMEMLIMIT GOMAXPROCS PLATFORM EXTERNAL_ISTIOD JWT_POLICY ' +
    'INJECTION_WEBHOOK_CONFIG_NAME VALIDATION_WEBHOOK_CONFIG_NAME ISTIOD_CUSTOM_HOST ISTIOD_ADDR PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND'
  ).split(' '),
);
