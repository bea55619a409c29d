/** What was rendered before it was committed, and then moved in part only: labels, images, and what istiod puts into pods. */
import type { Position, Problem } from '../../model.js';
import { isOtherRelease, istioVersionOf } from '../istio/version.js';
import { splitImage } from '../kustomize/images.js';
import { halfBump } from '../pairing/half-bump.js';
import { injectedTag } from './mesh.js';
import type { Rendered, RenderedWorkload } from './workloads.js';

/** Labels of one release, image of another. */
export function leftBehind({
  chart,
  image,
  imageAt,
  version,
  manifests,
}: RenderedWorkload): readonly Problem[] {
  if (manifests?.version && version.version !== null) {
    const why = `the image is ${version.version}, these manifests are those of ${manifests.version}; judged as ${version.version}`;
    const bump = {
      chart,
      version: manifests.version,
      judged: version.version,
      effect: 'other-manifests',
    } as const;
    return [halfBump(bump, { what: `image ${image}`, why, at: version.at })];
  }
  const tag = istioVersionOf(splitImage(image).tag);
  if (tag === null || version.version === null || tag === version.version || isSamePlace(version.at, imageAt))
    return [];
  const why = `the image is ${tag}, these manifests are those of ${version.version}; judged as ${version.version}`;
  const bump = { chart, version: tag, judged: version.version, effect: 'other-image' } as const;
  return [halfBump(bump, { what: `image ${image}`, why, at: imageAt })];
}

function isSamePlace(one: Position, other: Position): boolean {
  return one.file === other.file && one.line === other.line;
}

/** The same for a workload beside a control plane; or it is of another release as a whole. */
export function leftBehindOf(workload: RenderedWorkload, judged: string | null): readonly Problem[] {
  const { chart, version } = workload;
  if (!isOtherRelease(version.version, judged)) return leftBehind(workload);
  const [own, other] = [istioVersionOf(version.version) ?? '', istioVersionOf(judged) ?? ''];
  const why = `what was rendered of ${chart} is ${own}, and its control plane is ${other}; judged as ${other}`;
  const bump = { chart, version: own, judged: other, effect: 'other-image' } as const;
  return [halfBump(bump, { what: `workload of ${chart}`, why, at: version.at })];
}

/** The injector's ConfigMap names another release than the istiod beside it: pods get that one's proxy from then on. */
export function sidecarsLeftBehind(
  { chart, manifest, version }: RenderedWorkload,
  rendered: Rendered,
): readonly Problem[] {
  const injected = chart === 'istiod' ? injectedTag(manifest, rendered) : undefined;
  const tag = istioVersionOf(injected?.tag);
  if (!injected || tag === null || version.version === null || tag === version.version) return [];
  const why = `sidecars get the image of ${tag}, and istiod is ${version.version}; judged as ${version.version}`;
  const bump = { chart, version: tag, judged: version.version, effect: 'other-image' } as const;
  return [halfBump(bump, { what: `injection of ${manifest.file}`, why, at: injected.at })];
}
