/**
 * `replacements`: fields that a kustomization copies from one of its objects into others.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/
 */
import { escapeForRegExp } from '../../escape-regexp.js';
import type { DataPath, Positioned } from '../../model.js';
import { positionedAt, startOf, valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { placeOf, read } from '../layered.js';
import { mergedData } from '../layered-data.js';
import { wrapped } from '../reshaped.js';
import { replacedAt } from './json-patch.js';
import { type BuiltObject, localPath } from './objects.js';
import type { Patched } from './patch.js';
import { isTarget, type PatchTarget } from './target.js';

/** `replacements`, written out or in files of their own. */
export async function* replacementsOf(
  context: DetectContext,
  settings: Positioned,
  folder: string,
): AsyncGenerator<Positioned> {
  for (const [index, entry] of listAt(settings.value, ['replacements']).entries()) {
    const file = stringAt(entry, ['path']);
    const path = file === undefined ? undefined : localPath(folder, file);
    if (file === undefined) yield settings.at(['replacements', index]);
    if (path === undefined || !context.tree.has(path)) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      if (Array.isArray(data.value)) for (const number of data.value.keys()) yield data.at([number]);
      else if (isRecord(data.value)) yield data;
    }
  }
}

/** All objects of the build, those that nobody else asks for included: a source is often a plain ConfigMap. */
export type FindSources = () => Promise<readonly BuiltObject[]>;

export async function withReplacement(
  objects: readonly BuiltObject[],
  replacement: Positioned,
  everything: FindSources,
): Promise<Patched> {
  const targets = listAt(replacement.value, ['targets']).map((_, index) =>
    replacement.at(['targets', index]),
  );
  const touched = objects.filter(object => targets.some(target => isSelected(object, target)));
  if (touched.length === 0) return { objects, gaps: [] };
  const source = replacement.at(['source']);
  const select = recordAt(source.value, []) ?? {};
  const isWritten = stringAt(replacement.value, ['sourceValue']) !== undefined;
  const value = isWritten
    ? replacement.at(['sourceValue'])
    : await selectedField(source, select, objects, everything);
  const unseen = `<${unseenField(select)}>`;
  const why = `a field of ${touched.length === 1 ? nameOf(touched[0]) : `${touched.length} objects`} is copied from somewhere that this repository does not show`;
  return {
    objects: objects.map(object =>
      targets.reduce(
        (result, target) => replaced(result, target, path => value ?? openedAt(result, path, unseen)),
        object,
      ),
    ),
    gaps: value ? [] : [{ why, at: startOf(replacement) }],
  };
}

/**
 * The field of an object that a replacement, or a variable, is filled from.
 * @param source what selects it
 */
export async function selectedField(
  source: Positioned,
  select: Readonly<Record<string, unknown>>,
  objects: readonly BuiltObject[],
  everything: FindSources,
): Promise<Positioned | undefined> {
  const isMeant = (object: BuiltObject): boolean => isTarget(object, anchored(select));
  const found = objects.filter(isMeant);
  const [object, ...others] = found.length > 0 ? found : (await everything()).filter(isMeant);
  if (!object || others.length > 0) return undefined;
  const fieldPath = stringAt(select, ['fieldPath']) ?? 'metadata.name';
  if (fieldPath === 'metadata.name') return positionedAt(source.file, source.lineOf([]), object.name);
  const data = mergedData(object.object);
  const [path, ...more] = pathsOf(data.value, segmentsOf(fieldPath), false);
  if (!path || more.length > 0) return undefined;
  const part = data.at(path);
  const delimiter = stringAt(select, ['options', 'delimiter']);
  if (!delimiter) return part.value === undefined ? undefined : part;
  const piece = String(part.value).split(delimiter)[Number(valueAt(select, ['options', 'index']) ?? 0)];
  return piece === undefined ? undefined : positionedAt(part.file, part.lineOf([]), piece);
}

/** Names in a source are names, not patterns. */
function anchored(select: Readonly<Record<string, unknown>>): PatchTarget {
  const fields = ['group', 'version', 'kind', 'name', 'namespace'].map(field => {
    const text = stringAt(select, [field]);
    return [field, text === undefined ? undefined : escapeForRegExp(text)] as const;
  });
  return Object.fromEntries(fields.filter(([, text]) => text !== undefined));
}

