/** Reading values of a policy, each with the place to mend where it is wrong. */
import { append } from '../append.js';
import { UsageError } from '../errors.js';
import type { DataPath, PolicyMistake, Positioned } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

/** A policy that is not understood: every mistake in it, in one line. */
export class PolicyError extends UsageError {
  constructor(
    readonly file: string,
    readonly mistakes: readonly PolicyMistake[],
  ) {
    super(mistakes.map(({ line, message }) => `${file}:${line}: ${message}`).join('; '));
  }
}

/** @throws {PolicyError} always, naming file and line */
export function fail(data: Positioned, path: DataPath, message: string): never {
  throw new PolicyError(data.file, [{ line: data.lineOf(path), message }]);
}

/**
 * What each piece of work gives, all of them tried: whoever mends a file wants to see all that is wrong with it.
 * @throws {PolicyError} with the mistakes of all of them, in the order of their lines
 */
export function readAll<T>(file: string, work: readonly (() => T)[]): readonly T[] {
  const mistakes: PolicyMistake[] = [];
  const values: T[] = [];
  for (const read of work) {
    try {
      values.push(read());
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      append(mistakes, error.mistakes);
    }
  }
  if (mistakes.length > 0)
    throw new PolicyError(
      file,
      mistakes.toSorted((left, right) => left.line - right.line),
    );
  return values;
}

export function asChoice<T extends string>(data: Positioned, key: string, choices: readonly T[]): T {
  const value = valueAt(data.value, [key]);
  return (
    choices.find(choice => choice === value) ??
    fail(data, [key], `\`${key}\` is one of ${choices.join(', ')}`)
  );
}

export function asText(data: Positioned, path: DataPath): string {
  const value = valueAt(data.value, path);
  return typeof value === 'string' && value.trim() !== ''
    ? value
    : fail(data, path, `\`${path.join('.')}\` is a text`);
}

export function asPattern(data: Positioned, path: DataPath, pattern: RegExp, what: string): string {
  const value = valueAt(data.value, path);
  return typeof value === 'string' && pattern.test(value)
    ? value
    : fail(data, path, `\`${path.join('.')}\` is ${what}`);
}

export function asList(data: Positioned, path: DataPath): readonly unknown[] {
  const value = valueAt(data.value, path);
  return Array.isArray(value) ? value : fail(data, path, `\`${path.join('.')}\` is a list`);
}
