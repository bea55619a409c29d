/**
 * Atmos: root modules ("components") of one folder, and stacks of another that give each of them variables, once for each
 * environment. Sources: https://atmos.tools/cli/configuration, https://atmos.tools/stacks/components
 */
import { append } from '../../../append.js';
import { laidOver } from '../../../evaluated/laid-over.js';
import { partAt } from '../../../evaluated/part.js';
import { textsIn } from '../../../evaluated/texts.js';
import {
  type EvaluatedMap,
  type EvaluatedValue,
  isNull,
  mapOf,
  textOf,
  unknown,
  valueFrom,
} from '../../../evaluated/value.js';
import { globMatcher } from '../../../tree/glob.js';
import { namesIstio } from '../../declaring-text.js';
import type { DetectContext } from '../../detector.js';
import { firstOf } from '../../limits.js';
import { oncePerTree } from '../../once.js';
import { folderOf, isWithin, resolveInTree, segmentsOf } from '../../tree-path.js';
import { AtmosStacks, type Stack } from './stacks.js';

/** A component as one stack deploys it. */
export interface AtmosComponent {
  /** The folder of its module. */
  readonly folder: string;
  /** What tells it from others of the module: `orgs-acme-prod`, `prod-istio-canary`. */
  readonly name: string;
  readonly variables: EvaluatedMap;
  /** Not all that the stack says is here: where a variable is missing, it may be given. */
  readonly isOpen: boolean;
}

/** Folders of modules to which some stack gives what speaks of Istio. */
export async function atmosModules(context: DetectContext): Promise<readonly string[]> {
  const speaking = (await atmosComponents(context)).filter(({ name, folder, variables }) =>
    [name, folder, ...textsIn(variables)].some(namesIstio),
  );
  return [...new Set(speaking.map(({ folder }) => folder))];
}

/** More configurations, and stacks, than any honest tree has. */
const MAX_CONFIGURATIONS = 10;
const MAX_STACKS = 1000;
/** More components than all of them deploy. */
const MAX_COMPONENTS = 5000;
/** More variables than all of those are given. */
const MAX_VARIABLES = 2_000_000;

/** Each component of each stack; none where there is no configuration of Atmos. */
export const atmosComponents = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<readonly AtmosComponent[]> {
  const found: AtmosComponent[] = [];
  const budget = { left: MAX_VARIABLES };
  const paths = context.tree.paths.filter(
    path => /(^|\/)\.?atmos\.ya?ml$/.test(path) && !context.isSetAside(path),
  );
  for (const path of firstOf(context, paths, MAX_CONFIGURATIONS, 'configurations of Atmos')) {
    const [document] = (await context.yaml(path)).documents;
    const settings = document && valueFrom(document.data);
    const setting = (...keys: readonly string[]): string | undefined => textOf(partAt(settings, ...keys));
    const base = setting('base_path') ?? '';
    const modules = setting('components', 'terraform', 'base_path') ?? 'components/terraform';
    const [home, stacks] = foldersOf(context, path, base, setting('stacks', 'base_path') ?? 'stacks');
    const components = home === undefined ? undefined : resolveInTree(home, modules);
    if (stacks === undefined || components === undefined) continue;
    if (!context.candidates.some(one => isWithin(stacks, one) || isWithin(components, one))) continue;
    for (const stack of await deployed(context, stacks, partAt(settings, 'stacks'))) {
      if (found.length > MAX_COMPONENTS || budget.left < 0) {
        const what = budget.left < 0 ? `${MAX_VARIABLES} variables` : `${MAX_COMPONENTS} components`;
        const why = `it comes after more than ${what} of Atmos: what it deploys was not looked at`;
        context.leave(stack.file, why);
        break;
      }
      append(found, componentsOf(stack, components, stacks, budget));
      if (budget.left < 0)
        context.leave(
          stack.file,
          `its components are given more than ${MAX_VARIABLES} variables: not all were looked at`,
        );
    }
  }
  return found;
}

/** Paths are as seen from the base, which a variable of the environment may give: the file may lie anywhere. */
function foldersOf(
  { tree }: DetectContext,
  path: string,
  base: string,
  stacks: string,
): readonly [home?: string, stacks?: string] {
  for (const from of [folderOf(path), '']) {
    const home = resolveInTree(from, base.startsWith('/') ? '' : base);
    const folder = home === undefined ? undefined : resolveInTree(home, stacks);
    if (home !== undefined && folder !== undefined && tree.below(folder).length > 0) return [home, folder];
  }
  return [];
}

