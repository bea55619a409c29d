/**
 * Terragrunt units: which module each runs, and with what. What other units put out, and what the environment holds, is
 * not in the tree. Source: https://terragrunt.gruntwork.io/docs/reference/hcl/
 */
import {
  type EvaluatedEntry,
  type EvaluatedValue,
  failure,
  scalar,
  textOf,
  unknown,
} from '../../evaluated/value.js';
import { evaluate, type Found, type HclScope, withNames } from '../../hcl/evaluate.js';
import type { ReadFile } from '../../hcl/functions.js';
import type { HclBlock, HclFile, TemplatePart } from '../../hcl/syntax.js';
import { fillTemplate } from '../../hcl/text.js';
import type { Position } from '../../model.js';
import { firstOf } from '../limits.js';
import { folderOf, inFolder, resolveInTree } from '../tree-path.js';
import { attributeOf, type TerraformFiles } from './files.js';
import { mapOf } from './repetitions.js';
import { TREE_ROOT } from './scope.js';

export interface TerragruntUnit {
  readonly file: string;
  readonly at: Position;
  /** As written, as far as it is decided. */
  readonly source: string;
  /** The module's folder; undefined for modules from elsewhere. */
  readonly folder?: string;
  readonly inputs: ReadonlyMap<string, EvaluatedEntry>;
  /** What tells it from other units of the same file, where a stack has several. */
  readonly name?: string;
}

/** More files than any repository has; the rest is not read. */
const MAX_FILES = 3000;

export function isTerragruntFile(path: string): boolean {
  return /\.hcl$/i.test(path) && !/(^|\/)(\.terraform\.lock|\.tflint)\.hcl$/i.test(path);
}

/** Every unit of the tree, in order of their files. */
export async function terragruntUnits(files: TerraformFiles): Promise<readonly TerragruntUnit[]> {
  const all = files.context.tree.paths.filter(isTerragruntFile);
  if (!all.some(path => UNIT.test(path) || STACK.test(path))) return [];
  const paths = firstOf(files.context, all, MAX_FILES, 'files of Terragrunt');
  const parsed = new Map<string, HclFile>();
  for (const path of paths) {
    const file = await files.parseFile(path);
    if (file) parsed.set(path, file);
  }
  const world: World = { files, parsed };
  let units: TerragruntUnit[] = [];
  // Files that expressions name are known only once they were evaluated.
  for (let round = 0; round < 5; round++) {
    const stacked = [...parsed.keys()]
      .filter(path => STACK.test(path))
      .flatMap(path => readStack(path, world));
    // What a stack makes units of is none by itself.
    const taken = new Set(stacked.map(({ source }) => source));
    const own = [...parsed.keys()].filter(path => UNIT.test(path) && !taken.has(path));
    units = [
      ...own.flatMap(path => readUnit(new TerragruntScope(path, path, world, newSteps())) ?? []),
      ...stacked.flatMap(({ unit }) => unit ?? []),
    ];
    if (!(await files.loadWanted())) break;
  }
  return units;
}

interface World {
  readonly files: TerraformFiles;
  readonly parsed: ReadonlyMap<string, HclFile>;
}

const UNIT = /(^|\/)terragrunt\.hcl$/;
const STACK = /(^|\/)terragrunt\.stack\.hcl$/;

function newSteps(): { left: number } {
  return { left: 50_000 };
}

interface StackedUnit {
  /** The file of the tree that it is made of. */
  readonly source?: string;
  readonly unit: TerragruntUnit | undefined;
}

/**
 * The units that a stack makes of folders of the tree, each in a folder of its own, with values that their files read.
 * Source: https://terragrunt.gruntwork.io/docs/features/stacks/
 */
function readStack(path: string, world: World): readonly StackedUnit[] {
  const stack = new TerragruntScope(path, path, world, newSteps());
  return stack.body.blocks.flatMap((block): StackedUnit[] => {
    if (block.type !== 'unit') return [];
    const argument = (name: string): EvaluatedValue | undefined => {
      const attribute = attributeOf(block, name);
      return attribute && evaluate(attribute.value, stack);
    };
    const at = { file: path, line: block.line };
    const address = textOf(argument('source')) ?? '';
    const values = argument('values');
    const folder = stack.folderOf(address);
    const source = folder === undefined ? undefined : inFolder(folder, 'terragrunt.hcl');
    if (source === undefined || !world.parsed.has(source)) {
      const inputs = values?.kind === 'map' ? values.entries : new Map<string, EvaluatedEntry>();
      return [{ unit: { file: path, at, source: address, inputs, name: block.labels[0] ?? '' } }];
    }
    const isInPlace = argument('no_dot_terragrunt_stack');
    const home = textOf(argument('path')) ?? block.labels[0] ?? '';
    const inStack =
      isInPlace?.kind === 'scalar' && isInPlace.value === true ? home : `.terragrunt-stack/${home}`;
    const made = resolveInTree(folderOf(path), `./${inStack}/terragrunt.hcl`);
    if (made === undefined) return [];
    const unit = readUnit(new TerragruntScope(source, made, world, newSteps(), 0, values));
    return [{ source, unit: unit && { ...unit, file: path, at, name: block.labels[0] ?? home } }];
  });
}

