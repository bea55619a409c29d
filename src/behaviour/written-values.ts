/** What the author wrote for one chart: every leaf of the values, with the line that decides it. */

import { lookup, mergedValues } from '../detect/values/values.js';
import { oncePer } from '../memo.js';
import type { DataPath, Installation, Position, ValuesLayer } from '../model.js';

export interface WrittenValue {
  /** Keys below the chart's values, without the wrapper that some charts put around their defaults. */
  readonly keys: readonly string[];
  /** The keys as they are written. */
  readonly written: DataPath;
  readonly value: unknown;
  readonly place: Position;
}

/** Keys under which charts keep their defaults. Source: zzz_profile.yaml of the charts from 1.21 on. */
const WRAPPERS: ReadonlySet<string> = new Set(['defaults', '_internal_defaults_do_not_set']);

/**
 * Leaves of the values that reach the chart, in the order in which they are merged; a list is one leaf, an empty map
 * is none. What the chart itself brings along is left out.
 */
export const writtenValues = oncePer(readValues);

function readValues(installation: Installation): readonly WrittenValue[] {
  const { valuesPath } = installation;
  const layers = authoredLayers(installation);
  const leaves: WrittenValue[] = [];
  for (const written of leafPaths(mergedValues(layers, valuesPath), [])) {
    const found = lookup(layers, written, valuesPath);
    if (!found) continue;
    const [first, ...rest] = written;
    leaves.push({
      keys: first !== undefined && WRAPPERS.has(first) ? rest : written,
      written,
      value: found.value,
      place: { file: found.file, line: found.line },
    });
  }
  return leaves;
}

/** Keys directly below a map of the values, with their values and lines; none where there is no map. */
export function writtenEntries(installation: Installation, path: DataPath): readonly WrittenValue[] {
  return writtenValues(installation).filter(
    ({ keys }) => keys.length === path.length + 1 && path.every((key, depth) => keys[depth] === key),
  );
}

/** Spelt as in the facts: nothing as the empty string, lists and maps as compact JSON. */
export function spellValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `pilot.env.X`, `podAnnotations["example.com/key"]`: as the facts name values. */
export function valueName(keys: readonly string[]): string {
  return keys.reduce(
    (path, key) =>
      /^[A-Za-z0-9_-]+$/.test(key)
        ? `${path}${path === '' ? '' : '.'}${key}`
        : `${path}[${JSON.stringify(key)}]`,
    '',
  );
}

/** An unpacked copy of Istio's own chart in the tree brings its defaults as the lowest layer: nobody wrote those here. */
function authoredLayers({ release, valuesPath }: Installation): readonly ValuesLayer[] {
  const isOwn = release.chart.kind === 'tree' && release.chart.own !== undefined;
  return release.values.filter(layer => {
    if (layer.kind !== 'document' || layer.source !== 'default') return true;
    const below = layer.below ?? [];
    const isInside = valuesPath.length <= below.length && valuesPath.every((key, at) => below[at] === key);
    return !(isInside && (valuesPath.length > 0 || isOwn));
  });
}

function leafPaths(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...path, key]));
}
