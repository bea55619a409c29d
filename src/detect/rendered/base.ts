/**
 * The chart `base` among manifests that were rendered before they were committed: beside the istiod of the same file, or by the label
 * of its own objects. Definitions by themselves are none: people apply those of other releases, too.
 */
import { startOf } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { type Manifest, manifestsWith } from '../manifests.js';
import { type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { folderOf } from '../tree-path.js';
import type { Rendered } from './workloads.js';

export interface RenderedBase {
  readonly manifest: OverlaidManifest;
  readonly version: DecidedVersion;
}

const LABEL = ['metadata', 'labels', 'helm.sh/chart'] as const;
const LABELLED = /helm\.sh\/chart["']?:\s*["']?base-\d/;
/** Objects of the chart besides definitions (manifests/charts/base/templates of Istio). */
const OBJECTS: ReadonlySet<string> = new Set(['ServiceAccount', 'ValidatingWebhookConfiguration']);

/** One for each place that brings it. */
export async function renderedBases(
  context: DetectContext,
  { workloads }: Rendered,
): Promise<readonly RenderedBase[]> {
  const planes = workloads.filter(({ chart }) => chart === 'istiod');
  const labelled = (await labelledObjects(context)).filter(
    ({ manifest }) => !context.isSetAside(manifest.file),
  );
  const holders = new Set([
    ...labelled.map(({ manifest }) => manifest.file),
    ...(await filesWithDefinitions(
      context,
      planes.map(({ manifest }) => manifest.file),
    )),
  ]);
  const beside = planes.filter(
    ({ manifest: { file } }) => holders.has(file) && !context.charts.isTemplate(file),
  );
  const files = new Set(beside.map(({ manifest }) => manifest.file));
  const byPlace = new Map(
    labelled
      .filter(({ manifest }) => !files.has(manifest.file))
      .map(one => [`${one.manifest.declared.file} ${one.manifest.destination} ${one.manifest.file}`, one]),
  );
  return [...beside.map(({ manifest, version }) => ({ manifest, version })), ...byPlace.values()];
}

async function labelledObjects(context: DetectContext): Promise<readonly RenderedBase[]> {
  const { manifests } = await overlaidManifests(context, LABELLED, (_, kind) => OBJECTS.has(kind));
  const first = new Map<string, Manifest>();
  for (const one of await manifestsWith(context, LABELLED))
    if (labelOf(one) !== undefined && !first.has(one.file)) first.set(one.file, one);
  return manifests.flatMap(manifest => {
    if (context.charts.isTemplate(manifest.file)) return [];
    const version = istioVersionOf(labelOf(manifest));
    // Where all of the file says the same, people look at its start.
    const start = first.get(manifest.file);
    const { data } = start && labelOf(start) === labelOf(manifest) ? start : manifest;
    return version === null ? [] : [{ manifest, version: { version, at: startOf(data, LABEL) } }];
  });
}

function labelOf({ data }: Manifest): string | undefined {
  return /^base-(.+)$/.exec(stringAt(data.value, LABEL) ?? '')?.[1];
}

/** The chart's own account, which nothing else of a rendering is called. */
const READER = 'istio-reader-service-account';

/** Of these files, those that bring definitions of Istio's as well, or that were split off from these in one folder. */
async function filesWithDefinitions(
  context: DetectContext,
  files: readonly string[],
): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const isDefinition = ({ kind, name }: Manifest): boolean =>
    kind === 'CustomResourceDefinition' && name.endsWith('.istio.io');
  const defining = (await manifestsWith(context, /CustomResourceDefinition/)).filter(isDefinition);
  const own = new Set(defining.map(({ file }) => file));
  const folders = new Set(defining.map(({ file }) => folderOf(file)));
  const readers = (await manifestsWith(context, new RegExp(READER))).filter(
    ({ kind, name }) => kind === 'ServiceAccount' && name === READER,
  );
  const split = new Set(readers.map(({ file }) => file).filter(file => folders.has(folderOf(file))));
  return files.filter(file => own.has(file) || split.has(file));
}
