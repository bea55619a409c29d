/**
 * The user asked for something that can't be done as asked: wrong usage or configuration (exit code 2).
 * The message is one line: what, where, and how to mend it.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Why a file that the user named can't be read, in words rather than in codes of the system where they are common. */
export function describeReadFailure(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'this is a folder, give a file';
  if (code === 'EACCES') return 'reading it is not permitted';
  return message;
}
