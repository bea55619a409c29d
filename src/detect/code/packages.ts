/** Packages of Go that a file imports out of its own module: what `versions.Istio` is, `versions` being a folder of the tree. */
import type { DetectContext } from '../detector.js';
import { ancestors, folderOf, inFolder } from '../tree-path.js';

export interface GoPackage {
  /** What the file calls it. */
  readonly name: string;
  readonly files: readonly string[];
}

/** `istio "example.org/mesh/pkg/istio"`, on a line of its own or behind `import`. */
const IMPORT = /^[ \t]*(?:import[ \t]+)?(?:([A-Za-z_]\w{0,80})[ \t]+)?"([\w./~-]{1,200})"[ \t]*$/gm;
const MODULE = /^module[ \t]+"?([\w./~-]{1,200})"?[ \t]*(?:\/\/.*)?$/m;
const PACKAGE = /^package[ \t]+(\w{1,80})\b/m;
/** Imports stand at the beginning. */
const MAX_IMPORTS = 100;
/** More files than a package has. */
const MAX_FILES = 100;

/**
 * Source: https://go.dev/ref/mod#module-path and https://go.dev/ref/spec#Import_declarations
 * @param text of a file of Go, without comments
 */
export async function packagesOf(
  context: DetectContext,
  path: string,
  text: string,
): Promise<readonly GoPackage[]> {
  const home = ancestors(path).find(folder => context.tree.has(inFolder(folder, 'go.mod')));
  const module =
    home === undefined ? undefined : MODULE.exec((await context.text(inFolder(home, 'go.mod'))) ?? '')?.[1];
  if (home === undefined || module === undefined) return [];
  const found: GoPackage[] = [];
  for (const { alias, address } of importsOf(text)) {
    if (address !== module && !address.startsWith(`${module}/`)) continue;
    const inner = address.slice(module.length + 1);
    const folder = inner === '' ? home : inFolder(home, inner);
    const files = context.tree.paths
      .filter(one => folderOf(one) === folder && one.endsWith('.go') && !one.endsWith('_test.go'))
      .slice(0, MAX_FILES);
    const [first] = files;
    if (first === undefined) continue;
    const name = alias ?? PACKAGE.exec((await context.text(first)) ?? '')?.[1];
    if (name !== undefined) found.push({ name, files });
  }
  return found;
}

/** What a file of Go imports, and what it calls that, where it says so. */
export function importsOf(
  text: string,
): readonly { readonly alias: string | undefined; readonly address: string }[] {
  return [...text.matchAll(IMPORT)]
    .slice(0, MAX_IMPORTS)
    .map(([, alias, address = '']) => ({ alias, address }));
}
