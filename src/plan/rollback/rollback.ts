/**
 * What blocks the way back from the newer release of a hop to the older one: from facts, and from what this repository
 * configures. A hop of a downgrade is that way itself.
 */
import type { Facts } from '../../knowledge/facts.js';
import type { Change, Installation, Rollback } from '../../model.js';
import { byAge } from '../versions.js';
import { absentCharts } from './charts.js';
import type { ByDefinition } from './crds.js';
import { deletedDefinitions } from './deleted.js';
import { immutableChanges } from './immutable.js';
import { definitionsAfterwards } from './ownership.js';
import { unreadSettings } from './settings.js';
import { storedAnew } from './stored.js';
import { unknownFields } from './unknown-fields.js';
import { unknownVersions } from './unknown-versions.js';

export interface RollbackInput {
  readonly facts: Facts;
  /** The repository's resources after the change. */
  readonly resources: ByDefinition;
  /** Everything that is installed after the change. */
  readonly installations: readonly Installation[];
  /** The whole plan's diff, where this hop is the whole plan; else empty, since which hop brings what is not known. */
  readonly changes: readonly Change[];
  /** Releases that the cluster has been on by the time of going back, besides those of the hop. */
  readonly visited: readonly string[];
}

export function rollbackOf(
  hop: { readonly from: string; readonly to: string },
  { facts, resources, installations, changes, visited }: RollbackInput,
): Rollback {
  const { older, newer } = byAge(hop);
  const deleted = deletedDefinitions({ older, newer }, installations, resources);
  const notes = [...definitionsAfterwards({ older, newer }, installations), ...deleted.notes];
  // The facts of a patch that is newer than they are, or of no release at all, would be another release's.
  if (facts.answering(older) === undefined || facts.answering(newer) === undefined)
    return { safe: null, blockers: [], notes };
  const blockers = [
    ...deleted.blockers,
    ...storedAnew({ older, newer }, visited, facts),
    ...unknownVersions({ older, newer }, resources, facts),
    ...unknownFields({ older, newer }, resources, facts),
    ...absentCharts({ older, newer }, installations, facts),
    ...immutableChanges(changes, { older, newer }),
  ];
  return {
    safe: blockers.length === 0,
    blockers,
    notes: [...notes, ...unreadSettings({ older, newer }, installations, facts)],
  };
}
