/** Fetches chart archives through Helm itself, in its closed environment. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { runHelm } from '../render/environment.js';
import type { Helm } from '../render/helm.js';
import { MAX_CHART_BYTES } from './files.js';
import { isLoopback, type RemoteSource } from './sources.js';

export interface Pull {
  readonly source: RemoteSource;
  readonly name: string;
  /** A version, or a range that Helm resolves. */
  readonly version: string;
}

export type Pulled =
  | { readonly ok: true; readonly archive: Uint8Array }
  /** `why` is half a sentence that goes on after the source's name. */
  | { readonly ok: false; readonly why: string; readonly needsLogin?: true };

const PULL_TIMEOUT_MS = 120_000;

/** @param workFolder this run's own temporary folder */
export async function pullChart(helm: Helm, pull: Pull, workFolder: string): Promise<Pulled> {
  const folder = await mkdtemp(path.join(workFolder, 'pull-'));
  try {
    const outcome = await runHelm(helm.path, pullArguments(pull, folder), {
      environment: helm.environment,
      cwd: folder,
      timeoutMs: PULL_TIMEOUT_MS,
    });
    if (outcome.stopped === 'timeout') return { ok: false, why: 'does not answer' };
    if (!outcome.ok) return failed(pull, outcome.stderr);
    const [name] = (await readdir(folder)).filter(entry => entry.endsWith('.tgz'));
    if (name === undefined) return { ok: false, why: 'gave no archive' };
    const file = path.join(folder, name);
    if ((await stat(file)).size > MAX_CHART_BYTES)
      return { ok: false, why: 'gave an archive that is larger than any chart' };
    return { ok: true, archive: await readFile(file) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pullArguments({ source, name, version }: Pull, folder: string): readonly string[] {
  const args = ['pull', `--version=${version}`, `--destination=${folder}`];
  if (source.kind === 'repository') return [...args, `--repo=${source.url}`, '--', name];
  if (isLoopback(source)) args.push('--plain-http');
  return [...args, '--', `${source.url}/${name}`];
}

/** Helm's messages, by what a reader can do about them. */
function failed({ name, version }: Pull, stderr: string): Pulled {
  const text = stderr.trim().replace(/^.*Error: /s, '');
  if (/\b40[13]\b|unauthorized|denied|forbidden/i.test(text))
    return { ok: false, why: 'asks for a login', needsLogin: true };
  if (
    /dial tcp|no such host|connection refused|i\/o timeout|network is unreachable|TLS handshake|lookup |proxyconnect/i.test(
      text,
    )
  ) {
    return { ok: false, why: `can't be reached (${shortReason(text)})` };
  }
  if (
    /not found|no chart version found|no chart name found|manifest unknown|improper constraint|Unable to locate any tags/i.test(
      text,
    )
  ) {
    return { ok: false, why: `has no ${name} ${version}` };
  }
  return { ok: false, why: `gave an error (${text.split('\n')[0]?.slice(0, 300)})` };
}

function shortReason(text: string): string {
  const parts = text.split('\n')[0]?.split(': ') ?? [];
  return parts.slice(-2).join(': ').slice(0, 200);
}
