/** Defaults of MeshConfig and ProxyConfig, as istiod's own code builds them. */
import { evaluate, functionScope, type GoPackage, importedPath, type Scope } from './go/evaluate.js';
import { goFolders, type ProgramLoader } from './go/program.js';
import type { Composite, Expression } from './go/syntax.js';
import { spell, type Value } from './go/value.js';
import type { SettingAt } from './ranges.js';
import type { ReleaseSource } from './source.js';
import { leavesOf } from './values.js';

const meshFolder = 'pkg/config/mesh';

export async function readMeshDefaults(
  loader: ProgramLoader,
  release: ReleaseSource,
): Promise<readonly SettingAt[]> {
  const program = await loader.load(goFolders(release.entries), [meshFolder], new Set());
  const mesh = [...program.packages.values()].find(found => found.folder === meshFolder);
  if (mesh === undefined) {
    release.report(`${meshFolder}: no such package: mesh config defaults are left out`);
    return [];
  }
  return [
    ...readDefaults('meshConfig', 'DefaultMeshConfig', mesh, program.find, release),
    ...readDefaults('proxyConfig', 'DefaultProxyConfig', mesh, program.find, release),
  ];
}

function readDefaults(
  kind: 'meshConfig' | 'proxyConfig',
  name: string,
  mesh: GoPackage,
  find: Scope['find'],
  release: ReleaseSource,
): readonly SettingAt[] {
  const found = mesh.functions.get(name);
  const returned = found?.body.returns.at(-1);
  if (found === undefined || returned === undefined) {
    release.report(`${meshFolder}: no function ${name}: its defaults are left out`);
    return [];
  }
  const message = toJson(returned, functionScope(mesh, found.file, found.body, find));
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    release.report(`${meshFolder}: ${name} builds no message`);
    return [];
  }
  // The proxies' part of the mesh config is a kind of its own.
  const { defaultConfig: _, ...own } = message as Readonly<Record<string, unknown>>;
  return leavesOf(kind === 'meshConfig' ? own : (message as Readonly<Record<string, unknown>>)).map(leaf => ({
    kind,
    name: leaf.path,
    component: 'pilot',
    type: leaf.type,
    default: isUnset(leaf.value) ? '' : leaf.value,
  }));
}

/** In protobuf an empty list or message is the same as none. */
function isUnset(value: string): boolean {
  return value === '[]' || value === '{}';
}

/** A protobuf message literal as the JSON that users write; what can't be evaluated becomes its source text. */
function toJson(expression: Expression, scope: Scope): unknown {
  const inner = expression.kind === 'unary' && expression.operator === '&' ? expression.operand : expression;
  if (inner.kind === 'composite') return compositeToJson(inner, scope);
  if (inner.kind === 'name') {
    const local = scope.locals?.get(inner.name);
    if (local !== undefined) return toJson(local.value, local.scope);
  }
  if (inner.kind === 'call' && inner.function.kind === 'name') {
    if (inner.function.name === 'make') return [];
    const found = scope.package.functions.get(inner.function.name);
    const returned = found?.body.returns.at(-1);
    if (found !== undefined && returned !== undefined) {
      return toJson(returned, functionScope(scope.package, found.file, found.body, scope.find));
    }
  }
  const value = evaluate(inner, scope);
  if (value !== undefined) return scalarToJson(value);
  return inner.kind === 'select' && importedPath(inner.on, scope) !== undefined ? enumValue(inner.name) : '';
}

function compositeToJson(composite: Composite, scope: Scope): unknown {
  const { type, elements } = composite;
  if (type.startsWith('[') || (type === '' && elements.some(element => element.key === undefined))) {
    return elements.map(element => toJson(element.value, scope));
  }
  const fields = elements.map(({ key, value }) => [fieldName(key, scope), value] as const);
  const field = (name: string): Expression | undefined => fields.find(([key]) => key === name)?.[1];
  // Protobuf's wrappers and durations are plain values in JSON.
  const wrapped = /Value$/.test(type) ? field('value') : undefined;
  if (wrapped !== undefined) return toJson(wrapped, scope);
  if (/(^|\.)Duration$/.test(type)) return durationToJson(field('seconds'), field('nanos'), scope);
  return Object.fromEntries(fields.flatMap(([name, value]) => fieldToJson(name, value, scope)));
}

/** A field holding one choice of a `oneof` carries the name of the choice. */
function fieldToJson(name: string, value: Expression, scope: Scope): readonly (readonly [string, unknown])[] {
  const inner = value.kind === 'unary' ? value.operand : value;
  const [only, ...others] = inner.kind === 'composite' ? inner.elements : [];
  const isChoice =
    inner.kind === 'composite' &&
    only?.key?.kind === 'name' &&
    others.length === 0 &&
    inner.type.endsWith(`_${only.key.name}`);
  if (isChoice && only?.key !== undefined) return [[fieldName(only.key, scope), toJson(only.value, scope)]];
  return [[name, toJson(value, scope)]];
}

/** `EnableAutoMtls` is `enableAutoMtls`; keys of maps stay as they are. */
function fieldName(key: Expression | undefined, scope: Scope): string {
  if (key?.kind === 'name') return key.name.charAt(0).toLowerCase() + key.name.slice(1);
  const value = key === undefined ? undefined : evaluate(key, scope);
  return value === undefined ? '' : spell(value);
}

function durationToJson(
  seconds: Expression | undefined,
  nanos: Expression | undefined,
  scope: Scope,
): string {
  const whole = seconds === undefined ? undefined : evaluate(seconds, scope);
  const rest = nanos === undefined ? undefined : evaluate(nanos, scope);
  const total =
    (whole?.type === 'int' ? whole.value : 0n) * 1_000_000_000n + (rest?.type === 'int' ? rest.value : 0n);
  return spell({ type: 'duration', value: total });
}

function scalarToJson(value: Value): unknown {
  switch (value.type) {
    case 'bool':
    case 'float':
    case 'string':
      return value.value;
    case 'int':
      return Number(value.value);
    case 'duration':
      return spell(value);
    case 'list':
      return value.items.map(scalarToJson);
  }
}

/** `MeshConfig_OutboundTrafficPolicy_ALLOW_ANY` is `ALLOW_ANY`: what follows the names of types. */
function enumValue(name: string): string {
  const parts = name.split('_');
  const first = parts.findIndex(part => /^[A-Z0-9]+$/.test(part));
  return first < 0 ? name : parts.slice(first).join('_');
}
