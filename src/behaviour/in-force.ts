/** What a setting amounts to on one side of the change, and who wrote it. */
import { satisfies } from 'semver';
import { lookup } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, Installation, IstioChart, Position } from '../model.js';
import type { SettingKind } from '../rules/rule.js';
import { valueAt } from '../yaml/positioned.js';
import { openBehind } from './open.js';
import {
  hasOpaqueEnvironment,
  type InstallationState,
  mergedValuesOf,
  meshConfig,
  processEnvironment,
} from './state.js';

/** A setting, by the name that the thing that reads it knows it by. */
export interface SettingName {
  readonly kind: SettingKind;
  readonly name: string;
}

/** Who decided the value: the user's values, a profile or compatibility version they chose, the chart, or nobody (the binary's own default). */
export type Layer = 'values' | 'profile' | 'compatibility' | 'chart' | 'binary';

export type InForce =
  | {
      readonly known: true;
      /** As the reader sees it; undefined: nobody set it and the reader's default applies. */
      readonly value: string | undefined;
      readonly layer: Layer;
      /** Where the deciding value is written in the tree. */
      readonly at?: Position;
      /** Where it is written, too, without effect. */
      readonly shadowed: readonly Position[];
    }
  | { readonly known: false; readonly why: string; readonly at?: Position };

/**
 * Where a setting stands in a chart's values, first the spelling that every release of the chart takes; empty where
 * the chart has no place for it. Source: the charts' templates,
 * https://github.com/istio/istio/tree/1.26.0/manifests/charts; the CNI's `env` moved out of `cni` in 1.24, and
 * `cni.env` is still taken.
 */
export function valuesPathsOf(setting: SettingName, chart: IstioChart): readonly DataPath[] {
  switch (setting.kind) {
    case 'env':
      if (chart === 'istiod') return [['pilot', 'env', setting.name]];
      if (chart === 'cni')
        return [
          ['cni', 'env', setting.name],
          ['env', setting.name],
        ];
      return chart === 'ztunnel' || chart === 'gateway' ? [['env', setting.name]] : [];
    case 'proxyMetadata':
      if (chart !== 'istiod' && chart !== 'ztunnel') return [];
      return [['meshConfig', 'defaultConfig', 'proxyMetadata', setting.name]];
    case 'meshConfig':
      return chart === 'istiod' ? [['meshConfig', ...setting.name.split('.')]] : [];
    case 'values':
      return [setting.name.split('.')];
  }
}

/**
 * Reads a setting in force from the render; where there is none, from the tree's values and the profiles of that
 * very release. `known: false` is a third state: neither a pin nor the absence of one.
 */
export function inForce(setting: SettingName, state: InstallationState, facts: Facts): InForce {
  const written = writtenValue(setting, state.installation);
  const { release } = state.installation;
  // What is rendered without values that are known to be missing shows neither a pin nor the absence of one.
  if (release.valuesUnknown && !(release.settledByRender && state.rendering?.ok)) {
    const why = `values of ${release.id} come from outside this tree`;
    return { known: false, why, ...(written ? { at: written.at } : {}) };
  }
  const open = openBehind(setting, valuesPathsOf(setting, state.installation.chart), state);
  if (open) return { known: false, why: `\`${open.what}\` is not decided by this tree`, at: open.at };
  const effective = state.rendering?.ok ? fromRender(setting, state) : undefined;
  if (!effective) return fromValues(setting, state.installation, facts, written);
  if ('from' in effective) {
    return {
      known: false,
      why: `${setting.name} is taken from ${effective.from} at run time`,
      ...(written ? { at: written.at } : {}),
    };
  }
  const { value } = effective;
  if (written && value !== undefined)
    return { known: true, value, layer: 'values', at: written.at, shadowed: written.shadowed };
  if (value === undefined) {
    return {
      known: true,
      value,
      layer: 'binary',
      shadowed: written ? [written.at, ...written.shadowed] : [],
    };
  }
  const chosen = choiceBehind(setting, state.installation, facts);
  if (chosen) return { known: true, value, layer: chosen.layer, at: chosen.at, shadowed: [] };
  const prefixed = prefixedValue(setting, state.installation);
  if (prefixed) return { known: true, value, layer: 'values', at: prefixed.at, shadowed: prefixed.shadowed };
  return { known: true, value, layer: 'chart', shadowed: [] };
}

interface Written {
  readonly value: unknown;
  readonly at: Position;
  readonly shadowed: readonly Position[];
}

function writtenValue(setting: SettingName, installation: Installation): Written | undefined {
  for (const path of valuesPathsOf(setting, installation.chart)) {
    const found = valueWrittenAt(path, installation);
    if (found) return found;
  }
  return undefined;
}

/** Charts of these releases keep their own values below `defaults`, and take what is set there. Later ones refuse it. */
const READS_DEFAULTS = '>=1.21.0 <1.24.0';

/**
 * A value below `defaults`, where the chart takes it: it gives way to a profile and to the plain spelling.
 * Source: zzz_profile.yaml of the charts.
 */
function prefixedValue(setting: SettingName, installation: Installation): Written | undefined {
  const { istioVersion } = installation;
  if (istioVersion === null || !satisfies(istioVersion, READS_DEFAULTS)) return undefined;
  const [path] = valuesPathsOf(setting, installation.chart);
  return path && valueWrittenAt(['defaults', ...path], installation);
}

