/** The mesh itself: for changes that act on what is not set. */
import type { Location } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { listAt, mappingAt, textAt, textsAt } from '../read.js';
import { subjectOf } from '../resource.js';
import type { MeshService } from '../services.js';
import type { ViewDefinition, ViewInput, ViewItem } from '../view.js';

export const meshes: ViewDefinition = {
  name: 'meshes',
  summary: 'The mesh as a whole: always one item, which stands in no resource',
  places: { tracingService: 'the Service that the old default tracing sends to, where it is here' },
  fields: {
    rootNamespace: 'the root namespace',
    tracingAddress:
      "where proxies' own tracing (the mesh config's `defaultConfig.tracing`, or the old default) sent spans before the change; '' for another kind of tracer",
    tracingServiceIsHere: 'whether a Service of this repository stands behind that address',
    tracingEnabled: 'whether the mesh config leaves tracing on (`enableTracing`, true by default)',
    tracingProviders: 'the tracing providers that the mesh config names as default after the change',
    telemetryTracing:
      'whether a Telemetry resource of the root namespace sets tracing providers for the whole mesh',
  },
  items: (mesh, context) => [meshItem(mesh, context)],
};

/** Where proxies of releases with default tracing send spans if the mesh config says nothing of tracing. */
const DEFAULT_TRACING_ADDRESS = 'zipkin.istio-system:9411';

function meshItem(mesh: Mesh, { before, after }: ViewInput): ViewItem {
  const tracing = mappingAt(before.meshConfig, ['defaultConfig', 'tracing']);
  const tracingAddress = tracing ? textAt(tracing, ['zipkin', 'address']) : DEFAULT_TRACING_ADDRESS;
  const service = serviceBehind(mesh, tracingAddress);
  const places: Record<string, Location> = service ? { tracingService: locationOf(service) } : {};
  return {
    subject: service ? subjectOf(service.resource) : 'mesh',
    places,
    paths: {},
    value: {
      rootNamespace: mesh.rootNamespace,
      tracingAddress,
      tracingServiceIsHere: service !== undefined,
      tracingEnabled: textAt(before.meshConfig, ['enableTracing']) !== 'false',
      tracingProviders: textsAt(after.meshConfig, ['defaultProviders', 'tracing']),
      telemetryTracing: mesh.ofKind('Telemetry').some(telemetry => {
        if (telemetry.namespace !== mesh.rootNamespace || mappingAt(telemetry.value, ['spec', 'selector']))
          return false;
        return listAt(telemetry.value, ['spec', 'tracing']).some(
          tracing => listAt(tracing, ['providers']).length > 0,
        );
      }),
    },
  };
}

/** The Service of an address such as `zipkin.istio-system:9411`. */
function serviceBehind(mesh: Mesh, address: string): MeshService | undefined {
  const [name = '', namespace = ''] = address.replace(/:\d+$/, '').split('.');
  if (name === '' || namespace === '') return undefined;
  const host = `${name}.${namespace}.svc.${mesh.clusterDomain}`;
  return mesh.servicesMatching(host).find(service => service.host === host);
}

function locationOf({ resource }: MeshService): Location {
  const line = resource.data.lineOf(['metadata', 'name']);
  return { file: resource.data.file, line, endLine: line, resource: subjectOf(resource) };
}
