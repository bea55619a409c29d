/**
 * `vars`: texts `$(NAME)` in fields that `varReference` names, filled in out of other objects of the same build. Kustomize does
 * it last, at the outermost kustomization.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/vars/
 */
import type { DataPath, Positioned } from '../../model.js';
import { positionedAt, startOf, valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { read } from '../layered.js';
import { replacedAt } from './json-patch.js';
import { type Built, type BuiltObject, type Collected, type Gap, isOfMesh, localPath } from './objects.js';
import { type FindSources, selectedField } from './replacements.js';

/** What a kustomization declares of both. */
export async function addVariables(
  context: DetectContext,
  settings: Positioned,
  folder: string,
  { variables, references }: Collected,
): Promise<void> {
  for (const index of listAt(settings.value, ['vars']).keys()) variables.add(settings.at(['vars', index]));
  for (const entry of listAt(settings.value, ['configurations'])) {
    const path = localPath(folder, entry);
    if (path === undefined || !context.tree.has(path)) continue;
    for (const { data } of (await context.yaml(path)).documents)
      for (const index of listAt(data.value, ['varReference']).keys())
        references.add(data.at(['varReference', index]));
  }
}

/** True for a build in which something may be left to fill in. */
export function hasVariables({ variables, objects }: Built): boolean {
  return variables.size > 0 && objects.some(isOfMesh);
}

export async function withVariables(built: Built, everything: FindSources): Promise<Built> {
  const gaps = new Set<Gap>(built.gaps);
  let { objects } = built;
  for (const variable of built.variables) {
    const name = `$(${stringAt(variable.value, ['name']) ?? ''})`;
    const asking = objects.filter(object => asks(object, name));
    if (asking.length === 0) continue;
    const source = await sourceOf(variable, objects, everything);
    objects = source ? objects.map(object => filledIn(object, name, source, built.references)) : objects;
    if (objects.some(object => isOfMesh(object) && asks(object, name)))
      gaps.add({ why: `it fills in \`${name}\`, which is not done here`, at: startOf(variable) });
  }
  return { ...built, objects, gaps };
}

function asks({ object }: BuiltObject, name: string): boolean {
  return JSON.stringify(read(object, [])?.value)?.includes(name) ?? false;
}

/** `objref` says which object, `fieldref` which of its fields: its name, where that is left out. */
async function sourceOf(
  variable: Positioned,
  objects: readonly BuiltObject[],
  everything: FindSources,
): Promise<Positioned | undefined> {
  const reference = recordAt(variable.value, ['objref']);
  if (!reference) return undefined;
  const { apiVersion, ...names } = reference;
  const [version, group] = String(apiVersion ?? '')
    .split('/')
    .toReversed();
  const fieldPath =
    stringAt(variable.value, ['fieldref', 'fieldpath']) ??
    stringAt(variable.value, ['fieldref', 'fieldPath']);
  return selectedField(variable, { ...names, version, group, fieldPath }, objects, everything);
}

function filledIn(
  object: BuiltObject,
  name: string,
  source: Positioned,
  references: ReadonlySet<Positioned>,
): BuiltObject {
  const root = read(object.object, [])?.value;
  let layers = object.object;
  for (const { value: reference } of references) {
    const isMeant = (key: 'kind' | 'group'): boolean =>
      (stringAt(reference, [key]) || object[key]) === object[key];
    if (!isMeant('kind') || !isMeant('group')) continue;
    for (const path of pathsOf(root, stringAt(reference, ['path']) ?? '')) {
      const text = valueAt(root, path);
      if (typeof text !== 'string' || !text.includes(name)) continue;
      const value = String(source.value);
      // What holds another variable twice doubles with each of them.
      if (text.length + (text.split(name).length - 1) * value.length > MAX_TEXT) continue;
      const written = text.replaceAll(name, () => value);
      const filled = text === name ? source : positionedAt(source.file, source.lineOf([]), written);
      layers = replacedAt(layers, path, filled);
    }
  }
  return layers === object.object ? object : { ...object, object: layers };
}

/** Longer than any honest text that is filled in. */
const MAX_TEXT = 100_000;
/** More places than any honest reference names. */
const MAX_PATHS = 1000;

/** `spec/chart/spec/version`; of lists, it means every item. */
function pathsOf(root: unknown, fieldPath: string): readonly DataPath[] {
  let paths: DataPath[] = [[]];
  for (const segment of fieldPath.split('/').slice(0, 50)) {
    const key = segment.replace(/\[\]$/, '');
    paths = paths.flatMap(path => itemsAt(root, path)).filter(path => isRecord(valueAt(root, path)));
    if (paths.length > MAX_PATHS) return [];
    paths = paths.map(path => [...path, key]);
  }
  return paths.flatMap(path => itemsAt(root, path));
}

function itemsAt(root: unknown, path: DataPath): readonly DataPath[] {
  const value = valueAt(root, path);
  return Array.isArray(value) ? value.map((_, index) => [...path, index]) : [path];
}
