/**
 * Modules that TypeScript finds by another name than their place: `paths` and `baseUrl` of a `tsconfig.json`
 * (https://www.typescriptlang.org/tsconfig/#paths), and packages of the same repository by theirs.
 */
import { oncePer } from '../../memo.js';
import { parseYaml } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { ancestors, baseName, folderOf, inFolder, resolveInTree } from '../tree-path.js';

interface Aliases {
  readonly base: string;
  /** What stands before and behind the star of a name, and the places that it is for. */
  readonly paths: readonly { readonly name: string; readonly places: readonly string[] }[];
}

const CONFIGS = ['tsconfig.json', 'jsconfig.json', 'tsconfig.base.json'];
/** Files that extend each other, and more packages than a repository has. */
const MAX_EXTENDED = 4;
const MAX_PACKAGES = 300;
const MAX_TEXT = 100_000;

/** Where a module may stand that is no place beside the file; without its ending. */
export async function aliasedPlaces(
  context: DetectContext,
  path: string,
  module: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of ancestors(path)) {
    const config = CONFIGS.map(name => inFolder(folder, name)).find(one => context.tree.has(one));
    if (config === undefined) continue;
    const { base, paths } = await aliasesOf(context, config);
    for (const { name, places } of paths) {
      const [start = '', end] = name.split('*', 2);
      const isOf = end === undefined ? module === name : module.startsWith(start) && module.endsWith(end);
      if (!isOf) continue;
      const middle = end === undefined ? '' : module.slice(start.length, module.length - end.length);
      for (const place of places) {
        const one = resolveInTree(
          base,
          place.replace('*', () => middle),
        );
        if (one !== undefined) found.push(one.replace(/\.[mc]?[jt]sx?$/, ''));
      }
    }
    const own = resolveInTree(base, module);
    if (own !== undefined) found.push(own);
    break;
  }
  const names = await packagesByName(context);
  const name = [...names.keys()].find(one => module === one || module.startsWith(`${one}/`));
  const folder = name === undefined ? undefined : names.get(name);
  if (name !== undefined && folder !== undefined) {
    const rest = module.slice(name.length + 1);
    for (const inner of rest === '' ? ['', 'src', 'lib'] : [rest, `src/${rest}`])
      found.push(inner === '' ? folder : inFolder(folder, inner));
  }
  return found;
}

const known = oncePer((_: DetectContext) => new Map<string, Promise<Aliases>>());

function aliasesOf(context: DetectContext, config: string): Promise<Aliases> {
  const files = known(context);
  const found = files.get(config) ?? readAliases(context, config, 0);
  files.set(config, found);
  return found;
}

async function readAliases(context: DetectContext, config: string, depth: number): Promise<Aliases> {
  const text = ((await context.text(config)) ?? '').slice(0, MAX_TEXT);
  const value = parseYaml(config, text.replace(COMMENT, '$1')).documents[0]?.data.value;
  const options = recordAt(value, ['compilerOptions']);
  const base = resolveInTree(folderOf(config), stringAt(options, ['baseUrl']) ?? '.') ?? folderOf(config);
  const paths = recordAt(options, ['paths']);
  if (paths)
    return {
      base,
      paths: Object.keys(paths).map(name => ({
        name,
        places: listAt(paths, [name]).filter(one => typeof one === 'string'),
      })),
    };
  const extended = stringAt(value, ['extends']);
  const parent = extended?.startsWith('.')
    ? resolveInTree(folderOf(config), extended.endsWith('.json') ? extended : `${extended}.json`)
    : undefined;
  if (parent !== undefined && context.tree.has(parent) && depth < MAX_EXTENDED)
    return readAliases(context, parent, depth + 1);
  return { base, paths: [] };
}

/** Texts, which stay, and comments: of both kinds are allowed there. */
const COMMENT = /("(?:[^"\\\n]|\\.){0,1000}")|\/\/.*|\/\*[\s\S]{0,500}?\*\//g;

/** Folders of the packages of the tree. */
const packagesByName = oncePerTree(readPackages);

async function readPackages(context: DetectContext): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const files = context.tree.paths.filter(
    path => baseName(path) === 'package.json' && !path.includes('node_modules/'),
  );
  for (const path of files.slice(0, MAX_PACKAGES)) {
    const text = await context.text(path);
    const value =
      text === undefined || text.length > MAX_TEXT
        ? undefined
        : parseYaml(path, text).documents[0]?.data.value;
    const name = isRecord(value) ? stringAt(value, ['name']) : undefined;
    if (name !== undefined && !found.has(name)) found.set(name, folderOf(path));
  }
  return found;
}
