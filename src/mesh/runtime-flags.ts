/**
 * Values of Envoy's runtime that the mesh's resources set: for the pods of a workload, by a patch of the bootstrap, or by a
 * bootstrap of one's own.
 * Sources: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig (runtimeValues),
 * https://istio.io/latest/docs/reference/config/annotations/ (sidecar.istio.io/bootstrapOverride),
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/operations/runtime
 */
import type { DataPath, MeshResource } from '../model.js';
import { parseYaml, valueAt } from '../yaml/positioned.js';
import { envoyFilterPatchesOf } from './envoy-filters.js';
import type { Mesh } from './mesh.js';
import { podTemplatesOf } from './pods.js';
import { listAt, mappingAt } from './read.js';
import { OWN_BOOTSTRAP } from './resource.js';

export interface RuntimeFlag {
  /** Dotted: `envoy.reloadable_features.sanitize_te`. */
  readonly name: string;
  readonly value: string;
  readonly resource: MeshResource;
  /** Of the value, or of the text that holds it. */
  readonly path: DataPath;
  /** A regular expression on the proxy's version, as EnvoyFilters match by; '' where it is set for every version. */
  readonly proxyVersion: string;
}

/** The annotation of pods that holds settings of their proxy. */
export const PROXY_CONFIG = 'proxy.istio.io/config';

/** All of them, in the order in which they are written. */
export function runtimeFlagsOf(mesh: Mesh): readonly RuntimeFlag[] {
  return [...fromAnnotations(mesh), ...fromBootstrapPatches(mesh), ...fromOwnBootstraps(mesh)];
}

/** The values below `runtimeValues` of a text in the form of `proxy.istio.io/config`; none where it is no such text. */
export function runtimeValuesIn(text: string): readonly (readonly [string, string])[] {
  const config = parseYaml('', text).documents[0]?.data.value;
  return flat(mappingAt(config, ['runtimeValues']) ?? mappingAt(config, ['runtime_values']));
}

function fromAnnotations(mesh: Mesh): readonly RuntimeFlag[] {
  return podTemplatesOf(mesh).flatMap(({ resource, path, annotations }) => {
    const at = [...path, 'metadata', 'annotations', PROXY_CONFIG];
    return runtimeValuesIn(annotations.get(PROXY_CONFIG) ?? '').map(([name, value]) => ({
      name,
      value,
      resource,
      path: at,
      proxyVersion: '',
    }));
  });
}

function fromBootstrapPatches(mesh: Mesh): readonly RuntimeFlag[] {
  return envoyFilterPatchesOf(mesh)
    .filter(({ applyTo }) => applyTo === 'BOOTSTRAP')
    .flatMap(({ resource, path, proxyVersion }) => {
      const value: DataPath = [...path, 'patch', 'value'];
      return staticLayers(valueAt(resource.value, value)).flatMap(({ below, layer }) =>
        flatPaths(layer).map(({ name, path: key, value: text }) => ({
          name,
          value: text,
          resource,
          path: [...value, ...below, ...key],
          proxyVersion,
        })),
      );
    });
}

function fromOwnBootstraps(mesh: Mesh): readonly RuntimeFlag[] {
  return mesh.ofKind('ConfigMap').flatMap(resource => {
    const path: DataPath = ['data', OWN_BOOTSTRAP];
    const text = valueAt(resource.value, path);
    if (typeof text !== 'string') return [];
    const bootstrap = parseYaml('', text).documents[0]?.data.value;
    return staticLayers(bootstrap).flatMap(({ layer }) =>
      flat(layer).map(([name, value]) => ({ name, value, resource, path, proxyVersion: '' })),
    );
  });
}

/** Protobuf's JSON reader takes both spellings of a field. */
const LAYERS: readonly DataPath[] = [
  ['layered_runtime', 'layers'],
  ['layeredRuntime', 'layers'],
];
const STATIC = ['static_layer', 'staticLayer'];

function staticLayers(bootstrap: unknown): readonly { readonly below: DataPath; readonly layer: unknown }[] {
  return LAYERS.flatMap(path =>
    listAt(bootstrap, path).flatMap((item, index) =>
      STATIC.flatMap(key => {
        const layer = mappingAt(item, [key]);
        return layer ? [{ below: [...path, index, key], layer }] : [];
      }),
    ),
  );
}

function flat(layer: unknown): readonly (readonly [string, string])[] {
  return flatPaths(layer).map(({ name, value }) => [name, value]);
}

/** Names may be dotted, or nested, or both: `envoy: {reloadable_features: {x: false}}`. */
function flatPaths(
  layer: unknown,
  path: readonly string[] = [],
): readonly { readonly name: string; readonly path: DataPath; readonly value: string }[] {
  if (typeof layer !== 'object' || layer === null || Array.isArray(layer)) {
    return path.length === 0 ? [] : [{ name: path.join('.'), path, value: String(layer) }];
  }
  return Object.entries(layer).flatMap(([key, value]) => flatPaths(value, [...path, key]));
}
