/** Istio's own custom resources: which versions a release serves and stores, and which fields they have. */
import type { SettingAt } from './ranges.js';
import { isRecord, listAt, textAt } from './records.js';
import type { ReleaseSource } from './source.js';

const crdFiles = /^manifests\/charts\/base\/(crds|files)\/crd-[^/]*\.yaml$/;

/** One setting for each version of each resource (`virtualservices.networking.istio.io/v1`), and one for each object of its schema. */
export async function readCrds(release: ReleaseSource): Promise<readonly SettingAt[]> {
  const settings: SettingAt[] = [];
  for (const entry of release.matching(crdFiles)) {
    settings.push(...((await release.documents(entry, readCrd)) ?? []));
  }
  return settings;
}

function readCrd(document: unknown): readonly SettingAt[] {
  if (!isRecord(document) || document.kind !== 'CustomResourceDefinition') return [];
  const name = textAt(document.metadata, 'name');
  const versions = listAt(document.spec, 'versions');
  return [
    ...versions.map(
      (version): SettingAt => ({
        kind: 'crd',
        name: `${name}/${textAt(version, 'name')}`,
        component: 'base',
        default: stateOf(version),
      }),
    ),
    ...readFields(name, versions),
  ];
}

/**
 * What each object of a schema may hold, and which texts each choice allows: `spec.http[]` with the names of its
 * fields. Versions of one resource differ in what they serve, hardly in their fields, and are taken together.
 */
function readFields(name: string, versions: readonly unknown[]): readonly SettingAt[] {
  const places = new Map<string, Set<string>>();
  for (const version of versions) {
    const schema = isRecord(version) ? version.schema : undefined;
    if (isRecord(schema)) collectFields(schema.openAPIV3Schema, '', places);
  }
  return [...places].map(([place, found]) => ({
    kind: 'crdField',
    name,
    component: place,
    default: [...found].sort().join(','),
  }));
}

function collectFields(schema: unknown, place: string, places: Map<string, Set<string>>): void {
  if (!isRecord(schema)) return;
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return;
  const { properties, items, additionalProperties } = schema;
  const choices = listAt(schema, 'enum').filter(choice => typeof choice === 'string');
  if (choices.length > 0) add(places, `${place}=`, choices);
  collectFields(items, `${place}[]`, places);
  collectFields(additionalProperties, `${place}{}`, places);
  if (!isRecord(properties)) return;
  add(places, place, Object.keys(properties));
  for (const [key, child] of Object.entries(properties)) {
    // The head of every resource is Kubernetes' own; what istiod reports of it is nobody's to write.
    if (place === '' && key !== 'spec') continue;
    collectFields(child, place === '' ? key : `${place}.${key}`, places);
  }
}

function add(places: Map<string, Set<string>>, place: string, names: readonly string[]): void {
  const known = places.get(place) ?? new Set();
  for (const name of names) known.add(name);
  places.set(place, known);
}

function stateOf(version: unknown): string {
  if (!isRecord(version) || version.served !== true) return 'unserved';
  return version.storage === true ? 'served,storage' : 'served';
}