/** Stacks that nothing else imports, as far as the configuration includes them. */
async function deployed(
  context: DetectContext,
  folder: string,
  settings: EvaluatedValue | undefined,
): Promise<readonly Stack[]> {
  const patterns = (key: string): string[] => {
    const list = partAt(settings, key);
    const texts = list?.kind === 'list' ? list.items.map(textOf) : [];
    return texts.flatMap(text =>
      text === undefined || text.length > 1000 ? [] : [text, `${text}.yaml`, `${text}.yml`],
    );
  };
  const [included, excluded] = [patterns('included_paths'), patterns('excluded_paths')];
  const isIncluded = included.length === 0 ? () => true : globMatcher(included, { braces: true });
  const isExcluded = excluded.length === 0 ? () => false : globMatcher(excluded, { braces: true });
  const all = context.tree.below(folder).filter(path => /\.ya?ml$/i.test(path) && !context.isSetAside(path));
  const reader = new AtmosStacks(context, folder);
  const stacks: Stack[] = [];
  for (const file of firstOf(context, all, MAX_STACKS, 'stacks of Atmos'))
    stacks.push(await reader.stack(file));
  return stacks.filter(({ file }) => {
    const name = folder === '' ? file : file.slice(folder.length + 1);
    return !reader.imported.has(file) && isIncluded(name) && !isExcluded(name);
  });
}

function componentsOf(
  stack: Stack,
  home: string,
  folder: string,
  budget: { left: number },
): readonly AtmosComponent[] {
  const found: AtmosComponent[] = [];
  const components = partAt(stack.content, 'components', 'terraform');
  if (components?.kind !== 'map') return found;
  for (const [name, { value }] of components.entries) {
    const metadata = partAt(value, 'metadata');
    const isAbstract = textOf(partAt(metadata, 'type')) === 'abstract';
    if (isAbstract || textOf(partAt(metadata, 'enabled')) === 'false') continue;
    const bases = basesOf(name, components);
    const named = bases.map(
      one =>
        one &&
        (textOf(partAt(components, one, 'metadata', 'component')) ??
          textOf(partAt(components, one, 'component'))),
    );
    const module = named.findLast(text => text !== undefined) ?? name;
    const path = resolveInTree(home, module);
    if (path === undefined) continue;
    const layers = [
      partAt(stack.content, 'vars'),
      partAt(stack.content, 'terraform', 'vars'),
      // What is not here may outweigh what is said of all components.
      stack.isOpen ? unknown(`what ${stack.file} imports`, value.at) : undefined,
      ...bases
        .slice(0, -1)
        .map(one =>
          one === undefined ? unknown(`what ${name} inherits`, value.at) : partAt(components, one, 'vars'),
        ),
      partAt(value, 'vars'),
      partAt(value, 'overrides', 'vars'),
    ];
    for (const layer of layers) budget.left -= layer?.kind === 'map' ? layer.entries.size : 0;
    if (budget.left < 0) break;
    let variables = mapOf({}, value.at);
    for (const layer of layers) variables = laidOver(variables, layer);
    const place = segmentsOf(folder === '' ? stack.file : stack.file.slice(folder.length + 1)).join('-');
    found.push({
      folder: path,
      name: name === module ? place : `${place}-${name}`,
      variables,
      isOpen: variables.open !== undefined,
    });
  }
  return found;
}

/** Components that one takes from, the first of all first, and itself last; undefined for one that can't be told. */
function basesOf(
  name: string,
  components: EvaluatedMap,
  seen = new Set<string>(),
): readonly (string | undefined)[] {
  if (seen.has(name) || !components.entries.has(name)) return [];
  if (seen.size > MAX_BASES) return [undefined];
  seen.add(name);
  const inherited = partAt(components, name, 'metadata', 'inherits');
  const parts = [
    partAt(components, name, 'component'),
    ...(inherited?.kind === 'list' ? inherited.items : [inherited]),
  ];
  const bases = parts.flatMap(part => {
    const base = textOf(part);
    return base === undefined ? (isNull(part) ? [] : [undefined]) : basesOf(base, components, seen);
  });
  return [...bases, name];
}

/** More than any honest component takes from. */
const MAX_BASES = 50;
