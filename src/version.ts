/** The version of this package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsFolder } from './assets.js';

/** As package.json says it; packed beside the knowledge, since the bundle travels without package.json. */
export function toolVersion(): string {
  const text = readFileSync(join(assetsFolder(), 'version.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
