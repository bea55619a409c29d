/** Texts in what proxies are told beyond Istio's own API: code, headers, names of metadata. */
import type { DataPath, MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const configTexts: ViewDefinition = {
  name: 'configTexts',
  summary: 'A text in the spec of an EnvoyFilter, WasmPlugin or Telemetry: Lua code, a header, a name',
  places: { at: 'the text' },
  fields: {
    kind: '`EnvoyFilter`, `WasmPlugin` or `Telemetry`',
    key: 'the key that it stands under; of an item of a list that of the list',
    text: 'the text',
  },
  items: oncePerMesh(configTextsOf),
};

const KINDS = [
  ['EnvoyFilter', 'networking.istio.io'],
  ['WasmPlugin', 'extensions.istio.io'],
  ['Telemetry', 'telemetry.istio.io'],
] as const;

/** No configuration is nested deeper; what claims to be is not followed. */
const MAX_DEPTH = 40;

function configTextsOf(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const [kind, group] of KINDS)
    for (const resource of mesh.ofKind(kind, group))
      collect(resource, resource.value.spec, ['spec'], 'spec', items);
  return items;
}

function collect(
  resource: MeshResource,
  value: unknown,
  path: DataPath,
  key: string,
  into: ViewItem[],
): void {
  if (path.length > MAX_DEPTH) return;
  if (typeof value === 'string') {
    into.push(itemAt(resource, { at: path }, { kind: resource.kind, key, text: value }));
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collect(resource, item, [...path, index], key, into);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) collect(resource, item, [...path, name], name, into);
  }
}
