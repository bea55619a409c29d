/** What callers hand on, where it stands, and by which names those are told apart. */
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { baseName } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import type { Call } from './calls.js';
import { wholeVersion } from './literals.js';
import { linesOf } from './text.js';

/** What a version is as one caller hands it on. */
export interface Handed {
  readonly version: string | undefined;
  /** As it is written, whatever it is. */
  readonly text?: string;
  readonly at: Position;
  /** What the caller names it by; '' where there is no caller. */
  readonly environment: string;
  /** Nobody hands it on: it is what the code has otherwise. */
  readonly isDefault?: true;
  /** The caller leaves it to what it calls. */
  readonly isAbsent?: true;
  /** Which of several counts is decided when it runs. */
  readonly isOpen?: true;
}

/** One for each place; names that several have are told apart by their lines. */
export function distinct(found: readonly Handed[]): readonly Handed[] {
  const places = new Map(found.map(one => [JSON.stringify([one.at.file, one.at.line, one.version]), one]));
  const names = new Set<string>();
  return [...places.values()].map(one => {
    const environment = names.has(one.environment) ? `${one.environment}-${one.at.line}` : one.environment;
    names.add(environment);
    return { ...one, environment };
  });
}

/** What a call names what it makes by: the first text that it hands over. */
export function environmentOf({ file, args }: Call): string {
  const [name] = args.flatMap(({ text }) => /^\s*["'`]([\w.-]{1,60})["'`]\s*$/.exec(text)?.[1] ?? []);
  return name !== undefined && wholeVersion(name) === undefined
    ? name
    : baseName(file.path).replace(/\.[^.]+$/, '');
}

const linesByFile = oncePer((_: DetectContext) => new Map<string, (index: number) => number>());

export function placeOf(context: DetectContext, { path, text }: CodeFile, index: number): Position {
  const known = linesByFile(context);
  const line = known.get(path) ?? linesOf(text);
  known.set(path, line);
  return { file: path, line: line(index) };
}