function valueWrittenAt(path: DataPath, installation: Installation): Written | undefined {
  const found = lookup(installation.release.values, path, installation.valuesPath);
  if (!found) return undefined;
  return { value: found.value, at: { file: found.file, line: found.line }, shadowed: found.shadowed };
}

/** The value in the rendered manifests; undefined where the manifests that would hold it were not rendered. */
function fromRender(
  setting: SettingName,
  state: InstallationState,
): { value: string | undefined } | { from: string } | undefined {
  switch (setting.kind) {
    case 'env': {
      const environment = processEnvironment(state);
      if (!environment) return undefined;
      const entry = environment.get(setting.name);
      if (!entry) return hasOpaqueEnvironment(environment) ? { from: 'envFrom' } : { value: undefined };
      return entry;
    }
    case 'proxyMetadata':
      return fromDocument(meshConfig(state), ['defaultConfig', 'proxyMetadata', setting.name]);
    case 'meshConfig':
      return fromDocument(meshConfig(state), setting.name.split('.'));
    case 'values':
      return fromDocument(mergedValuesOf(state)?.after, setting.name.split('.'));
  }
}

function fromDocument(document: unknown, path: DataPath): { value: string | undefined } | undefined {
  if (document === undefined) return undefined;
  return { value: spell(valueAt(document, path)) };
}

function fromValues(
  setting: SettingName,
  installation: Installation,
  facts: Facts,
  written: Written | undefined,
): InForce {
  const elsewhere = taken(setting, installation);
  if (elsewhere) return elsewhere;
  if (written) return fromWritten(setting, written);
  const chosen = choiceBehind(setting, installation, facts);
  if (chosen) return { known: true, value: chosen.value, layer: chosen.layer, at: chosen.at, shadowed: [] };
  const prefixed = prefixedValue(setting, installation);
  if (prefixed) return fromWritten(setting, prefixed);
  return { known: true, value: undefined, layer: 'binary', shadowed: [] };
}

/**
 * A variable of istiod that `envVarFrom` takes out of the cluster, after all others.
 * Source: templates/deployment.yaml of the istiod chart, 1.26.
 */
function taken({ kind, name }: SettingName, installation: Installation): InForce | undefined {
  if (kind !== 'env' || installation.chart !== 'istiod') return undefined;
  for (const path of [['envVarFrom'], ['pilot', 'envVarFrom']]) {
    const { release, valuesPath } = installation;
    const found = lookup(release.values, path, valuesPath);
    const list: readonly unknown[] = Array.isArray(found?.value) ? found.value : [];
    const index = list.findIndex(entry => valueAt(entry, ['name']) === name);
    const place = index < 0 ? undefined : lookup(release.values, [...path, index], valuesPath);
    if (place)
      return {
        known: false,
        why: `${name} is taken out of the cluster at run time`,
        at: { file: place.file, line: place.line },
      };
  }
  return undefined;
}

/** Words that YAML 1.1, which Helm reads, takes for truth values where they stand without quotes. */
const TRUTH_WORDS = /^(?:y|yes|on|n|no|off)$/i;

function fromWritten({ kind, name }: SettingName, { value, at, shadowed }: Written): InForce {
  if ((kind === 'env' || kind === 'proxyMetadata') && typeof value === 'string' && TRUTH_WORDS.test(value)) {
    const why = `\`${value}\` is a truth value only without quotes; only a render of the chart tells for ${name}`;
    return { known: false, why, at };
  }
  return { known: true, value: spell(value), layer: 'values', at, shadowed };
}

/** The user's `compatibilityVersion` or `profile`, where that is what sets this. The former wins over the latter. */
function choiceBehind(
  setting: SettingName,
  installation: Installation,
  facts: Facts,
): { layer: 'profile' | 'compatibility'; value: string; at: Position } | undefined {
  const version = installation.istioVersion;
  if (version === null) return undefined;
  const choices = [
    { key: 'compatibilityVersion', layer: 'compatibility', read: facts.compatibilityProfile.bind(facts) },
    { key: 'profile', layer: 'profile', read: facts.profile.bind(facts) },
  ] as const;
  for (const { key, layer, read } of choices) {
    const choice = lookupChoice(installation, key);
    if (!choice) continue;
    for (const path of valuesPathsOf(setting, installation.chart)) {
      const value = spell(valueAt(read(installation.chart, version, choice.value), path));
      if (value !== undefined) return { layer, value, at: choice.at };
    }
  }
  return undefined;
}

/** First release whose charts take a profile of `global`; none takes a `compatibilityVersion` from there. Source: zzz_profile.yaml. */
const GLOBAL_PROFILE_SINCE = '>=1.25.0';

/**
 * A setting that chooses a profile: on the chart itself, or where the release reads that, for all charts. Only text
 * names a file of the chart: `1.21` without quotes is a number, which charts refuse.
 */
export function lookupChoice(
  installation: Installation,
  key: 'compatibilityVersion' | 'profile',
): { readonly value: string; readonly at: Position } | undefined {
  const { istioVersion } = installation;
  const isGlobal =
    key === 'profile' && istioVersion !== null && satisfies(istioVersion, GLOBAL_PROFILE_SINCE);
  for (const path of isGlobal ? [[key], ['global', key]] : [[key]]) {
    const found = valueWrittenAt(path, installation);
    if (typeof found?.value === 'string' && found.value !== '') return { value: found.value, at: found.at };
  }
  return undefined;
}

function spell(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
