/** What moved under EnvoyFilters from release to release, as packed at build time: validated there, only read here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the packed file within the folder of assets. */
export const ENVOY_MOVES_FILE = 'envoy-moves.json';

/** One difference; a patch is hit where all that is named here fits it, and of each list one is enough. */
export interface EnvoyMove {
  /** First release in which it is so. */
  readonly since: string;
  /** What is different, in half a sentence. */
  readonly note: string;
  readonly source: string;
  /** Names, full types, compiled-in plugins or runtimes of extensions in the patch's value. */
  readonly extensions?: readonly string[];
  /** The extension is still there, and only does something differently. */
  readonly stays?: true;
  /** Names in its match. */
  readonly anchors?: readonly string[];
  readonly anchorPrefixes?: readonly string[];
  /** What some text of its value holds. */
  readonly mentions?: readonly string[];
  readonly applyTo?: readonly string[];
  readonly operations?: readonly string[];
  readonly targetRefs?: true;
  readonly priority?: true;
}

/**
 * All of them, in order of release.
 * @param folder the folder of assets
 * @throws where the packed file is missing or damaged: the build is broken
 */
export function loadEnvoyMoves(folder: string): readonly EnvoyMove[] {
  return JSON.parse(readFileSync(join(folder, ENVOY_MOVES_FILE), 'utf8')) as readonly EnvoyMove[];
}
