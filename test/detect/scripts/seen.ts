/** What is seen of a version that moves somewhere in a tree. */
import { readSide } from '../../../src/analysis/side.js';
import { undecidedProblems } from '../../../src/analysis/undecided.js';
import { memoryTree } from '../../../src/tree/memory.js';

export type Files = Readonly<Record<string, string>>;

const GIVEN = { versions: [], values: [] };

/** What a change of a version is seen by: places of charts that move, and files that the report says are open. */
export async function seen(files: (version: string) => Files): Promise<readonly string[]> {
  const before = await readSide(memoryTree(files('1.22.2')), GIVEN);
  const after = await readSide(memoryTree(files('1.23.4')), GIVEN);
  const places = ({ detection }: typeof before): readonly string[] =>
    detection.installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
  const old = places(before);
  const open = (await undecidedProblems(before, after, [], false)).filter(({ blocking }) => blocking);
  return [
    ...places(after).filter(one => !old.includes(one)),
    ...open.map(({ file, why }) => `${file}: ${why}`),
  ];
}
