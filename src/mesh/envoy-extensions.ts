/** Extensions of Envoy inside the value of a patch: found by shape, since nothing here knows Envoy's whole API. */
import type { DataPath } from '../model.js';
import { mappingAt, textAt } from './read.js';

export interface EnvoyExtension {
  /** '' where only a type is written. */
  readonly name: string;
  /** Full name of its type without the host before it; what a TypedStruct wraps, rather than the wrapper; '' for none. */
  readonly type: string;
  /** True where it needs a type to be found and has none. */
  readonly lacksType: boolean;
  /** A plugin compiled into the proxy that a Wasm filter names in place of code; '' for none. */
  readonly wasmPlugin: string;
  /** Runtime that a Wasm filter names; '' for none. */
  readonly wasmRuntime: string;
  /** Of the runtime below the resource; of the type where it names none. */
  readonly runtimePath: DataPath;
  /** True for the patch's own value, false for what is nested in it. */
  readonly isOwn: boolean;
  /** Of the type, of the name where there is none, below the resource. */
  readonly path: DataPath;
  /** Of the extension as a whole. */
  readonly holder: DataPath;
}

/** What the patch does, which decides whether its value has to be complete. */
interface PatchKind {
  readonly applyTo: string;
  readonly operation: string;
}

/** Values that are an extension by themselves. */
const EXTENSION_VALUES = new Set(['LISTENER_FILTER', 'NETWORK_FILTER', 'HTTP_FILTER', 'EXTENSION_CONFIG']);
/** Operations whose value stands alone; that of MERGE is laid over what is there. */
const WHOLE_VALUES = new Set(['ADD', 'REPLACE', 'INSERT_FIRST', 'INSERT_BEFORE', 'INSERT_AFTER']);
/** Fields that hold one extension, or a list of them. */
const EXTENSION_FIELDS = new Set([
  'http_filters',
  'httpFilters',
  'filters',
  'listener_filters',
  'listenerFilters',
  'access_log',
  'accessLog',
  'transport_socket',
  'transportSocket',
  'upstream_http_filters',
  'upstreamHttpFilters',
]);
const WRAPPERS = new Set(['udpa.type.v1.TypedStruct', 'xds.type.v3.TypedStruct']);
/** Deeper than any configuration of Envoy that people write. */
const DEEPEST = 40;

/** All extensions in a patch's value, outermost first. */
export function extensionsIn(value: unknown, path: DataPath, patch: PatchKind): readonly EnvoyExtension[] {
  const found: EnvoyExtension[] = [];
  const isExtension = EXTENSION_VALUES.has(patch.applyTo);
  visit(value, path, { isOwn: true, isExtension, isWhole: WHOLE_VALUES.has(patch.operation) }, found);
  return found;
}

const UNTYPED = { type: '', lacksType: true, wasmPlugin: '', wasmRuntime: '' };

interface Place {
  readonly isOwn: boolean;
  /** It stands where Envoy expects an extension. */
  readonly isExtension: boolean;
  readonly isWhole: boolean;
}

function visit(value: unknown, path: DataPath, place: Place, found: EnvoyExtension[], depth = 0): void {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, [...path, index], place, found, depth + 1);
    return;
  }
  const holder = typedConfigOf(value);
  const name = textAt(value, ['name']);
  if (holder) {
    const { key, config } = holder;
    found.push(typed(name, config, { path: [...path, key], holder: path }, place));
  } else if ('@type' in value) {
    found.push(typed('', value, { path, holder: path }, place));
  } else if (place.isExtension && lacksType(value, name, place)) {
    const at = [...path, 'name'];
    found.push({ ...UNTYPED, name, isOwn: place.isOwn, path: at, runtimePath: at, holder: path });
  }
  for (const [key, part] of Object.entries(value)) {
    const below = [...path, key];
    const inner = key === holder?.key ? mappingAt(part, []) : undefined;
    const nested = { isOwn: false, isExtension: EXTENSION_FIELDS.has(key), isWhole: true };
    if (inner) visitFields(inner, below, found, depth + 1);
    else visit(part, below, nested, found, depth + 1);
  }
}

/** What lies below a typed config, which was told of already. */
function visitFields(config: object, path: DataPath, found: EnvoyExtension[], depth: number): void {
  for (const [key, part] of Object.entries(config)) {
    const place = { isOwn: false, isExtension: EXTENSION_FIELDS.has(key), isWhole: true };
    visit(part, [...path, key], place, found, depth + 1);
  }
}

function typedConfigOf(value: object): { readonly key: string; readonly config: unknown } | undefined {
  for (const key of ['typed_config', 'typedConfig']) {
    if (key in value) return { key, config: (value as Record<string, unknown>)[key] };
  }
  return undefined;
}

function typed(
  name: string,
  config: unknown,
  { path, holder }: Pick<EnvoyExtension, 'path' | 'holder'>,
  place: Place,
): EnvoyExtension {
  const outer = typeName(textAt(config, ['@type']));
  const wraps = WRAPPERS.has(outer);
  const innerKey = textAt(config, ['type_url']) === '' ? 'typeUrl' : 'type_url';
  const typePath = [...path, wraps ? innerKey : '@type'];
  const { runtimeIn, ...wasm } = wasmOf(config, wraps ? ['value'] : []);
  return {
    name,
    type: wraps ? typeName(textAt(config, [innerKey])) : outer,
    lacksType: outer === '' && place.isWhole,
    ...wasm,
    isOwn: place.isOwn,
    path: typePath,
    runtimePath: runtimeIn ? [...path, ...runtimeIn] : typePath,
    holder,
  };
}

interface WasmRead extends Pick<EnvoyExtension, 'wasmPlugin' | 'wasmRuntime'> {
  /** Path of the runtime below the typed config; undefined where it names none. */
  readonly runtimeIn: DataPath | undefined;
}

/** What a Wasm filter runs, where its config, which stands at `at` of the typed config, is one. */
function wasmOf(typedConfig: unknown, at: DataPath): WasmRead {
  const paths = ['vm_config', 'vmConfig'].map(key => [...at, 'config', key]);
  const path = paths.find(candidate => mappingAt(typedConfig, candidate) !== undefined);
  const machine = path && mappingAt(typedConfig, path);
  const runtime = textAt(machine, ['runtime']);
  const code = mappingAt(machine, ['code', 'local']);
  const plugin = textAt(code, ['inline_string']) || textAt(code, ['inlineString']);
  return {
    wasmRuntime: runtime,
    wasmPlugin: runtime === 'envoy.wasm.runtime.null' ? plugin : '',
    runtimeIn: path && runtime !== '' ? [...path, 'runtime'] : undefined,
  };
}

/** Nested ones are taken for extensions only by a name of Envoy's own: `filters` means other things elsewhere. */
function lacksType(value: object, name: string, { isOwn, isWhole }: Place): boolean {
  if (name === '' || !isWhole || 'config_discovery' in value || 'configDiscovery' in value) return false;
  return isOwn || name.startsWith('envoy.');
}

/** `envoy.extensions.filters.http.lua.v3.Lua` of `type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua`. */
function typeName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
