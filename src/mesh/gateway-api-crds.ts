/** Which CRDs of the Gateway API a mesh gets from this repository, and at which version of their bundle. */

import { coerce, compare } from 'semver';
import { oncePer } from '../memo.js';
import type { MeshResource } from '../model.js';
import type { Mesh } from './mesh.js';
import { textAt } from './read.js';

/** Source: https://gateway-api.sigs.k8s.io/concepts/versioning/ */
const BUNDLE_VERSION = 'gateway.networking.k8s.io/bundle-version';
const CHANNEL = 'gateway.networking.k8s.io/channel';

/** The name under which a whole bundle stands that is fetched from elsewhere. */
export const WHOLE_BUNDLE = '*.gateway.networking.k8s.io';

export interface GatewayApiCrd {
  readonly resource: MeshResource;
  /** `tlsroutes.gateway.networking.k8s.io`, or `WHOLE_BUNDLE`. */
  readonly name: string;
  /** `1.4.1`; '' where it does not say. */
  readonly version: string;
  /** `standard` or `experimental`; '' where it does not say. */
  readonly channel: string;
}

/** Every place where the mesh's resources bring a CRD of the Gateway API, in their order. */
export const gatewayApiCrds = oncePer((mesh: Mesh): readonly GatewayApiCrd[] =>
  mesh.ofKind('CustomResourceDefinition').map(crdOf),
);

/**
 * The version of a bundle that the repository's CRDs of one plural name have: '' where it brings none, or where it
 * brings several and they differ.
 * @param name of the CRD: `tlsroutes.gateway.networking.k8s.io`
 */
export function crdVersion(mesh: Mesh, name: string): string {
  const versions = new Set(
    gatewayApiCrds(mesh)
      .filter(
        crd =>
          crd.name === name || (crd.name === WHOLE_BUNDLE && name.endsWith('.gateway.networking.k8s.io')),
      )
      .map(({ version }) => version),
  );
  const [only = ''] = versions;
  return versions.size === 1 ? only : '';
}

/** What a bundle that is fetched from elsewhere looks like among the resources. */
export function bundleValue(version: string, channel: string): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: WHOLE_BUNDLE, annotations: { [BUNDLE_VERSION]: version, [CHANNEL]: channel } },
  };
}

/** Newest first. */
export function byVersion(one: string, other: string): number {
  const [left, right] = [coerce(one), coerce(other)];
  return left && right ? compare(right, left) : 0;
}

/** The same among resources that are in no mesh yet. */
export function gatewayApiBundles(resources: readonly MeshResource[]): readonly GatewayApiCrd[] {
  return resources.filter(({ kind }) => kind === 'CustomResourceDefinition').map(crdOf);
}

function crdOf(resource: MeshResource): GatewayApiCrd {
  const annotation = (key: string): string => textAt(resource.value, ['metadata', 'annotations', key]);
  return {
    resource,
    name: resource.name,
    version: plainVersion(annotation(BUNDLE_VERSION)),
    channel: annotation(CHANNEL),
  };
}

/** `1.4.1` of `v1.4.1`; a pre-release is taken for the release that it precedes, as istiod does. */
function plainVersion(text: string): string {
  return /^v?(\d{1,4}\.\d{1,4}\.\d{1,4})/.exec(text)?.[1] ?? '';
}