function readUnit(unit: TerragruntScope): TerragruntUnit | undefined {
  const path = unit.file;
  const scopes = [...unit.includes().map(({ scope }) => scope), unit];
  const inputs = new Map<string, EvaluatedEntry>();
  let source: { readonly text: string; readonly folder: string | undefined } | undefined;
  for (const scope of scopes) {
    const given = scope.body.attributes.find(({ name }) => name === 'inputs');
    const value = given && evaluate(given.value, scope);
    if (value?.kind === 'map') for (const [name, entry] of value.entries) inputs.set(name, entry);
    source = sourceOf(scope, folderOf(unit.unit)) ?? source;
  }
  // A file that others include runs nothing by itself.
  if (!source) return undefined;
  const block = unit.body.blocks.find(({ type }) => type === 'terraform');
  const { text, folder } = source;
  const written = block && attributeOf(block, 'source');
  const at = { file: path, line: written?.line ?? block?.line ?? 1 };
  return { file: path, at, source: text, inputs, ...(folder === undefined ? {} : { folder }) };
}

/** The module's address; one of the tree where it is a path. */
function sourceOf(
  scope: TerragruntScope,
  unitFolder: string,
): { readonly text: string; readonly folder: string | undefined } | undefined {
  const block = scope.body.blocks.find(({ type }) => type === 'terraform');
  const attribute = block && attributeOf(block, 'source');
  if (!attribute) return undefined;
  const value = evaluate(attribute.value, scope);
  const text = textOf(value);
  if (text === undefined) {
    // What is known of it may still say what it is: `…//modules/istio?ref=v1`.
    const shown = value.kind === 'scalar' ? String(value.value) : '';
    return { text: shown.replace(/preflight-undecided-\d+-\d+-/g, '…'), folder: undefined };
  }
  const path = text.replace(/\?.*$/, '').replace(/([^:])\/\/+/g, '$1/');
  const folder = path.startsWith(TREE_ROOT)
    ? resolveInTree('', path.slice(TREE_ROOT.length + 1))
    : /^\.{1,2}(\/|$)/.test(path)
      ? resolveInTree(unitFolder, path)
      : undefined;
  const shown = text.startsWith(TREE_ROOT) ? text.slice(TREE_ROOT.length + 1) : text;
  return { text: shown, folder };
}

/** One file of Terragrunt, as a unit reads it. */
class TerragruntScope implements HclScope {
  private readonly locals = new Map<string, EvaluatedValue>();

  constructor(
    readonly file: string,
    /** The unit's own file: paths begin there. */
    readonly unit: string,
    private readonly world: World,
    readonly steps: { left: number },
    private readonly depth = 0,
    /** What a stack gives the unit. */
    private readonly values?: EvaluatedValue,
  ) {}

  get body(): HclFile['body'] {
    return this.world.parsed.get(this.file)?.body ?? { attributes: [], blocks: [] };
  }

  /** Included files, each under its name; the plain block has none. */
  includes(): readonly { readonly name: string; readonly scope: TerragruntScope }[] {
    if (this.depth > 3) return [];
    return this.body.blocks
      .filter(({ type }) => type === 'include')
      .flatMap(block => {
        const scope = this.included(block);
        return scope ? [{ name: block.labels[0] ?? '', scope }] : [];
      });
  }

  lookup(name: string, path: readonly string[], at: Position): Found | undefined {
    const [first, second] = path;
    if (name === 'values' && this.values) return { value: this.values, used: 0 };
    if (name === 'local' && first !== undefined) return { value: this.local(first, at), used: 1 };
    if (name === 'include') {
      const found =
        this.includes().find(({ name: own }) => own === first) ??
        this.includes().find(({ name: own }) => own === '');
      if (!found) return undefined;
      const used = found.name === '' ? 0 : 1;
      return { value: found.scope.exposed(at), used };
    }
    if (name === 'dependency' && first !== undefined && second !== undefined) return undefined;
    return undefined;
  }

  readFile(path: string): ReadFile | undefined {
    const found = this.resolve(path);
    const text = found === undefined ? undefined : this.world.files.readText(found);
    if (found === undefined || text === undefined) return undefined;
    return { path: found, text, template: () => this.world.files.parser.parseTemplate(text) };
  }

  fillFile(
    file: string,
    parts: readonly TemplatePart[],
    names: ReadonlyMap<string, EvaluatedValue>,
  ): EvaluatedValue {
    const bare: HclScope = Object.create(this, { file: { value: file }, lookup: { value: () => undefined } });
    return fillTemplate(parts, withNames(bare, names), { file, line: 1 });
  }

