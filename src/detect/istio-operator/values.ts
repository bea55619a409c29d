/**
 * An IstioOperator's settings as values of the charts that it stands for. Source: operator/pkg/render of Istio:
 * `hub`, `tag`, `revision`, `meshConfig` and `compatibilityVersion` become values, `values` and `unvalidatedValues` go over
 * them, and what stands under `components.*.k8s` is applied to the rendered manifests.
 */
import { append } from '../../append.js';
import type {
  DataPath,
  IstioChart,
  Position,
  Positioned,
  ValuesAssignment,
  ValuesDocument,
  ValuesLayer,
} from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { assembledLayer, inlineLayer, type Part } from '../assembled.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import { compareVersions } from '../istio/version.js';
import { environmentList } from '../kustomize/patches.js';
import { isEnabled } from './components.js';
import { chartChoices } from './profiles.js';
import { type OperatorSpec, settingsOf } from './spec.js';

export interface OperatorValues {
  readonly layers: readonly ValuesLayer[];
  /** More is set than the values show. */
  readonly unknown: boolean;
}

/** @param version Istio's own; null where undecided */
export function operatorValues(
  spec: OperatorSpec,
  chart: IstioChart,
  version: string | null,
): OperatorValues {
  const flattened = chart === 'ztunnel';
  const layers: (ValuesLayer | undefined)[] = [computed(spec, chart, version)];
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
  append(layers, environment.layers);
  for (const set of spec.sets) append(layers, fromSet(set, chart, version));
  return {
    layers: layers.filter(layer => layer !== undefined),
    unknown: environment.unknown,
  };
}

const NOTHING: OperatorValues = { layers: [], unknown: false };

/**
 * What istioctl sets of itself: no default revision, since it makes that webhook after the installation, the webhook that
 * validates, and for istiod whether there is a CNI. Source: manifests/profiles/default.yaml and operator/pkg/render/manifest.go of Istio.
 */
function computed(spec: OperatorSpec, chart: IstioChart, version: string | null): ValuesLayer | undefined {
  const profile = spec.read(['profile']);
  const [document] = spec.documents;
  const at = profile ?? document?.data.at(['spec']) ?? spec.sets[0];
  if (!at || (chart !== 'base' && chart !== 'istiod')) return undefined;
  const line = 'lineOf' in at ? at.lineOf([]) : at.line;
  const withCni = chart === 'istiod' && isEnabled(spec, 'cni', spec.text(['profile']) ?? 'default');
  const isOld = version !== null && (compareVersions(version, '1.24.0') ?? 0) < 0;
  const cni = isOld ? { istio_cni: { enabled: true } } : { pilot: { cni: { enabled: true } } };
  const own = { defaultRevision: '', global: { configValidation: true } };
  return computedLayer(at.file, line, { ...own, ...(withCni ? cni : {}) });
}

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
    if (chart !== 'istiod' && chart !== 'gateway' && from[0] === 'meshConfig') continue;
    const field = data.at(['spec', ...from]);
    if (field.value !== undefined && field.value !== null) parts.push({ path: to, data: field });
  }
  const profile = data.at(['spec', 'profile']);
  if (typeof profile.value === 'string' && profile.value === spec.text(['profile']))
    append(parts, profileParts(profile, profile.value, version));
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

/**
 * Variables of istiod that are set after Helm, as values that win. `unknown` where others are set as well: those show
 * in what was rendered, and only there.
 */
function fromEnvironment(spec: OperatorSpec): OperatorValues {
  const layers: (ValuesDocument | undefined)[] = [];
  let unknown = false;
  for (const k8s of settingsOf(spec, 'pilot')) {
    const { parts, opaque } = environmentList(k8s, 'env');
    layers.push(assembledLayer(parts));
    unknown ||= opaque;
    for (const index of listAt(k8s.value, ['overlays']).keys()) {
      const set = overlaidVariables(k8s.at(['overlays', index]));
      layers.push(assembledLayer(set.parts));
      unknown ||= set.others.some(text => /env|mesh|args|image/i.test(text));
    }
  }
  return { layers: layers.filter(layer => layer !== undefined), unknown };
}

/** What istioctl makes of a gateway's entry, as values of its chart below `root`. Source: as for the rest. */
export function gatewayLayers(
  root: DataPath,
  name: string,
  entry: Positioned | undefined,
  declared: Position,
): readonly ValuesLayer[] {
  const own = entry?.at(['name']);
  const parts: Part[] = [
    {
      path: [...root, 'name'],
      data: own?.value === name ? own : positionedAt(declared.file, declared.line, name),
    },
  ];
  for (const [from, to] of GATEWAY_FIELDS) {
    const data = entry?.at(from);
    if (data?.value !== undefined && data.value !== null) parts.push({ path: [...root, to], data });
  }
  if (entry) {
    const { parts: variables } = environmentList(entry.at(['k8s']), 'env');
    // The path of istiod's variables is that of the gateway's here.
    append(
      parts,
      variables.map(({ path, data }) => ({ path: [...root, ...path.slice(1)], data })),
    );
  }
  // Each from the file that it stands in.
  const files = [...new Set(parts.map(({ data }) => data.file))];
  return files.flatMap(file => assembledLayer(parts.filter(({ data }) => data.file === file)) ?? []);
}

const GATEWAY_FIELDS: readonly (readonly [from: DataPath, to: string])[] = [
  [['label'], 'labels'],
  [['k8s', 'service', 'ports'], 'ports'],
  [['k8s', 'resources'], 'resources'],
];

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
  if (key.startsWith('meshConfig.')) return chart === 'istiod' || chart === 'gateway' ? set : undefined;
  if (key === 'hub' || key === 'tag') return { ...set, key: `global.${key}` };
  if (key === 'revision' || key === 'compatibilityVersion') return set;
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
