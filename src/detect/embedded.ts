/** Resources of the mesh that stand inside declarations of other forms: texts of Terraform, values of charts that write them out. */
import { append } from '../append.js';
import type { DataPath, EmbeddedManifest, Position, Positioned, ValuesLayer } from '../model.js';
import { parseEmbedded, valueAt } from '../yaml/positioned.js';
import { MESH_RESOURCE } from './chart-relevance.js';
import { isRecord, stringAt } from './data.js';
import { isUnwanted } from './manifests.js';

/** Deeper than values of any honest chart hold whole resources. */
const MAX_DEPTH = 12;
/** More parts than values of people have. */
const MAX_PARTS = 50_000;

/**
 * Every resource of the mesh in some data: what has a kind, a name and an API version of theirs; also where a text holds it
 * as YAML. What a policy wants to be gone is none.
 */
export function resourcesWithin(data: Positioned): readonly Positioned[] {
  const found: Positioned[] = [];
  const pending: DataPath[] = [[]];
  for (let parts = 0, path = pending.pop(); path && parts < MAX_PARTS; parts++, path = pending.pop()) {
    const value = valueAt(data.value, path);
    if (typeof value === 'string') append(found, resourcesInText(data, path, value));
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH || isUnwanted(value)) continue;
    if (isResource(value)) {
      found.push(data.at(path));
      continue;
    }
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys.toReversed()) pending.push([...path, key]);
  }
  return found;
}

/** Those in the values of a release whose chart is not at hand: such a chart writes out what it is given. */
export function manifestsInValues(
  values: readonly ValuesLayer[],
  namespace: string,
  declared: Position,
): readonly EmbeddedManifest[] {
  return values.flatMap(layer => {
    if (layer.kind !== 'document' || !MESH_RESOURCE.test(layer.text)) return [];
    return resourcesWithin(layer.data).map(data => ({ data, namespace, declared }));
  });
}

/** A text in a text is nobody's manifest. */
function resourcesInText(data: Positioned, path: DataPath, text: string): readonly Positioned[] {
  if (path.length === 0 || !MESH_RESOURCE.test(text) || !text.includes('\n')) return [];
  const documents = parseEmbedded(data, path)?.documents ?? [];
  return documents.flatMap(document => {
    const { value } = document.data;
    if (Array.isArray(value))
      return value.flatMap((item, index) => (isResource(item) ? [document.data.at([index])] : []));
    return typeof value === 'object' && value !== null && isResource(value) ? [document.data] : [];
  });
}

function isResource(value: object): boolean {
  const apiVersion = stringAt(value, ['apiVersion']);
  return (
    isRecord(value) &&
    apiVersion !== undefined &&
    MESH_RESOURCE.test(apiVersion) &&
    stringAt(value, ['kind']) !== undefined &&
    isRecord(value.metadata)
  );
}
