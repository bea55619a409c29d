/** Releases of the Applications that ApplicationSets and charts make, with what is left open there. */
import type { DataPath, Positioned, Problem, Release, ValuesLayer } from '../../model.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { isVariable, unknownFields } from '../open-values.js';
import { decidesInstallation, type GeneratedApplication } from './sets.js';

/**
 * A release as it was read from a generated Application: declared where its parameters are, its values unknown where
 * parameters from elsewhere decide them.
 */
export function asGenerated(
  release: Release,
  generated: GeneratedApplication,
  context: DetectContext,
): Release {
  const { left, file } = generated;
  const open = left.filter(({ path }) => decidesInstallation(path));
  const inValues = open.filter(({ path }) => path.includes('helm'));
  const declared = file !== undefined && context.tree.has(file) ? { file, line: 1 } : release.declared;
  const why = generated.why ?? 'nothing in this repository fills it in';
  const problems: Problem[] = open.map(({ path, text, at }) => {
    const key = path
      .filter(part => typeof part === 'string')
      .slice(2)
      .join('.');
    const what = `${key} of ApplicationSet ${generated.set.name}`;
    return { what, why: `it holds \`${text}\`: ${why}`, ...at, blocking: !isVariable(valuePath(path)) };
  });
  const read = release.problems.filter(({ what }) => !what.includes('{{'));
  return {
    ...release,
    declared,
    values: release.values.map(layer => asWritten(layer, generated)),
    problems: [...read, ...problems],
    ...unknownFields(
      release.valuesUnknown === true || inValues.some(({ path }) => valuePath(path).length === 0),
      inValues.flatMap(({ path, text, at }) =>
        valuePath(path).length === 0 ? [] : [{ path: valuePath(path), what: text, at }],
      ),
    ),
  };
}

/** Below the release's values; `[]` for a field of `helm` that may set any of them. */
function valuePath(path: DataPath): DataPath {
  const field = path.indexOf('helm') + 1;
  return path[field] === 'values' || path[field] === 'valuesObject' ? path.slice(field + 1) : [];
}

/** A release of an Application that a chart writes: what its template writes can't be edited there. */
export function asTemplated(
  release: Release,
  template: string,
  originOf: (value: unknown) => Positioned | undefined,
): Release {
  return {
    ...release,
    values: release.values.map(layer => {
      if (layer.kind !== 'document' || layer.file !== template) return layer;
      const { home: _home, ...rest } = layer;
      const data = originOf(layer.data.value);
      return data ? { ...rest, data, file: data.file, line: data.lineOf([]) } : rest;
    }),
  };
}

/** Text that was filled in can't be edited where its template stands. */
function asWritten(layer: ValuesLayer, { set }: GeneratedApplication): ValuesLayer {
  if (layer.kind !== 'document' || !layer.home || layer.file !== set.at.file) return layer;
  const original = set.data.at(layer.home.path);
  const same = stringAt(original.value, []) === layer.text || original.value === layer.data.value;
  if (same) return layer;
  const { home, ...rest } = layer;
  return home ? rest : layer;
}
