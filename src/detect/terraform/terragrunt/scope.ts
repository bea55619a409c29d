/** What names and functions mean in files of Terragrunt: https://terragrunt.gruntwork.io/docs/reference/hcl/functions/ */
import { type EvaluatedValue, failure, scalar, textOf, unknown } from '../../../evaluated/value.js';
import { evaluate, type Found, type HclScope } from '../../../hcl/evaluate.js';
import type { ReadFile } from '../../../hcl/functions.js';
import type { HclBlock, HclFile, TemplatePart } from '../../../hcl/syntax.js';
import type { Position } from '../../../model.js';
import { folderOf, inFolder, resolveInTree } from '../../tree-path.js';
import { attributeOf, type TerraformFiles } from '../files.js';
import { fileOf, filledFile } from '../named-files.js';
import { mapOf } from '../repetitions.js';
import { ModuleInstance, TREE_ROOT } from '../scope.js';
import { readUnit } from './unit.js';

/** All files of Terragrunt of a tree. */
export interface World {
  readonly files: TerraformFiles;
  readonly parsed: ReadonlyMap<string, HclFile>;
}

export function newSteps(): { left: number } {
  return { left: 50_000 };
}

interface Included {
  readonly name: string;
  readonly scope: TerragruntScope;
  /** What it says counts for the file that includes it; else only what that file asks it for. */
  readonly isMerged: boolean;
  /** Maps and lists of the two are laid into each other. */
  readonly isDeep: boolean;
}

/** One file of Terragrunt, as a unit reads it. */
export class TerragruntScope implements HclScope {
  private readonly locals = new Map<string, EvaluatedValue>();

  constructor(
    readonly file: string,
    /** The unit's own file: paths begin there. */
    readonly unit: string,
    readonly world: World,
    readonly steps: { left: number },
    private readonly depth = 0,
    /** What a stack gives the unit. */
    private readonly values?: EvaluatedValue,
  ) {}

  get body(): HclFile['body'] {
    return this.world.parsed.get(this.file)?.body ?? { attributes: [], blocks: [] };
  }

  /** Included files, each under its name; the plain block has none. */
  includes(): readonly Included[] {
    if (this.depth > 3) return [];
    return this.body.blocks
      .filter(({ type }) => type === 'include')
      .flatMap(block => {
        const scope = this.included(block);
        const strategy = attributeOf(block, 'merge_strategy');
        const chosen = strategy && textOf(evaluate(strategy.value, this));
        const [isMerged, isDeep] = [chosen !== 'no_merge', chosen === 'deep'];
        return scope ? [{ name: block.labels[0] ?? '', scope, isMerged, isDeep }] : [];
      });
  }

  lookup(name: string, path: readonly string[], at: Position): Found | undefined {
    const [first, second, third] = path;
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
    if (name === 'dependency' && first !== undefined && second === 'outputs' && third !== undefined) {
      const value = this.outputOf(first, third);
      return value && { value, used: 3 };
    }
    return undefined;
  }

  /**
   * What the module of another unit puts out, where that is known; mocks count for nobody who applies.
   * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#dependency
   */
  private outputOf(dependency: string, output: string): EvaluatedValue | undefined {
    if (this.depth > 3) return undefined;
    const block = this.body.blocks.find(
      ({ type, labels }) => type === 'dependency' && labels[0] === dependency,
    );
    const attribute = block && attributeOf(block, 'config_path');
    const text = attribute && textOf(evaluate(attribute.value, this));
    const place = text === undefined ? undefined : this.resolve(text);
    const file =
      place === undefined
        ? undefined
        : [place, inFolder(place, 'terragrunt.hcl')].find(one => this.world.parsed.has(one));
    if (file === undefined || file === this.file) return undefined;
    const { files } = this.world;
    const unit = readUnit(new TerragruntScope(file, file, this.world, this.steps, this.depth + 1));
    const module = unit?.folder === undefined ? undefined : files.modules.get(unit.folder);
    if (!unit || !module) return undefined;
    const inputs = new Map([...unit.inputs].map(([name, { value }]) => [name, value]));
    const value = new ModuleInstance(files, module, inputs, this.steps).putOut(output);
    return value && textOf(value) !== undefined ? value : undefined;
  }

  readFile(path: string): ReadFile | undefined {
    return fileOf(this.world.files, this.resolve(path));
  }

  fillFile(
    file: string,
    parts: readonly TemplatePart[],
    names: ReadonlyMap<string, EvaluatedValue>,
  ): EvaluatedValue {
    return filledFile(this, file, parts, names);
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
      case 'get_path_to_repo_root':
        return folder('');
      case 'get_path_from_repo_root':
        return scalar(folderOf(this.unit), at);
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

  /** A file or folder of the tree, as an expression of this unit names it. */
  resolve(path: string): string | undefined {
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
