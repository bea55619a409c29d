/**
 * Lists of versions that repeat what is installed, and are kept up later or by something else: where only the installation
 * moves, the entry that stays behind is no installation of its own.
 */
import { echoKey, soleEchoKey } from '../detect/echoes.js';
import type { Release } from '../model.js';
import type { Side } from './side.js';

/** The side without entries that merely repeated an installation on the other one. */
export function withoutRepeated(side: Side, { detection: { echoes } }: Side): Side {
  const { detection, problems } = side;
  if (!echoes) return side;
  const entries = detection.releases.filter(release => echoKey(release) !== undefined).map(soleEchoKey);
  const isRepeated = (release: Release): boolean => {
    const [exact, sole] = [echoKey(release), soleEchoKey(release)];
    if (exact === undefined) return false;
    return echoes.has(exact) || (echoes.has(sole) && entries.filter(key => key === sole).length === 1);
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
