/**
 * An IstioOperator's settings as values of the charts that it stands for. Source: operator/pkg/render of Istio:
 * `hub`, `tag`, `revision`, `meshConfig` and `compatibilityVersion` become values, `values` and `unvalidatedValues` go over
 * them, and what stands under `components.*.k8s` is applied to the rendered manifests.
 */
import type {
  DataPath,
  IstioChart,
  Positioned,
  Problem,
  ValuesAssignment,
  ValuesDocument,
  ValuesLayer,
} from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { assembledLayer, inlineLayer, type Part } from '../assembled.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import { compareVersions } from '../istio-version.js';
import { environmentList } from '../kustomize/patches.js';
import { chartChoices } from './profiles.js';
import type { OperatorSpec } from './spec.js';

export interface OperatorValues {
  readonly layers: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  readonly unknown: boolean;
}

/** @param version Istio's own; null where undecided */
export function operatorValues(
  spec: OperatorSpec,
  chart: IstioChart,
  version: string | null,
): OperatorValues {
  const flattened = chart === 'ztunnel';
  const layers: (ValuesLayer | undefined)[] = [];
  for (const { data } of spec.documents) layers.push(assembledLayer(fromFields(data, spec, chart, version)));
  for (const { data, home } of spec.documents) {
    for (const key of ['values', 'unvalidatedValues']) {
      const values = data.at(['spec', key]);
      if (!isRecord(values.value)) continue;
      if (flattened) layers.push(assembledLayer(flattenedParts(values, chart)));
      else layers.push(inlineLayer(values, home && { ...home, path: [...home.path, 'spec', key] }));
    }
  }
  const environment = chart === 'istiod' ? fromEnvironment(spec) : NOTHING;
  layers.push(...environment.layers);
  for (const set of spec.sets) layers.push(...fromSet(set, chart, version));
  return {
    layers: layers.filter(layer => layer !== undefined),
    problems: environment.problems,
    unknown: environment.unknown,
  };
}

const NOTHING: OperatorValues = { layers: [], problems: [], unknown: false };

const FIELDS: readonly (readonly [from: DataPath, to: DataPath])[] = [
  [['hub'], ['global', 'hub']],
  [['tag'], ['global', 'tag']],
  [['revision'], ['revision']],
  [['compatibilityVersion'], ['compatibilityVersion']],
  [['meshConfig'], ['meshConfig']],
];

function fromFields(
  data: Positioned,
  spec: OperatorSpec,
  chart: IstioChart,
  version: string | null,
): readonly Part[] {
  const parts: Part[] = [];
  for (const [from, to] of FIELDS) {
    if (chart !== 'istiod' && from[0] === 'meshConfig') continue;
    const field = data.at(['spec', ...from]);
    if (field.value !== undefined && field.value !== null) parts.push({ path: to, data: field });
  }
  const profile = data.at(['spec', 'profile']);
  if (typeof profile.value === 'string' && profile.value === spec.text(['profile']))
    parts.push(...profileParts(profile, profile.value, version));
  const cni = data.at(['spec', 'components', 'cni', 'enabled']);
  if (chart === 'istiod' && cni.value === true) {
    const isOld = version !== null && (compareVersions(version, '1.24.0') ?? 0) < 0;
    parts.push({ path: isOld ? ['istio_cni', 'enabled'] : ['pilot', 'cni', 'enabled'], data: cni });
  }
  for (const key of ['hub', 'tag']) {
    const own = data.at(['spec', 'components', 'pilot', key]);
    if (chart === 'istiod' && own.value !== undefined) parts.push({ path: ['pilot', key], data: own });
  }
  return parts;
}

/** What a profile of istioctl makes of the charts' own `profile` and platform. */
function profileParts(data: Positioned, profile: string, version: string | null): readonly Part[] {
  const { profile: name, platform } = chartChoices(profile, version ?? undefined);
  const part = (path: DataPath, value: string): Part => ({
    path,
    data: value === profile ? data : positionedAt(data.file, data.lineOf([]), value),
  });
  return [
    ...(name === undefined ? [] : [part(['profile'], name)]),
    ...(platform === undefined ? [] : [part(['global', 'platform'], platform)]),
  ];
}

/** Charts with a flat layout get what stands under their own key, `global`, and scalars. */
function flattenedParts(values: Positioned, chart: IstioChart): readonly Part[] {
  const parts: Part[] = [];
  for (const [key, value] of Object.entries(recordAt(values.value, []) ?? {})) {
    if (key === 'global' || !isRecord(value)) parts.push({ path: [key], data: values.at([key]) });
  }
  for (const key of Object.keys(recordAt(values.value, [chart]) ?? {}))
    parts.push({ path: [key], data: values.at([chart, key]) });
  return parts;
}

