/** How many pods the judged installation runs, and who decides. Source: the charts' templates, autoscale.yaml and hpa.yaml. */
import { lookup } from '../../detect/values/values.js';
import type { DataPath, Location } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import type { Mesh } from '../mesh.js';
import { flagAt, integerAt, mappingAt, textAt } from '../read.js';
import { subjectOf } from '../resource.js';
import type { Subject, ViewDefinition, ViewItem } from '../view.js';
import { valuesOf } from './installations.js';

export const scaling: ViewDefinition = {
  name: 'scaling',
  summary: 'The number of pods of the judged istiod or gateway, after the change; none for other charts',
  places: {
    at: 'the value that decides the smallest number of pods, where one is written; else where the version is',
    autoscaling: 'the value that switches autoscaling, where one is written; else where the version is',
  },
  fields: {
    chart: '`istiod` or `gateway`',
    workload: "name of the Deployment; '' where the release's name is not known",
    namespace: 'where it is installed',
    autoscaled: "whether the chart's own HorizontalPodAutoscaler is on",
    minReplicas: "the smallest number of pods that the chart's values ask for; 1 where they do not say",
    replicas: "`replicaCount` as text; '' where nobody sets it",
    replicasBefore: 'the same before the change',
    hasBudget: 'whether the values ask for a PodDisruptionBudget',
    scaledBy: 'autoscalers of this repository that resize it, or may: as `Kind/namespace/name`',
    scaledTo: 'the largest of their smallest numbers of pods; 0 without any',
  },
  items: (mesh, { subject }) => {
    const { chart, valuesInChart } = subject.after.installation;
    const reader = valuesInChart ? ISTIOCTL_GATEWAY : READERS[chart];
    return reader ? [itemOf(mesh, subject, reader)] : [];
  },
};

/** Where a chart reads from, the first spelling that is set first. */
interface Reader {
  readonly autoscaled: readonly DataPath[];
  readonly minimum: readonly DataPath[];
  readonly replicas: readonly DataPath[];
  readonly hasBudget: (values: unknown) => boolean;
}

const READERS: Readonly<Record<string, Reader>> = {
  istiod: {
    autoscaled: [['pilot', 'autoscaleEnabled'], ['autoscaleEnabled']],
    minimum: [['pilot', 'autoscaleMin'], ['autoscaleMin']],
    replicas: [['pilot', 'replicaCount'], ['replicaCount']],
    hasBudget: values => flagAt(values, ['global', 'defaultPodDisruptionBudget', 'enabled']),
  },
  gateway: {
    autoscaled: [['autoscaling', 'enabled']],
    minimum: [['autoscaling', 'minReplicas']],
    replicas: [['replicaCount']],
    hasBudget: values => Object.keys(mappingAt(values, ['podDisruptionBudget']) ?? {}).length > 0,
  },
};

/** Source: autoscale.yaml and poddisruptionbudget.yaml of manifests/charts/gateways/istio-ingress of Istio. */
const ISTIOCTL_GATEWAY: Reader = {
  autoscaled: [['autoscaleEnabled']],
  minimum: [['autoscaleMin']],
  replicas: [['replicaCount']],
  hasBudget: () => true,
};

function itemOf(mesh: Mesh, subject: Subject, reader: Reader): ViewItem {
  const { installation } = subject.after;
  const { release, chart } = installation;
  const values = valuesOf(subject.after);
  const autoscaled = textOf(values, reader.autoscaled) !== 'false';
  const replicas = textOf(values, reader.replicas);
  const workload = chart === 'istiod' ? istiodName(installation.revision) : gatewayName(values, release);
  const scalers = scalersOf(mesh, workload, release.namespace);
  const at = { file: installation.at.file, line: installation.at.line };
  return {
    subject: installation.id,
    places: {
      at: placeOf(subject, autoscaled ? reader.minimum : reader.replicas) ?? at,
      autoscaling: placeOf(subject, reader.autoscaled) ?? at,
    },
    paths: {},
    value: {
      chart,
      workload,
      namespace: release.namespace,
      autoscaled,
      minReplicas: numberOf(autoscaled ? textOf(values, reader.minimum) : replicas),
      replicas,
      replicasBefore: textOf(valuesOf(subject.before), reader.replicas),
      hasBudget: reader.hasBudget(values),
      scaledBy: scalers.map(subjectOf),
      scaledTo: Math.max(0, ...scalers.map(({ value }) => smallestOf(value))),
    },
  };
}

function textOf(values: unknown, paths: readonly DataPath[]): string {
  const path = paths.find(candidate => valueAt(values, candidate) !== undefined);
  return path ? textAt(values, path) : '';
}

function numberOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 1;
}

function placeOf({ after }: Subject, paths: readonly DataPath[]): Location | undefined {
  const { release, valuesPath } = after.installation;
  for (const path of paths) {
    const found = lookup(release.values, path, valuesPath);
    if (found) return { file: found.file, line: found.line };
  }
  return undefined;
}

function istiodName(revision: string): string {
  return revision === '' ? 'istiod' : `istiod-${revision}`;
}

/** A chart that nothing in the tree installs has no release, and so no name. */
function gatewayName(values: unknown, release: Subject['after']['installation']['release']): string {
  const name = textAt(values, ['name']);
  return name || (release.form === 'helm-chart' ? '' : release.releaseName);
}

/** Those that name the workload; where its name is not known, those that name a gateway of which nothing else is here. */
function scalersOf(mesh: Mesh, workload: string, namespace: string) {
  return ['HorizontalPodAutoscaler', 'ScaledObject'].flatMap(kind =>
    mesh.ofKind(kind).filter(scaler => {
      const target = textAt(scaler.value, ['spec', 'scaleTargetRef', 'name']);
      if (!['', 'Deployment'].includes(textAt(scaler.value, ['spec', 'scaleTargetRef', 'kind'])))
        return false;
      if (workload !== '') return target === workload && (namespace === '' || scaler.namespace === namespace);
      return (
        /gateway|ingress|egress/.test(target) &&
        !mesh.ofKind('Deployment').some(({ name }) => name === target)
      );
    }),
  );
}

function smallestOf(scaler: unknown): number {
  return integerAt(scaler, ['spec', 'minReplicas']) || integerAt(scaler, ['spec', 'minReplicaCount']) || 1;
}
