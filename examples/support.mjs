// What the example and the benchmark need from the machine: Istio's charts and a Helm.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchTestHelms } from '../tools/test-helm.mjs';

/** Folder of package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Istio's charts on this machine, as the tests find them: below `PREFLIGHT_SHARED`.
 * @returns {string | undefined} undefined where there are none; they are then downloaded from Istio
 */
export function exampleCharts() {
  const folder = resolve(root, process.env.PREFLIGHT_SHARED ?? '../shared', 'charts');
  return existsSync(folder) ? folder : undefined;
}

/**
 * The Helm that `HELM_BIN` names, else the one on PATH.
 * @returns {string | undefined}
 */
export function localHelm() {
  return [process.env.HELM_BIN, 'helm'].find(helm => helm && runs(helm));
}

/**
 * A Helm for the example: the machine's own, else the one of the tests, out of a pinned npm package.
 * @returns {Promise<string>} its path, or `helm` where it is on PATH
 * @throws where there is none to be had
 */
export async function findExampleHelm() {
  const helm = localHelm() ?? (await testHelm());
  if (!helm) throw new Error('no Helm: install one, or name it with HELM_BIN');
  return helm;
}

/**
 * Helm 3 as the tests get it, kept in `.cache/helm`.
 * @returns {Promise<string | undefined>} undefined on a platform without one
 * @throws where npm can't be reached
 */
export async function testHelm() {
  const cache = process.env.PREFLIGHT_TEST_HELM_CACHE ?? join(root, '.cache', 'helm');
  const [helm] = await fetchTestHelms(cache, 3);
  return helm?.path;
}

function runs(helm) {
  try {
    execFileSync(helm, ['version', '--short'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
