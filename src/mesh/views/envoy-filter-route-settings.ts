/** Settings of HTTP filters for single routes, as EnvoyFilters write them: found by the name of the filter. */
import type { DataPath } from '../../model.js';
import { type EnvoyFilterPatch, envoyFilterPatchesOf } from '../envoy-filters.js';
import type { Mesh } from '../mesh.js';
import { oncePerReleases, type Releases } from '../once.js';
import { matchesProxyVersion } from '../proxy-version.js';
import { mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const envoyFilterRouteSettings: ViewDefinition = {
  name: 'envoyFilterRouteSettings',
  summary:
    'What an EnvoyFilter sets of an HTTP filter for single routes or virtual hosts: an entry of `typed_per_filter_config`',
  places: { at: 'the entry' },
  fields: {
    filter: 'the name of the filter that it is for, as written',
    type: 'its full type, without the host before it',
    filterNames:
      'names under which EnvoyFilters of this repository insert a filter of that kind: one whose type is of the same package',
    applyTo: 'what of the configuration the patch applies to',
    appliesAfter:
      '`yes`, `no` or `unknown`: whether its version match holds for proxies of the release after the change',
  },
  items: oncePerReleases((mesh, context) => {
    const names = namesByPackage(mesh);
    return envoyFilterPatchesOf(mesh).flatMap(patch => entriesOf(patch, names, context));
  }),
};

const KEYS = new Set(['typed_per_filter_config', 'typedPerFilterConfig']);
/** Deeper than any configuration of Envoy that people write. */
const DEEPEST = 40;

type NamesByPackage = ReadonlyMap<string, readonly string[]>;

function namesByPackage(mesh: Mesh): NamesByPackage {
  const names = new Map<string, Set<string>>();
  for (const { extensions } of envoyFilterPatchesOf(mesh)) {
    for (const { name, type } of extensions) {
      if (name === '' || type === '') continue;
      const known = names.get(packageOf(type)) ?? new Set<string>();
      names.set(packageOf(type), known.add(name));
    }
  }
  return new Map([...names].map(([key, known]) => [key, [...known].toSorted()]));
}

/** `envoy.extensions.filters.http.lua.v3` of `envoy.extensions.filters.http.lua.v3.LuaPerRoute`. */
function packageOf(type: string): string {
  return type.slice(0, Math.max(0, type.lastIndexOf('.')));
}

function entriesOf(patch: EnvoyFilterPatch, names: NamesByPackage, { after }: Releases): readonly ViewItem[] {
  const root: DataPath = [...patch.path, 'patch', 'value'];
  return find(mappingAt(patch.resource.value, root), root).map(({ filter, config, path }) => {
    const type = typeOf(config);
    return itemAt(
      patch.resource,
      { at: path },
      {
        filter,
        type,
        filterNames: type === '' ? [] : (names.get(packageOf(type)) ?? []),
        applyTo: patch.applyTo,
        appliesAfter: matchesProxyVersion(patch.proxyVersion, after.version),
      },
    );
  });
}

interface Entry {
  readonly filter: string;
  readonly config: unknown;
  readonly path: DataPath;
}

function find(value: unknown, path: DataPath, depth = 0): readonly Entry[] {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => find(item, [...path, index], depth + 1));
  return Object.entries(value).flatMap(([key, part]) => {
    const below = [...path, key];
    if (!KEYS.has(key)) return find(part, below, depth + 1);
    return Object.entries(mappingAt(part, []) ?? {}).map(([filter, config]) => ({
      filter,
      config,
      path: [...below, filter],
    }));
  });
}

/** The type of the settings; of what wraps settings, the type of these. */
function typeOf(config: unknown, depth = 0): string {
  const outer = nameOf(textAt(config, ['@type']));
  const inner = mappingAt(config, ['config']);
  if (outer === 'envoy.config.route.v3.FilterConfig' && inner && depth === 0) return typeOf(inner, 1);
  const wrapped = textAt(config, ['type_url']) || textAt(config, ['typeUrl']);
  return outer.endsWith('.TypedStruct') ? nameOf(wrapped) : outer;
}

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
