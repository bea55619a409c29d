/** Services and ServiceEntries that declare one host, and in what they differ. */

import { groupBy } from '../grouped.js';
import { oncePer } from '../memo.js';
import type { DataPath, MeshResource } from '../model.js';
import { exportToOf } from './export-to.js';
import type { Mesh } from './mesh.js';
import { mappingAt, textAt, textMapAt } from './read.js';
import type { MeshService } from './services.js';

const servicesByHost = oncePer((mesh: Mesh) => groupBy(mesh.services(), ({ host }) => host));

/** Everything that declares this very host, itself included, as far as a few: many are no more telling than some. */
export function sameHost(mesh: Mesh, service: MeshService): readonly MeshService[] {
  const all = servicesByHost(mesh).get(service.host) ?? [];
  return all.length <= MAX_COMPARED ? all : [...all.slice(0, MAX_COMPARED), service];
}

/** Keeps the whole linear where a thousand entries share one host. */
const MAX_COMPARED = 20;

export function sharesPortName(one: MeshService, other: MeshService): boolean {
  const numbers = new Map(one.ports.map(port => [port.name, port.number]));
  return other.ports.some(port => {
    const number = numbers.get(port.name);
    return port.name !== '' && number !== undefined && number !== port.number;
  });
}

export function hasOtherPorts(one: MeshService, other: MeshService): boolean {
  const numbers = new Set(one.ports.map(port => port.number));
  return other.ports.length !== numbers.size || other.ports.some(port => !numbers.has(port.number));
}

/**
 * What keeps two ServiceEntries for one host from counting as one.
 * Source: https://github.com/istio/istio/blob/1.22.0/pilot/pkg/model/sidecar.go (canMergeServices).
 */
export function differences(one: MeshService, other: MeshService): readonly string[] {
  const labels = ({ resource }: MeshService, path: DataPath): string =>
    JSON.stringify([...textMapAt(resource.value, path)].toSorted());
  const differs = (path: DataPath): boolean => labels(one, path) !== labels(other, path);
  return [
    ...(one.resolution === other.resolution ? [] : ['resolution']),
    ...(differs(['metadata', 'labels']) ? ['labels'] : []),
    ...(differs(['spec', 'workloadSelector', 'labels']) ? ['workloadSelector'] : []),
    ...(exportToOf(one.resource).join() === exportToOf(other.resource).join() ? [] : ['exportTo']),
  ];
}

export function shapeOf({ resource, resolution, ports, endpoints }: MeshService): string {
  const location = textAt(resource.value, ['spec', 'location']) || 'MESH_EXTERNAL';
  const served = ports.map(({ number, protocol, targetPort }) => `${number} ${protocol} ${targetPort}`);
  return JSON.stringify([location, resolution, isSelecting(resource), served.toSorted(), endpoints]);
}

export function isSelecting(resource: MeshResource): boolean {
  return mappingAt(resource.value, ['spec', 'workloadSelector']) !== undefined;
}
