/**
 * What stands under `components.*.k8s`: istioctl applies it to the objects that Helm rendered. Source: postprocess.go of
 * operator/pkg/render of Istio, 1.24 and later; operator/pkg/translate/translate.go before.
 */
import type { DataPath, ObjectPatch, Positioned, Problem } from '../../model.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';

/** What a component renders that its settings are for. */
export interface SettingsTarget {
  /** `components.pilot`: as problems call it. */
  readonly what: string;
  readonly kind: 'Deployment' | 'DaemonSet';
  /** Of the workload, its Service, autoscaler and budget. */
  readonly name: string;
  readonly container: string;
  /** Values of the chart take the place of these. */
  readonly inValues: readonly string[];
}

type Place = (value: unknown, target: SettingsTarget) => Readonly<Record<string, unknown>>;

/** By field: the kind of object, and where in it. */
const FIELDS: ReadonlyMap<string, readonly [kind: 'workload' | string, place: Place]> = new Map<
  string,
  readonly [string, Place]
>([
  ['affinity', ['workload', value => inPod({ affinity: value })]],
  ['env', ['workload', (value, { container }) => inContainer(container, { env: value })]],
  ['hpaSpec', ['HorizontalPodAutoscaler', value => ({ spec: value })]],
  [
    'imagePullPolicy',
    ['workload', (value, { container }) => inContainer(container, { imagePullPolicy: value })],
  ],
  ['nodeSelector', ['workload', value => inPod({ nodeSelector: value })]],
  ['podDisruptionBudget', ['PodDisruptionBudget', value => ({ spec: value })]],
  ['podAnnotations', ['workload', value => ({ spec: { template: { metadata: { annotations: value } } } })]],
  ['priorityClassName', ['workload', value => inPod({ priorityClassName: value })]],
  [
    'readinessProbe',
    ['workload', (value, { container }) => inContainer(container, { readinessProbe: value })],
  ],
  ['replicaCount', ['workload', value => ({ spec: { replicas: value } })]],
  ['resources', ['workload', (value, { container }) => inContainer(container, { resources: value })]],
  ['strategy', ['workload', value => ({ spec: { strategy: value } })]],
  ['tolerations', ['workload', value => inPod({ tolerations: value })]],
  ['serviceAnnotations', ['Service', value => ({ metadata: { annotations: value } })]],
  ['service', ['Service', value => ({ spec: value })]],
  ['securityContext', ['workload', value => inPod({ securityContext: value })]],
]);

function inPod(spec: Readonly<Record<string, unknown>>) {
  return { spec: { template: { spec } } };
}

function inContainer(name: string, fields: Readonly<Record<string, unknown>>) {
  return inPod({ containers: [{ name, ...fields }] });
}

export interface ComponentSettings {
  readonly patches: readonly ObjectPatch[];
  readonly problems: readonly Problem[];
}

/** @param k8s what stands under `k8s`; undefined value: nothing */
export function componentSettings(k8s: Positioned, target: SettingsTarget): ComponentSettings {
  const patches: ObjectPatch[] = [];
  const problems: Problem[] = [];
  for (const [field, value] of Object.entries(recordAt(k8s.value, []) ?? {})) {
    if (field === 'overlays' || value === null || target.inValues.includes(field)) continue;
    const at = { file: k8s.at([field]).file, line: k8s.at([field]).lineOf([]) };
    const known = FIELDS.get(field);
    if (!known) {
      const why = 'istioctl makes nothing of it';
      problems.push({
        what: `${target.what}.k8s.${field}`,
        why,
        ...at,
        blocking: false,
        selfContained: true,
      });
      continue;
    }
    const [kind, place] = known;
    const own = kind === 'workload' ? target.kind : kind;
    patches.push({
      kind: own,
      name: target.name,
      at,
      how: 'merge',
      value: place(withoutPorts(field, value, target), target),
    });
  }
  return { patches: [...patches, ...overlayPatches(k8s)], problems };
}

/** The ports of a gateway are values of its chart. */
function withoutPorts(field: string, value: unknown, { inValues }: SettingsTarget): unknown {
  if (field !== 'service' || !inValues.includes('service.ports') || !isRecord(value)) return value;
  const { ports: _, ...rest } = value;
  return rest;
}

/** Overlays come last, each of its patches by itself. */
function overlayPatches(k8s: Positioned): readonly ObjectPatch[] {
  return listAt(k8s.value, ['overlays']).flatMap((overlay, index) => {
    const kind = stringAt(overlay, ['kind']);
    const name = stringAt(overlay, ['name']);
    if (kind === undefined || name === undefined) return [];
    return listAt(overlay, ['patches']).flatMap((patch, number) => {
      const path = stringAt(patch, ['path'])?.trim();
      if (path === undefined || path === '') return [];
      const place: DataPath = ['overlays', index, 'patches', number];
      const at = { file: k8s.at(place).file, line: k8s.at(place).lineOf([]) };
      return [{ kind, name, at, how: 'write' as const, path, value: recordAt(patch, [])?.value }];
    });
  });
}
