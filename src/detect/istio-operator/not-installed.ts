/** IstioOperators that nobody asks for: records of what was installed. */
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { OverlaidManifest } from '../overlaid.js';
import { readRendered } from '../rendered/workloads.js';

/**
 * istioctl leaves in the cluster what it was asked for (`installed-state`, which no operator reconciles): where such a record
 * was dumped with the workloads themselves, those say what is installed.
 */
export async function recordsOnly(
  context: DetectContext,
  manifests: readonly OverlaidManifest[],
): Promise<(manifest: OverlaidManifest) => boolean> {
  const isRecord = ({ data }: OverlaidManifest): boolean =>
    stringAt(data.value, ['metadata', 'annotations', 'install.istio.io/ignoreReconcile']) === 'true';
  if (!manifests.some(isRecord)) return () => false;
  const { workloads } = await readRendered(context);
  return workloads.some(({ chart }) => chart === 'istiod') ? isRecord : () => false;
}
