/** Where requests are mirrored to: by VirtualServices and by HTTPRoutes. */
import type { DataPath, MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, mappingAt, textAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const mirrors: ViewDefinition = {
  name: 'mirrors',
  summary: 'A host that requests are mirrored to, by a VirtualService, an HTTPRoute or a GRPCRoute',
  places: { at: 'the mirror' },
  fields: {
    host: 'the host that gets the copies, short names made full',
    authorities: 'the hosts of the route: what clients ask for',
    shadowHosts:
      'hosts of VirtualServices, Gateways and routes of this repository that end in `-shadow`: somebody who expects that suffix',
    percentage: "share of the requests, as written; '' where none is",
  },
  items: oncePerMesh(mirrored),
};

function mirrored(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  let shadowHosts: readonly string[] | undefined;
  const add = (resource: MeshResource, path: DataPath, host: string, percentage: string): void => {
    if (host === '') return;
    shadowHosts ??= hostsWithSuffix(mesh);
    const authorities = textsAt(resource.value, ['spec', 'hosts']);
    items.push(
      itemAt(
        resource,
        { at: path },
        {
          host,
          authorities:
            authorities.length > 0
              ? authorities.map(name => mesh.resolve(name, resource.namespace))
              : textsAt(resource.value, ['spec', 'hostnames']),
          shadowHosts,
          percentage,
        },
      ),
    );
  };
  for (const resource of mesh.ofKind('VirtualService', 'networking.istio.io'))
    virtualService(mesh, resource, add);
  for (const kind of ['HTTPRoute', 'GRPCRoute']) {
    for (const resource of mesh.ofKind(kind, 'gateway.networking.k8s.io')) gatewayApi(mesh, resource, add);
  }
  return items;
}

type Add = (resource: MeshResource, path: DataPath, host: string, percentage: string) => void;

function virtualService(mesh: Mesh, resource: MeshResource, add: Add): void {
  for (const [index, route] of listAt(resource.value, ['spec', 'http']).entries()) {
    const path: DataPath = ['spec', 'http', index];
    const hostOf = (destination: unknown): string =>
      mesh.resolve(textAt(destination, ['host']), resource.namespace);
    if (mappingAt(route, ['mirror'])) {
      const percentage = textAt(route, ['mirrorPercentage', 'value']) || textAt(route, ['mirrorPercent']);
      add(resource, [...path, 'mirror'], hostOf(mappingAt(route, ['mirror'])), percentage);
    }
    for (const [number, mirror] of listAt(route, ['mirrors']).entries()) {
      const percentage = textAt(mirror, ['percentage', 'value']);
      add(resource, [...path, 'mirrors', number], hostOf(mappingAt(mirror, ['destination'])), percentage);
    }
  }
}

function gatewayApi(mesh: Mesh, resource: MeshResource, add: Add): void {
  for (const [index, rule] of listAt(resource.value, ['spec', 'rules']).entries()) {
    for (const [number, filter] of listAt(rule, ['filters']).entries()) {
      const reference = mappingAt(filter, ['requestMirror', 'backendRef']);
      if (!reference) continue;
      const namespace = textAt(reference, ['namespace']) || resource.namespace;
      const name = textAt(reference, ['name']);
      const host = name === '' ? '' : `${name}.${namespace}.svc.${mesh.clusterDomain}`;
      const percentage = textAt(filter, ['requestMirror', 'percent']);
      add(resource, ['spec', 'rules', index, 'filters', number, 'requestMirror'], host, percentage);
    }
  }
}

/** A few are enough to say that somebody counts on it. */
const MAX_NAMED = 5;

function hostsWithSuffix(mesh: Mesh): readonly string[] {
  const hosts = new Set<string>();
  const take = (names: readonly string[]): void => {
    for (const name of names) if (name.replace(/:\d+$/, '').endsWith('-shadow')) hosts.add(name);
  };
  for (const { value } of mesh.ofKind('VirtualService', 'networking.istio.io'))
    take(textsAt(value, ['spec', 'hosts']));
  for (const { value } of mesh.ofKind('Gateway', 'networking.istio.io')) {
    take(listAt(value, ['spec', 'servers']).flatMap(server => textsAt(server, ['hosts'])));
  }
  for (const { value } of mesh.ofKind('HTTPRoute')) take(textsAt(value, ['spec', 'hostnames']));
  return [...hosts].toSorted().slice(0, MAX_NAMED);
}
