/** Releases of the Applications that ApplicationSets and charts make, with what is left open there. */
import type { Release, ValuesLayer } from '../../model.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { variantId } from '../variants.js';
import { withLeft } from './left.js';
import type { GeneratedApplication } from './sets.js';
import type { TemplatedApplication } from './templates.js';

/**
 * A release as it was read from a generated Application: declared where its parameters are, its values unknown where
 * parameters from elsewhere decide them.
 */
export function asGenerated(
  release: Release,
  generated: GeneratedApplication,
  context: DetectContext,
): Release {
  const { left, file, set } = generated;
  const declared = file !== undefined && context.tree.has(file) ? { file, line: 1 } : release.declared;
  const why = generated.why ?? 'nothing in this repository fills it in';
  const values = release.values.map(layer => asWritten(layer, generated));
  return withLeft({ ...release, declared, values }, left, `ApplicationSet ${set.name}`, why);
}

/** A release of an Application that a chart writes: what its template writes can't be edited there. */
export function asTemplated(release: Release, made: TemplatedApplication): Release {
  const { application, left, originOf, problems, variant = '' } = made;
  const values = release.values.map(layer => {
    if (layer.kind !== 'document' || layer.source !== 'inline') return layer;
    const { home: _home, ...rest } = layer;
    const data = originOf(layer.data.value);
    return data ? { ...rest, data, file: data.file, line: data.lineOf([]) } : rest;
  });
  const why = 'the template takes it from what this repository does not decide';
  const environment = variant === '' ? {} : { id: variantId(release.id, variant), destination: variant };
  const told = { ...release, ...environment, values, problems: [...release.problems, ...problems] };
  return withLeft(told, left, `Application ${application.name}`, why);
}

/** Text that was filled in can't be edited where its template stands. */
function asWritten(layer: ValuesLayer, { set }: GeneratedApplication): ValuesLayer {
  if (layer.kind !== 'document' || !layer.home) return layer;
  // A patch of an overlay may hold it, too.
  if (set.homeOf ? layer.source !== 'inline' : layer.file !== set.at.file) return layer;
  const original = set.data.at(layer.home.path);
  const same = stringAt(original.value, []) === layer.text || original.value === layer.data.value;
  if (same) return layer;
  const { home, ...rest } = layer;
  return home ? rest : layer;
}
