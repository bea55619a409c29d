/** Helm as a subprocess in a closed environment: nothing of the runner's reaches it, nothing it does can run away. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** What one run of Helm came to. */
export interface HelmOutcome {
  /** It ended by itself with exit code 0. */
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not end by itself: over the time limit, more output than allowed, or no such program. */
  readonly stopped?: 'timeout' | 'output' | 'start';
}

export interface HelmRunOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Folder that relative paths in the arguments start from. */
  readonly cwd: string;
  readonly timeoutMs: number;
  /** Limit of standard output, in bytes; 64 MiB unless told. All of Istio's charts together render to about 1 MiB. */
  readonly maxOutputBytes?: number;
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 1024 * 1024;

/**
 * What Helm gets from the runner: how to find programs, how to reach the network, which certificates to
 * trust. Everything else stays outside: tokens, kubeconfigs, Helm's own settings (`HELM_*`), registry logins.
 */
const ALLOWED = [
  'PATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  // Windows can't start a program without these.
  'SystemRoot',
  'SYSTEMROOT',
  'PATHEXT',
  'ComSpec',
];

/**
 * The environment that Helm runs in: variables by allow-list, and homes of its own below `folder`, created empty.
 * @param env the runner's environment
 */
export function closedEnvironment(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const closed: Record<string, string> = {};
  for (const name of ALLOWED) {
    const value = env[name];
    if (value !== undefined) closed[name] = value;
  }
  const homes = {
    HOME: 'home',
    USERPROFILE: 'home',
    TMPDIR: 'tmp',
    TMP: 'tmp',
    TEMP: 'tmp',
    XDG_CONFIG_HOME: 'config',
    XDG_CACHE_HOME: 'cache',
    XDG_DATA_HOME: 'data',
    HELM_CONFIG_HOME: 'config',
    HELM_CACHE_HOME: 'cache',
    HELM_DATA_HOME: 'data',
    HELM_PLUGINS: 'plugins',
    DOCKER_CONFIG: 'docker',
  };
  for (const [name, home] of Object.entries(homes)) closed[name] = path.join(folder, home);
  const folders = new Set(Object.values(homes));
  for (const home of folders) mkdirSync(path.join(folder, home), { recursive: true });
  // A run is over before the memory that Go's collector saves would matter; collecting less takes a tenth off each.
  closed.GOGC = '400';
  // A file that isn't there: no cluster, wherever a default would look.
  closed.KUBECONFIG = path.join(folder, 'no-kubeconfig');
  return closed;
}

/** Runs Helm to its end, or kills it and everything it started at the limits. Never throws. */
export async function runHelm(
  executable: string,
  args: readonly string[],
  options: HelmRunOptions,
): Promise<HelmOutcome> {
  return await new Promise(resolve => {
    // A group of its own, so that what Helm started dies with it.
    const group = process.platform !== 'win32';
    const child = spawn(executable, args, {
      cwd: options.cwd,
      env: options.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group,
      windowsHide: true,
    });
    const stdout = new Collector(options.maxOutputBytes ?? MAX_OUTPUT_BYTES);
    const stderr = new Collector(MAX_ERROR_BYTES);
    let stopped: HelmOutcome['stopped'];
    const stop = (why: NonNullable<HelmOutcome['stopped']>): void => {
      stopped ??= why;
      kill(child.pid, group);
    };
    const timer = setTimeout(() => stop('timeout'), options.timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      if (!stdout.add(chunk)) stop('output');
    });
    child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
    child.on('error', error => {
      clearTimeout(timer);
      resolve({ ok: false, stdout: '', stderr: error.message, stopped: 'start' });
    });
    child.on('close', code => {
      clearTimeout(timer);
      const ok = code === 0 && stopped === undefined;
      resolve({ ok, stdout: stdout.text(), stderr: stderr.text(), ...(stopped ? { stopped } : {}) });
    });
  });
}

function kill(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

class Collector {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly limit: number) {}

  /** False once the limit is passed; what is over it is dropped. */
  add(chunk: Buffer): boolean {
    if (this.size > this.limit) return false;
    this.size += chunk.length;
    this.chunks.push(chunk);
    return this.size <= this.limit;
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}
