/** The ConfigMaps that a rendered istiod reads, on the way on which it is deployed itself. */
import type { DataPath, Position, Positioned } from '../../model.js';
import { parseEmbedded, startOf } from '../../yaml/positioned.js';
import { isRecord, stringAt } from '../data.js';
import { namesOf } from '../kustomize/target.js';
import { isSameWay, type Variant } from '../kustomize/variants.js';
import { mergedData } from '../layered-data.js';
import type { OverlaidManifest } from '../overlaid.js';
import { folderOf } from '../tree-path.js';
import type { Rendered } from './workloads.js';

/** The mesh's configuration; undefined where nothing of the tree holds it, or its text can't be read. */
export function meshConfigOf(istiod: OverlaidManifest, rendered: Rendered): Positioned | undefined {
  const map = mapNamed(istiod, 'istio', rendered);
  const data = map && parseEmbedded(map, ['data', 'mesh'])?.documents[0]?.data;
  return data && isRecord(data.value) ? data : undefined;
}

/** The same, where overlays have it otherwise than it is written. */
export function changedMeshConfig(istiod: OverlaidManifest, rendered: Rendered): Positioned | undefined {
  const names = namesFor(istiod, 'istio');
  const isAsWritten = rendered.maps.some(
    map => names.has(map.written.name) && isSameWay(map.way, istiod.way) && isSame(map, ['data', 'mesh']),
  );
  return istiod.way && !isAsWritten ? meshConfigOf(istiod, rendered) : undefined;
}

/** The tag of the images that istiod puts into pods, as its injector's ConfigMap has it. */
export function injectedTag(
  istiod: OverlaidManifest,
  rendered: Rendered,
): { readonly tag: string; readonly at: Position } | undefined {
  const map = mapNamed(istiod, 'istio-sidecar-injector', rendered);
  const values = map && parseEmbedded(map, ['data', 'values'])?.documents[0]?.data;
  const tag = values && stringAt(values.value, ['global', 'tag']);
  return values && tag ? { tag, at: startOf(values, ['global', 'tag']) } : undefined;
}

/** Where overlays change what istiod puts into pods; undefined where none does. */
export function changeOfInjection(
  istiod: OverlaidManifest,
  { maps }: Rendered,
): { readonly at: Position; readonly data: unknown } | undefined {
  const names = namesFor(istiod, 'istio-sidecar-injector');
  const changed = maps.find(
    map => names.has(map.written.name) && isSameWay(map.way, istiod.way) && !isSame(map, ['data']),
  );
  const patch = changed?.writings.at(-1)?.data;
  return (
    patch && { at: { file: patch.file, line: patch.lineOf([]) }, data: changed?.data.at(['data']).value }
  );
}

function isSame({ data, written }: OverlaidManifest, path: DataPath): boolean {
  return JSON.stringify(data.at(path).value) === JSON.stringify(written.data.at(path).value);
}

function namesFor({ data }: OverlaidManifest, name: string): ReadonlySet<string> {
  const revision = stringAt(data.value, ['metadata', 'labels', 'istio.io/rev']);
  return new Set([name, ...(revision ? [`${name}-${revision}`] : [])]);
}

function mapNamed(istiod: OverlaidManifest, name: string, rendered: Rendered): Positioned | undefined {
  const names = namesFor(istiod, name);
  const { way, file } = istiod;
  if (!way) {
    const beside = rendered.maps.filter(
      map => !map.way && names.has(map.name) && folderOf(map.file) === folderOf(file),
    );
    return (beside.find(map => map.file === file) ?? beside[0])?.data;
  }
  const variants = [...rendered.maps.flatMap(map => map.way ?? []), ...rendered.generatedMaps];
  const possible = variants.filter(
    variant =>
      isSameWay(variant, way) && namesOf(variant.object).some(({ name: earlier }) => names.has(earlier)),
  );
  const [best] = possible.toSorted((one, other) => sharedPlaces(other, way) - sharedPlaces(one, way));
  return best && mergedData(best.object.object);
}

/** How many of the files that bring them are the same, from the outermost on; its own file is one of them. */
function sharedPlaces(one: Variant, other: Variant): number {
  const [first, second] = [one, other].map(({ object }) => object.chain.map(({ file }) => file).toReversed());
  let count = 0;
  while (count < (first?.length ?? 0) && first?.[count] === second?.[count]) count++;
  return count;
}
