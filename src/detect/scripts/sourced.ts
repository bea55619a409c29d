/** Files that a script or a Makefile takes its names from: those that it sources or includes, and settings that it or one of them names (`kserve-deps.env`). */
import { addTo, groupBy } from '../../grouped.js';
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import { sharedFolders } from '../distance.js';
import { firstOf } from '../limits.js';
import { oncePerTree } from '../once.js';
import { baseName } from '../tree-path.js';

/** `source versions.env`, `. "$(dirname "$0")/versions.env"`, `include versions.mk` */
const SOURCED =
  /(?:^|[\s;&|(])(?:source|\.|[-s]?include)[ \t]+["']?(?:\$\([^\n]{0,150}\)["']?)?([^\s"';|&)]{1,300})/gm;
const SETTINGS = /[\w.-]{0,100}\.env(?:[._-](?:example|sample|template|dist|defaults?))?\b/g;

/** More than scripts source in turn. */
const MAX_FILES = 20;
const MAX_TEXT = 200_000;

const known = oncePer((_: DetectContext) => new Map<string, Promise<ReadonlySet<string>>>());
const byName = oncePer(({ tree }: DetectContext) => groupBy(tree.paths, baseName));

/** In no order; the script itself is none of them. Found once for each script. */
export function sourcedFiles(context: DetectContext, script: string): Promise<ReadonlySet<string>> {
  const files = known(context);
  const found = files.get(script) ?? findSourced(context, script);
  files.set(script, found);
  return found;
}

async function findSourced(context: DetectContext, script: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const pending = [script];
  for (let path = pending.pop(); path !== undefined && found.size < MAX_FILES; path = pending.pop()) {
    const text = (await context.text(path))?.slice(0, MAX_TEXT) ?? '';
    const named = [...text.matchAll(SOURCED)].map(([, name = '']) => baseName(name));
    const settings = [...text.matchAll(SETTINGS)].map(([name]) => name);
    for (const name of new Set([...named, ...settings])) {
      const file = nearestNamed(context, name, path);
      if (file === undefined || file === script || found.has(file)) continue;
      found.add(file);
      pending.push(file);
    }
  }
  return found;
}

function nearestNamed(context: DetectContext, name: string, from: string): string | undefined {
  const files = byName(context).get(name) ?? [];
  return files.toSorted((left, right) => sharedFolders(right, from) - sharedFolders(left, from))[0];
}

/** Shells and Makefiles, and more of them than a repository holds. */
const SOURCES = /(?:^|\/)(?:GNU)?makefile[\w.-]{0,60}$|\.(?:mk|make|mak|sh|bash)$/i;
const MAX_SOURCING = 5000;

const sourcers = oncePerTree(async (context): Promise<ReadonlyMap<string, readonly string[]>> => {
  const found = new Map<string, string[]>();
  const all = context.tree.paths.filter(path => SOURCES.test(path) && !context.isSetAside(path));
  for (const path of firstOf(context, all, MAX_SOURCING, 'scripts and Makefiles'))
    for (const file of await sourcedFiles(context, path)) addTo(found, file, path);
  return found;
});

/** Shells and Makefiles that take something from a file, in the order of their paths. */
export async function sourcedBy(context: DetectContext, file: string): Promise<readonly string[]> {
  return (await sourcers(context)).get(file) ?? [];
}
