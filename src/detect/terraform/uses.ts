/** Where a module installs charts: `helm_release` resources, calls of modules that are given a chart, maps of charts. */
import { append } from '../../append.js';
import type { EvaluatedEntry, EvaluatedMap, Gap } from '../../evaluated/value.js';
import type { Position } from '../../model.js';
import {
  type Applied,
  type BlockPlace,
  collectApplied,
  type ManifestUse,
  type WrittenFile,
} from './applied.js';
import { blockValue, namesChart } from './blocks.js';
import { attributeOf, type LocatedBlock, literalOf } from './files.js';
import { collectFilled } from './filled-scripts.js';
import { collectProvisioned, type ProvisionedName } from './provisioned.js';
import { remoteBase } from './remote-bases.js';
import { copiesOf, isFull, keyOf, type Names, namesOf } from './repetitions.js';
import type { ModuleInstance } from './scope.js';
import { type Setting, type Settings, settingsInBlock, settingsInMap } from './settings.js';

/** One chart that is installed: what it is called here, and its arguments. */
export interface ChartUse {
  /** `helm_release.istiod`, `module.addons.helm_releases.istiod`. */
  readonly address: string;
  readonly at: Position;
  readonly instance: ModuleInstance;
  /** Where it is declared as seen from the outermost module. */
  readonly declared: Position;
  readonly arguments: ReadonlyMap<string, EvaluatedEntry>;
  readonly settings: readonly Setting[];
  /** Settings that the tree does not decide. */
  readonly openSettings: readonly Gap[];
  /** The provider configuration: `helm.eks_1`; '' for the usual one. */
  readonly provider: string;
  /** What makes none of it by the defaults of variables, where callers may give others. */
  readonly off?: Position;
  /** In a `resource`, `version` is the chart's; in a call of a module it is the module's. */
  readonly kind: 'resource' | 'module' | 'entry';
}

/** A call of a module that is not in the tree. */
export interface RemoteModule {
  readonly address: string;
  readonly source: string;
  /** The line of its `source`. */
  readonly sourceAt?: Position;
  readonly at: Position;
  readonly declared: Position;
  readonly arguments: ReadonlyMap<string, EvaluatedEntry>;
  /** It is a base that Kustomize takes from there. */
  readonly isBase?: true;
}

/** A resource of another provider, with its arguments. */
export interface NamedResource {
  readonly type: string;
  readonly value: EvaluatedMap;
}

export interface Uses {
  readonly charts: readonly ChartUse[];
  readonly manifests: readonly ManifestUse[];
  readonly workloads: readonly ManifestUse[];
  readonly written: readonly WrittenFile[];
  readonly remote: readonly RemoteModule[];
  /** Resources of other providers in which a chart is named. */
  readonly others: readonly NamedResource[];
  /** ConfigMaps, which Flux may take its variables from. */
  readonly configMaps: readonly NamedResource[];
  /** What provisioners have in their environments, and templates are filled in with. */
  readonly provisioned: readonly ProvisionedName[];
}

/** `kubernetes_config_map`, and what adds data to one. */
const CONFIG_MAP = /^kubernetes_config_map(?:_v1)?(?:_data)?$/;

/** All of an instance, and of the modules of the tree that it calls. */
export function usesOf(instance: ModuleInstance): Uses {
  const found: Found = {
    charts: [],
    manifests: [],
    workloads: [],
    written: [],
    remote: [],
    others: [],
    configMaps: [],
    provisioned: [],
  };
  collect(instance, { prefix: '', caller: undefined, provider: '' }, found);
  return found;
}

interface Found extends Applied {
  readonly charts: ChartUse[];
  readonly remote: RemoteModule[];
  readonly others: NamedResource[];
  readonly configMaps: NamedResource[];
  readonly provisioned: ProvisionedName[];
}

function collect(instance: ModuleInstance, place: BlockPlace, found: Found): void {
  const { prefix, caller, provider } = place;
  for (const located of instance.module.blocks) {
    const { block, file } = located;
    const isRelease = isHelmRelease(located);
    const ownProvider = providerOf(located) || provider;
    collectApplied(located, instance, { ...place, provider: ownProvider }, found);
    const [type = ''] = block.labels;
    if (block.type === 'resource' && !isRelease && namesChart(block))
      collectNamed(located, instance, type, found.others);
    if (block.type === 'resource' && CONFIG_MAP.test(type))
      collectNamed(located, instance, type, found.configMaps);
    if (block.type === 'resource') collectProvisioned(located, instance, prefix, found.provisioned);
    collectFilled(located, instance, prefix, found.provisioned);
    const base = remoteBase(located, instance, prefix);
    if (base && copiesOf(located, instance).names.length > 0)
      found.remote.push({ ...base, declared: caller ?? base.at });
    if (!isRelease && block.type !== 'module') continue;
    const at = { file, line: block.line };
    const declared = caller ?? at;
    const copies = copiesOf(located, instance);
    const off = place.off ?? copies.off;
    for (const names of copies.names) {
      if (isFull(found.charts, located, instance)) return;
      const label = `${isRelease ? block.labels[0] : 'module'}.${block.labels.at(-1) ?? ''}`;
      const address = `${prefix}${label}${keyOf(names)}`;
      const child = isRelease ? undefined : instance.child(located, names);
      if (child) {
        collect(child, { prefix: `${address}.`, caller: declared, provider: ownProvider, off }, found);
        continue;
      }
      const given = argumentsOf(located, instance, names);
      const settings = settingsInBlock(located, instance, names);
      const shared = {
        address,
        at,
        declared,
        instance,
        provider: ownProvider,
        ...(off ? { off } : {}),
      };
      const kind = isRelease ? 'resource' : 'module';
      if (given.has('chart') || isRelease)
        found.charts.push({ ...shared, kind, arguments: given, ...settings });
      if (isRelease) continue;
      const charts = entriesWithCharts(shared, given);
      append(found.charts, charts);
      const attribute = attributeOf(block, 'source');
      const source = literalOf(attribute) ?? '';
      const sourceAt = { file, line: attribute?.line ?? block.line };
      if (!given.has('chart') && charts.length === 0)
        found.remote.push({ address, source, sourceAt, at, declared, arguments: given });
    }
  }
}

