/** What is inside a chart archive that stands under `charts/`. */
import { chartMetadata } from '../../charts/store.js';
import { unpackChart } from '../../charts/unpack.js';
import type { IstioChart, Tree } from '../../model.js';
import { isChartName, recogniseOwnChart } from '../istio/charts.js';

/** What the Chart.yaml of an archive says. */
export interface ArchivedChart {
  readonly version: string;
  /** Which of Istio's charts it is by what it says of itself. */
  readonly own?: IstioChart;
}

/**
 * A vendored archive of one of Istio's charts.
 * @param name as the file's name has it
 * @returns undefined for other charts, and for what can't be read: whoever renders it says why
 */
export async function archivedChart(
  tree: Tree,
  path: string,
  name: string,
): Promise<ArchivedChart | undefined> {
  if (!isChartName(name)) return undefined;
  const content = await tree.bytes?.(path);
  if (!content) return undefined;
  try {
    const metadata = chartMetadata(await unpackChart(content));
    const own = recogniseOwnChart(metadata);
    return { version: metadata.version, ...(own ? { own } : {}) };
  } catch {
    return undefined;
  }
}
