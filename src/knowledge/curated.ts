/** The minors that are wholly curated, as computed at build time: every known change has a rule, or the ledger says why not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the packed file within the folder of assets. */
export const CURATED_FILE = 'curated.json';

/**
 * Crossing any other minor is said in the report: what nobody has curated must not pass for safe.
 * @param folder the folder of assets
 * @throws where the packed file is missing or damaged: the build is broken
 */
export function loadCurated(folder: string): readonly string[] {
  return JSON.parse(readFileSync(join(folder, CURATED_FILE), 'utf8')) as readonly string[];
}
