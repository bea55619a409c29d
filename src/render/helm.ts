/** Which Helm renders: the one the user names, the one on PATH, else a pinned one that is downloaded. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../model.js';
import { closedEnvironment, runHelm } from './environment.js';
import type { HelmDownload } from './helm-download.js';
import { PINNED_HELM } from './helm-releases.js';

/** A Helm that runs here, and the closed environment that it always runs in. */
export interface Helm {
  /** Absolute path of the executable. */
  readonly path: string;
  /** As it calls itself: `v3.17.3`. */
  readonly version: string;
  readonly major: 3 | 4;
  readonly environment: Readonly<Record<string, string>>;
}

export interface FindHelmOptions {
  /** The runner's environment: `HELM_BIN`, `PATH`, proxies; `PREFLIGHT_HELM_BASE_URL` for a mirror of get.helm.sh. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly offline: boolean;
  /** Where a downloaded Helm is kept between runs, where the runner has no tool cache of its own. */
  readonly cacheFolder: string;
  /** This run's own temporary folder: Helm's homes are made in it. */
  readonly workFolder: string;
  /** What is downloaded; Helm's own releases unless told. */
  readonly download?: Partial<HelmDownload>;
}

interface MissingHelm {
  readonly ok: false;
  readonly problem: Problem;
}

export type FoundHelm = { readonly ok: true; readonly helm: Helm } | MissingHelm;

/** What this machine has; where it has none, whether that settles it, as somebody named one that does not run. */
export type LocalHelm =
  | Extract<FoundHelm, { ok: true }>
  | (MissingHelm & { readonly why: string; readonly isFinal: boolean });

const HELM_DOWNLOADS = 'https://get.helm.sh';
const VERSION_TIMEOUT_MS = 20_000;

/**
 * Finds Helm 3 or 4, downloads one where this machine has none. Never throws: what stands in the way is the problem, with
 * what would mend it.
 * @param local what `findLocalHelm` said, where it was asked already
 */
export async function findHelm(options: FindHelmOptions, local?: LocalHelm): Promise<FoundHelm> {
  const found = local ?? (await findLocalHelm(options));
  if (found.ok || found.isFinal) return found;
  const { why } = found;
  if (options.offline) return missing(`${why}, and without the network none can be downloaded`);
  const download: HelmDownload = {
    release: PINNED_HELM,
    baseUrl: options.env.PREFLIGHT_HELM_BASE_URL ?? HELM_DOWNLOADS,
    platform: platformName(),
    ...options.download,
  };
  const { downloadHelm } = await import('./helm-download.js');
  const downloaded = await downloadHelm(download, options);
  if (!downloaded.ok) return missing(`${why}, and ${downloaded.why}`);
  const helm = await probe(downloaded.path, environmentOf(options));
  return typeof helm === 'string' ? missing(`of the downloaded Helm ${helm}`) : { ok: true, helm };
}

/** A Helm that this machine has: the one that is named, else the one on PATH. Asks no network. Never throws. */
export async function findLocalHelm(
  options: Pick<FindHelmOptions, 'env' | 'workFolder'>,
): Promise<LocalHelm> {
  const environment = environmentOf(options);
  const named = options.env.HELM_BIN;
  if (named) {
    const helm = await probe(path.resolve(named), environment);
    if (typeof helm !== 'string') return { ok: true, helm };
    return notHere(`HELM_BIN names ${named}, and ${helm}`, true);
  }
  const onPath = lookUp(options.env);
  if (!onPath) return notHere('there is no helm on PATH', false);
  const helm = await probe(onPath, environment);
  return typeof helm === 'string' ? notHere(`of ${onPath} ${helm}`, false) : { ok: true, helm };
}

function notHere(why: string, isFinal: boolean): LocalHelm {
  return { ...missing(why), why, isFinal };
}

function environmentOf({
  env,
  workFolder,
}: Pick<FindHelmOptions, 'env' | 'workFolder'>): Helm['environment'] {
  return closedEnvironment(path.join(workFolder, 'helm'), env);
}

/** The Helm behind an executable, or what is wrong with it. */
async function probe(executable: string, environment: Helm['environment']): Promise<Helm | string> {
  const outcome = await runHelm(executable, ['version', '--template', '{{.Version}}'], {
    environment,
    cwd: environment.HOME ?? path.dirname(executable),
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  if (!outcome.ok) {
    const [said] = outcome.stderr.trim().split('\n');
    return outcome.stopped === 'timeout' ? 'it does not answer' : `it does not run (${said})`;
  }
  const version = outcome.stdout.trim();
  const major = /^v?([34])\.\d+\.\d+/.exec(version)?.[1];
  if (!major) return `it is neither Helm 3 nor 4 (${version.slice(0, 40)})`;
  return { path: executable, version, major: major === '3' ? 3 : 4, environment };
}

/** The first `helm` on PATH. Relative entries are passed over: they would run what a pull request put there. */
function lookUp(env: FindHelmOptions['env']): string | undefined {
  const name = process.platform === 'win32' ? 'helm.exe' : 'helm';
  for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const candidate = path.join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** As Helm names its archives. */
function platformName(): string {
  const systems: Readonly<Record<string, string>> = { win32: 'windows' };
  const machines: Readonly<Record<string, string>> = { x64: 'amd64' };
  return `${systems[process.platform] ?? process.platform}-${machines[process.arch] ?? process.arch}`;
}

function missing(why: string): MissingHelm {
  const mend = 'install Helm 3 or 4, or name it with HELM_BIN';
  return {
    ok: false,
    problem: { what: 'Helm', why: `${why}: nothing can be rendered; ${mend}`, blocking: true },
  };
}
