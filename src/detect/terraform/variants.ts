/** Which values a root module is run with: files of variables, which each may make a deployment of its own. */
import type { EvaluatedValue } from '../../evaluated/value.js';
import { unknown, valueFrom } from '../../evaluated/value.js';
import { decidingFile } from '../deciding-file.js';
import type { DetectContext } from '../detector.js';
import { leaveBeyond } from '../limits.js';
import { baseName, folderOf, isWithin } from '../tree-path.js';
import { atmosComponents } from './atmos/atmos.js';
import type { TerraformFiles, TerraformModule } from './files.js';
import { givenTo } from './given.js';
import { inOrder, isRunPlain, plainRuns } from './plain-runs.js';
import { ModuleInstance } from './scope.js';

export interface Variant {
  /** '' where the module is run in one way only. */
  readonly name: string;
  readonly inputs: ReadonlyMap<string, EvaluatedValue>;
  /** Something of the tree says that it is deployed so, whatever is decided of it. */
  readonly isDeployed?: true;
}

/** More deployments of one module than any honest repository has. */
const MAX_VARIANTS = 60;

/**
 * Terraform reads `terraform.tfvars` and `*.auto.tfvars` of its folder by itself; any other file of variables is given
 * by name, and so each may be an environment. A file in the folder of another module is that one's, unless a command
 * gives it to this one.
 * @param roots all modules that are run by themselves
 * Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
 */
export async function variantsOf(
  files: TerraformFiles,
  module: TerraformModule,
  roots: readonly TerraformModule[],
): Promise<readonly Variant[]> {
  const declared = variablesOf(module);
  const isOnly = roots.every(
    other => other === module || ![...variablesOf(other)].some(name => declared.has(name)),
  );
  const given = await givenTo(files.context, module.folder, isOnly);
  // What it does not declare is meant for another module.
  const ofModule = (values: ReadonlyMap<string, EvaluatedValue>): Map<string, EvaluatedValue> =>
    new Map([...values].filter(([name]) => declared.has(name)));
  const [environment, commandLine] = [ofModule(given.environment), ofModule(given.commandLine)];
  const automatic: string[] = [];
  const named: (readonly string[])[] = [...uniqueSets(given.fileSets)];
  const isGiven = new Set(named.flat());
  for (const path of files.context.tree.paths) {
    if (!/\.tfvars(\.json)?$/.test(path) || isGiven.has(path) || !isNear(files, module.folder, path))
      continue;
    const isOwn = folderOf(path) === module.folder;
    if (isOwn && isAutomatic(path)) automatic.push(path);
    else named.push([path]);
  }
  const base = environment;
  const own = new Map<string, EvaluatedValue>();
  for (const path of inOrder(automatic))
    for (const [name, value] of await valuesIn(files, path)) own.set(name, value);
  for (const [name, value] of own) base.set(name, value);
  const variants: Variant[] = [];
  const beyond = named.slice(MAX_VARIANTS).map(paths => paths.at(-1) ?? '');
  leaveBeyond(files.context, beyond, MAX_VARIANTS, `files of variables for ${module.folder || 'the root'}`);
  for (const paths of named.slice(0, MAX_VARIANTS)) {
    const values = new Map<string, EvaluatedValue>();
    for (const path of paths)
      for (const [name, value] of await valuesIn(files, path)) values.set(name, value);
    if (![...values.keys()].some(name => declared.has(name))) continue;
    variants.push({ name: paths.at(-1) ?? '', inputs: new Map([...base, ...values, ...commandLine]) });
  }
  const stacks = await atmosVariants(files.context, module.folder, declared);
  const ofStacks = stacks.map(({ name, inputs }) => ({
    name,
    isDeployed: true as const,
    inputs: new Map([...base, ...ofModule(inputs), ...commandLine]),
  }));
  if (ofStacks.length > 0) return [...withShortNames(variants), ...ofStacks];
  const taken = { environment: ofModule(given.environment), own, commandLine };
  const plain = plainRuns(taken, given);
  if (variants.length === 0) return plain;
  return [...withShortNames(variants), ...(isRunPlain(module, taken, given) ? plain : [])];
}

const FIRST = /(^|\/)terraform\.tfvars(\.json)?$/;

/** True for files of variables that Terraform reads by itself, in the folder of a module that it runs. */
export function isAutomatic(path: string): boolean {
  return FIRST.test(path) || /\.auto\.tfvars(\.json)?$/.test(path);
}

/** What each stack of Atmos gives the module. */
async function atmosVariants(
  context: DetectContext,
  folder: string,
  declared: ReadonlySet<string>,
): Promise<readonly Variant[]> {
  const stacks = (await atmosComponents(context)).filter(one => one.folder === folder);
  const beyond = stacks.slice(MAX_VARIANTS).map(({ variables }) => variables.at.file);
  leaveBeyond(context, beyond, MAX_VARIANTS, `stacks of Atmos that deploy ${folder}`);
  return stacks.slice(0, MAX_VARIANTS).map(({ name, variables, isOpen }) => {
    const inputs = new Map([...variables.entries].map(([key, { value }]) => [key, value]));
    const missing = isOpen ? [...declared].filter(key => !inputs.has(key)) : [];
    for (const key of missing) inputs.set(key, unknown(`${key} of stack ${name}`, variables.at));
    return { name, inputs };
  });
}

function variablesOf({ blocks }: TerraformModule): Set<string> {
  return new Set(blocks.flatMap(({ block }) => (block.type === 'variable' ? [block.labels[0] ?? ''] : [])));
}

function uniqueSets(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(sets.map(set => [set.join('\n'), set])).values()];
}

/** Below the module, or beside it; in either case not in a folder that is, or lies in, another module. */
function isNear(files: TerraformFiles, folder: string, path: string): boolean {
  const within = isWithin(folder, path) ? folder : folder === '' ? undefined : folderOf(folder);
  if (within === undefined || !isWithin(within, path)) return false;
  for (let one = folderOf(path); one !== folder; one = folderOf(one)) {
    if (files.isModule(one)) return false;
    if (one === within) break;
  }
  return true;
}

/** What a file of variables says. */
export async function valuesIn(
  files: TerraformFiles,
  path: string,
): Promise<ReadonlyMap<string, EvaluatedValue>> {
  const result = new Map<string, EvaluatedValue>();
  if (path.endsWith('.json')) {
    const [document] = (await decidingFile(files.context, path)).documents;
    const value = document && valueFrom(document.data);
    if (value?.kind === 'map') for (const [name, entry] of value.entries) result.set(name, entry.value);
    return result;
  }
  const file = await files.parseFile(path);
  if (!file) return result;
  const module: TerraformModule = { folder: folderOf(path), files: [file], blocks: [] };
  const scope = new ModuleInstance(files, module, new Map(), { left: 20_000 });
  for (const { name, value } of file.body.attributes) result.set(name, scope.valueOf(value, path));
  return result;
}

/** `prod` of `envs/prod.tfvars`, and of `envs/prod/terraform.tfvars`. */
function withShortNames(variants: readonly Variant[]): readonly Variant[] {
  const bare = variants.map(({ name }) => name.replace(/(\.auto)?\.tfvars(\.json)?$/, ''));
  for (const take of [baseName, (path: string) => baseName(folderOf(path))]) {
    const names = bare.map(take);
    if (new Set(names).size === names.length && !names.includes(''))
      return variants.map((variant, index) => ({ ...variant, name: names[index] ?? variant.name }));
  }
  return variants.map((variant, index) => ({ ...variant, name: bare[index] ?? variant.name }));
}
