/**
 * Which objects a patch, or a replacement, is meant for.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
 */
import { valueAt } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import { read } from '../layered.js';
import type { BuiltObject } from './objects.js';
import { matchesWhole } from './pattern.js';

/** `target` of a patch; every part that is given has to match. */
export type PatchTarget = Readonly<Record<string, unknown>>;

/** True where the object is meant: an object goes by all the names that it had. Patterns that are none match nothing. */
export function isTarget(object: BuiltObject, target: PatchTarget): boolean {
  const fields = { group: object.group, version: versionOf(object), kind: object.kind };
  for (const [field, actual] of Object.entries(fields)) if (!fits(target, field, actual)) return false;
  const isNamed = namesOf(object).some(
    ({ name, namespace }) => fits(target, 'name', name) && fits(target, 'namespace', namespace),
  );
  if (!isNamed) return false;
  return (['labels', 'annotations'] as const).every(kind => {
    const selector = stringAt(target, [kind === 'labels' ? 'labelSelector' : 'annotationSelector']);
    return !selector || selects(selector, read(object.object, ['metadata', kind])?.value);
  });
}

/** Where a pattern of the target can't be read: what it is meant for is not known. */
export function unreadablePattern(target: PatchTarget): string | undefined {
  for (const field of ['group', 'version', 'kind', 'name', 'namespace']) {
    const pattern = stringAt(target, [field]);
    if (pattern && matchesWhole(pattern, '') === undefined) return pattern;
  }
  return undefined;
}

/** True for the object that a patch without a target names. */
export function isNamedBy(object: BuiltObject, patch: unknown): boolean {
  const parts = (stringAt(patch, ['apiVersion']) ?? '').split('/');
  const version = parts.pop() ?? '';
  if (stringAt(patch, ['kind']) !== object.kind || parts.join('/') !== object.group) return false;
  if (version !== versionOf(object)) return false;
  const wanted = stringAt(patch, ['metadata', 'name']);
  const where = effective(stringAt(patch, ['metadata', 'namespace']));
  return namesOf(object).some(({ name, namespace }) => name === wanted && effective(namespace) === where);
}

/** All names that an object had in the course of a build, its present one last. */
export function namesOf({ earlier = [], name, namespace }: BuiltObject) {
  return [...earlier, { name, namespace }];
}

/** No namespace is `default`, for Kustomize. */
function effective(namespace: string | undefined): string {
  return namespace || 'default';
}

function versionOf({ object }: BuiltObject): string {
  return stringAt(object[0]?.data.value, ['apiVersion'])?.split('/').at(-1) ?? '';
}

function fits(target: PatchTarget, field: string, actual: string): boolean {
  const pattern = stringAt(target, [field]);
  return !pattern || matchesWhole(pattern, actual) === true;
}

/** A selector of Kubernetes: `a=b,c!=d,e,!f,g in (h,i),j notin (k)`; what is none selects nothing. */
function selects(selector: string, labels: unknown): boolean {
  return selector.split(/,(?![^(]*\))/).every(part => {
    const text = part.trim();
    const listed = /^(\S+)\s+(in|notin)\s+\(([^()]*)\)$/.exec(text);
    if (listed) {
      const [, key = '', operator, values = ''] = listed;
      const isListed = values
        .split(',')
        .map(value => value.trim())
        .includes(labelAt(labels, key) ?? '');
      return operator === 'in' ? isListed && labelAt(labels, key) !== undefined : !isListed;
    }
    const [, key = '', operator, wanted = ''] = /^([^=!\s]+)\s*(?:(==?|!=)\s*(\S*))?$/.exec(text) ?? [];
    if (key === '') {
      const absent = /^!\s*([^=!\s]+)$/.exec(text)?.[1];
      return absent !== undefined && labelAt(labels, absent) === undefined;
    }
    const actual = labelAt(labels, key);
    if (operator === undefined) return actual !== undefined;
    return operator === '!=' ? actual !== wanted : actual === wanted;
  });
}

function labelAt(labels: unknown, key: string): string | undefined {
  const value = valueAt(labels, [key]);
  return value === undefined || value === null ? undefined : String(value);
}
