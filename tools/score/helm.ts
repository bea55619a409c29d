/** The Helm that scores render with: the one that the tests use. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Path of the Helm 3 of the tests, from HELM_BIN or their cache; undefined leaves it to PATH. */
export async function testHelm(): Promise<string | undefined> {
  if (process.env.HELM_BIN) return process.env.HELM_BIN;
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
  const script = pathToFileURL(path.join(root, 'tools', 'test-helm.mjs')).href;
  const { fetchTestHelms } = (await import(script)) as typeof import('../test-helm.mjs');
  const cache = process.env.PREFLIGHT_TEST_HELM_CACHE ?? path.join(root, '.cache', 'helm');
  const [helm] = await fetchTestHelms(cache, 3);
  return helm?.path;
}
