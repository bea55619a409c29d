/** The istioctl that a role of Ansible, or one beside it, fetches or copies, for what its tasks install with it. */

import type { DetectContext } from '../detector.js';
import { type DecidedVersion, decideVersion } from '../istio/published-release.js';
import { oncePerTree } from '../once.js';
import { folderOf } from '../tree-path.js';
import { roleOf } from './places.js';

const VERSION =
  '(\\{\\{[^{}\\n]{1,200}\\}\\}(?:\\.\\{\\{[^{}\\n]{1,200}\\}\\}){0,2}|\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}[\\w.+-]{0,60})';
/**
 * Addresses of https://github.com/istio/istio/releases in tasks and variables of a role, for `get_url`, `unarchive` or a shell, and the tool in
 * the folder of an unpacked release, for `copy`: the version is written out, or a variable.
 */
const ADDRESS = new RegExp(
  `//(?:github\\.com/istio/istio/releases/download|storage\\.googleapis\\.com/istio-release/releases)/v?${VERSION}/|(?<![\\w-])istio-v?${VERSION}/bin/istioctl(?![\\w-])`,
  'g',
);
const HOLDERS = /^\/(?:tasks|handlers|defaults|vars)\/.*\.ya?ml$/i;

/** More addresses of Istio than roles have. */
const MAX_FOUND = 50;

/**
 * @param file one of the role's
 * @returns undefined where neither the role nor one beside it fetches any, or several are fetched, or one whose version the tree does not decide
 */
export async function istioctlOfRole(
  context: DetectContext,
  file: string,
): Promise<DecidedVersion | undefined> {
  const role = roleOf(file);
  if (role === undefined) return undefined;
  const own = await fetchedIn(context, role, path => path === role);
  // What a role puts on a host is there for those that come after it.
  if (own.length > 0) return onlyOne(own);
  return onlyOne(await fetchedIn(context, folderOf(role), path => folderOf(path) === folderOf(role)));
}

const known = oncePerTree(async () => new Map<string, Promise<readonly DecidedVersion[]>>());

/** @param folder of a role, or of roles: what was found there is kept under its name */
async function fetchedIn(
  context: DetectContext,
  folder: string,
  isAsked: (role: string) => boolean,
): Promise<readonly DecidedVersion[]> {
  const folders = await known(context);
  const found = folders.get(folder) ?? readFetched(context, isAsked);
  folders.set(folder, found);
  return found;
}

async function readFetched(
  context: DetectContext,
  isAsked: (role: string) => boolean,
): Promise<readonly DecidedVersion[]> {
  const found: DecidedVersion[] = [];
  for (const path of context.candidates) {
    const role = roleOf(path);
    if (role === undefined || !isAsked(role)) continue;
    if (!HOLDERS.test(path.slice(role.length)) || context.isSetAside(path)) continue;
    for (const [index, line] of ((await context.text(path)) ?? '').split('\n').entries()) {
      if (/^\s*#/.test(line)) continue;
      for (const [, address, unpacked] of line.matchAll(ADDRESS)) {
        const version = address ?? unpacked ?? '';
        if (found.length >= MAX_FOUND) return found;
        // `mesh['version']` is `mesh.version`.
        const name = version.replace(/\[["'](\w{1,100})["']\]/g, '.$1');
        found.push(await decideVersion(context, name, { file: path, line: index + 1 }));
      }
    }
  }
  return found;
}

function onlyOne(found: readonly DecidedVersion[]): DecidedVersion | undefined {
  if (found.length >= MAX_FOUND) return undefined;
  const [first] = found;
  const isKnown = first?.version != null || (first?.environments?.length ?? 0) > 1;
  const isOne = found.every(one => one.version === first?.version && isSamePlace(one, first));
  return isKnown && isOne ? first : undefined;
}

/** Of one that is undecided: by the same variable. */
function isSamePlace(one: DecidedVersion, first: DecidedVersion | undefined): boolean {
  return one.version !== null || one.look === first?.look;
}
