/** What this package is, and up to where it knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsFolder } from './assets.js';

interface PackedVersion {
  /** As package.json says it. */
  readonly version: string;
  /** Newest release of Istio that the facts hold. */
  readonly knowledge: string;
}

/** As packed beside the knowledge, since the bundle travels without package.json. */
export function packedVersion(): PackedVersion {
  return JSON.parse(readFileSync(join(assetsFolder(), 'version.json'), 'utf8')) as PackedVersion;
}

export function toolVersion(): string {
  return packedVersion().version;
}
