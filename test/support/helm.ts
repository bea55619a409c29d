import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TestHelm } from '../../tools/test-helm.mjs';

/** Folder of package.json, seen from this file compiled into `build/test/support`. */
const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * Helm 3.17.3 and 4.1.4 for the tests, cached in `PREFLIGHT_TEST_HELM_CACHE` or the repository's `.cache/helm`.
 * Elsewhere than Linux x86-64: the Helm on PATH, or none.
 */
export async function testHelms(): Promise<readonly TestHelm[]> {
  // Shared with the example, which runs uncompiled: so it is not part of what the compiler copies into `build`.
  const script = pathToFileURL(path.join(REPOSITORY, 'tools', 'test-helm.mjs')).href;
  const { fetchTestHelms } = (await import(script)) as typeof import('../../tools/test-helm.mjs');
  return await fetchTestHelms(
    process.env.PREFLIGHT_TEST_HELM_CACHE ?? path.join(REPOSITORY, '.cache', 'helm'),
  );
}
