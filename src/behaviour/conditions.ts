/** Where values of an installation hang on a condition that the tree leaves open. */

import { lookup } from '../detect/values/values.js';
import { oncePer } from '../memo.js';
import type { Condition, DataPath, Installation, Position } from '../model.js';
import { valuesBelow } from './open.js';

/** The condition behind what is written at a line of the values; undefined for what holds in any case. */
export function conditionAt({ file, line }: Position, installation: Installation): Condition | undefined {
  return placesOf(installation).find(place => place.file === file && place.from <= line && line <= place.to)
    ?.condition;
}

/** Paths of the chart's own values that hang on a condition, each with it. */
export function conditionalValues({
  release,
  valuesPath,
}: Installation): readonly { readonly path: DataPath; readonly condition: Condition }[] {
  return (release.openValues ?? []).flatMap(({ path, condition }) => {
    const own = valuesBelow(path, valuesPath);
    return own && condition ? [{ path: own, condition }] : [];
  });
}

interface Place {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly condition: Condition;
}

const placesOf = oncePer(readPlaces);

function readPlaces({ release }: Installation): readonly Place[] {
  return (release.openValues ?? []).flatMap(({ path, condition }) => {
    const written = condition && lookup(release.values, path);
    if (!written) return [];
    const { file, line, layer } = written;
    const to = layer.kind === 'document' ? layer.data.endLineOf(written.path) : line;
    return [{ file, from: line, to: Math.max(line, to), condition }];
  });
}
