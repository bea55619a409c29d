/**
 * The gateways that an IstioOperator lists. Source: operator/pkg/component/component.go and operator/pkg/values/map.go of
 * Istio, 1.24 and later; operator/pkg/util/merge_iop.go before.
 */
import { groupBy } from '../../grouped.js';
import type { Position, Positioned } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { isRecord, listAt, stringAt } from '../data.js';
import { compareVersions } from '../istio/version.js';
import { mergedData } from '../layered-data.js';
import { componentsOf } from './profiles.js';
import type { OperatorSpec } from './spec.js';

export type GatewayKind = 'ingressGateways' | 'egressGateways';

export interface OperatorGateway {
  readonly kind: GatewayKind;
  readonly name: string;
  readonly namespace?: string;
  /** Its entry in the list; undefined: only the profile names it. */
  readonly entry?: Positioned;
}

/** What a profile calls its own gateway of a kind, and charts their values. */
export const STANDARD: Readonly<Record<GatewayKind, string>> = {
  ingressGateways: 'istio-ingressgateway',
  egressGateways: 'istio-egressgateway',
};

/**
 * Gateways that are installed, in the order of the list. Before 1.24 lists are merged by name with that of the profile,
 * and a gateway that the profile does not install has to be enabled; from 1.24 on the last list takes the place of all
 * others, and what stands in it is installed unless it is disabled.
 * @param version Istio's own; null where undecided: as the newest
 */
export function gatewaysOf(
  spec: OperatorSpec,
  kind: GatewayKind,
  profile: string,
  version: string | null,
): readonly OperatorGateway[] {
  const standard = STANDARD[kind];
  const isOld = version !== null && (compareVersions(version, '1.24.0') ?? 0) < 0;
  const byProfile = componentsOf(profile).has(kind);
  const byValues = spec.read(['values', 'gateways', standard, 'enabled'])?.value;
  const entries = isOld ? mergedEntries(spec, kind) : lastEntries(spec, kind);
  const named = entries.map(entry => ({ entry, name: stringAt(entry.value, ['name']) ?? standard }));
  const fromProfile = { kind, name: standard };
  if (named.length === 0) return byProfile || byValues === true ? [fromProfile] : [];
  const listed = named.flatMap(({ entry, name }): OperatorGateway[] => {
    const enabled = isRecord(entry.value) ? entry.value.enabled : undefined;
    const own = enabled ?? (isOld ? name === standard && byProfile : true);
    const isOn = byValues === true && (!isOld || name === standard) ? true : own === true;
    const namespace = stringAt(entry.value, ['namespace']);
    return isOn ? [{ kind, name, entry, ...(namespace ? { namespace } : {}) }] : [];
  });
  const isKept = isOld && byProfile && !named.some(({ name }) => name === standard);
  return isKept ? [fromProfile, ...listed] : listed;
}

/** Gateways that releases before 1.24 install from the same files and this one does not, and the list that drops them. */
export function droppedGateways(
  spec: OperatorSpec,
  profile: string,
  version: string | null,
): readonly { readonly name: string; readonly at: Position }[] {
  return (['ingressGateways', 'egressGateways'] as const).flatMap(kind => {
    const kept = new Set(gatewaysOf(spec, kind, profile, version).map(({ name }) => name));
    const list = listsOf(spec, kind).at(-1);
    const [first] = list ?? [];
    const set = spec.sets.find(({ key }) => FLAG.exec(key)?.[1] === kind);
    const at = first
      ? { file: first.file, line: first.lineOf([]) }
      : set && { file: set.file, line: set.line };
    if (!at) return [];
    return gatewaysOf(spec, kind, profile, LAST_MERGED)
      .filter(({ name }) => !kept.has(name))
      .map(({ name }) => ({ name, at }));
  });
}

const LAST_MERGED = '1.23.0';

/** The list of the last file that has one, with what flags change in it. */
function lastEntries(spec: OperatorSpec, kind: GatewayKind): readonly Positioned[] {
  const lists = listsOf(spec, kind);
  return withSets(spec, kind, lists.at(-1) ?? []);
}

/** Entries of one name in several files are one. */
function mergedEntries(spec: OperatorSpec, kind: GatewayKind): readonly Positioned[] {
  const byName = groupBy(
    listsOf(spec, kind).flat(),
    ({ value }) => stringAt(value, ['name']) ?? STANDARD[kind],
  );
  const entries = [...byName.values()].map(parts => mergedData(parts.map(data => ({ data }))));
  return withSets(spec, kind, entries);
}

function listsOf(spec: OperatorSpec, kind: GatewayKind): readonly (readonly Positioned[])[] {
  return spec.documents.flatMap(({ data }) => {
    const list = data.at(['spec', 'components', kind]);
    if (!Array.isArray(list.value)) return [];
    return [listAt(list.value, []).map((_, index) => list.at([index]))];
  });
}

/** `--set components.ingressGateways[0].enabled=true`, also with `.[0].` and `.[name:x].`. */
const FLAG = /^components\.(\w+)\.?\[(?:(\d{1,3})|name:([^\]]+))\]\.(.+)$/;

function withSets(
  spec: OperatorSpec,
  kind: GatewayKind,
  entries: readonly Positioned[],
): readonly Positioned[] {
  let current = entries;
  for (const { key, value, file, line } of spec.sets) {
    const [, own, index, name, field] = FLAG.exec(key) ?? [];
    if (own !== kind || field === undefined) continue;
    const wanted = name ?? STANDARD[kind];
    const at =
      index === undefined
        ? current.findIndex(entry => stringAt(entry.value, ['name']) === wanted)
        : Number(index);
    const written = positionedAt(file, line, nested(field.split('.'), plainValue(value)));
    const known = current[at];
    if (known)
      current = current.map(entry =>
        entry === known ? mergedData([{ data: known }, { data: written }]) : entry,
      );
    else if (index === undefined || at === current.length)
      current = [
        ...current,
        mergedData([{ data: positionedAt(file, line, { name: wanted }) }, { data: written }]),
      ];
  }
  return current;
}

function nested(keys: readonly string[], value: unknown): Record<string, unknown> {
  const [key = '', ...rest] = keys;
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}

function plainValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}
