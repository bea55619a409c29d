/** Where the knowledge is found at run time: beside the compiled file, or beside the bundle. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the packed knowledge: `rules.json` and `facts/`. Filled by `tools/pack-knowledge.ts`. */
export function assetsFolder(): string {
  // Not `new URL('assets/', import.meta.url)`: the bundler would take that for a file to copy, and mangle it.
  return join(dirname(fileURLToPath(import.meta.url)), 'assets');
}
