/**
 * Helm's values, merged with positions: which line of which file decides a value, and which lines it overrides.
 * It serves line numbers; what a setting amounts to is asked of Helm itself.
 */

import { type EvaluatedMap, type EvaluatedValue, mapOf, valueFrom } from '../../evaluated/value.js';
import { oncePer } from '../../memo.js';
import type { DataPath, Position, ValuesLayer } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { assignedValue, parseSetKey } from './helm-set.js';

/** Where a value was written. */
export interface Lookup extends Position {
  /** The value after merging; maps hold what every layer gave them, without removed keys. */
  readonly value: unknown;
  /** The layer that decides it. */
  readonly layer: ValuesLayer;
  /** Its path within that layer's own data; for an assignment, the path that its key names. */
  readonly path: DataPath;
  /** Where the same value is written in layers that this one overrides, nearest first. */
  readonly shadowed: readonly Position[];
}

/**
 * The value at a path of one chart of a release, and who wrote it. `null` removes a value, as in Helm. A path below
 * `global` also finds what the charts above set: there the outermost chart wins, as in Helm.
 * @param layers the release's layers, later ones winning
 * @param path below the chart's values; or below the release's, when `valuesPath` is left out
 * @param valuesPath where the chart's values stand below the release's
 * @returns undefined where nothing sets it, or something removes it
 */
export function lookup(
  layers: readonly ValuesLayer[],
  path: DataPath,
  valuesPath: DataPath = [],
): Lookup | undefined {
  const whole = [...valuesPath, ...path];
  const root = merge(layers);
  const globalAt = valuesPath.length > 0 ? valuesPath.length : whole.indexOf('global');
  if (globalAt <= 0 || whole[globalAt] !== 'global') return describe(find(root, whole));

  const below = whole.slice(globalAt);
  let merged: Node | undefined;
  for (let depth = globalAt; depth >= 0; depth--) {
    const here = find(root, [...whole.slice(0, depth), ...below]);
    if (here) merged = merged ? overlay(merged, here) : here;
  }
  return describe(merged);
}

/**
 * The values of one chart of a release, merged as Helm merges them before the chart's own defaults, `global` of
 * the charts above included; removed keys are left out.
 */
export function mergedValues(
  layers: readonly ValuesLayer[],
  valuesPath: DataPath = [],
): Record<string, unknown> {
  const own = find(merge(layers), valuesPath);
  const values = own?.children ? (plain(own) as Record<string, unknown>) : {};
  const global = lookup(layers, ['global'], valuesPath)?.value;
  return global === undefined ? values : { ...values, global };
}

/** The values of a release as templates are filled with them, each with the place that it is written at. */
export function evaluatedValues(layers: readonly ValuesLayer[]): EvaluatedMap {
  const root = merge(layers);
  const values = root && evaluated(root);
  return values?.kind === 'map' ? values : mapOf({}, { file: layers[0]?.file ?? '', line: 1 });
}

function evaluated({ origin, children, value }: Node): EvaluatedValue {
  const at = positionOf(origin);
  if (!children) {
    const { layer, path } = origin;
    const isWritten = layer.kind === 'document' && typeof value === 'object';
    const found = valueFrom(isWritten ? layer.data.at(path) : positionedAt(at.file, at.line, value));
    return found.kind === 'scalar' ? { ...found, at } : found;
  }
  const entries = [...children].filter(
    ([, child]) => child.children || (child.value !== null && child.value !== undefined),
  );
  return mapOf(Object.fromEntries(entries.map(([key, child]) => [key, evaluated(child)])), at);
}

interface Origin {
  readonly layer: ValuesLayer;
  readonly path: DataPath;
}

/** A list that grows at its head without being copied. */
interface Shadowed {
  readonly origin: Origin;
  readonly older?: Shadowed | undefined;
}

interface Node {
  readonly origin: Origin;
  /** Older writers of the same path, nearest first. */
  readonly shadowed?: Shadowed;
  /** Set for maps. */
  readonly children?: Map<string, Node>;
  /** Set for everything else; null is a removal. */
  readonly value?: unknown;
}

const merge = oncePer((layers: readonly ValuesLayer[]): Node | undefined => {
  let root: Node | undefined;
  for (const layer of layers) {
    const node = layerNode(layer, root);
    // All of these nodes are made here: with a copy of the map for each layer, many layers took minutes.
    if (node) root = root ? overlay(root, node, true) : node;
  }
  return root;
});

function layerNode(layer: ValuesLayer, lower: Node | undefined): Node | undefined {
  if (layer.kind === 'assignment') return assignmentNode(layer, lower);
  if (!isRecord(layer.data.value)) return undefined;
  const below = layer.below ?? [];
  return wrap(layer, below, [], below.length, nodeOf(layer, layer.data.value, []));
}

