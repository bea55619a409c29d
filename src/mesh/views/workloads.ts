/** What makes pods, and how the pods meet the data plane. */
import { oncePerMesh } from '../once.js';
import { type PodTemplate, podTemplatesOf } from '../pods.js';
import { integerAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const workloads: ViewDefinition = {
  name: 'workloads',
  summary: 'A Deployment, StatefulSet, DaemonSet, ReplicaSet, Rollout, Job, CronJob or Pod',
  places: {
    at: 'its name',
    pod: 'the pod template',
    proxy: 'the container `istio-proxy` that it declares, where it does',
  },
  fields: {
    kind: 'its kind',
    name: 'its name',
    namespace: 'its namespace',
    labels: 'labels of its pods, as a map',
    annotations: 'annotations of its pods, as a map',
    injected: '`yes`, `no` or `unknown`: whether its pods get a sidecar',
    ambient: '`yes`, `no` or `unknown`: whether ztunnel captures its pods',
    isGateway: 'whether its pods are injected by the template `gateway`',
    serviceAccount: 'the service account of its pods; `default` where it names none',
    hostNetwork: "whether its pods use the node's network",
    runsToCompletion: 'whether its pods are meant to end: a Job or CronJob',
    containers: 'names of its containers',
    initContainers: 'names of its init containers',
    nativeSidecars: 'names of the init containers that keep running (restartPolicy Always)',
    images: 'images of all its containers',
    declaresProxy: 'whether it declares a container `istio-proxy` of its own, to customise the injected one',
    proxyRunAsUser: 'the user that this container is to run as; 0 where it says none',
    proxyCpuLimit: "the CPU limit that this container declares; '' where it says none",
    httpProbeHosts: 'the hosts that its HTTP probes name',
    httpProbes: 'number of its HTTP probes',
  },
  items: oncePerMesh(mesh => podTemplatesOf(mesh).map(item)),
};

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];

function item(pod: PodTemplate): ViewItem {
  const { resource, containers } = pod;
  const proxy = containers.find(({ name }) => name === 'istio-proxy');
  const gets = containers.flatMap(({ value }) =>
    PROBES.filter(probe => textAt(value, [probe, 'httpGet', 'port']) !== '').map(probe =>
      textAt(value, [probe, 'httpGet', 'host']),
    ),
  );
  return itemAt(
    resource,
    { at: ['metadata', 'name'], pod: pod.path, proxy: proxy?.path ?? ['metadata', 'name'] },
    {
      kind: resource.kind,
      name: resource.name,
      namespace: resource.namespace,
      labels: Object.fromEntries(pod.labels),
      annotations: Object.fromEntries(pod.annotations),
      injected: pod.injected,
      ambient: pod.ambient,
      isGateway: pod.isGateway,
      serviceAccount: textAt(resource.value, [...pod.path, 'spec', 'serviceAccountName']) || 'default',
      hostNetwork: pod.hostNetwork,
      runsToCompletion: resource.kind === 'Job' || resource.kind === 'CronJob',
      containers: containers.filter(({ isInit }) => !isInit).map(({ name }) => name),
      initContainers: containers.filter(({ isInit }) => isInit).map(({ name }) => name),
      nativeSidecars: containers.filter(({ isNativeSidecar }) => isNativeSidecar).map(({ name }) => name),
      images: containers.map(({ image }) => image),
      declaresProxy: proxy !== undefined,
      proxyRunAsUser: integerAt(proxy?.value, ['securityContext', 'runAsUser']),
      proxyCpuLimit: textAt(proxy?.value, ['resources', 'limits', 'cpu']),
      httpProbeHosts: gets.filter(host => host !== ''),
      httpProbes: gets.length,
    },
  );
}
