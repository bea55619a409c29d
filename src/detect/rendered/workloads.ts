/** Workloads of Istio's own that were rendered before they were committed, as each overlay has them, and their versions. */

import { lt } from 'semver';

import type { DataPath, IstioChart, Position, Positioned, Problem } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type IstioImage, istioImage } from '../istio/images.js';
import { isOfRelease } from '../istio/of-release.js';
import { type DecidedVersion, decideVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { splitImage } from '../kustomize/images.js';
import { KUSTOMIZATIONS } from '../kustomize/names.js';
import type { Variant } from '../kustomize/variants.js';
import { type Manifest, manifestsWith } from '../manifests.js';
import { oncePerTree } from '../once.js';
import { type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { baseName, folderOf, inFolder, isWithin } from '../tree-path.js';

export interface RenderedWorkload {
  /** As one of the overlays that take it in has it. */
  readonly manifest: OverlaidManifest;
  readonly chart: IstioChart;
  readonly image: string;
  readonly imageAt: Position;
  /** Of the image or of the labels, whichever is newer: the older one was left behind. */
  readonly version: DecidedVersion;
  /** Where the labels are those of an older release than the image. */
  readonly manifests?: DecidedVersion;
}

export interface Rendered {
  readonly workloads: readonly RenderedWorkload[];
  /** All ConfigMaps on their ways, where there are such workloads. */
  readonly maps: readonly OverlaidManifest[];
  /** ConfigMaps that generators of Kustomize make. */
  readonly generatedMaps: readonly Variant[];
  readonly problems: readonly Problem[];
}

export const CONTAINERS = ['spec', 'template', 'spec', 'containers'] as const;

/** Read once per tree. */
export const readRendered = oncePerTree(readAll);

/** True for a workload that is read here: an application with an injected sidecar is not. */
export function isRenderedWorkload(manifest: Pick<Manifest, 'kind' | 'data'>): boolean {
  return partOf(manifest) !== undefined;
}

const PARTS = /pilot|proxyv2|install-cni|ztunnel|inject\.istio\.io\/templates/;

async function readAll(context: DetectContext): Promise<Rendered> {
  const isOwn = (manifest: Manifest): boolean =>
    !context.isSetAside(manifest.file) &&
    !isChartFile(context, manifest.file) &&
    isRenderedWorkload(manifest);
  // Overlays are followed where there is something that they could change.
  if (!(await manifestsWith(context, PARTS)).some(isOwn))
    return { workloads: [], maps: [], generatedMaps: [], problems: [] };
  const { manifests, generated, problems } = await overlaidManifests(
    context,
    new RegExp(`${PARTS.source}|ConfigMap`),
    isWorkloadOrMap,
  );
  const workloads: RenderedWorkload[] = [];
  for (const manifest of manifests) {
    // What a chart of Istio's own writes is that chart's; a patch that nothing takes in is no workload.
    if ((await isOfOwnChart(context, manifest.file)) || isLoosePatch(manifest)) continue;
    if (!manifest.way && isOfRelease(context.tree, manifest.file)) continue;
    const workload = isOwn(manifest.written) ? await renderedWorkload(context, manifest) : undefined;
    if (workload) workloads.push(workload);
  }
  const maps = manifests.filter(({ kind }) => kind === 'ConfigMap');
  return { workloads, maps, generatedMaps: generated, problems };
}

/** The workload of a manifest, and its version; undefined for any other. */
export async function renderedWorkload(
  context: DetectContext,
  manifest: OverlaidManifest,
): Promise<RenderedWorkload | undefined> {
  const found = imageOf(manifest);
  if (!found) return undefined;
  const versions = await versionsOf(context, manifest, found);
  return { manifest, chart: found.chart, image: found.image, imageAt: found.at, ...versions };
}

function isWorkloadOrMap(_apiVersion: string, kind: string): boolean {
  return isWorkload(kind) || kind === 'ConfigMap';
}

function isWorkload(kind: string): boolean {
  return kind === 'Deployment' || kind === 'DaemonSet';
}

/** A file that a chart's templates read: Istio's own charts hold renderings of themselves there. */
function isChartFile(context: DetectContext, path: string): boolean {
  const folder = context.charts.holding(path);
  return folder !== undefined && isWithin(inFolder(folder, 'files'), path);
}

/** By its file's name, and without the selector that a workload has to have. */
function isLoosePatch({ file, way, data }: OverlaidManifest): boolean {
  const isWhole = data.at(['spec', 'selector']).value !== undefined;
  return !way && !isWhole && /(^|[-_.])patch(es)?[-_.]/i.test(baseName(file));
}

async function isOfOwnChart(context: DetectContext, path: string): Promise<boolean> {
  const folder = context.charts.isTemplate(path) ? context.charts.holding(path) : undefined;
  return folder !== undefined && (await context.chart(folder))?.chart.own !== undefined;
}

/** The container that tells whose workload it is. */
interface Part {
  readonly chart: IstioChart;
  readonly container: string;
  readonly index: number;
}

function partOf({ kind, data }: Pick<Manifest, 'kind' | 'data'>): Part | undefined {
  if (!isWorkload(kind)) return undefined;
  for (const [index, container] of listAt(data.value, CONTAINERS).entries()) {
    const image = stringAt(container, ['image']) ?? '';
    const name = istioImage(image);
    const chart =
      name !== undefined
        ? chartOfImage(name, container, data)
        : image === 'auto' && isGatewayOfChart(data)
          ? 'gateway'
          : undefined;
    if (chart) return { chart, container: stringAt(container, ['name']) ?? '', index };
  }
  return undefined;
}

function chartOfImage(name: IstioImage, container: unknown, workload: Positioned): IstioChart | undefined {
  if (name === 'pilot') return 'istiod';
  if (name === 'install-cni') return 'cni';
  if (name === 'ztunnel') return 'ztunnel';
  return listAt(container, ['args']).includes('router') || isGatewayAlone(workload) ? 'gateway' : undefined;
}

/** A proxy by itself that calls itself a gateway; the image's own arguments say the same as the chart's would. */
function isGatewayAlone({ value }: Positioned): boolean {
  const labels = ['istio', 'app'].map(key =>
    stringAt(value, ['spec', 'template', 'metadata', 'labels', key]),
  );
  return listAt(value, CONTAINERS).length === 1 && labels.some(label => /gateway/.test(label ?? ''));
}

/** What the gateway chart renders leaves its image to the injector; only its labels tell the release. */
function isGatewayOfChart(data: Positioned): boolean {
  return /^gateway-\d/.test(stringAt(data.value, ['metadata', 'labels', 'helm.sh/chart']) ?? '');
}

interface ImagePlace {
  readonly chart: IstioChart;
  readonly image: string;
  readonly at: Position;
  readonly path: DataPath;
}

/** The image of the same container as overlays leave it, whatever they call it. */
function imageOf({ data, written }: OverlaidManifest): ImagePlace | undefined {
  const part = partOf(written);
  if (!part) return undefined;
  const named = listAt(data.value, CONTAINERS).findIndex(
    container => stringAt(container, ['name']) === part.container,
  );
  const path = [...CONTAINERS, named < 0 ? part.index : named, 'image'];
  return { chart: part.chart, image: stringAt(data.value, path) ?? '', at: startOf(data, path), path };
}

/** By the labels of the chart, and by the tag that a kustomization forces, else the image's own. */
async function versionsOf(
  context: DetectContext,
  { data, way }: OverlaidManifest,
  { image, at, path }: ImagePlace,
): Promise<Pick<RenderedWorkload, 'version' | 'manifests'>> {
  const { name, tag } = splitImage(image);
  // Where overlays take it in, the image is as they have it.
  const forced = way ? undefined : await forcedTag(context, name, folderOf(data.file));
  const tagAt = data.originIn?.(path, tag ?? '') ?? at;
  const decided = forced ?? (await decideVersion(context, tag, tagAt));
  const version = istioVersionOf(decided.version);
  const labelled = labelledVersion(data);
  if (version === null) {
    const look = decided.look ?? `the image \`${image}\` names no release`;
    return { version: labelled ?? { version: null, at: tagAt, look } };
  }
  const ofImage = { version: { ...decided, version } };
  if (labelled === undefined || labelled.version === version) return ofImage;
  // Who moves one of the two means the newer one; defaults inside the binary come with its image.
  return lt(labelled.version, version) ? { ...ofImage, manifests: labelled } : { version: labelled };
}

/** What the charts inside istioctl are called, in every release (manifests/charts/istio-control/istio-discovery/Chart.yaml). */
const UNRELEASED = '1.0.0';

/** Charts of Istio's own, by the label that they write. */
const OWN_LABEL = /^(?:istiod|base|gateway|cni|ztunnel|ambient|istio-[a-z-]+)-\d/;

function labelledVersion(data: Positioned): (DecidedVersion & { readonly version: string }) | undefined {
  const chart = stringAt(data.value, ['metadata', 'labels', 'helm.sh/chart']);
  // The labels are those of another chart, which wraps what was rendered.
  if (chart !== undefined && !OWN_LABEL.test(chart)) return undefined;
  for (const label of ['app.kubernetes.io/version', 'helm.sh/chart', 'operator.istio.io/version']) {
    const path = ['metadata', 'labels', label];
    const text = stringAt(data.value, path)?.replace(/^[a-z-]+-(?=\d)/, '');
    const version = istioVersionOf(text);
    if (version === null || version === UNRELEASED) continue;
    return { version, at: startOf(data, path) };
  }
  return undefined;
}

async function forcedTag(
  context: DetectContext,
  image: string,
  folder: string,
): Promise<DecidedVersion | undefined> {
  for (let own = folder; ; own = folderOf(own)) {
    for (const name of KUSTOMIZATIONS) {
      const path = inFolder(own, name);
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
