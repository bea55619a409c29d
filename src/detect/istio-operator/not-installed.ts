/** IstioOperators that nobody asks for: files of a release, and records of what was installed. */
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { OverlaidManifest } from '../overlaid.js';
import { readRendered } from '../rendered-workloads.js';

/** What Istio's own releases hold beside their charts. */
const OF_RELEASE =
  /(?:^|\/)istio-\d+\.\d+\.\d+[^/]*\/(?:samples|tools|(?:manifests\/)?(?:profiles|examples))\/|(?:^|\/)manifests\/(?:profiles|examples)\//;

/** A file of an unpacked release that asks for nothing until somebody names it. */
export function isOfRelease(file: string): boolean {
  return OF_RELEASE.test(file);
}

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
