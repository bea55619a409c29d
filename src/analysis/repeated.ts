/**
 * Lists of versions that repeat what is installed, and are kept up later or by something else: where only the installation
 * moves, the entry that stays behind is no installation of its own.
 */
import { echoKey, soleEchoKey } from '../detect/echoes.js';
import type { Release } from '../model.js';
import type { Side } from './side.js';

/** The head without entries that repeated an installation before, and say still what they said then. */
export function withoutLeftBehind(after: Side, before: Side): Side {
  return withoutEntries(after, before, 'entry');
}

/** The base without entries that repeat an installation after the change, which they had fallen behind. */
export function withoutCaughtUp(before: Side, after: Side): Side {
  return withoutEntries(before, after, 'chart');
}

/** @param by whether the very entry has to repeat something on the other side, or the only entry of its chart, whatever it says there */
function withoutEntries(side: Side, { detection: { echoes } }: Side, by: 'entry' | 'chart'): Side {
  const { detection, problems } = side;
  if (!echoes) return side;
  const entries = detection.releases.filter(release => echoKey(release) !== undefined).map(soleEchoKey);
  const isRepeated = (release: Release): boolean => {
    const [exact, sole] = [echoKey(release), soleEchoKey(release)];
    if (exact === undefined) return false;
    if (echoes.has(exact)) return true;
    return by === 'chart' && echoes.has(sole) && entries.filter(key => key === sole).length === 1;
  };
  const repeated = new Set(detection.releases.filter(isRepeated));
  if (repeated.size === 0) return side;
  const own = new Set(
    [...repeated].flatMap(release => release.problems.map(problem => JSON.stringify(problem))),
  );
  return {
    ...side,
    detection: {
      ...detection,
      releases: detection.releases.filter(release => !repeated.has(release)),
      installations: detection.installations.filter(({ release }) => !repeated.has(release)),
    },
    problems: problems.filter(problem => !own.has(JSON.stringify(problem))),
  };
}
