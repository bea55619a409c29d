import { spawn } from 'node:child_process';

/** How Git is run for one repository. */
export interface GitOptions {
  /** The folder that Git runs in. */
  readonly folder: string;
  /**
   * Trust a checkout that belongs to another user, as in a container of GitHub Actions. Only for a folder that the
   * caller's own platform made: a repository's configuration can run programs.
   */
  readonly trusted?: boolean;
  /** Bytes of standard output at most; 256 MiB if not given. */
  readonly maxBytes?: number;
  /** Milliseconds; none if not given. */
  readonly timeout?: number;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** Git's own messages, cut to a few thousand characters, without credentials. */
  readonly stderr: string;
}

/** Git failed, could not be started, or was stopped at a bound. */
export class GitError extends Error {
  override readonly name = 'GitError';

  /** @param missing there is no Git to start */
  constructor(
    message: string,
    readonly missing = false,
  ) {
    super(message);
  }
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
const MAX_STDERR = 4000;

/** Settings that must not change what plumbing prints, or run a program of the repository's. */
const CONFIGURATION = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.quotePath', 'false'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.writeCommitGraph', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
] as const;

/** What Git sets for its own hooks; inherited, it would point us at another repository. */
const LOCAL_ENVIRONMENT = (
  'GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG GIT_DIR GIT_EXTERNAL_DIFF GIT_GRAFT_FILE GIT_INDEX_FILE ' +
  'GIT_NAMESPACE GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE ' +
  'GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS'
).split(' ');

/** The command line of Git with its fixed settings. */
export function gitArguments(args: readonly string[]): readonly string[] {
  return [...CONFIGURATION.flatMap(([key, value]) => ['-c', `${key}=${value}`]), '--no-pager', ...args];
}

/** The environment Git runs in: no prompts, no replaced objects, messages in English, one configuration. */
export function gitEnvironment(options: GitOptions): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of LOCAL_ENVIRONMENT) delete env[name];
  env.LC_ALL = 'C';
  env.GIT_TERMINAL_PROMPT = '0';
  env.GIT_OPTIONAL_LOCKS = '0';
  env.GIT_NO_REPLACE_OBJECTS = '1';
  if (options.trusted === true) trust(env);
  return env;
}

/**
 * Runs Git to its end.
 * @throws {GitError} where Git is not there, wrote more than the bound, or took longer than the time limit.
 */
export function runGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', gitArguments(args), {
      cwd: options.folder,
      env: gitEnvironment(options),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    const stop = (why: string): void => {
      reject(new GitError(`git ${args[0] ?? ''} ${why}`));
      child.kill('SIGKILL');
    };
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(stop, options.timeout, `took longer than ${options.timeout / 1000} s`);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > (options.maxBytes ?? DEFAULT_MAX_BYTES)) stop('wrote more than is read of it');
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < MAX_STDERR) stderr += chunk.toString('utf8');
    });
    child.on('error', error => {
      clearTimeout(timer);
      reject(new GitError(`Git could not be started in ${options.folder}: ${error.message}`, true));
    });
    child.on('close', code => {
      clearTimeout(timer);
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(chunks),
        stderr: withoutCredentials(stderr.slice(0, MAX_STDERR)),
      });
    });
  });
}

/** Git's message as one line: what is said first as fatal or error, else the last line. */
export function gitMessage(result: GitResult): string {
  const lines = result.stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const telling =
    lines.find(line => /^(?:fatal|error|remote):/i.test(line)) ?? lines.at(-1) ?? `exit code ${result.code}`;
  return telling.replace(/^(?:fatal|error): */i, '');
}

/**
 * Marks every folder as safe. Git reads `safe.directory` only from protected configuration, which includes the
 * environment (git-config(1), GIT_CONFIG_COUNT) since Git 2.38 and an injected setting before 2.35.3.
 */
function trust(env: NodeJS.ProcessEnv): void {
  const count = Number.parseInt(env.GIT_CONFIG_COUNT ?? '0', 10) || 0;
  env[`GIT_CONFIG_KEY_${count}`] = 'safe.directory';
  env[`GIT_CONFIG_VALUE_${count}`] = '*';
  env.GIT_CONFIG_COUNT = String(count + 1);
}

function withoutCredentials(text: string): string {
  return text.replace(/(\b\w+:\/\/)[^/@\s]+@/g, '$1').replace(/(authorization: *)\S+ +\S+/gi, '$1***');
}
