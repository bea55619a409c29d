import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.js';

/** What GitHub tells a step about its run, from the environment. */
export interface Run {
  readonly event: { readonly name: string; readonly payload: unknown };
  /** `owner/name`; '' outside of GitHub. */
  readonly repository: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `GITHUB_SHA`: what the event is about; for a pull request its merge commit. */
  readonly commit: string;
  /** Number of the workflow run, which grows; 0 outside of GitHub. */
  readonly id: number;
  /** Which attempt of it this is, from 1. */
  readonly attempt: number;
  readonly workspace: string;
  readonly temporary: string | undefined;
  /** File that the job summary is appended to; undefined where there is none. */
  readonly summary: string | undefined;
}

/**
 * @throws {UsageError} where the event's file is there but can't be read
 */
export async function readRun(env: Readonly<Record<string, string | undefined>>, cwd: string): Promise<Run> {
  return {
    event: { name: env.GITHUB_EVENT_NAME ?? '', payload: await readPayload(env.GITHUB_EVENT_PATH) },
    repository: env.GITHUB_REPOSITORY ?? '',
    apiUrl: env.GITHUB_API_URL || 'https://api.github.com',
    serverUrl: env.GITHUB_SERVER_URL || 'https://github.com',
    commit: env.GITHUB_SHA ?? '',
    id: Number.parseInt(env.GITHUB_RUN_ID ?? '', 10) || 0,
    attempt: Number.parseInt(env.GITHUB_RUN_ATTEMPT ?? '', 10) || 1,
    workspace: env.GITHUB_WORKSPACE || cwd,
    temporary: env.RUNNER_TEMP || undefined,
    summary: env.GITHUB_STEP_SUMMARY || undefined,
  };
}

async function readPayload(path: string | undefined): Promise<unknown> {
  if (!path) return {};
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`the event's file ${path} can't be read: ${(error as Error).message}`);
  }
}
