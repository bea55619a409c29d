/** Resources of the mesh that stand inside declarations of other forms: texts of Terraform, values of charts that write them out. */
import { append } from '../append.js';
import type { DataPath, EmbeddedManifest, Position, Positioned, ValuesLayer } from '../model.js';
import { parseEmbedded, valueAt } from '../yaml/positioned.js';
import { MESH_RESOURCE } from './chart-relevance.js';
import { isRecord, recordAt, stringAt } from './data.js';
import { isUnwanted } from './manifests.js';
import { patched, reshaped } from './reshaped.js';

/** Deeper than values of any honest chart hold whole resources. */
const MAX_DEPTH = 12;
/** More parts than values of people have. */
const MAX_PARTS = 50_000;

/**
 * Every resource of the mesh in some data: what has a kind, a name and an API version of theirs; also where a text holds it
 * as YAML. What a policy wants to be gone is none.
 * @param isText which texts are looked into, by their paths
 */
export function resourcesWithin(
  data: Positioned,
  isText: (path: DataPath) => boolean = () => true,
): readonly Positioned[] {
  const found: Positioned[] = [];
  const pending: DataPath[] = [[]];
  for (let parts = 0, path = pending.pop(); path && parts < MAX_PARTS; parts++, path = pending.pop()) {
    const value = valueAt(data.value, path);
    if (typeof value === 'string' && isText(path)) append(found, resourcesInText(data, path, value));
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH || isUnwanted(value)) continue;
    if (isMesh(value)) {
      const body = bodyKey(value);
      if (body !== undefined) append(found, outOfEnvelope(data.at(path), body, path.at(-1)));
      else if (isResource(value)) found.push(data.at(path));
      if (body !== undefined || isResource(value)) continue;
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

/** Where entries of a map of resources keep what is not their kind: https://bjw-s-labs.github.io/helm-charts/docs/common-library/ */
const BODIES = ['manifest', 'spec'];

/** Undefined for a resource as it is applied. */
function bodyKey(value: object): string | undefined {
  if (stringAt(value, ['metadata', 'name']) !== undefined) return undefined;
  return BODIES.find(key => recordAt(value, [key, 'spec']) !== undefined);
}

/** `bank: {apiVersion: …, kind: DestinationRule, spec: {spec: {…}}}`, which a chart names after its release and the key. */
function outOfEnvelope(
  entry: Positioned,
  body: string,
  key: string | number | undefined,
): readonly Positioned[] {
  if (!isRecord(entry.value) || entry.value.enabled === false) return [];
  const { apiVersion, kind, metadata } = entry.value;
  const named = { ...(isRecord(metadata) ? metadata : {}), name: String(key ?? kind) };
  return [patched(entry.at([body]), reshaped(entry, { apiVersion, kind, metadata: named }))];
}

function isResource(value: object): boolean {
  return isMesh(value) && isRecord(value) && isRecord(value.metadata);
}

function isMesh(value: object): boolean {
  const apiVersion = stringAt(value, ['apiVersion']);
  return (
    isRecord(value) &&
    apiVersion !== undefined &&
    MESH_RESOURCE.test(apiVersion) &&
    stringAt(value, ['kind']) !== undefined
  );
}
