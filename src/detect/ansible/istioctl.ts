/** The istioctl that a role of Ansible fetches, for what its tasks install with it. */

import type { DetectContext } from '../detector.js';
import { type DecidedVersion, decideVersion } from '../istio/published-release.js';
import { oncePerTree } from '../once.js';
import { roleOf } from './places.js';

/**
 * Addresses of https://github.com/istio/istio/releases in tasks and variables of a role, for `get_url`, `unarchive` or a shell: the
 * version is written out, or a variable.
 */
const ADDRESS =
  /\/\/(?:github\.com\/istio\/istio\/releases\/download|storage\.googleapis\.com\/istio-release\/releases)\/v?(\{\{[^{}\n]{1,200}\}\}(?:\.\{\{[^{}\n]{1,200}\}\}){0,2}|\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})\//g;
const HOLDERS = /^\/(?:tasks|handlers|defaults|vars)\/.*\.ya?ml$/i;

/** More addresses of Istio than a role has. */
const MAX_FOUND = 50;

/**
 * @param file one of the role's
 * @returns undefined where the role fetches none, several, or one whose version the tree does not decide
 */
export async function istioctlOfRole(
  context: DetectContext,
  file: string,
): Promise<DecidedVersion | undefined> {
  const role = roleOf(file);
  if (role === undefined) return undefined;
  const known = await rolesOf(context);
  if (!known.has(role)) known.set(role, await fetchedIn(context, role));
  return known.get(role);
}

const rolesOf = oncePerTree(async () => new Map<string, DecidedVersion | undefined>());

async function fetchedIn(context: DetectContext, role: string): Promise<DecidedVersion | undefined> {
  const found: DecidedVersion[] = [];
  for (const path of context.candidates) {
    if (roleOf(path) !== role || !HOLDERS.test(path.slice(role.length)) || context.isSetAside(path)) continue;
    for (const [index, line] of ((await context.text(path)) ?? '').split('\n').entries()) {
      if (/^\s*#/.test(line)) continue;
      for (const [, version = ''] of line.matchAll(ADDRESS)) {
        if (found.length >= MAX_FOUND) return undefined;
        // `mesh['version']` is `mesh.version`.
        const name = version.replace(/\[["'](\w{1,100})["']\]/g, '.$1');
        found.push(await decideVersion(context, name, { file: path, line: index + 1 }));
      }
    }
  }
  const [first] = found;
  const isKnown = first?.version != null || (first?.environments?.length ?? 0) > 1;
  const isOne = found.every(one => one.version === first?.version && isSamePlace(one, first));
  return isKnown && isOne ? first : undefined;
}

/** Of one that is undecided: by the same variable. */
function isSamePlace(one: DecidedVersion, first: DecidedVersion | undefined): boolean {
  return one.version !== null || one.look === first?.look;
}
