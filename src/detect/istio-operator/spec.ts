/** An IstioOperator as istioctl merges it: files in their order, then `--set`. */
import type { DataPath, Positioned, ValuesAssignment, ValuesLayer } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { inlineLayer } from '../assembled.js';
import { isRecord } from '../data.js';
import type { Lookup } from '../values/values.js';
import { lookup } from '../values/values.js';

/** One IstioOperator of a file. */
export interface OperatorDocument {
  readonly data: Positioned;
  /** Number of its YAML document, and its path there; absent where it can't be edited in place. */
  readonly home?: { readonly document: number; readonly path: DataPath };
}

export interface OperatorSpec {
  readonly documents: readonly OperatorDocument[];
  readonly sets: readonly ValuesAssignment[];
  /** A field below `spec`, and where it is written. */
  read(path: DataPath): Lookup | undefined;
  text(path: DataPath): string | undefined;
}

/**
 * What stands under `components.COMPONENT.k8s`, in the order in which it is applied: in each file; as a whole, where flags
 * reach into it.
 */
export function settingsOf(spec: OperatorSpec, component: string): readonly Positioned[] {
  const path = ['components', component, 'k8s'];
  const flag = spec.sets.findLast(({ key }) => key.startsWith(`${path.join('.')}.`));
  if (!flag) return spec.documents.map(({ data }) => data.at(['spec', ...path]));
  return [positionedAt(flag.file, flag.line, spec.read(path)?.value)];
}

/** @param sets `--set` flags, with keys below `spec` */
export function operatorSpec(
  documents: readonly OperatorDocument[],
  sets: readonly ValuesAssignment[] = [],
): OperatorSpec {
  const layers: ValuesLayer[] = [
    ...documents
      .map(({ data }) => data.at(['spec']))
      .filter(({ value }) => isRecord(value))
      .map(data => inlineLayer(data)),
    ...sets,
  ];
  const read = (path: DataPath): Lookup | undefined => lookup(layers, path);
  return {
    documents,
    sets,
    read,
    text(path) {
      const value = read(path)?.value;
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    },
  };
}
