/** Which names of a file of code are made elsewhere in its program, and which by packages that are no part of it. */
import type { DetectContext } from '../detector.js';
import { ancestors, inFolder } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { importsOf, packagesOf } from './packages.js';

/** Languages whose files see each other by what they are in: nothing needs to be brought in. */
const BY_PACKAGE = /\.(?:go|java|kts?|cs|fs|scala)$/;
/** More imports than a file has. */
const MAX_IMPORTS = 200;
/** `from config import settings`, `import config` */
const PYTHON =
  /^[ \t]*(?:from[ \t]+([A-Za-z_]\w{0,80})[\w.]{0,100}[ \t]+import[ \t]+([^\n#;]{1,500})|import[ \t]+([A-Za-z_]\w{0,80}))/gm;

/** Names of packages of Go that are not of this module. */
export async function namesOfPackages(
  context: DetectContext,
  { path, text }: CodeFile,
): Promise<readonly string[]> {
  if (!path.endsWith('.go')) return [];
  const own = new Set((await packagesOf(context, path, text)).map(({ name }) => name));
  return importsOf(text)
    .map(({ alias, address }) => alias ?? nameOf(address))
    .filter(name => !own.has(name));
}

/** `helm` of `github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3`. */
function nameOf(address: string): string {
  const parts = address.split('/').filter(part => !/^v\d+$/.test(part));
  return (parts.at(-1) ?? '').replace(/^go-|[-.]go$|\.v\d+$/g, '');
}

/** Whether one of these names may be made by another file of the program, which nothing but the tree shows. */
export function mayBeOthers(
  context: DetectContext,
  { path, text }: CodeFile,
  names: readonly string[],
  words: string,
): boolean {
  if (BY_PACKAGE.test(path)) return names.length > 0;
  if (!path.endsWith('.py')) return false;
  const isModule = (name: string): boolean =>
    ancestors(path).some(folder =>
      [`${name}.py`, `${name}/__init__.py`].some(one => context.tree.has(inFolder(folder, one))),
    );
  const brought = [...text.matchAll(PYTHON)]
    .slice(0, MAX_IMPORTS)
    .flatMap(([, from = '', inner = '', whole = '']) => {
      if (!isModule(from || whole)) return [];
      return whole === '' ? (inner.match(/[A-Za-z_]\w{0,80}(?=\s*(?:,|\)|$))/g) ?? []) : [whole];
    });
  return brought.some(name => new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(words));
}
