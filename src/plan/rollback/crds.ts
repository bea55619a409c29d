/** What the facts say of Istio's own definitions in a release. */
import { addTo } from '../../grouped.js';
import type { Facts } from '../../knowledge/facts.js';
import { groupOf } from '../../mesh/resource.js';
import type { MeshResource } from '../../model.js';
import { compareReleases } from '../versions.js';

/** The two releases of a hop by age. */
export interface Ages {
  readonly older: string;
  readonly newer: string;
}

/** Istio's own resources by `PLURAL.GROUP/VERSION`: grouped once for all hops. */
export type ByDefinition = ReadonlyMap<string, readonly MeshResource[]>;

export function byDefinition(resources: readonly MeshResource[]): ByDefinition {
  const groups = new Map<string, MeshResource[]>();
  for (const resource of resources) {
    const { apiVersion, kind } = resource;
    if (!groupOf(apiVersion).endsWith('istio.io')) continue;
    const name = `${pluralOf(kind)}.${apiVersion}`;
    addTo(groups, name, resource);
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Places that one statement names in words. */
const MAX_NAMED = 3;

/** Where a release keeps its definitions: `crds/`, which Helm writes only once, through 1.23, and `files/` after that. */
export function definitionsOf(version: string): string {
  const folder = isTemplated(version) ? 'files' : 'crds';
  return `https://github.com/istio/istio/blob/${version}/manifests/charts/base/${folder}/crd-all.gen.yaml`;
}

/** From 1.24 on the base chart's templates write the definitions, and Helm owns them. Source: `manifests/charts/base` at 1.23.6 and 1.24.0. */
export function isTemplated(version: string): boolean {
  return compareReleases(version, '1.24.0') >= 0;
}

/** `served`, `served,storage` or `unserved`; undefined for a version that the definition does not list. */
export function stateAt(facts: Facts, name: string, version: string): string | undefined {
  return facts.defaultAt('crd', name, 'base', version);
}

export function isServed(facts: Facts, name: string, version: string): boolean {
  return stateAt(facts, name, version)?.startsWith('served') === true;
}

/** As Istio's definitions spell it: `telemetries`, `gateways`. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).join(', ');
  return names.length > MAX_NAMED ? `${shown} and ${names.length - MAX_NAMED} more` : shown;
}
