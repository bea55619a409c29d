/** Names of generated configuration that EnvoyFilters match on, each at its own line. */
import { type EnvoyAnchor, type EnvoyFilterPatch, envoyFilterPatchesOf } from '../envoy-filters.js';
import { oncePerReleases, type Releases } from '../once.js';
import { matchesProxyVersion } from '../proxy-version.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const envoyFilterAnchors: ViewDefinition = {
  name: 'envoyFilterAnchors',
  summary: 'A name of the generated configuration that a patch of an EnvoyFilter matches on',
  places: { at: 'the name in the match', patch: 'the patch' },
  fields: {
    kind: '`listener`, `listener-filter`, `filter-chain`, `filter`, `sub-filter`, `route-configuration`, `virtual-host`, `route` or `cluster`',
    name: 'the name',
    applyTo: 'what of the configuration the patch applies to',
    context: 'its context; `ANY` where none is written',
    operation: 'its operation',
    appliesAfter:
      '`yes`, `no` or `unknown`: whether its version match holds for proxies of the release after the change',
  },
  items: oncePerReleases((mesh, context) =>
    envoyFilterPatchesOf(mesh).flatMap(patch => patch.anchors.map(anchor => itemOf(patch, anchor, context))),
  ),
};

function itemOf(patch: EnvoyFilterPatch, { kind, name, path }: EnvoyAnchor, { after }: Releases): ViewItem {
  return itemAt(
    patch.resource,
    { at: path, patch: patch.path },
    {
      kind,
      name,
      applyTo: patch.applyTo,
      context: patch.context,
      operation: patch.operation,
      appliesAfter: matchesProxyVersion(patch.proxyVersion, after.version),
    },
  );
}
