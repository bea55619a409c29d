/** EnvoyFilters, patch by patch: what each anchors on and which extensions of Envoy it brings. */
import { oncePer } from '../memo.js';
import type { DataPath, MeshResource } from '../model.js';
import { type EnvoyExtension, extensionsIn } from './envoy-extensions.js';
import type { Mesh } from './mesh.js';
import { listAt, mappingAt, textAt } from './read.js';

/** What of Envoy's configuration a name or number is of that a patch matches on. */
export type AnchorKind =
  | 'listener'
  | 'listener-filter'
  | 'filter-chain'
  | 'filter'
  | 'sub-filter'
  | 'route-configuration'
  | 'virtual-host'
  | 'route'
  | 'cluster';

export interface EnvoyAnchor {
  readonly kind: AnchorKind;
  readonly name: string;
  /** Below the resource. */
  readonly path: DataPath;
}

export interface EnvoyFilterPatch {
  readonly resource: MeshResource;
  /** Of the item of `configPatches`. */
  readonly path: DataPath;
  readonly applyTo: string;
  /** `ANY` where none is written. */
  readonly context: string;
  readonly operation: string;
  /** A regular expression, unread; '' where the patch is for proxies of every version. */
  readonly proxyVersion: string;
  readonly anchors: readonly EnvoyAnchor[];
  readonly extensions: readonly EnvoyExtension[];
  /** All texts in its value, one after the other, within bounds: what Lua code or a log format mentions. */
  readonly text: string;
}

/** Names that a match may hold, by their place below `match`. Numbers of ports are no names that Istio chooses. */
const ANCHORS: readonly (readonly [AnchorKind, DataPath])[] = [
  ['listener', ['listener', 'name']],
  ['listener-filter', ['listener', 'listenerFilter']],
  ['filter-chain', ['listener', 'filterChain', 'name']],
  ['filter', ['listener', 'filterChain', 'filter', 'name']],
  ['sub-filter', ['listener', 'filterChain', 'filter', 'subFilter', 'name']],
  ['route-configuration', ['routeConfiguration', 'name']],
  ['virtual-host', ['routeConfiguration', 'vhost', 'name']],
  ['route', ['routeConfiguration', 'vhost', 'route', 'name']],
  ['cluster', ['cluster', 'name']],
];

/** Characters of a patch's texts that are looked at. */
const LONGEST_TEXT = 65_536;

/** All patches of all EnvoyFilters, in the order in which they are written; read once per mesh. */
export const envoyFilterPatchesOf = oncePer((mesh: Mesh): readonly EnvoyFilterPatch[] =>
  mesh.ofKind('EnvoyFilter', 'networking.istio.io').flatMap(patchesOf),
);

function patchesOf(resource: MeshResource): readonly EnvoyFilterPatch[] {
  const list: DataPath = ['spec', 'configPatches'];
  return listAt(resource.value, list).map((patch, index) => {
    const path = [...list, index];
    const value = mappingAt(patch, ['patch', 'value']);
    const applyTo = textAt(patch, ['applyTo']);
    const operation = textAt(patch, ['patch', 'operation']);
    return {
      resource,
      path,
      applyTo,
      context: textAt(patch, ['match', 'context']) || 'ANY',
      operation,
      proxyVersion: textAt(patch, ['match', 'proxy', 'proxyVersion']),
      anchors: anchorsOf(patch, path),
      extensions: extensionsIn(value, [...path, 'patch', 'value'], {
        applyTo,
        operation,
      }),
      text: textsIn(value).join('\n').slice(0, LONGEST_TEXT),
    };
  });
}

function anchorsOf(patch: unknown, path: DataPath): readonly EnvoyAnchor[] {
  return ANCHORS.flatMap(([kind, below]) => {
    const name = textAt(patch, ['match', ...below]);
    return name === '' ? [] : [{ kind, name, path: [...path, 'match', ...below] }];
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
