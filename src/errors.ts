/**
 * The user asked for something that can't be done as asked: wrong usage or configuration (exit code 2).
 * The message is one line: what, where, and how to mend it.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
