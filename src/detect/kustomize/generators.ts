/** The entries of `configMapGenerator` and `secretGenerator`. */
import type { Positioned } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import type { Collected, GeneratedData } from './objects.js';

/** More than any honest kustomization has. */
const MAX_GENERATORS = 5000;

const KINDS = { configMapGenerator: 'ConfigMap', secretGenerator: 'Secret' } as const;

/** What a kustomization generates is added; what lies beyond the bound is a gap. */
export function addGenerators(data: Positioned, folder: string, collected: Collected): void {
  for (const generator of generators(data, folder)) collected.generated.add(generator);
  for (const key of keysOf(KINDS)) {
    if (listAt(data.value, [key]).length <= MAX_GENERATORS) continue;
    const at = { file: data.file, line: data.lineOf([key, MAX_GENERATORS]) };
    collected.gaps.add({ why: `entries after the first ${MAX_GENERATORS} of ${key} are not followed`, at });
  }
}

export function generators(data: Positioned, folder: string): readonly GeneratedData[] {
  return keysOf(KINDS).flatMap(key =>
    listAt(data.value, [key])
      .slice(0, MAX_GENERATORS)
      .map((entry, index) => ({
        kind: KINDS[key],
        name: stringAt(entry, ['name']) ?? '',
        folder,
        data: data.at([key, index]),
      })),
  );
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}
