/** A pinned Helm, downloaded through the runner's tool cache; used only when its checksum is right. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { extract } from 'tar';
import type { HelmRelease } from './helm-releases.js';

export interface HelmDownload {
  readonly release: HelmRelease;
  /** Folder that holds `helm-vX.Y.Z-PLATFORM.tar.gz`. */
  readonly baseUrl: string;
  /** As Helm names its archives: `linux-amd64`. */
  readonly platform: string;
}

export type DownloadedHelm =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly why: string };

interface DownloadFolders {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cacheFolder: string;
  readonly workFolder: string;
}

const TOOL = 'preflight-helm';
const REACH_TIMEOUT_MS = 8_000;

/**
 * The executable of a Helm release: from the tool cache, else downloaded, verified and put there.
 * Never throws; `why` is half a sentence.
 */
export async function downloadHelm(
  download: HelmDownload,
  folders: DownloadFolders,
): Promise<DownloadedHelm> {
  const { release, platform } = download;
  const expected = release.sha256[platform];
  if (expected === undefined)
    return { ok: false, why: `no Helm ${release.version} is pinned for ${platform}` };

  const windows = platform.startsWith('windows-');
  const archive = `helm-v${release.version}-${platform}.${windows ? 'zip' : 'tar.gz'}`;
  const url = `${download.baseUrl.replace(/\/+$/, '')}/${archive}`;
  try {
    return await withToolCache(folders, async tools => {
      // The checksum is part of the name, so that a cache filled for another release is never taken for this one.
      const name = `${TOOL}-${expected.slice(0, 12)}`;
      const cached = tools.find(name, release.version, platform);
      const executable = windows ? 'helm.exe' : 'helm';
      if (cached && existsSync(path.join(cached, executable)))
        return { ok: true, path: path.join(cached, executable) };

      const unreachable = await whyUnreachable(url, folders.env);
      if (unreachable) return { ok: false, why: `${url} can't be reached (${unreachable})` };

      const work = await mkdtemp(path.join(folders.workFolder, 'helm-download-'));
      try {
        const file = await tools.downloadTool(url, path.join(work, archive));
        const found = createHash('sha256')
          .update(await readFile(file))
          .digest('hex');
        if (found !== expected) {
          return {
            ok: false,
            why: `${url} is not what was pinned (sha256 ${found} instead of ${expected}) and was not run`,
          };
        }
        const unpacked = path.join(work, 'unpacked');
        await mkdir(unpacked);
        if (windows) await tools.extractZip(file, unpacked);
        else await extract({ file, cwd: unpacked, strict: true }, [`${platform}/${executable}`]);
        await chmod(path.join(unpacked, platform, executable), 0o755);
        const folder = await tools.cacheDir(path.join(unpacked, platform), name, release.version, platform);
        return { ok: true, path: path.join(folder, executable) };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    });
  } catch (cause) {
    return { ok: false, why: `${url} could not be downloaded (${messageOf(cause)})` };
  }
}

/** The tool cache waits half a minute before it gives up on a network that isn't there: ask briefly first. */
async function whyUnreachable(url: string, env: DownloadFolders['env']): Promise<string | undefined> {
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  if (proxies.some(name => env[name])) return undefined;
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
    return undefined;
  } catch (cause) {
    return messageOf((cause as Error).cause ?? cause);
  }
}

/**
 * The tool cache takes its folders from the runner's variables only and talks on standard output, which is the
 * report's: outside of Actions it is given folders, and what it says to people goes to standard error.
 */
async function withToolCache<T>(
  folders: DownloadFolders,
  use: (tools: typeof import('@actions/tool-cache')) => Promise<T>,
): Promise<T> {
  const defaults = {
    RUNNER_TEMP: path.join(folders.workFolder, 'tools'),
    RUNNER_TOOL_CACHE: path.join(folders.cacheFolder, 'tools'),
  };
  const given: string[] = [];
  for (const [name, folder] of Object.entries(defaults)) {
    if (process.env[name]) continue;
    await mkdir(folder, { recursive: true });
    process.env[name] = folder;
    given.push(name);
  }
  const write = process.stdout.write;
  process.stdout.write = ((text: string | Uint8Array): boolean =>
    String(text).startsWith('::debug::') || process.stderr.write(text)) as typeof write;
  try {
    return await use(await import('@actions/tool-cache'));
  } finally {
    process.stdout.write = write;
    for (const name of given) delete process.env[name];
  }
}

function messageOf(cause: unknown): string {
  return (
    (cause instanceof Error
      ? cause.message || String((cause as { code?: unknown }).code)
      : String(cause)
    ).split('\n')[0] ?? ''
  );
}
