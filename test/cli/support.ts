/** The compiled command line as a process of its own. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Closes standard output after its first bytes, as `| head -c 1` does. */
  readonly hangUp?: boolean;
  /** A file that takes standard output. */
  readonly stdoutFile?: number;
}

const MAIN = pathToFileURL(
  path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../src/main.js'),
).href;
const SCRIPT = `import { cli } from ${JSON.stringify(MAIN)}; process.exitCode = await cli(process.argv.slice(1));`;

/** Runs `istio-preflight ARGS` to its end. No Helm is found unless `env` gives one. */
export function istioPreflight(args: readonly string[], options: RunOptions): Promise<Ended> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, '--', ...args], {
    cwd: options.cwd,
    env: { ...process.env, NODE_OPTIONS: '', HELM_BIN: '', ...options.env },
    stdio: ['ignore', options.stdoutFile ?? 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    out.push(chunk);
    if (options.hangUp) child.stdout?.destroy();
  });
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code =>
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
  });
}

/** A folder of this test's own, cleared away by `remove`. */
export async function workspace(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'istio-preflight-cli-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Writes files below a folder. */
export async function writeTree(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const execute = promisify(execFile);

/** Runs Git in a folder, as somebody, and without the machine's own configuration. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'commit.gpgSign=false',
  ];
  const { stdout } = await execute('git', [...identity, ...args], {
    cwd: folder,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
  return stdout.trim();
}
