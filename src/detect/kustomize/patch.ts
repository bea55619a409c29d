/** Patches of Kustomize over the objects of a build: merged ones, and lists of operations (RFC 6902). */
import type { Positioned } from '../../model.js';
import { startOf, valueAt } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import { patched } from '../layered.js';
import { mergedData } from '../layered-data.js';
import { withKeys } from './composed.js';
import { operated } from './json-patch.js';
import { hasMergeKeys } from './merge-keys.js';
import type { BuiltObject, Gap } from './objects.js';
import { strategicMerge } from './strategic-merge.js';
import { isNamedBy, isTarget, type PatchTarget, unreadablePattern } from './target.js';

export interface Patch {
  readonly data: Positioned;
  /** For a patch with a file of its own: the number of its YAML document there. */
  readonly document?: number;
  readonly target?: PatchTarget;
}

export interface Patched {
  readonly objects: readonly BuiltObject[];
  /** What of it could not be applied, though it is or may be meant for one of them. */
  readonly gaps: readonly Gap[];
}

/** The objects with a patch applied to those that it is meant for. */
export function applyPatch(objects: readonly BuiltObject[], patch: Patch): Patched {
  const { data, target } = patch;
  const isList = Array.isArray(data.value);
  const unreadable = target && unreadablePattern(target);
  if (unreadable !== undefined && objects.length > 0) {
    const why = `the target \`${shortened(unreadable)}\` of a patch is no pattern that can be read: what it is meant for is not known`;
    return { objects, gaps: [{ why, at: startOf(data) }] };
  }
  const gaps: Gap[] = [];
  const patchedObjects = objects.flatMap(object => {
    const isMeant = target ? isTarget(object, target) : !isList && isNamedBy(object, data.value);
    if (!isMeant) return [object];
    const result = isList ? withOperations(object, data, gaps) : withMerged(object, patch);
    return result ? [result] : [];
  });
  return { objects: patchedObjects, gaps };
}

function withOperations(built: BuiltObject, data: Positioned, gaps: Gap[]): BuiltObject {
  const { object, stopped } = operated(built.object, data);
  if (stopped) {
    const why = `Kustomize can’t apply this operation to ${built.kind} ${built.name}: ${stopped.why}; what is deployed is not known`;
    gaps.push({ why, at: startOf(data, [stopped.index]) });
  }
  return { ...built, object };
}

function withMerged(built: BuiltObject, { data, document }: Patch): BuiltObject | undefined {
  if (valueAt(data.value, ['$patch']) === 'delete') return undefined;
  const changes = withoutIdentity(data);
  if (!hasMergeKeys(built.group, built.kind)) {
    const writing = document === undefined ? {} : { document, path: [] };
    return { ...built, object: patched(built.object, { data: changes, ...writing }) };
  }
  const object = strategicMerge(mergedData(built.object), changes, built.group, built.kind);
  return object && { ...built, object: [{ data: object }] };
}

/** A patch with a target may call itself whatever it likes; one without says what the object says. */
function withoutIdentity(patch: Positioned): Positioned {
  const metadata = patch.at(['metadata']);
  const nameless = withKeys(metadata, new Map(NAMES.map(key => [key, undefined])));
  const changes = new Map<string, Positioned | undefined>([
    ['apiVersion', undefined],
    ['kind', undefined],
  ]);
  if (isRecord(metadata.value)) changes.set('metadata', nameless);
  return withKeys(patch, changes);
}

const NAMES = ['name', 'namespace'];

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
