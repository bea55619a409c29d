/**
 * Proxies that set a variable of their own besides the mesh config: by a ProxyConfig, or by an annotation of their pods.
 * Source: https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
import { type Behaviour, effective } from '../behaviour/behaviour.js';
import type { Mesh } from '../mesh/mesh.js';
import { podTemplatesOf } from '../mesh/pods.js';
import { mappingAt, textAt } from '../mesh/read.js';
import { subjectOf } from '../mesh/resource.js';
import type { DataPath, Location, MeshResource } from '../model.js';
import { parseYaml, placeIn, valueAt } from '../yaml/positioned.js';
import type { Rule } from './rule.js';

const ANNOTATION = 'proxy.istio.io/config';

export interface OwnSettings {
  /** What a ProxyConfig of the root namespace sets for the whole mesh. */
  readonly mesh?: { readonly value: string; readonly at: Location };
  /** What is set for a namespace or for some workloads, with what it means there. */
  readonly some: readonly Location[];
}

/** What the mesh's resources set of a rule's variable; nothing for settings of another kind. */
export function ownSettings({ knob }: Rule, mesh: Mesh): OwnSettings {
  if (knob?.kind !== 'proxyMetadata') return { some: [] };
  const { name } = knob;
  let wide: OwnSettings['mesh'];
  const some: Location[] = [];
  for (const resource of mesh.ofKind('ProxyConfig')) {
    const path = ['spec', 'environmentVariables', name];
    const value = valueAt(resource.value, path);
    if (value === undefined) continue;
    const at = locate(resource, path, `${name} is ${String(value)} for the proxies of this ProxyConfig`);
    const selects = mappingAt(resource.value, ['spec', 'selector']) !== undefined;
    if (!selects && resource.namespace === mesh.rootNamespace) wide ??= { value: String(value), at };
    else some.push(at);
  }
  for (const { resource, path, annotations } of podTemplatesOf(mesh)) {
    const config = annotations.get(ANNOTATION);
    if (!config?.includes(name)) continue;
    const value = textAt(parseYaml('', config).documents[0]?.data.value, ['proxyMetadata', name]);
    if (value === '') continue;
    const at: DataPath = [...path, 'metadata', 'annotations', ANNOTATION];
    some.push(locate(resource, at, `${name} is ${value} for the proxies of these pods`));
  }
  return wide ? { mesh: wide, some } : { some };
}

/** A behaviour where a ProxyConfig for the whole mesh has the last word. */
export function withOwn(behaviour: Behaviour, { mesh }: OwnSettings): Behaviour {
  if (!mesh || !behaviour.known || !behaviour.read) return behaviour;
  const { value, at } = mesh;
  const { byDefault, reading } = behaviour;
  const setting = { known: true, value, layer: 'values', at, shadowed: [] } as const;
  return { ...behaviour, value: effective(value, byDefault, reading), setting };
}

function locate(resource: MeshResource, path: DataPath, message: string): Location {
  return { ...placeIn(resource.data, path), resource: subjectOf(resource), message };
}
