import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';

export type GitHubClient = ReturnType<typeof getOctokit>;

export interface ClientOptions {
  readonly token: string;
  /** `GITHUB_API_URL`: GitHub Enterprise Server has its own. */
  readonly apiUrl: string;
  /** Milliseconds that one call may take, its retries included. */
  readonly timeout?: number;
  /** Milliseconds that a retry waits per unit; for tests. */
  readonly retryUnit?: number;
}

const DEFAULT_TIMEOUT = 45_000;
/** Seconds that are waited for a rate limit to end; what takes longer is given up. */
const LONGEST_WAIT = 20;

/**
 * GitHub's REST API with bounded patience: what only reads, or can be repeated without harm, is retried twice after a
 * failure of the server or the network. A POST is never repeated blindly, as it may have been carried out.
 */
export function createClient(options: ClientOptions): GitHubClient {
  const mayWait = (seconds: number, _: unknown, __: unknown, retried: number): boolean =>
    retried < 1 && seconds <= LONGEST_WAIT;
  const unit = options.retryUnit ?? 1000;
  const client = getOctokit(
    options.token,
    {
      baseUrl: options.apiUrl,
      userAgent: 'istio-preflight',
      retry: { retries: 2, retryAfterBaseValue: unit },
      // GitHub counts by token.
      throttle: {
        id: options.token,
        onRateLimit: mayWait,
        onSecondaryRateLimit: mayWait,
        retryAfterBaseValue: unit,
      },
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    },
    retry,
    throttling,
  );
  client.hook.before('request', request => {
    request.request = { ...request.request, signal: AbortSignal.timeout(options.timeout ?? DEFAULT_TIMEOUT) };
    if (request.method === 'POST') request.request.retries = 0;
  });
  return client;
}

function ignore(): void {}
