/** Which values a root module is run with: files of variables, which each may make a deployment of its own. */
import type { EvaluatedValue } from '../../evaluated/value.js';
import { valueFrom } from '../../evaluated/value.js';
import { folderOf, isWithin } from '../tree-path.js';
import type { TerraformFiles, TerraformModule } from './files.js';
import { ModuleInstance } from './scope.js';

export interface Variant {
  /** '' where the module is run in one way only. */
  readonly name: string;
  readonly inputs: ReadonlyMap<string, EvaluatedValue>;
}

/** More deployments of one module than any honest repository has. */
const MAX_VARIANTS = 60;

/**
 * Terraform reads `terraform.tfvars` and `*.auto.tfvars` of its folder by itself; any other file of variables is given
 * by name, and so each may be an environment.
 * Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
 */
export async function variantsOf(
  files: TerraformFiles,
  module: TerraformModule,
): Promise<readonly Variant[]> {
  const declared = new Set(
    module.blocks.flatMap(({ block }) => (block.type === 'variable' ? [block.labels[0] ?? ''] : [])),
  );
  const automatic: string[] = [];
  const named: string[] = [];
  for (const path of files.context.tree.paths) {
    if (!/\.tfvars(\.json)?$/.test(path) || !isNear(module.folder, path)) continue;
    const isOwn = folderOf(path) === module.folder;
    if (isOwn && /(^|\/)terraform\.tfvars(\.json)?$/.test(path)) automatic.unshift(path);
    else if (isOwn && /\.auto\.tfvars(\.json)?$/.test(path)) automatic.push(path);
    else named.push(path);
  }
  const base = new Map<string, EvaluatedValue>();
  for (const path of automatic)
    for (const [name, value] of await valuesIn(files, path)) base.set(name, value);
  const variants: Variant[] = [];
  for (const path of named.slice(0, MAX_VARIANTS)) {
    const values = await valuesIn(files, path);
    if (![...values.keys()].some(name => declared.has(name))) continue;
    variants.push({ name: path, inputs: new Map([...base, ...values]) });
  }
  if (variants.length === 0) return [{ name: '', inputs: base }];
  return withShortNames(variants);
}

/** Below the module; or, beside it, in folders that hold no module of their own: `envs/prod.tfvars`. */
function isNear(folder: string, path: string): boolean {
  return isWithin(folder, path) || (folder !== '' && isWithin(folderOf(folder), path));
}

async function valuesIn(files: TerraformFiles, path: string): Promise<ReadonlyMap<string, EvaluatedValue>> {
  const result = new Map<string, EvaluatedValue>();
  if (path.endsWith('.json')) {
    const [document] = (await files.context.yaml(path)).documents;
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
  for (const take of [last, (path: string) => last(folderOf(path))]) {
    const names = bare.map(take);
    if (new Set(names).size === names.length && !names.includes(''))
      return variants.map((variant, index) => ({ ...variant, name: names[index] ?? variant.name }));
  }
  return variants.map((variant, index) => ({ ...variant, name: bare[index] ?? variant.name }));
}

function last(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