function assignmentNode(
  layer: ValuesLayer & { kind: 'assignment' },
  lower: Node | undefined,
): Node | undefined {
  const path = parseSetKey(layer.key);
  if (!path) return undefined;
  const listAt = path.findIndex(key => typeof key === 'number');
  const value = assignedValue(layer);
  if (listAt < 0) return wrap(layer, path, path, 0, nodeOf(layer, value, path));

  // An index changes one item of the list as merged so far.
  const holder = path.slice(0, listAt);
  const current = find(lower, holder);
  const list = setInside(current ? plain(current) : [], path.slice(listAt), value);
  return wrap(layer, holder, path, 0, { origin: { layer, path }, value: list });
}

/** The maps around a node that stands at `path` of the release's values. */
function wrap(layer: ValuesLayer, path: DataPath, own: DataPath, skip: number, inner: Node): Node {
  let node = inner;
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const origin = { layer, path: skip > 0 ? [] : own };
    node = { origin, children: new Map([[String(path[depth]), node]]) };
  }
  return node;
}

/** Deeper than any honest values file; what is below stays one value. */
const MAX_DEPTH = 100;

function nodeOf(layer: ValuesLayer, value: unknown, path: DataPath): Node {
  const origin = { layer, path };
  if (!isRecord(value) || path.length > MAX_DEPTH) return { origin, value };
  const children = new Map<string, Node>();
  for (const [key, child] of Object.entries(value)) children.set(key, nodeOf(layer, child, [...path, key]));
  return { origin, children };
}

/**
 * The upper node over the lower one: maps merge, anything else replaces.
 * @param mayChange the maps of the lower one may become those of the result
 */
function overlay(lower: Node, upper: Node, mayChange = false): Node {
  const shadowed = shadowing(upper.shadowed, { origin: lower.origin, older: lower.shadowed });
  if (!upper.children || !lower.children) return { ...upper, shadowed };
  const children = mayChange ? lower.children : new Map(lower.children);
  for (const [key, child] of upper.children) {
    const below = children.get(key);
    children.set(key, below ? overlay(below, child, mayChange) : child);
  }
  return { origin: upper.origin, shadowed, children };
}

function shadowing(nearer: Shadowed | undefined, older: Shadowed): Shadowed {
  let all = older;
  for (const origin of originsOf(nearer).toReversed()) all = { origin, older: all };
  return all;
}

function originsOf(shadowed: Shadowed | undefined): readonly Origin[] {
  const origins: Origin[] = [];
  for (let one = shadowed; one; one = one.older) origins.push(one.origin);
  return origins;
}

function find(root: Node | undefined, path: DataPath): Node | undefined {
  let node = root;
  for (const [depth, key] of path.entries()) {
    if (!node) return undefined;
    if (node.children) {
      node = node.children.get(String(key));
      continue;
    }
    return insideLeaf(node, path.slice(depth));
  }
  return node;
}

/** A part of a list: it is written where its layer wrote it. */
function insideLeaf(node: Node, rest: DataPath): Node | undefined {
  let value = node.value;
  for (const key of rest) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  const { origin } = node;
  const path = origin.layer.kind === 'document' ? [...origin.path, ...rest] : origin.path;
  return { origin: { layer: origin.layer, path }, value };
}

function describe(node: Node | undefined): Lookup | undefined {
  if (!node || (!node.children && (node.value === null || node.value === undefined))) return undefined;
  const { layer, path } = node.origin;
  const { shadowed } = node;
  return {
    ...positionOf(node.origin),
    value: plain(node),
    layer,
    path,
    // Few ask for them, and there may be thousands.
    get shadowed() {
      return originsOf(shadowed).map(positionOf);
    },
  };
}

function positionOf({ layer, path }: Origin): Position {
  if (layer.kind === 'assignment') return layer.setAt ?? { file: layer.file, line: layer.line };
  const own = layer.data.at(path);
  // A part that was put in from another file is written there.
  if (own.file !== layer.file) return { file: own.file, line: own.lineOf([]) };
  return { file: layer.file, line: layer.data.lineOf(path) };
}

function plain(node: Node): unknown {
  if (!node.children) return node.value;
  const entries: [string, unknown][] = [];
  for (const [key, child] of node.children) {
    if (child.children || (child.value !== null && child.value !== undefined))
      entries.push([key, plain(child)]);
  }
  return Object.fromEntries(entries);
}

function setInside(current: unknown, path: DataPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = Array.isArray(current) ? [...current] : [];
    while (list.length < key) list.push(null);
    list[key] = setInside(list[key], rest, value);
    return list;
  }
  const record = isRecord(current) ? current : {};
  const child = Object.hasOwn(record, key) ? record[key] : undefined;
  return Object.fromEntries([
    ...Object.entries(record).filter(([name]) => name !== key),
    [key, setInside(child, rest, value)],
  ]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
