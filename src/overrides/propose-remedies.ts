/** Overrides of findings that no rule made: those say themselves which values would mend them. */
import { append } from '../append.js';
import type { Installation, Remedy } from '../model.js';
import type { ReadText } from './changes.js';
import { type Placement, type PlaceOptions, placeValue } from './place.js';
import { placeWritten } from './place-written.js';
import type { Candidate } from './propose.js';
import { settingOf } from './propose-pins.js';
import { valuesChange } from './values-change.js';

/**
 * One candidate of all that a remedy does; undefined where nothing of it is written in the release's values.
 * @param place where values of an installation may go
 */
export async function proposeRemedies(
  rule: string,
  remedy: Remedy,
  place: (installation: Installation) => Promise<PlaceOptions>,
  read: ReadText,
): Promise<Candidate | undefined> {
  const { kind, installation, operations, note, isMechanical, worksUntil, brings = [], beside = [] } = remedy;
  const placements: Placement[] = [];
  for (const part of [{ installation, operations }, ...beside])
    append(placements, await placeAll(part, await place(part.installation), read));
  if (placements.length === 0) return undefined;
  const candidate = await valuesChange(rule, kind, { note }, placements, read);
  const settings = operations.flatMap(operation =>
    operation.op === 'set' ? settingOf(`${operation.path.join('.')}=${operation.value}`) : [],
  );
  return {
    ...candidate,
    override: { ...candidate.override, ...(worksUntil === undefined ? {} : { worksUntil }) },
    settings: kind === 'pin' ? [...settings, ...brings.map(settingOf)] : [],
    installation: installation.id,
    place: '',
    ...(isMechanical ? { isMechanical } : {}),
  };
}

async function placeAll(
  { installation: { release, valuesPath }, operations }: Pick<Remedy, 'installation' | 'operations'>,
  place: PlaceOptions,
  read: ReadText,
): Promise<readonly Placement[]> {
  const placements: Placement[] = [];
  for (const operation of operations) {
    if (operation.op === 'set') {
      const { path, value } = operation;
      placements.push(await placeValue(release.values, valuesPath, path, value, read, place));
    } else {
      append(placements, await placeWritten(release.values, valuesPath, operation, read, place.sharedFiles));
    }
  }
  return placements;
}
