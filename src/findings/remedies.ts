/** What mends findings about values: as operations on the values, to be placed and tried by whoever proposes overrides. */
import type { DataPath, Installation, Remedy, ValuesOperation } from '../model.js';
import type { Death } from './dead-setting.js';

/** A value that is not read any more, and the path of the one that took over, where there is one. */
export interface DeadPath {
  /** Below the chart's values, as it is written. */
  readonly written: DataPath;
  readonly instead?: DataPath;
}

/** Another name where all have one, and taking them out. */
export function deadRemedies(
  installation: Installation,
  dead: readonly DeadPath[],
  death: Death,
): readonly Remedy[] {
  const moves = dead.flatMap(({ written, instead }): ValuesOperation[] =>
    instead === undefined ? [] : [{ op: 'move', path: written, to: instead }],
  );
  const renamed: Remedy[] =
    moves.length === dead.length
      ? [
          {
            kind: 'fix',
            installation,
            operations: moves,
            note: 'Put it under the name that is read now, if that does the same.',
          },
        ]
      : [];
  return [
    ...renamed,
    {
      kind: 'fix',
      installation,
      operations: dead.map(({ written }) => ({ op: 'remove', path: written })),
      note:
        death === 'stale'
          ? 'Take it out: it does nothing.'
          : 'Take it out, once what it was there for is mended or no longer needed.',
      ...(death === 'stale' ? { isMechanical: true } : {}),
    },
  ];
}
