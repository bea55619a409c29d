/** Reading values of a policy, each with the place to mend where it is wrong. */
import { UsageError } from '../errors.js';
import type { DataPath, Positioned } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

/** @throws {UsageError} always, naming file and line */
export function fail(data: Positioned, path: DataPath, message: string): never {
  throw new UsageError(`${data.file}:${data.lineOf(path)}: ${message}`);
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
