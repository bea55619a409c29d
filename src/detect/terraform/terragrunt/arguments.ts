/**
 * What Terragrunt gives Terraform besides `inputs`: variables of the environment, and arguments of its command line.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#terraform
 */
import { append } from '../../../append.js';
import { type EvaluatedEntry, type EvaluatedValue, scalar, textOf } from '../../../evaluated/value.js';
import { evaluate } from '../../../hcl/evaluate.js';
import type { HclBlock } from '../../../hcl/syntax.js';
import { inFolder, resolveInTree } from '../../tree-path.js';
import { attributeOf } from '../files.js';
import type { TerragruntScope } from './scope.js';

/** A file of variables of the tree, or one variable. */
export type Argument = string | readonly [name: string, entry: EvaluatedEntry];

export interface ExtraArguments {
  /** By `TF_VAR_…`: they count in place of inputs of that name. */
  readonly environment: readonly (readonly [name: string, entry: EvaluatedEntry])[];
  /** In their order; the last one counts. */
  readonly commandLine: readonly Argument[];
}

/**
 * @param scopes included files first: a block of the unit's own counts in place of theirs of that name
 * @param folders of the module and of the unit, in which plain names of files are looked for
 */
export function extraArguments(
  scopes: readonly TerragruntScope[],
  folders: readonly string[],
): ExtraArguments {
  const blocks = new Map<string, readonly [TerragruntScope, HclBlock]>();
  for (const scope of scopes)
    for (const { type, body } of scope.body.blocks)
      for (const block of type === 'terraform' ? body.blocks : [])
        if (block.type === 'extra_arguments') blocks.set(block.labels[0] ?? '', [scope, block]);
  const environment: [string, EvaluatedEntry][] = [];
  const commandLine: Argument[] = [];
  for (const [scope, block] of blocks.values()) {
    const argument = (name: string): EvaluatedValue | undefined => {
      const attribute = attributeOf(block, name);
      return attribute && evaluate(attribute.value, scope);
    };
    if (!isForRuns(argument('commands'))) continue;
    const given = argument('env_vars');
    for (const [name, entry] of given?.kind === 'map' ? given.entries : [])
      if (name.startsWith(PREFIX)) environment.push([name.slice(PREFIX.length), entry]);
    for (const item of inOneWord(itemsOf(argument('arguments'))))
      append(commandLine, argumentIn(item, scope, folders));
    for (const key of ['required_var_files', 'optional_var_files'])
      for (const item of itemsOf(argument(key)))
        append(commandLine, fileNamed(textOf(item) ?? '', scope, folders));
  }
  return { environment, commandLine };
}

const PREFIX = 'TF_VAR_';

/** Of a list that is known: whether what plans or applies is in it. */
function isForRuns(commands: EvaluatedValue | undefined): boolean {
  if (commands?.kind !== 'list') return true;
  const names = commands.items.map(textOf);
  return names.some(name => name === undefined || name === 'apply' || name === 'plan');
}

function itemsOf(value: EvaluatedValue | undefined): readonly EvaluatedValue[] {
  return value?.kind === 'list' ? value.items : [];
}

/** `-var`, `name=value` as `-var=name=value`. */
function inOneWord(items: readonly EvaluatedValue[]): readonly EvaluatedValue[] {
  return items.flatMap((item, index) => {
    const [before, own] = [textOf(items[index - 1]) ?? '', textOf(item) ?? ''];
    return FLAG.test(before) && !own.startsWith('-') ? [scalar(`${before}=${own}`, item.at)] : [item];
  });
}

const FLAG = /^--?var(?:-file)?$/;

/** `-var-file=prod.tfvars`, `-var=name=value`; each is one word. */
function argumentIn(
  item: EvaluatedValue,
  scope: TerragruntScope,
  folders: readonly string[],
): readonly Argument[] {
  const text = textOf(item) ?? '';
  const file = /^--?var-file[= ]["']?([^"']+)["']?$/.exec(text)?.[1];
  if (file !== undefined) return fileNamed(file, scope, folders);
  const [, name, value] = /^--?var[= ]["']?(\w+)=(.*?)["']?$/s.exec(text) ?? [];
  return name === undefined || value === undefined
    ? []
    : [[name, { at: item.at, value: scalar(value, item.at) }]];
}

/** One that the tree does not hold gives nothing. */
function fileNamed(name: string, scope: TerragruntScope, folders: readonly string[]): readonly string[] {
  if (!/\.tfvars(\.json)?$/.test(name)) return [];
  const { tree } = scope.world.files.context;
  const isPlain = !/^\//.test(name);
  // Files of the unit are copied over those of the module.
  const places = isPlain
    ? folders.toReversed().map(folder => resolveInTree(folder, name))
    : [scope.resolve(name)];
  const found = places.find(path => path !== undefined && tree.has(path));
  return found === undefined ? [] : [found];
}

/** What Terraform reads by itself in a folder: `terraform.tfvars`, then `*.auto.tfvars`. */
export function automaticFiles({ world }: TerragruntScope, folder: string): readonly string[] {
  const { tree } = world.files.context;
  const named = ['terraform.tfvars', 'terraform.tfvars.json']
    .map(name => inFolder(folder, name))
    .filter(path => tree.has(path));
  const isOwn = (path: string): boolean => path.slice(folder === '' ? 0 : folder.length + 1).includes('/');
  const automatic = tree.below(folder).filter(path => /\.auto\.tfvars(\.json)?$/.test(path) && !isOwn(path));
  return [...named, ...automatic.toSorted()];
}