  ownFunction(name: string, args: readonly EvaluatedValue[], at: Position): EvaluatedValue | undefined {
    const folder = (path: string): EvaluatedValue =>
      scalar(path === '' ? TREE_ROOT : `${TREE_ROOT}/${path}`, at);
    const text = textOf(args[0]);
    switch (name) {
      case 'find_in_parent_folders': {
        const found = this.inParents(text);
        return found === undefined ? (args[1] ?? failure('find_in_parent_folders()', at)) : folder(found);
      }
      case 'get_terragrunt_dir':
      case 'get_original_terragrunt_dir':
        return folder(folderOf(this.unit));
      case 'get_parent_terragrunt_dir':
        return folder(
          folderOf(this.file === this.unit ? (this.inParents(undefined) ?? this.file) : this.file),
        );
      case 'get_repo_root':
        return folder('');
      case 'path_relative_to_include':
        return scalar(
          folderOf(this.unit).slice(folderOf(this.file) === '' ? 0 : folderOf(this.file).length + 1),
          at,
        );
      case 'get_env':
        // A default is what counts where the environment says nothing; which it may.
        return unknown(`get_env("${text ?? ''}")`, at);
      case 'read_tfvars_file': {
        const given = /(?:^|\/)terragrunt\.values\.hcl$/.test(text ?? '') ? this.values : undefined;
        return given ? { ...scalar('{}', at), encoded: given } : unknown(`the file ${text ?? ''}`, at);
      }
      case 'read_terragrunt_config': {
        const path = text === undefined ? undefined : this.resolve(text);
        if (path === undefined || !this.world.parsed.has(path) || this.depth > 5)
          return args[1] ?? unknown(`the file ${text ?? ''}`, at);
        const scope = new TerragruntScope(
          path,
          this.unit,
          this.world,
          this.steps,
          this.depth + 1,
          this.values,
        );
        return scope.exposed(at);
      }
      default:
        return undefined;
    }
  }

  /** What other files may read of this one. */
  exposed(at: Position): EvaluatedValue {
    const locals = this.localNames().map((name): [string, EvaluatedValue] => [name, this.local(name, at)]);
    const inputs = this.body.attributes.find(({ name }) => name === 'inputs');
    const given: [string, EvaluatedValue][] = inputs ? [['inputs', evaluate(inputs.value, this)]] : [];
    return mapOf([['locals', mapOf(locals, at)], ...given], at);
  }

  private included(block: HclBlock): TerragruntScope | undefined {
    const attribute = attributeOf(block, 'path');
    const text = attribute && textOf(evaluate(attribute.value, this));
    const path = text === undefined ? undefined : this.resolve(text);
    if (path === undefined || !this.world.parsed.has(path) || path === this.file) return undefined;
    return new TerragruntScope(path, this.unit, this.world, this.steps, this.depth + 1, this.values);
  }

  private localNames(): readonly string[] {
    return this.body.blocks.flatMap(({ type, body }) =>
      type === 'locals' ? body.attributes.map(({ name }) => name) : [],
    );
  }

  private local(name: string, at: Position): EvaluatedValue {
    const known = this.locals.get(name);
    if (known) return known;
    this.locals.set(name, unknown(`local.${name}, which needs itself`, at));
    const attribute = this.body.blocks
      .filter(({ type }) => type === 'locals')
      .flatMap(({ body }) => body.attributes)
      .find(({ name: own }) => own === name);
    const value = attribute ? evaluate(attribute.value, this) : unknown(`local.${name}`, at);
    this.locals.set(name, value);
    return value;
  }

  /** A folder of the tree; undefined for addresses. */
  folderOf(source: string): string | undefined {
    const isPath = source.startsWith(`${TREE_ROOT}/`) || /^\.{1,2}(?:\/|$)/.test(source);
    return isPath ? this.resolve(source.replace(/([^:])\/\/+/g, '$1/')) : undefined;
  }

  private resolve(path: string): string | undefined {
    if (path.startsWith(`${TREE_ROOT}/`)) return resolveInTree('', path.slice(TREE_ROOT.length + 1));
    return path.startsWith('/') ? undefined : resolveInTree(folderOf(this.unit), path);
  }

  /** Searches from the folder above the unit; the usual names where none is given. */
  private inParents(name: string | undefined): string | undefined {
    const names = name === undefined ? ['terragrunt.hcl', 'root.hcl'] : [name];
    let folder = folderOf(this.unit);
    while (folder !== '') {
      folder = folderOf(folder);
      for (const candidate of names) {
        const path = inFolder(folder, candidate);
        if (this.world.files.context.tree.has(path)) return path;
      }
    }
    return undefined;
  }
}
