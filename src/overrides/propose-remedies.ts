/** Overrides of findings that no rule made: those say themselves which values would mend them. */
import type { Remedy } from '../model.js';
import type { ReadText } from './changes.js';
import { type Placement, type PlaceOptions, placeValue } from './place.js';
import { placeWritten } from './place-written.js';
import type { Candidate } from './propose.js';
import { settingOf } from './propose-pins.js';
import { valuesChange } from './values-change.js';

/** One candidate of all that a remedy does; undefined where nothing of it is written in the release's values. */
export async function proposeRemedies(
  rule: string,
  { kind, installation, operations, note, isMechanical, worksUntil, brings = [] }: Remedy,
  place: PlaceOptions,
  read: ReadText,
): Promise<Candidate | undefined> {
  const { release, valuesPath } = installation;
  const placements: Placement[] = [];
  for (const operation of operations) {
    if (operation.op === 'set') {
      const { path, value } = operation;
      placements.push(await placeValue(release.values, valuesPath, path, value, read, place));
    } else {
      placements.push(
        ...(await placeWritten(release.values, valuesPath, operation, read, place.sharedFiles)),
      );
    }
  }
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
