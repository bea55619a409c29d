/** Workloads of Istio's own that Terraform applies one by one, without a chart: rendered, or written in blocks. */
import type { Release } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { publishedRelease } from '../istio/published-release.js';
import { manifest } from '../manifests.js';
import { asWritten } from '../overlaid.js';
import { leftBehind } from '../rendered/left-behind.js';
import { renderedWorkload } from '../rendered/workloads.js';
import { variantId } from '../variants.js';
import type { ManifestUse } from './applied.js';
import { isWholeFile, objectsOf } from './manifests.js';

/** @param variant what tells several deployments of one declaration apart: the name of a file of variables */
export async function workloadReleases(
  context: DetectContext,
  use: ManifestUse,
  variant: string,
): Promise<readonly Release[]> {
  const releases: Release[] = [];
  // A file as it is in the tree is read there.
  if (context.isSetAside(use.value.at.file) || isWholeFile(use)) return releases;
  const objects = objectsOf(use);
  for (const { data } of objects) {
    const object = asWritten(manifest(data, 0, []));
    const workload = await renderedWorkload(context, object);
    if (!workload) continue;
    const { chart, version } = workload;
    const own = objects.length > 1 ? `${use.address}.${object.kind}.${object.name}` : use.address;
    releases.push(
      publishedRelease({
        id: variantId(`terraform:${use.declared.file}:${own}`, variant),
        form: 'terraform',
        deployer: 'terraform',
        declared: use.declared,
        destination: variant || use.provider,
        releaseName: object.name || chart,
        namespace: object.namespace || 'istio-system',
        name: chart,
        repository: ISTIO_REPOSITORY,
        version,
        values: [],
        problems: leftBehind(workload),
        // What was set when it was written or rendered stands there by no names of values.
        valuesUnknown: true,
      }),
    );
  }
  return releases;
}