/** What is changed after Helm: variables of istiod become values that win; anything else that may change settings is named. */
function fromEnvironment(spec: OperatorSpec): OperatorValues {
  const layers: (ValuesDocument | undefined)[] = [];
  const problems: Problem[] = [];
  let unknown = false;
  function lost(what: string, why: string, data: Positioned, path: DataPath): void {
    unknown = true;
    problems.push({ what, why, file: data.file, line: data.lineOf(path), blocking: true });
  }
  for (const { data } of spec.documents) {
    const k8s = data.at(['spec', 'components', 'pilot', 'k8s']);
    const { parts, opaque } = environmentList(k8s, 'env');
    layers.push(assembledLayer(parts));
    if (opaque)
      lost('components.pilot.k8s.env', 'variables of istiod are taken from elsewhere in the cluster', k8s, [
        'env',
      ]);
    for (const index of listAt(k8s.value, ['overlays']).keys()) {
      const overlay = k8s.at(['overlays', index]);
      const set = overlaidVariables(overlay);
      layers.push(assembledLayer(set.parts));
      if (set.others.some(text => /env|mesh|args|image/i.test(text)))
        lost(
          'components.pilot.k8s.overlays',
          'they change what Helm renders, and are not applied here',
          k8s,
          ['overlays', index],
        );
    }
  }
  return { layers: layers.filter(layer => layer !== undefined), problems, unknown };
}

const VARIABLE = /\.containers\.\[name:discovery\]\.env\.\[name:(\w+)\](\.value)?$/;
const NEW_VARIABLE = /\.containers\.\[name:discovery\]\.env\[-1\]$/;

/** Variables of istiod that an overlay sets in the rendered Deployment, and what else it changes. */
function overlaidVariables(overlay: Positioned): {
  readonly parts: readonly Part[];
  readonly others: readonly string[];
} {
  const parts: Part[] = [];
  const others: string[] = [];
  const isIstiod = stringAt(overlay.value, ['kind']) === 'Deployment';
  for (const [index, patch] of listAt(overlay.value, ['patches']).entries()) {
    const path = stringAt(patch, ['path']) ?? '';
    const [, named, isValue] = VARIABLE.exec(path) ?? [];
    const at: DataPath = isValue ? ['patches', index, 'value'] : ['patches', index, 'value', 'value'];
    const name = named ?? (NEW_VARIABLE.test(path) ? stringAt(patch, ['value', 'name']) : undefined);
    const data = overlay.at(at);
    if (isIstiod && name !== undefined && data.value !== undefined && !isRecord(data.value))
      parts.push({ path: ['pilot', 'env', name], data });
    else others.push(JSON.stringify(patch));
  }
  return { parts, others };
}

/** A `--set` of istioctl as those of Helm; none for what is no value. */
function fromSet(set: ValuesAssignment, chart: IstioChart, version: string | null): readonly ValuesLayer[] {
  if (set.key === 'profile') {
    const { profile, platform } = chartChoices(set.value, version ?? undefined);
    return [
      ...(profile === undefined ? [] : [{ ...set, value: profile }]),
      ...(platform === undefined ? [] : [{ ...set, key: 'global.platform', value: platform }]),
    ];
  }
  const value = valueFromSet(set, chart);
  return value ? [value] : [];
}

function valueFromSet(set: ValuesAssignment, chart: IstioChart): ValuesLayer | undefined {
  const { key } = set;
  if (key.startsWith('values.')) {
    const rest = key.slice('values.'.length);
    if (chart === 'ztunnel')
      return rest.startsWith('ztunnel.') ? { ...set, key: rest.slice('ztunnel.'.length) } : undefined;
    return { ...set, key: rest };
  }
  if (key.startsWith('meshConfig.')) return chart === 'istiod' ? set : undefined;
  if (key === 'hub' || key === 'tag') return { ...set, key: `global.${key}` };
  if (key === 'revision' || key === 'compatibilityVersion') return set;
  if (key === 'components.cni.enabled' && set.value === 'true' && chart === 'istiod')
    return { ...set, key: 'pilot.cni.enabled' };
  return undefined;
}

/** A value that the tool computes, as a layer where the reader would look for it. */
export function computedLayer(
  file: string,
  line: number,
  value: Readonly<Record<string, unknown>>,
): ValuesDocument {
  return inlineLayer(positionedAt(file, line, value));
}
