/**
 * Proxies whose version the repository writes down by itself: by the annotation that chooses the image, or as a
 * container of its own (injected by hand, or a gateway as a plain Deployment). All others take the proxy of the control
 * plane that injects them.
 * Source: https://istio.io/latest/docs/reference/config/annotations/#SidecarProxyImage
 */
import { podPathOf } from '../mesh/pods.js';
import { subjectOf } from '../mesh/resource.js';
import type { DataPath, MeshResource, Position } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

export interface PinnedProxy {
  /** `Deployment/shop/cart`. */
  readonly id: string;
  readonly version: string;
  readonly at: Position;
  /** Environments that its file belongs to; none where it could be anybody's. */
  readonly environments: readonly string[];
}

const ANNOTATION = 'sidecar.istio.io/proxyImage';
const IMAGE = /(?:^|\/)proxyv2[\w-]*:v?(\d{1,3}\.\d{1,3}\.\d{1,3})(?![\d.])/;

export function pinnedProxies(
  resources: readonly MeshResource[],
  ownersOf: (file: string) => readonly string[],
): readonly PinnedProxy[] {
  return resources.flatMap(resource => {
    const pod = podPathOf(resource.kind);
    if (!pod) return [];
    const { data } = resource;
    const found = [[...pod, 'metadata', 'annotations', ANNOTATION], ...imagesOf(resource, pod)].flatMap(
      path => {
        const value = valueAt(resource.value, path);
        const version = typeof value === 'string' ? IMAGE.exec(value)?.[1] : undefined;
        return version === undefined ? [] : [{ version, at: { file: data.file, line: data.lineOf(path) } }];
      },
    );
    return found.map(one => ({ id: subjectOf(resource), ...one, environments: ownersOf(data.file) }));
  });
}

function imagesOf({ value }: MeshResource, pod: DataPath): readonly DataPath[] {
  return ['containers', 'initContainers'].flatMap(list => {
    const containers = valueAt(value, [...pod, 'spec', list]);
    return Array.isArray(containers)
      ? containers.map((_, index): DataPath => [...pod, 'spec', list, index, 'image'])
      : [];
  });
}

/** Those that may be of an environment. */
export function proxiesIn(proxies: readonly PinnedProxy[], environment: string): readonly PinnedProxy[] {
  return proxies.filter(
    ({ environments }) => environments.length === 0 || environments.includes(environment),
  );
}
