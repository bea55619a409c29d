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

/** What a surface of GitHub needs, for saying what is missing. */
export interface Surface {
  /** The permission that a job gives it: `pull-requests: write`. */
  readonly permission: string;
  /** What the permission is for: `to write the comment`. */
  readonly purpose: string;
  /** Where the report is instead. */
  readonly instead: string;
}

export const COMMENT_SURFACE: Surface = {
  permission: 'pull-requests: write',
  purpose: 'to write the comment',
  instead: 'the report is in the job summary',
};

export const CHECK_SURFACE: Surface = {
  permission: 'checks: write',
  purpose: 'to make the check run',
  instead: 'the lines are marked by the workflow itself',
};

/** True where the token may not do it, by whichever of its two ways GitHub says so. */
export function isRefused(error: unknown): boolean {
  const status = statusOf(error);
  return (status === 403 || status === 404) && !isRateLimit(error) && !isLocked(error);
}

/** Why a request failed, as one sentence that says what to do. */
export function describeFailure(
  error: unknown,
  fromFork: boolean,
  surface: Surface = COMMENT_SURFACE,
): string {
  const said = oneLine(error instanceof Error ? error.message : String(error), 200);
  const status = statusOf(error);
  if (isLocked(error))
    return 'the conversation of the pull request is locked, so nothing could be written to it';
  if (status === 401) return `GitHub does not know the token (401): check the input github-token`;
  if (isRateLimit(error)) return `GitHub's rate limit is used up (${said})`;
  if (status === 410)
    return `issues and comments are turned off in this repository (410); ${surface.instead}`;
  if (status === 403 || status === 404) {
    if (fromFork)
      return `the token can only read (${status}), as for every pull request from a fork; ${surface.instead}`;
    return `the token may not do it (${status}): give the job the permission ${surface.permission}, which it needs ${surface.purpose}; ${surface.instead}`;
  }
  return `GitHub failed (${status ?? 'no answer'}: ${said}); ${surface.instead}`;
}

function isRateLimit(error: unknown): boolean {
  const status = statusOf(error);
  return status === 429 || (status === 403 && /rate limit/i.test(messageOf(error)));
}

function isLocked(error: unknown): boolean {
  return statusOf(error) === 403 && /locked/i.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
