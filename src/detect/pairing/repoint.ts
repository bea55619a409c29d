/** What moves from one control plane to another: tags, and whatever names a revision or tag. */
import { groupBy } from '../../grouped.js';
import type { Detection, Installation, Position } from '../../model.js';
import { controlPlanes, type RevisionTag, revisionTags, selectedBy } from '../control-planes.js';
import { readLabel, revisionOfGateway, type Selection } from './selections.js';

/** Something that one control plane served before the change, and another one after. */
export interface Move {
  /** `revision tag prod`, `namespace payments`. */
  readonly what: string;
  readonly at: Position;
  readonly environment: string;
  /** Null where it was selected by a name that no control plane of the old tree answers to. */
  readonly before: Installation | null;
  readonly after: Installation;
}

export function findMoves(
  before: Selection,
  after: Selection,
  pairs: ReadonlyMap<Installation, Installation>,
): readonly Move[] {
  return [
    ...movedTags(before.detection, after.detection),
    ...movedLabels(before, after),
    ...movedGateways(before.detection, after.detection, pairs),
  ];
}

function movedTags(before: Detection, after: Detection): Move[] {
  const moves: Move[] = [];
  for (const { environment, oldPlanes, newPlanes } of shared(before, after)) {
    const old = revisionTags(oldPlanes);
    for (const tag of revisionTags(newPlanes)) {
      const earlier =
        old.find(({ name }) => name === tag.name)?.controlPlane ?? impliedBefore(tag, oldPlanes);
      if (!earlier || earlier.revision === tag.controlPlane.revision) continue;
      moves.push({
        what: `revision tag ${tag.name}`,
        at: tag.at,
        environment,
        before: earlier,
        after: tag.controlPlane,
      });
    }
  }
  return moves;
}

/** A tag that is new under a name that something already answered to: `default`, or a revision's own. */
function impliedBefore(tag: RevisionTag, oldPlanes: readonly Installation[]): Installation | undefined {
  return selectedBy(tag.name, oldPlanes);
}

function movedLabels(before: Selection, after: Selection): Move[] {
  const old = groupBy(
    before.resources.flatMap(resource => readLabel(resource, before.detection)),
    ({ key }) => key,
  );
  const moves: Move[] = [];
  for (const resource of after.resources) {
    for (const label of readLabel(resource, after.detection)) {
      // Objects of one name stand in several files, one for each cluster perhaps.
      const known = old.get(label.key) ?? [];
      const here = known.filter(({ at }) => at.file === label.at.file);
      const others = here.length > 0 ? here : known;
      if (others.some(({ revision }) => revision === label.revision)) continue;
      const [earlier] = others;
      if (!earlier) continue;
      for (const environment of label.environments) {
        const now = selectedBy(label.revision, controlPlanes(after.detection, environment));
        if (!now) continue;
        const then = selectedBy(
          earlier.revision,
          controlPlanes(before.detection, earlierName(environment, before.detection, after.detection)),
        );
        if (then?.revision === now.revision) continue;
        moves.push({ what: label.what, at: label.at, environment, before: then ?? null, after: now });
      }
    }
  }
  return moves;
}

function movedGateways(
  before: Detection,
  after: Detection,
  pairs: ReadonlyMap<Installation, Installation>,
): Move[] {
  const moves: Move[] = [];
  for (const [now, then] of pairs) {
    if (now.chart !== 'gateway' || now.revision === then.revision) continue;
    const plane = selectedBy(now.revision, controlPlanes(after, now.environment));
    if (!plane) continue;
    const earlier = selectedBy(then.revision, controlPlanes(before, then.environment));
    if (earlier?.revision === plane.revision) continue;
    moves.push({
      ...revisionOfGateway(now),
      environment: now.environment,
      before: earlier ?? null,
      after: plane,
    });
  }
  return moves;
}

/** The control planes of each environment, before and after. */
function shared(
  before: Detection,
  after: Detection,
): { environment: string; oldPlanes: readonly Installation[]; newPlanes: readonly Installation[] }[] {
  return after.environments.map(({ name }) => ({
    environment: name,
    oldPlanes: controlPlanes(before, earlierName(name, before, after)),
    newPlanes: controlPlanes(after, name),
  }));
}

function earlierName(name: string, before: Detection, after: Detection): string {
  const known = before.environments.some(environment => environment.name === name);
  const [only] = before.environments;
  return !known && only && before.environments.length === 1 && after.environments.length === 1
    ? only.name
    : name;
}
