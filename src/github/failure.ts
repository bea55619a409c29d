import { oneLine } from './toolkit.js';

/** The HTTP status of a failed request; undefined where there was no answer, or the error is another one. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

/** True where the request may have been carried out although it failed: no answer, or the server's own failure. */
export function mayHaveHappened(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500;
}

/** Why a request for a comment failed, as one sentence that says what to do. */
export function describeFailure(error: unknown, fromFork: boolean): string {
  const said = oneLine(error instanceof Error ? error.message : String(error), 200);
  const status = statusOf(error);
  if (status === 403 && /locked/i.test(said))
    return 'the conversation of the pull request is locked, so nothing could be written to it';
  if (status === 401) return `GitHub does not know the token (401): check the input github-token`;
  if ((status === 403 && /rate limit/i.test(said)) || status === 429)
    return `GitHub's rate limit is used up (${said})`;
  if (status === 403 || status === 404) {
    if (fromFork)
      return `the token can only read (${status}), as for every pull request from a fork; the report is in the job summary`;
    return `the token may not do it (${status}): give the job the permission pull-requests: write`;
  }
  return `GitHub failed (${status ?? 'no answer'}: ${said})`;
}
