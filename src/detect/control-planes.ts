/** Which control plane a name selects: a revision, a tag of one, or the default. */
import type { Detection, Installation, Position } from '../model.js';
import { compareVersions } from './istio/version.js';
import { lookup } from './values/values.js';

/** What selects the default control plane: `istio-injection: enabled`, a gateway without revision. */
export const DEFAULT_REVISION = 'default';

export interface RevisionTag {
  readonly name: string;
  readonly controlPlane: Installation;
  readonly at: Position;
}

export function controlPlanes(detection: Detection, environment: string): readonly Installation[] {
  return controlPlanesOf(detection.installations, environment);
}

export function controlPlanesOf(
  installations: readonly Installation[],
  environment: string,
): readonly Installation[] {
  return installations.filter(({ chart, environment: own }) => chart === 'istiod' && own === environment);
}

/** The tags that the control planes of an environment declare in their values (`revisionTags`). */
export function revisionTags(planes: readonly Installation[]): readonly RevisionTag[] {
  return planes.flatMap(controlPlane => {
    const found = lookup(controlPlane.release.values, ['revisionTags'], controlPlane.valuesPath);
    if (!found || !Array.isArray(found.value)) return [];
    return found.value.flatMap((name: unknown, index) => {
      if (typeof name !== 'string') return [];
      const line =
        found.layer.kind === 'document' ? found.layer.data.lineOf([...found.path, index]) : found.line;
      return [{ name, controlPlane, at: { file: found.file, line } }];
    });
  });
}

/**
 * The control plane behind a revision or a tag. `default` is also the one without a revision.
 * @returns undefined where none of this tree's answers to the name
 */
export function selectedBy(name: string, planes: readonly Installation[]): Installation | undefined {
  const wanted = name === '' ? DEFAULT_REVISION : name;
  const tag = revisionTags(planes).find(candidate => candidate.name === wanted);
  if (tag) return tag.controlPlane;
  const named = planes.find(({ revision }) => revision === wanted);
  if (named || wanted !== DEFAULT_REVISION) return named;
  return planes.find(({ revision }) => revision === '');
}

/** The one that a canary will replace: the default one, else the newest of the others. */
export function replacedBy(canary: Installation, planes: readonly Installation[]): Installation | undefined {
  const others = planes.filter(({ revision }) => revision !== canary.revision);
  const standard = selectedBy(DEFAULT_REVISION, others);
  return (
    standard ??
    others.toSorted((left, right) => compareVersions(right.version ?? '', left.version ?? '') ?? 0)[0]
  );
}
