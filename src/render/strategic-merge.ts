/**
 * Strategic merge patches of Kubernetes, as far as they concern what Istio's charts render. Source: `patchMergeKey` and
 * `patchStrategy` in k8s.io/api core/v1, apps/v1, autoscaling/v2 and policy/v1.
 */
import { isRecord } from '../detect/data.js';

/** Lists whose items are merged by a key, by the field that holds them; all others are replaced. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  // Of a container by its port; of a Service by the port that it serves.
  ports: ['containerPort', 'port'],
  topologySpreadConstraints: ['topologyKey'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
};

/** Deeper than any honest patch. */
const MAX_DEPTH = 60;

/** The object with the patch merged over it: `null` removes, `$patch` replaces or deletes, keyed lists are merged by item. */
export function strategicMerge(target: unknown, patch: unknown, field = '', depth = 0): unknown {
  if (depth > MAX_DEPTH) return patch;
  if (Array.isArray(patch)) return mergedList(Array.isArray(target) ? target : [], patch, field, depth);
  if (!isRecord(patch)) return patch;
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  const base = isRecord(target) ? target : {};
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null || (isRecord(value) && value.$patch === 'delete')) delete merged[key];
    else define(merged, key, strategicMerge(ownValue(base, key), value, key, depth + 1));
  }
  return merged;
}

function mergedList(
  target: readonly unknown[],
  patch: readonly unknown[],
  field: string,
  depth: number,
): readonly unknown[] {
  const keys = MERGE_KEYS[field] ?? [];
  const items = patch.filter(item => !(isRecord(item) && item.$patch === 'replace'));
  const key = keys.find(candidate => items.every(item => isRecord(item) && item[candidate] !== undefined));
  if (key === undefined || items.length < patch.length)
    return items.map(item => strategicMerge(undefined, item));
  let merged = [...target];
  for (const item of items) {
    const at = merged.findIndex(
      known => isRecord(known) && known[key] === (item as Record<string, unknown>)[key],
    );
    if (isRecord(item) && item.$patch === 'delete') merged = merged.filter((_, index) => index !== at);
    else if (at < 0) merged.push(strategicMerge(undefined, item, '', depth + 1));
    else merged[at] = strategicMerge(merged[at], item, '', depth + 1);
  }
  return merged;
}

function withoutDirectives(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('$')));
}

function ownValue(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A key of a patch may be called `__proto__`. */
function define(record: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}
