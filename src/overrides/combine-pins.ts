/** Two pins as one override: where the first alone would only trade one finding for another. */
import type { Finding } from '../model.js';
import { combineChanges, type ReadText } from './changes.js';
import type { Candidate } from './propose.js';

/** The first pin with the other beside it; undefined where both can't be written. */
export async function combinePins(
  first: Candidate,
  other: Candidate,
  appears: Finding,
  read: ReadText,
): Promise<Candidate | undefined> {
  const changes = [...first.changes, ...other.changes];
  const { edits, refused } = await combineChanges(changes, read);
  if (refused.length > 0) return undefined;
  const { path, value } = other.override;
  const weakens = [first.override.weakens, other.override.weakens].filter(text => text !== null);
  const both = `Together with ${path ?? ''}: ${value ?? ''}, without which another finding appears: ${appears.title} (${appears.rule}).`;
  return {
    ...first,
    override: {
      ...first.override,
      weakens: weakens.length > 0 ? [...new Set(weakens)].join(' ') : null,
      note: `${first.override.note} ${both}`,
    },
    edits,
    changes,
    settings: [...first.settings, ...other.settings],
  };
}
