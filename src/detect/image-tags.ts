/** Tags of images that values force upon Istio's charts. */
import type { DataPath, IstioChart, ValuesLayer } from '../model.js';
import { istioVersionOf } from './istio-version.js';
import { type Lookup, lookup } from './values.js';

/** Where values force the tag of the image that a chart's workload runs; the first that is set counts. */
const TAGS: Readonly<Partial<Record<IstioChart, readonly DataPath[]>>> = {
  istiod: [['pilot', 'tag'], ['tag'], ['global', 'tag']],
  cni: [['cni', 'tag'], ['tag'], ['global', 'tag']],
  ztunnel: [['tag'], ['global', 'tag']],
};

export interface ForcedTag {
  readonly path: DataPath;
  /** Istio's release of that tag; null where it is no exact one. */
  readonly version: string | null;
  readonly found: Lookup;
}

/** @returns undefined where nothing is forced, and for charts that run no image by such a value */
export function forcedTag(
  chart: IstioChart,
  values: readonly ValuesLayer[],
  valuesPath: DataPath,
): ForcedTag | undefined {
  return tagAt(TAGS[chart] ?? [], values, valuesPath);
}

/** The tag that values name for all of a mesh, whether or not this chart of it runs an image. */
export function sharedTag(values: readonly ValuesLayer[], valuesPath: DataPath = []): ForcedTag | undefined {
  return tagAt([['global', 'tag']], values, valuesPath);
}

function tagAt(
  paths: readonly DataPath[],
  values: readonly ValuesLayer[],
  valuesPath: DataPath,
): ForcedTag | undefined {
  for (const path of paths) {
    const found = lookup(values, path, valuesPath);
    // Templates pass over one that is empty.
    if (found && found.value !== '') return { path, version: istioVersionOf(String(found.value)), found };
  }
  return undefined;
}
