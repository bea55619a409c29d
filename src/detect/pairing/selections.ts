/** What selects a control plane by the name of its revision or of a tag of it. */
import type { DataPath, Detection, Environment, Installation, MeshResource, Position } from '../../model.js';
import { placeIn } from '../../yaml/positioned.js';
import { controlPlanes, DEFAULT_REVISION, selectedBy } from '../control-planes.js';
import { stringAt } from '../data.js';
import { lookup } from '../values/values.js';

/** One tree as seen here. */
export interface Selection {
  readonly detection: Detection;
  readonly resources: readonly MeshResource[];
}

/** Something that a control plane serves: `namespace payments`, and the line that says so. */
export interface Selected {
  readonly what: string;
  readonly at: Position;
}

/** What a control plane already serves. */
export function servedBy(plane: Installation, { detection, resources }: Selection): readonly Selected[] {
  const planes = controlPlanes(detection, plane.environment);
  const labels = resources.flatMap(resource =>
    readLabel(resource, detection).filter(
      ({ environments, revision }) =>
        environments.includes(plane.environment) && selectedBy(revision, planes) === plane,
    ),
  );
  const gateways = detection.installations.filter(
    ({ chart, environment, revision }) =>
      chart === 'gateway' && environment === plane.environment && selectedBy(revision, planes) === plane,
  );
  return [...labels.map(({ what, at }) => ({ what, at })), ...gateways.map(revisionOfGateway)];
}

/** A gateway, and the line of its revision. */
export function revisionOfGateway({ at, release, valuesPath }: Installation): Selected {
  const written = lookup(release.values, ['revision'], valuesPath);
  return {
    what: `gateway ${release.namespace}/${release.releaseName}`,
    at: written ? { file: written.file, line: written.line } : at,
  };
}

/** A label of a resource that selects a control plane. */
export interface Labelled {
  readonly key: string;
  readonly what: string;
  readonly revision: string;
  readonly at: Position;
  readonly environments: readonly string[];
}

/** Where resources of each kind carry the revision that they are served by. */
const LABELS: Readonly<Record<string, DataPath>> = {
  Namespace: ['metadata', 'labels'],
  Gateway: ['metadata', 'labels'],
  Deployment: ['spec', 'template', 'metadata', 'labels'],
  StatefulSet: ['spec', 'template', 'metadata', 'labels'],
  DaemonSet: ['spec', 'template', 'metadata', 'labels'],
};

export function readLabel(resource: MeshResource, detection: Detection): Labelled[] {
  const path = Object.hasOwn(LABELS, resource.kind) ? LABELS[resource.kind] : undefined;
  if (!path) return [];
  const { data, kind, namespace, name } = resource;
  const injected = kind === 'Namespace' && stringAt(data.value, [...path, 'istio-injection']) === 'enabled';
  const revision = injected ? DEFAULT_REVISION : stringAt(data.value, [...path, 'istio.io/rev']);
  if (revision === undefined) return [];
  const { file, line } = placeIn(data, [...path, injected ? 'istio-injection' : 'istio.io/rev']);
  const environments = environmentsOf(resource, detection);
  // A lone environment is the same one under any name.
  const places = detection.environments.length < 2 ? '' : environments.join(',');
  const what = kind === 'Namespace' ? `namespace ${name}` : `${kind} ${namespace}/${name}`;
  return [
    {
      key: JSON.stringify([kind, namespace, name, places]),
      what,
      revision,
      at: { file, line },
      environments,
    },
  ];
}

function environmentsOf(resource: MeshResource, { environments }: Detection): readonly string[] {
  return environments.filter(environment => isOwned(resource, environment)).map(({ name }) => name);
}

/** True for a resource of the environment, or of several of which it is one. */
export function isOwned(resource: MeshResource, { name, owns }: Environment): boolean {
  return resource.environments?.includes(name) ?? placesOf(resource).some(owns);
}

/** The files that tell which environment a resource is of. */
function placesOf({ data, deployedBy }: MeshResource): readonly string[] {
  return deployedBy ?? [data.file];
}
