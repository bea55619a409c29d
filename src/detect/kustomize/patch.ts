/** Patches of Kustomize over one object: merged ones, and lists of operations (RFC 6902). */
import type { DataPath, Positioned } from '../../model.js';
import { positionedAt, valueAt } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import { type Layered, patched, read, without } from '../layered.js';
import { wrapped } from '../reshaped.js';
import type { BuiltObject } from './objects.js';

/** `target` of a patch; every part that is given has to match. */
export type PatchTarget = Readonly<Record<string, unknown>>;

export interface Patch {
  readonly data: Positioned;
  /** For a patch with a file of its own: the number of its YAML document there. */
  readonly document?: number;
  readonly target?: PatchTarget;
}

/** The objects with a patch applied to those that it is meant for. */
export function applyPatch(objects: readonly BuiltObject[], patch: Patch): readonly BuiltObject[] {
  const isList = Array.isArray(patch.data.value);
  return objects.flatMap(object => {
    const isMeant = patch.target
      ? matchesTarget(object, patch.target)
      : !isList && names(object, patch.data.value);
    if (!isMeant) return [object];
    if (isList) return [{ ...object, object: operated(object.object, patch.data) }];
    if (valueAt(patch.data.value, ['$patch']) === 'delete') return [];
    const writing = patch.document === undefined ? {} : { document: patch.document, path: [] };
    return [{ ...object, object: patched(object.object, { data: patch.data, ...writing }) }];
  });
}

function names(object: BuiltObject, patch: unknown): boolean {
  const namespace = stringAt(patch, ['metadata', 'namespace']);
  const group = (stringAt(patch, ['apiVersion']) ?? '').split('/').slice(0, -1).join('/');
  return (
    stringAt(patch, ['kind']) === object.kind &&
    stringAt(patch, ['metadata', 'name']) === object.name &&
    group === object.group &&
    (namespace === undefined || object.namespace === '' || namespace === object.namespace)
  );
}

function matchesTarget(object: BuiltObject, target: PatchTarget): boolean {
  const version = (valueAt(object.object[0]?.data.value, ['apiVersion']) as string | undefined)
    ?.split('/')
    .at(-1);
  const fields = {
    group: object.group,
    version: version ?? '',
    kind: object.kind,
    name: object.name,
    namespace: object.namespace,
  };
  for (const [field, actual] of Object.entries(fields)) {
    const wanted = stringAt(target, [field]);
    if (wanted !== undefined && wanted !== '' && !matchesWhole(wanted, actual)) return false;
  }
  return (['labels', 'annotations'] as const).every(kind => {
    const selector = stringAt(target, [kind === 'labels' ? 'labelSelector' : 'annotationSelector']);
    return selector === undefined || selects(selector, read(object.object, ['metadata', kind])?.value);
  });
}

/** Kustomize anchors its patterns; one that is no plain name is compared piece by piece, never run as given. */
function matchesWhole(pattern: string, text: string): boolean {
  const bare = pattern.replace(/^\^/, '').replace(/\$$/, '');
  return bare.split('|').some(alternative => {
    const cleaned = alternative.replace(/^\(+|\)+$/g, '');
    const pieces = cleaned.split(/\.\*|\.\+/).map(piece => piece.replace(/\\(.)/g, '$1'));
    const [first = '', ...rest] = pieces;
    if (rest.length === 0) return cleaned.replace(/\\(.)/g, '$1') === text;
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const [index, piece] of rest.entries()) {
      const found = index === rest.length - 1 ? text.length - piece.length : text.indexOf(piece, at);
      if (found < at || !text.startsWith(piece, found)) return false;
      at = found + piece.length;
    }
    return true;
  });
}

/** `a=b,c!=d,e`; other selectors match nothing. */
function selects(selector: string, labels: unknown): boolean {
  return selector.split(',').every(part => {
    const found = /^\s*([^=!\s]+)\s*(?:(==?|!=)\s*(\S*))?\s*$/.exec(part);
    if (!found) return false;
    const [, key = '', operator, wanted] = found;
    const actual = stringAt(labels, [key]);
    if (operator === undefined) return actual !== undefined;
    return operator === '!=' ? actual !== wanted : actual === wanted;
  });
}

function operated(object: Layered, operations: Positioned): Layered {
  let result = object;
  for (const [index, operation] of (operations.value as readonly unknown[]).entries()) {
    const path = pointer(stringAt(operation, ['path']) ?? '');
    if (path.length === 0) continue;
    const kind = stringAt(operation, ['op']);
    const value = operations.at([index, 'value']);
    const at = operations.lineOf([index]);
    if (kind === 'remove') result = changed(result, path, undefined, operations.file, at);
    if (kind === 'add' || kind === 'replace')
      result = changed(result, path, value, operations.file, at, kind);
  }
  return result;
}

function changed(
  object: Layered,
  path: DataPath,
  value: Positioned | undefined,
  file: string,
  line: number,
  kind = 'remove',
): Layered {
  const listAt = path.findIndex((_, depth) => Array.isArray(read(object, path.slice(0, depth))?.value));
  if (listAt >= 0) {
    const holder = path.slice(0, listAt);
    const list = inList(read(object, holder)?.value, path.slice(listAt), value, kind);
    return [...without(object, holder), { data: wrapped(positionedAt(file, line, list), holder) }];
  }
  const lower = without(object, path);
  return value ? [...lower, { data: wrapped(value, path) }] : lower;
}

function inList(holder: unknown, path: DataPath, value: Positioned | undefined, kind: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value?.value;
  if (Array.isArray(holder)) {
    const index = key === '-' ? holder.length : Number(key);
    if (!Number.isInteger(index) || index < 0 || index > holder.length) return holder;
    if (rest.length > 0)
      return holder.map((item, other) => (other === index ? inList(item, rest, value, kind) : item));
    const replaced = value ? [value.value] : [];
    return [...holder.slice(0, index), ...replaced, ...holder.slice(kind === 'add' ? index : index + 1)];
  }
  const entries = typeof holder === 'object' && holder !== null ? Object.entries(holder) : [];
  const others = entries.filter(([name]) => name !== key);
  if (rest.length === 0 && !value) return Object.fromEntries(others);
  const child = entries.find(([name]) => name === key)?.[1];
  return Object.fromEntries([...others, [key, inList(child, rest, value, kind)]]);
}

function pointer(text: string): DataPath {
  return text
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
