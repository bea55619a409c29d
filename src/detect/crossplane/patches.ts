/**
 * Resources that a composition makes by patches, in its mode `Resources` and by function-patch-and-transform.
 * Sources: https://docs.crossplane.io/v1.20/concepts/patch-and-transform/,
 * https://github.com/crossplane-contrib/function-patch-and-transform/blob/v0.9.0/input/v1beta1/resources_patches.go
 */

import { overlaid } from '../../evaluated/overlay.js';
import { plainValue, positionedValue } from '../../evaluated/plain.js';
import { type EvaluatedValue, unknown, valueFrom } from '../../evaluated/value.js';
import type { DataPath, Positioned } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { Manifest } from '../manifests.js';
import type { Composed } from './composed.js';
import type { Composite } from './declared.js';
import { parseFieldPath, valueIn, withValue } from './field-path.js';
import { combined, transformed } from './transforms.js';

/** Where a composition lists resources and sets of patches. */
function lists({ data }: Manifest): readonly DataPath[] {
  const steps = listAt(data.value, ['spec', 'pipeline']).flatMap((step, index) => {
    const isPatched =
      /^pt\.fn\.crossplane\.io\//.test(stringAt(step, ['input', 'apiVersion']) ?? '') &&
      stringAt(step, ['input', 'kind']) === 'Resources';
    return isPatched ? [['spec', 'pipeline', index, 'input']] : [];
  });
  return [['spec'], ...steps];
}

const RELEASE = /^helm\.(?:m\.)?crossplane\.io\//;

export function isRelease({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  return kind === 'Release' && RELEASE.test(apiVersion);
}

/** Where the Releases stand that patches are put over: they are none by themselves. */
export function releaseBases(composition: Manifest): readonly DataPath[] {
  const { data, kind, apiVersion } = composition;
  if (kind !== 'Composition' || !apiVersion.startsWith('apiextensions.crossplane.io/')) return [];
  return lists(composition).flatMap(path =>
    listAt(data.value, [...path, 'resources']).flatMap((resource, index) => {
      const text = (key: string): string => stringAt(resource, ['base', key]) ?? '';
      const isOwn = isRelease({ apiVersion: text('apiVersion'), kind: text('kind') });
      return isOwn ? [[...path, 'resources', index, 'base']] : [];
    }),
  );
}

/** All resources that it makes for a composite resource. */
export function patchedResources(composition: Manifest, composite: Composite): readonly Composed[] {
  const { data } = composition;
  const made = new Map<
    string,
    { readonly base: Positioned; readonly value: EvaluatedValue; readonly name: string }
  >();
  for (const path of lists(composition)) {
    for (const [index, resource] of listAt(data.value, [...path, 'resources']).entries()) {
      const own: DataPath = [...path, 'resources', index];
      const name = stringAt(resource, ['name']) ?? '';
      const key = name || JSON.stringify(own);
      const hasBase = recordAt(resource, ['base']) !== undefined;
      // One without a base is what an earlier step has made under this name.
      const before = hasBase ? undefined : made.get(key);
      const base = hasBase ? data.at([...own, 'base']) : before?.base;
      if (!base) continue;
      let value = before?.value ?? valueFrom(base);
      const patches = patchesOf(data, path, own);
      for (const patch of patches.slice(0, MAX_PATCHES)) value = patched(value, patch, composite);
      if (patches.length > MAX_PATCHES) value = unknown('more patches than are looked at', startOf(base));
      made.set(key, { base, value, name });
    }
  }
  return [...made.values()].map(({ base, value, name }) => ({
    data: positionedValue(value),
    open: plainValue(value).open,
    written: startOf(base),
    name,
    missing: [],
    problems: [],
  }));
}

/** More than people patch one resource with. */
const MAX_PATCHES = 500;

/** Those of a resource, sets of them written out. */
function patchesOf(data: Positioned, list: DataPath, resource: DataPath): readonly Positioned[] {
  const sets = listAt(data.value, [...list, 'patchSets']);
  return listAt(data.value, [...resource, 'patches'])
    .slice(0, MAX_PATCHES)
    .flatMap((patch, index) => {
      if (stringAt(patch, ['type']) !== 'PatchSet') return [data.at([...resource, 'patches', index])];
      const set = sets.findIndex(one => stringAt(one, ['name']) === stringAt(patch, ['patchSetName']));
      return listAt(sets[set], ['patches'])
        .slice(0, MAX_PATCHES)
        .map((_, inner) => data.at([...list, 'patchSets', set, 'patches', inner]));
    });
}

const FROM =
  /^(?:FromCompositeFieldPath|CombineFromComposite|FromEnvironmentFieldPath|CombineFromEnvironment)$/;

function patched(base: EvaluatedValue, patch: Positioned, composite: Composite): EvaluatedValue {
  const type = stringAt(patch.value, ['type']) ?? 'FromCompositeFieldPath';
  const to = parseFieldPath(
    stringAt(patch.value, ['toFieldPath']) ?? stringAt(patch.value, ['fromFieldPath']) ?? '',
  );
  if (!FROM.test(type) || !to) return base;
  const given =
    type.endsWith('Environment') || type.startsWith('FromEnvironment')
      ? unknown('the environment of the composition', startOf(patch))
      : sourceOf(patch, composite);
  if (!given) return base;
  const value = given.kind === 'unknown' ? given : transformed(given, patch);
  // Options of Crossplane 1 and policies of the function, by which mappings are merged.
  const policy = stringAt(patch.value, ['policy', 'toFieldPath']) ?? '';
  const options = recordAt(patch.value, ['policy', 'mergeOptions']);
  const isMerged = /Merge/.test(policy) || options !== undefined;
  // `MergeObject` keeps what is there, as `keepMapValues` does.
  const keeps = /^Merge/.test(policy) || options?.keepMapValues === true;
  const merged = (old: EvaluatedValue): EvaluatedValue =>
    keeps ? overlaid(value, old) : overlaid(old, value);
  return withValue(base, to, old => (isMerged && old ? merged(old) : value)) ?? base;
}

/** What is patched in; undefined where that is nothing, so that the base stays as it is. */
function sourceOf(patch: Positioned, { value, called }: Composite): EvaluatedValue | undefined {
  const variables = listAt(patch.value, ['combine', 'variables']);
  const isCombined = recordAt(patch.value, ['combine']) !== undefined;
  const names = isCombined
    ? variables.map(variable => stringAt(variable, ['fromFieldPath']) ?? '')
    : [stringAt(patch.value, ['fromFieldPath']) ?? ''];
  const found = names.map(name => {
    const path = parseFieldPath(name);
    return path && valueIn(value, path);
  });
  const missing = found.indexOf(undefined);
  if (missing >= 0) {
    const isRequired = stringAt(patch.value, ['policy', 'fromFieldPath']) === 'Required';
    return isRequired ? unknown(`${names[missing]} of ${called}`, startOf(patch)) : undefined;
  }
  const values = found.filter(one => one !== undefined);
  const open = values.find(one => one.kind === 'unknown');
  if (open?.kind === 'unknown') return unknown(open.gap.what, startOf(patch));
  return isCombined ? combined(values, patch) : values[0];
}
