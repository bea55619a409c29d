/** What is inside a chart archive that stands under `charts/`. */
import { chartMetadata } from '../../charts/store.js';
import { unpackChart } from '../../charts/unpack.js';
import type { Tree } from '../../model.js';
import { isChartName } from '../istio-charts.js';

/**
 * The version in the Chart.yaml of a vendored archive of one of Istio's charts.
 * @param name as the file's name has it
 * @returns undefined for other charts, and for what can't be read: whoever renders it says why
 */
export async function archiveVersion(tree: Tree, path: string, name: string): Promise<string | undefined> {
  if (!isChartName(name)) return undefined;
  const content = await tree.bytes?.(path);
  if (!content) return undefined;
  try {
    return chartMetadata(await unpackChart(content)).version;
  } catch {
    return undefined;
  }
}
