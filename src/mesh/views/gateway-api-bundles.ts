/** Where the repository brings CRDs of the Gateway API. */
import { gatewayApiCrds } from '../gateway-api-crds.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const gatewayApiBundles: ViewDefinition = {
  name: 'gatewayApiBundles',
  summary: 'A CRD of the Gateway API that this repository installs, or a whole bundle that it fetches',
  places: { at: 'the version of the bundle' },
  fields: {
    crd: 'name of the CRD; `*.gateway.networking.k8s.io` for a whole bundle',
    version: "version of the bundle, such as `1.4.1`; '' where it does not say",
    channel: "`standard` or `experimental`; '' where it does not say",
  },
  items: oncePerMesh(bundles),
};

function bundles(mesh: Mesh): readonly ViewItem[] {
  return gatewayApiCrds(mesh).map(({ resource, name, version, channel }) =>
    itemAt(
      resource,
      { at: ['metadata', 'annotations', 'gateway.networking.k8s.io/bundle-version'] },
      { crd: name, version, channel },
    ),
  );
}
