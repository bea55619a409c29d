/** Extensions of Envoy that EnvoyFilters bring, each at its own line. */
import type { EnvoyExtension } from '../envoy-extensions.js';
import { type EnvoyFilterPatch, envoyFilterPatchesOf } from '../envoy-filters.js';
import { oncePerReleases, type Releases } from '../once.js';
import { matchesProxyVersion } from '../proxy-version.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const envoyFilterExtensions: ViewDefinition = {
  name: 'envoyFilterExtensions',
  summary:
    'An extension of Envoy (a filter, an access log, a transport socket, …) in the value of a patch of an EnvoyFilter',
  places: {
    at: 'its type; its name where it has none',
    extension: 'the extension as a whole',
    patch: 'the patch',
    runtime: 'the runtime that a Wasm filter names; else as `at`',
  },
  fields: {
    name: "its name; '' where only a type is written",
    type: "its full type, without the host before it; of a TypedStruct the type that it wraps; '' where none is written",
    lacksType: 'whether it needs a `typed_config` to be found and has none',
    wasmPlugin:
      "the plugin compiled into the proxy that a Wasm filter names instead of code: `envoy.wasm.stats`; '' for none",
    wasmRuntime: "the runtime that a Wasm filter names: `envoy.wasm.runtime.v8`; '' for none",
    isOwn: 'whether it is the value of the patch itself, not something nested in it',
    applyTo: 'what of the configuration the patch applies to',
    context: 'its context; `ANY` where none is written',
    operation: 'its operation',
    appliesAfter:
      '`yes`, `no` or `unknown`: whether its version match holds for proxies of the release after the change',
  },
  items: oncePerReleases((mesh, context) =>
    envoyFilterPatchesOf(mesh).flatMap(patch =>
      patch.extensions.map(extension => itemOf(patch, extension, context)),
    ),
  ),
};

function itemOf(patch: EnvoyFilterPatch, extension: EnvoyExtension, { after }: Releases): ViewItem {
  const { name, type, lacksType, wasmPlugin, wasmRuntime, isOwn, path, holder, runtimePath } = extension;
  return itemAt(
    patch.resource,
    { at: path, extension: holder, patch: patch.path, runtime: runtimePath },
    {
      name,
      type,
      lacksType,
      wasmPlugin,
      wasmRuntime,
      isOwn,
      applyTo: patch.applyTo,
      context: patch.context,
      operation: patch.operation,
      appliesAfter: matchesProxyVersion(patch.proxyVersion, after.version),
    },
  );
}
