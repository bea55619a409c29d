/** Tags of images that values force upon Istio's charts. */
import type { DataPath, IstioChart, Position, ValuesLayer } from '../../model.js';
import { splitImage } from '../kustomize/images.js';
import { type Lookup, lookup } from '../values/values.js';
import { istioVersionOf } from './version.js';

/** Where values force the tag of the image that a chart's workload runs; the first that is set counts. */
const TAGS: Readonly<Partial<Record<IstioChart, readonly DataPath[]>>> = {
  istiod: [['pilot', 'tag'], ['tag'], ['global', 'tag']],
  cni: [['cni', 'tag'], ['tag'], ['global', 'tag']],
  ztunnel: [['tag'], ['global', 'tag']],
};

/**
 * Where values name a whole image: one with a `/` in it is taken as it stands, whatever hub and tag there are
 * (manifests/charts/istio-control/istio-discovery/templates/deployment.yaml of Istio).
 */
const IMAGES: Readonly<Partial<Record<IstioChart, readonly DataPath[]>>> = {
  istiod: [['pilot', 'image'], ['image']],
  cni: [['cni', 'image'], ['image']],
  ztunnel: [['image']],
};

export interface ForcedTag {
  readonly path: DataPath;
  /** Istio's release of that tag; null where it is no exact one. */
  readonly version: string | null;
  readonly found: Lookup;
}

export interface NamedRelease {
  readonly version: string;
  readonly at: Position;
}

/** @returns undefined where nothing is forced, and for charts that run no image by such a value */
export function forcedTag(
  chart: IstioChart,
  values: readonly ValuesLayer[],
  valuesPath: DataPath,
): ForcedTag | undefined {
  return imageAt(IMAGES[chart] ?? [], values, valuesPath) ?? tagAt(TAGS[chart] ?? [], values, valuesPath);
}

/** The first of these values that names a whole image, with the release of its tag. */
export function imageAt(
  paths: readonly DataPath[],
  values: readonly ValuesLayer[],
  valuesPath: DataPath,
): ForcedTag | undefined {
  return firstForced(paths, values, valuesPath, value =>
    typeof value === 'string' && value.includes('/') ? (splitImage(value).tag ?? '') : undefined,
  );
}

/**
 * The release of Istio that values name by the tag of images: of this chart's own, else of all of the mesh, whether or not this
 * chart of it runs an image. It is what a copy of a chart is of, whose own version may be anything.
 */
export function releaseByTag(
  chart: IstioChart,
  values: readonly ValuesLayer[],
  valuesPath: DataPath,
): NamedRelease | undefined {
  return releaseOf(forcedTag(chart, values, valuesPath) ?? tagAt([['global', 'tag']], values, valuesPath));
}

/** The release of the image that this chart's own workload is made to run. */
export function releaseOfImage(chart: IstioChart, values: readonly ValuesLayer[]): NamedRelease | undefined {
  return releaseOf(forcedTag(chart, values, []));
}

function releaseOf(tag: ForcedTag | undefined): NamedRelease | undefined {
  if (!tag || tag.version === null) return undefined;
  return { version: tag.version, at: { file: tag.found.file, line: tag.found.line } };
}

/** Templates pass over a tag that is empty. */
function tagAt(
  paths: readonly DataPath[],
  values: readonly ValuesLayer[],
  valuesPath: DataPath,
): ForcedTag | undefined {
  return firstForced(paths, values, valuesPath, value => (value === '' ? undefined : String(value)));
}

/** @param tagOf the tag that a value forces; undefined where it forces none */
function firstForced(
  paths: readonly DataPath[],
  values: readonly ValuesLayer[],
  valuesPath: DataPath,
  tagOf: (value: unknown) => string | undefined,
): ForcedTag | undefined {
  for (const path of paths) {
    const found = lookup(values, path, valuesPath);
    const tag = found && tagOf(found.value);
    if (found && tag !== undefined) return { path, version: istioVersionOf(tag), found };
  }
  return undefined;
}
