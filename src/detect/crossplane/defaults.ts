/** Defaults that the schema of a composite resource's definition gives: what nobody sets stands there. */
import {
  type EvaluatedEntry,
  type EvaluatedMap,
  type EvaluatedValue,
  valueFrom,
} from '../../evaluated/value.js';
import type { Positioned } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { isRecord, recordAt } from '../data.js';

/** Deeper than schemas of people. */
const MAX_DEPTH = 30;
/** More properties than any of them has. */
const MAX_PROPERTIES = 20_000;

/**
 * As the API server fills an object in: a default counts where what it stands in is there.
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
 * @param isAssumed nobody wrote the object: whoever does is taken to write all mappings that the schema has
 */
export function withDefaults(value: EvaluatedMap, schema: Positioned, isAssumed: boolean): EvaluatedMap {
  const filled = defaulted(value, schema, isAssumed, 0, { left: MAX_PROPERTIES });
  return filled?.kind === 'map' ? filled : value;
}

function defaulted(
  value: EvaluatedValue | undefined,
  schema: Positioned,
  isAssumed: boolean,
  depth: number,
  budget: { left: number },
): EvaluatedValue | undefined {
  if (depth > MAX_DEPTH || budget.left-- <= 0) return value;
  const own = value ?? defaultOf(schema, isAssumed);
  const properties = recordAt(schema.value, ['properties']);
  if (own?.kind !== 'map' || !properties) return own;
  const entries = new Map<string, EvaluatedEntry>(own.entries);
  for (const key of Object.keys(properties)) {
    const old = entries.get(key);
    const inner = defaulted(old?.value, schema.at(['properties', key]), isAssumed, depth + 1, budget);
    if (inner && inner !== old?.value) entries.set(key, { at: old?.at ?? inner.at, value: inner });
  }
  return { ...own, entries };
}

function defaultOf(schema: Positioned, isAssumed: boolean): EvaluatedValue | undefined {
  if (!isRecord(schema.value)) return undefined;
  const at = startOf(schema, ['default']);
  if (Object.hasOwn(schema.value, 'default')) {
    const value = valueFrom(schema.at(['default']));
    // A scalar stands on the line of its key.
    return value.kind === 'scalar' ? { ...value, at } : value;
  }
  return isAssumed && isRecord(schema.value.properties) ? { kind: 'map', entries: new Map(), at } : undefined;
}
