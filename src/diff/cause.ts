/** Whether the bump or the author's own values moved a leaf, from the render of the new chart with the old values. */
import type { Cause } from '../model.js';
import { deltaOf } from './delta.js';
import type { Holder } from './expand.js';
import type { Pair } from './pairs.js';
import { type Path, pathId } from './path.js';
import type { Resource } from './resources.js';
import { deepEqual } from './values.js';

/** What is known of the third render. */
export type Crossed =
  /** Old and new chart are the same: only values can have moved. */
  | { readonly kind: 'same-chart' }
  /** Could not be rendered, or there is no old side. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'rendered'; readonly resources: ReadonlyMap<string, Resource> };

/** Causes of everything that differs within one resource. */
export interface Causes {
  /** Of the resource being added or removed as a whole. */
  readonly whole: Cause;
  of(path: Path): Cause;
}

export function causesOf(pair: Pair, crossed: Crossed, holder: Holder): Causes {
  if (crossed.kind === 'same-chart') return always('values');
  if (crossed.kind === 'unknown') return always('both');
  const { before, after } = pair;
  const middle = crossed.resources.get(after?.key ?? '') ?? crossed.resources.get(before?.key ?? '');
  if (!before || !after) return always(wholeCause(pair, middle));
  // A renamed resource that the third render knows by neither name.
  if (!middle) return always('both');
  if (deepEqual(middle.value, after.value)) return always('version');
  if (deepEqual(middle.value, before.value)) return always('values');
  const byVersion = leafIds(before.value, middle.value, holder);
  const byValues = leafIds(middle.value, after.value, holder);
  return {
    whole: 'both',
    of: path => {
      const id = pathId(path);
      if (byVersion.has(id) && byValues.has(id)) return 'both';
      return byVersion.has(id) ? 'version' : 'values';
    },
  };
}

function wholeCause({ before, after }: Pair, middle: Resource | undefined): Cause {
  if (after) {
    if (!middle) return 'values';
    return deepEqual(middle.value, after.value) ? 'version' : 'both';
  }
  return before && middle ? 'values' : 'version';
}

function leafIds(before: unknown, after: unknown, holder: Holder): Set<string> {
  return new Set(deltaOf(before, after, holder).map(delta => pathId(delta.path)));
}

function always(cause: Cause): Causes {
  return { whole: cause, of: () => cause };
}
