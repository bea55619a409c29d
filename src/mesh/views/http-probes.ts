/** HTTP probes of pods: the kubelet asks them, and the injected agent where it rewrites them. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { podTemplatesOf } from '../pods.js';
import { listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const httpProbes: ViewDefinition = {
  name: 'httpProbes',
  summary: "An `httpGet` probe of a pod's container",
  places: { at: 'the probe', host: "the probe's host" },
  fields: {
    probe: '`readinessProbe`, `livenessProbe` or `startupProbe`',
    container: "the container's name",
    host: "the host that it names; '' where it names none",
    hostHeader: "the Host header that it sets; '' where it sets none",
    headers: 'the headers that it sets, as `name` and `value`',
    scheme: '`HTTP` or `HTTPS`',
    port: 'its port, by number or name',
    injected: '`yes`, `no` or `unknown`: whether the pods get a sidecar',
    ambient: '`yes`, `no` or `unknown`: whether ztunnel captures the pods',
    rewrite: "what the annotation `sidecar.istio.io/rewriteAppHTTPProbers` says; '' without it",
  },
  items: oncePerMesh(probes),
};

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];

function probes(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const pod of podTemplatesOf(mesh)) {
    for (const container of pod.containers) {
      for (const probe of PROBES) {
        const get = mappingAt(container.value, [probe, 'httpGet']);
        if (!get) continue;
        const path = [...container.path, probe, 'httpGet'];
        const header = listAt(get, ['httpHeaders']).find(
          candidate => textAt(candidate, ['name']).toLowerCase() === 'host',
        );
        items.push(
          itemAt(
            pod.resource,
            { at: path, host: [...path, 'host'] },
            {
              probe,
              container: container.name,
              host: textAt(get, ['host']),
              hostHeader: textAt(header, ['value']),
              headers: listAt(get, ['httpHeaders']).map(one => ({
                name: textAt(one, ['name']),
                value: textAt(one, ['value']),
              })),
              scheme: textAt(get, ['scheme']).toUpperCase() || 'HTTP',
              port: textAt(get, ['port']),
              injected: pod.injected,
              ambient: pod.ambient,
              rewrite: pod.annotations.get('sidecar.istio.io/rewriteAppHTTPProbers') ?? '',
            },
          ),
        );
      }
    }
  }
  return items;
}