function collectNamed(
  located: LocatedBlock,
  instance: ModuleInstance,
  type: string,
  found: NamedResource[],
): void {
  for (const names of namesOf(located, instance)) {
    if (isFull(found, located, instance)) return;
    found.push({ type, value: blockValue(located, instance, names) });
  }
}

/** A release, or what `helm template` makes of one (`data "helm_template"`), with the same arguments. */
function isHelmRelease({ block }: LocatedBlock): boolean {
  const [type] = block.labels;
  return (
    (block.type === 'resource' && type === 'helm_release') ||
    (block.type === 'data' && type === 'helm_template')
  );
}

function argumentsOf(
  { block, file }: LocatedBlock,
  instance: ModuleInstance,
  names: Names,
): ReadonlyMap<string, EvaluatedEntry> {
  const result = new Map<string, EvaluatedEntry>();
  for (const { name, line, value } of block.body.attributes) {
    if (name === 'depends_on' || name === 'providers' || name === 'provider') continue;
    result.set(name, { at: { file, line }, value: instance.valueOf(value, file, names) });
  }
  for (const inner of block.body.blocks)
    if (inner.type === 'postrender') {
      const value = blockValue({ block: inner, file }, instance, names);
      result.set(inner.type, { at: value.at, value });
    }
  return result;
}

/** The charts that a unit of Terragrunt gives to a module that is not in the tree. */
export function chartsGiven(
  unit: Pick<ChartUse, 'address' | 'at' | 'instance'>,
  inputs: ReadonlyMap<string, EvaluatedEntry>,
): readonly ChartUse[] {
  return entriesWithCharts({ ...unit, declared: unit.at, provider: '' }, inputs);
}

/** Arguments of modules that hold charts: `helm_releases = { istiod = { chart = … } }`, or one object with a chart. */
function entriesWithCharts(
  shared: Pick<ChartUse, 'address' | 'at' | 'declared' | 'instance' | 'provider' | 'off'>,
  given: ReadonlyMap<string, EvaluatedEntry>,
): readonly ChartUse[] {
  const uses: ChartUse[] = [];
  const asUse = (
    address: string,
    at: Position,
    map: EvaluatedMap,
    more: ReadonlyMap<string, EvaluatedEntry>,
  ): void => {
    const merged = new Map([...more, ...map.entries]);
    const settings: Settings = settingsInMap(merged);
    uses.push({ ...shared, address, at, kind: 'entry', arguments: merged, ...settings });
  };
  for (const [name, { value }] of given) {
    if (value.kind === 'list')
      for (const [index, item] of value.items.entries())
        if (item.kind === 'map' && item.entries.has('chart'))
          asUse(`${shared.address}.${name}[${index}]`, item.at, item, new Map());
    if (value.kind !== 'map') continue;
    // `app = { chart = …, version = … }` beside `values` and `set` of the module.
    if (value.entries.has('chart')) {
      const { version: _version, ...own } = Object.fromEntries(given);
      asUse(`${shared.address}.${name}`, shared.at, value, new Map(Object.entries(own)));
      continue;
    }
    for (const [key, entry] of value.entries) {
      if (entry.value.kind !== 'map' || !entry.value.entries.has('chart')) continue;
      asUse(
        `${shared.address}.${name}["${key}"]`,
        entry.at,
        entry.value,
        new Map([['name', { at: entry.at, value: { kind: 'scalar', value: key, at: entry.at } }]]),
      );
    }
  }
  return uses;
}

/** The name after `helm.` in `provider = helm.eks_1`, or in the `providers` of a module. */
function providerOf({ block }: LocatedBlock): string {
  const own = attributeOf(block, 'provider')?.value;
  if (own?.kind === 'attribute') return own.name;
  const given = attributeOf(block, 'providers')?.value;
  if (given?.kind !== 'object') return '';
  const helm = given.entries.find(({ key }) => key.kind === 'literal' && key.value === 'helm')?.value;
  return helm?.kind === 'attribute' ? helm.name : '';
}
