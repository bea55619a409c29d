/**
 * The normal form of a resource: a tree whose lists are keyed as Kubernetes keys them and whose embedded documents
 * are unfolded. It is made one level at a time, because most of two releases is equal and never looked into.
 */
import { readEmbedded } from './embedded.js';
import { type Grants, roleGrants, webhookGrants } from './grants.js';
import { type Path, pathId, type Segment } from './path.js';
import { KEY_DEFAULTS, keyPart, type ListShape, shapeOf } from './shapes.js';
import { canonicalJson, digestOf, isRecord } from './values.js';

/** What a value stands in: decides which strings are documents and which lists are rules. */
export interface Holder {
  readonly group: string;
  readonly kind: string;
}

export type Node = Branch | Leaf;

export interface Branch {
  readonly style: Segment['style'];
  readonly children: ReadonlyMap<string, unknown>;
}

/** A scalar, a text, an empty container, or a list that is compared as a whole. */
export interface Leaf {
  readonly style: 'leaf';
  readonly value: unknown;
}

/** One value of the normal form and its place. */
export interface Place {
  readonly path: Path;
  readonly value: unknown;
}

/** Longest text of a set's item that still serves as its name in a path. */
const MAX_ITEM_NAME = 80;

/** One level of the normal form of what stands at a path. */
export function expand(value: unknown, path: Path, holder: Holder): Node {
  if (typeof value === 'string') return expandText(value, path, holder);
  if (Array.isArray(value)) return expandList(value, path, holder);
  if (isRecord(value)) return expandRecord(value, path, holder);
  return { style: 'leaf', value: value ?? null };
}

/** The whole normal form: every leaf by the id of its path. */
export function leavesOf(value: unknown, holder: Holder, path: Path = []): Map<string, Place> {
  const leaves = new Map<string, Place>();
  eachLeaf(value, holder, path, leaf => leaves.set(pathId(leaf.path), leaf));
  return leaves;
}

/** The same without ids, which for the thousands of leaves of a schema cost more than the leaves. */
export function eachLeaf(value: unknown, holder: Holder, path: Path, visit: (leaf: Place) => void): void {
  const node = expand(value, path, holder);
  if (node.style === 'leaf') {
    visit({ path, value: node.value });
    return;
  }
  for (const [key, child] of node.children)
    eachLeaf(child, holder, [...path, { style: node.style, key }], visit);
}

function expandRecord(value: Readonly<Record<string, unknown>>, path: Path, holder: Holder): Node {
  const children = new Map<string, unknown>();
  for (const [key, child] of Object.entries(value)) {
    // Kubernetes takes a field without a value for one that is not there; an embedded document may not.
    if (child === null || child === undefined) {
      if (!isEmbedded(path, holder)) continue;
    }
    if (path.length === 0 && key === 'kind') continue;
    if (isIdentity(key, path)) continue;
    children.set(key, child);
  }
  return branch('key', children, {});
}

/** The namespace belongs to the identity, where it is resolved: written out or not is no difference. */
function isIdentity(key: string, path: Path): boolean {
  return key === 'namespace' && path.length === 1 && path[0]?.key === 'metadata';
}

function expandText(value: string, path: Path, holder: Holder): Node {
  const format = embeddedFormat(value, path, holder);
  const document = format ? readEmbedded(value, format) : undefined;
  if (document === undefined) return { style: 'leaf', value };
  return expand(document, path, holder);
}

function embeddedFormat(value: string, path: Path, holder: Holder): 'json' | 'yaml' | undefined {
  if (holder.kind === 'ConfigMap' && path.length === 2 && path[0]?.key === 'data') return 'yaml';
  const mayHoldJson =
    holder.kind === 'EnvoyFilter' || holder.kind === 'WasmPlugin' || isEmbedded(path, holder);
  return mayHoldJson && value.startsWith('{') ? 'json' : undefined;
}

function isEmbedded(path: Path, holder: Holder): boolean {
  return holder.kind === 'ConfigMap' && path.length > 1 && path[0]?.key === 'data';
}

function expandList(items: readonly unknown[], path: Path, holder: Holder): Node {
  if (items.length === 0) return { style: 'leaf', value: [] };
  const last = path.at(-1);
  const grants = grantsOf(items, path, holder);
  if (grants)
    return branch('item', new Map([...grants].map(([object, verbs]) => [object, [...verbs].sort()])), []);
  // A list that is itself an item: the verbs of a grant, or a set's item, whose name already tells its order.
  const shape: ListShape = last?.style === 'item' ? { by: 'set' } : shapeOf(last?.key ?? '', items);
  if (shape.by === 'whole') return { style: 'leaf', value: items };
  if (shape.by === 'index') {
    return branch('index', new Map(items.map((item, index) => [String(index), item ?? null])), []);
  }
  const children = new Map<string, unknown>();
  for (const item of items) {
    if (shape.by === 'set') children.set(itemName(item), item ?? null);
    else children.set(unused(joinedKey(item, shape.fields), children), withoutKey(item, shape.fields));
  }
  return branch('item', children, []);
}

function branch(style: Segment['style'], children: ReadonlyMap<string, unknown>, empty: unknown): Node {
  return children.size === 0 ? { style: 'leaf', value: empty } : { style, children };
}

function grantsOf(items: readonly unknown[], path: Path, holder: Holder): Grants | undefined {
  if (path.at(-1)?.key !== 'rules') return undefined;
  if (holder.group === 'rbac.authorization.k8s.io' && path.length === 1) return roleGrants(items);
  const isWebhook =
    holder.kind === 'MutatingWebhookConfiguration' || holder.kind === 'ValidatingWebhookConfiguration';
  return isWebhook && path.length === 3 ? webhookGrants(items) : undefined;
}

/** `53/UDP` of the fields that are the key; those that hold their default are left out. */
function joinedKey(item: unknown, fields: readonly string[]): string {
  const parts: string[] = [];
  for (const path of fields) {
    const part = keyPart(item, path);
    if (part === undefined || part === KEY_DEFAULTS[path]) continue;
    // Port "80" and port 80 are not the same to Kubernetes.
    const isNumeric = typeof part === 'string' && /^\d+$/.test(part);
    parts.push(isNumeric ? JSON.stringify(part) : String(part));
  }
  const isAmbiguous = parts.some(
    (part, index) => part.includes('/') && (index > 0 || parts.length < fields.length),
  );
  return isAmbiguous && fields.length > 1 ? JSON.stringify(parts) : parts.join('/');
}

/** The key is in the path already. Nested parts of it stay where they are. */
function withoutKey(item: unknown, fields: readonly string[]): unknown {
  if (!isRecord(item)) return item ?? null;
  return Object.fromEntries(Object.entries(item).filter(([key]) => !fields.includes(key)));
}

/** The second item of the same key is `NAME#2`: kept apart, since which one counts is for Kubernetes to say. */
function unused(key: string, taken: ReadonlyMap<string, unknown>): string {
  let name = key;
  for (let number = 2; taken.has(name); number += 1) name = `${key}#${number}`;
  return name;
}

function itemName(item: unknown): string {
  if (typeof item === 'string' && item.length <= MAX_ITEM_NAME) return item;
  const json = canonicalJson(item);
  return json.length <= MAX_ITEM_NAME ? json : digestOf(item);
}