function isSelected(object: BuiltObject, target: Positioned): boolean {
  const select = recordAt(target.value, ['select']);
  if (!select || !isTarget(object, select)) return false;
  return !listAt(target.value, ['reject']).some(reject => isRecord(reject) && isTarget(object, reject));
}

/** Fields that decide what is installed. */
const VERSION = /^(version|targetRevision|revision|tag|semver)$/;

/** A version that comes from somewhere else is not what stands there; anything else is told, and left. */
function openedAt({ object }: BuiltObject, path: DataPath, unseen: string): Positioned | undefined {
  const { file, line } = placeOf(object, path);
  return VERSION.test(String(path.at(-1))) ? positionedAt(file, line, unseen) : undefined;
}

/** The text that stands for a field which this repository does not show: `data.istio of ConfigMap versions`. */
function unseenField(select: Readonly<Record<string, unknown>>): string {
  const [field, kind, name] = ['fieldPath', 'kind', 'name'].map(key =>
    (stringAt(select, [key]) ?? '').slice(0, 100).replace(/[^\w.-]/g, ''),
  );
  return `${field || 'the name'} of ${kind} ${name}`;
}

/** @param sourceAt what is put at a path of it; undefined where it stays as it is */
function replaced(
  object: BuiltObject,
  target: Positioned,
  sourceAt: (path: DataPath) => Positioned | undefined,
): BuiltObject {
  if (!isSelected(object, target)) return object;
  const fieldPaths = listAt(target.value, ['fieldPaths']).filter(path => typeof path === 'string');
  const delimiter = stringAt(target.value, ['options', 'delimiter']);
  const index = Number(valueAt(target.value, ['options', 'index']) ?? 0);
  const creates = valueAt(target.value, ['options', 'create']) === true;
  let result = object.object;
  for (const fieldPath of fieldPaths) {
    const root = read(result, [])?.value;
    for (const path of pathsOf(root, segmentsOf(fieldPath), creates)) {
      const before = valueAt(root, path);
      const source = sourceAt(path);
      if (!source) continue;
      const value = delimiter
        ? positionedAt(
            source.file,
            source.lineOf([]),
            spliced(String(before ?? ''), delimiter, index, source),
          )
        : source;
      result =
        before === undefined ? [...result, { data: wrapped(value, path) }] : replacedAt(result, path, value);
    }
  }
  return { ...object, object: result };
}

/** One of the pieces of a text put in the place of another, before the first, or behind the last. */
function spliced(text: string, delimiter: string, index: number, { value }: Positioned): string {
  const pieces = text.split(delimiter);
  if (index < 0) pieces.unshift(String(value));
  else if (index >= pieces.length) pieces.push(String(value));
  else pieces[index] = String(value);
  return pieces.join(delimiter);
}

/** `a.b\.c.[name=x].0.*`, also `a[name=x]` and `a.[b.c]`. */
function segmentsOf(fieldPath: string): readonly string[] {
  const found = fieldPath.slice(0, 1000).match(/\[[^\]]*\]|(?:\\.|[^.[\\])+/g) ?? [];
  return found.map(segment =>
    segment.startsWith('[') && !segment.includes('=')
      ? segment.slice(1, -1)
      : segment.replace(/\\(.)/g, '$1'),
  );
}

/** More places than any honest replacement fills. */
const MAX_PATHS = 1000;

function pathsOf(value: unknown, segments: readonly string[], creates: boolean): readonly DataPath[] {
  let paths: DataPath[] = [[]];
  for (const segment of segments) {
    paths = paths.flatMap(path =>
      stepsInto(valueAt(value, path), segment, creates).map(key => [...path, key]),
    );
    if (paths.length > MAX_PATHS) return [];
  }
  return paths;
}

function stepsInto(value: unknown, segment: string, creates: boolean): readonly (string | number)[] {
  if (Array.isArray(value)) {
    const indexes = [...value.keys()];
    const condition = /^\[([^=]+)=(.*)\]$/.exec(segment);
    if (condition)
      return indexes.filter(index => stringAt(value[index], [condition[1] ?? '']) === condition[2]);
    if (segment === '*') return indexes;
    return /^\d{1,6}$/.test(segment) && Number(segment) < value.length ? [Number(segment)] : [];
  }
  if (!isRecord(value)) return value === undefined && creates ? [segment] : [];
  if (segment === '*') return Object.keys(value);
  return Object.hasOwn(value, segment) || creates ? [segment] : [];
}

function nameOf(object: BuiltObject | undefined): string {
  return `${object?.kind} ${object?.name}`;
}
