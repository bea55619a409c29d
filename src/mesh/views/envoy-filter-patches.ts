/** Patches of EnvoyFilters: what each is for, and whether its version match lets it act on either side of the change. */
import { hasTwinFor } from '../envoy-filter-twins.js';
import { type EnvoyFilterPatch, envoyFilterPatchesOf } from '../envoy-filters.js';
import type { Mesh } from '../mesh.js';
import { oncePerReleases, type Releases } from '../once.js';
import { matchesProxyVersion } from '../proxy-version.js';
import { listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const envoyFilterPatches: ViewDefinition = {
  name: 'envoyFilterPatches',
  summary: 'One of the `configPatches` of an EnvoyFilter',
  places: {
    at: 'the patch',
    proxyVersion: 'its version match',
    value: 'its value',
  },
  fields: {
    applyTo: 'what of the configuration it patches: `HTTP_FILTER`, `CLUSTER`, …',
    context:
      '`ANY` (also where none is written), `SIDECAR_INBOUND`, `SIDECAR_OUTBOUND`, `GATEWAY` or `WAYPOINT`',
    operation: '`MERGE`, `ADD`, `REMOVE`, `INSERT_BEFORE`, …',
    isRootNamespace: 'whether the EnvoyFilter stands in the root namespace, and so holds for the whole mesh',
    hasWorkloadSelector: 'whether it selects workloads by labels',
    hasTargets: 'whether it names gateways or waypoints by `targetRefs`',
    targets: 'what those name, as `Kind/name`',
    rootFilters: 'number of patches in the root namespace',
    namespaceFilters: 'number of patches in all other namespaces',
    priority: 'its priority as written; 0 where none is',
    proxyVersion: "the regular expression on the proxy's version; '' where it is for all",
    appliesBefore:
      '`yes`, `no` or `unknown`: whether that holds for proxies of the release before the change; `unknown` for what is no such expression',
    appliesAfter: 'the same for the release after it',
    isReplaced:
      'where it has a version match: whether another patch of the same namespace and selection with the same match does apply to proxies after the change',
    filters: 'names of network filters, HTTP filters and listener filters that it matches on',
    anchors: 'every name that it matches on, those of listeners, filter chains, routes and clusters included',
    extensions: 'names of the extensions in its value, at any depth',
    types: 'their full types, without the host before them: `envoy.extensions.filters.http.lua.v3.Lua`',
    text: 'all texts in its value, one after the other, up to 64 KiB: what Lua code or a log format mentions',
    lacksType: 'names of the extensions in its value that need a `typed_config` and have none',
  },
  items: oncePerReleases((mesh, context) => {
    const all = envoyFilterPatchesOf(mesh);
    const root = all.filter(({ resource }) => resource.namespace === mesh.rootNamespace).length;
    const counts = { rootFilters: root, namespaceFilters: all.length - root };
    return all.map(patch => itemOf(mesh, patch, context, counts));
  }),
};

const FILTERS = new Set(['filter', 'sub-filter', 'listener-filter']);

function itemOf(
  mesh: Mesh,
  patch: EnvoyFilterPatch,
  { before, after }: Releases,
  counts: { readonly rootFilters: number; readonly namespaceFilters: number },
): ViewItem {
  const { resource, path, anchors, extensions } = patch;
  const targets = listAt(resource.value, ['spec', 'targetRefs']).map(
    target => `${textAt(target, ['kind'])}/${textAt(target, ['name'])}`,
  );
  const paths = {
    at: path,
    proxyVersion: [...path, 'match', 'proxy', 'proxyVersion'],
    value: [...path, 'patch', 'value'],
  };
  return itemAt(resource, paths, {
    applyTo: patch.applyTo,
    context: patch.context,
    operation: patch.operation,
    isRootNamespace: resource.namespace === mesh.rootNamespace,
    hasWorkloadSelector: hasWorkloadSelector(patch),
    hasTargets: targets.length > 0,
    targets,
    ...counts,
    priority: Number.parseInt(textAt(resource.value, ['spec', 'priority']) || '0', 10) || 0,
    proxyVersion: patch.proxyVersion,
    appliesBefore: matchesProxyVersion(patch.proxyVersion, before.version),
    appliesAfter: matchesProxyVersion(patch.proxyVersion, after.version),
    isReplaced: patch.proxyVersion !== '' && hasTwinFor(mesh, patch, after.version),
    filters: anchors.filter(({ kind }) => FILTERS.has(kind)).map(({ name }) => name),
    anchors: anchors.map(({ name }) => name),
    extensions: unique(extensions.map(({ name }) => name)),
    types: unique(extensions.map(({ type }) => type)),
    text: patch.text,
    lacksType: unique(extensions.filter(({ lacksType }) => lacksType).map(({ name }) => name)),
  });
}

function hasWorkloadSelector({ resource }: EnvoyFilterPatch): boolean {
  const labels = mappingAt(resource.value, ['spec', 'workloadSelector', 'labels']);
  return labels !== undefined && Object.keys(labels).length > 0;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter(name => name !== ''))];
}
