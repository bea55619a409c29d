/** What names mean inside a module: variables, locals, resources, other modules, files. */
import {
  type EvaluatedScalar,
  type EvaluatedValue,
  type Gap,
  isNull,
  scalar,
  textOf,
  unknown,
} from '../../evaluated/value.js';
import { evaluate, type Found, type HclScope, withNames } from '../../hcl/evaluate.js';
import type { ReadFile } from '../../hcl/functions.js';
import type { HclBlock, HclExpression, TemplatePart } from '../../hcl/syntax.js';
import type { Position } from '../../model.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { chosenFiles, OF_ENVIRONMENTS } from './chosen-files.js';
import { dataSource } from './data-sources.js';
import {
  attributeOf,
  type LocatedBlock,
  localSource,
  META_ARGUMENTS,
  type TerraformFiles,
  type TerraformModule,
} from './files.js';
import { fileOf, filledFile } from './named-files.js';
import { isRun } from './roots.js';
import { withTypeDefaults } from './types.js';

/** Stands for the folder of the repository in paths that expressions put together. */
export const TREE_ROOT = '/tree-of-this-repository';

/** Among the inputs of a root: the workspace that it is run in. No variable can be called so. */
export const WORKSPACE = 'terraform.workspace';

/** Modules that call modules; more is a ring. */
const MAX_DEPTH = 10;
/** Modules that read the states of others; more is a ring. */
const MAX_STATES = 4;

/** What an instance was made for. */
interface Origin {
  readonly call?: readonly [LocatedBlock, ReadonlyMap<string, EvaluatedValue> | undefined];
  readonly ignoresDefaults?: 'all' | 'plain';
  /** How many states were read one out of the other. */
  readonly states?: number;
}

/** A module as somebody calls it: its variables have values. */
export class ModuleInstance implements HclScope {
  readonly file: string;
  /** Of a root: what its expressions tell apart of the workspace, and of variables that nobody gives, by their names. */
  readonly choices = new Map<string, Set<string>>();
  private readonly cache = new Map<string, EvaluatedValue>();
  private readonly children = new Map<string, ModuleInstance | undefined>();
  private readonly layers = new Map<string, readonly ModuleInstance[]>();
  private readonly bare = new Map<string, ModuleInstance | undefined>();

  constructor(
    readonly files: TerraformFiles,
    readonly module: TerraformModule,
    /** Values of variables by their names: the caller's arguments, or those of tfvars files. */
    readonly inputs: ReadonlyMap<string, EvaluatedValue>,
    readonly steps: { left: number },
    readonly parent?: ModuleInstance,
    private readonly origin: Origin = {},
  ) {
    this.file = module.files[0]?.file ?? module.folder;
  }

  get depth(): number {
    return this.parent ? this.parent.depth + 1 : 0;
  }

  get root(): ModuleInstance {
    return this.parent?.root ?? this;
  }

  /**
   * The same where no default of the root's variables counts, which is what whoever calls or runs the root may change;
   * undefined where the tree itself runs it. What a module is handed out of an object is one of many settings that its default
   * spells out together: that configuration is what is installed, unless somebody writes another one.
   */
  withoutDefaults(ignoresDefaults: 'all' | 'plain' = 'all'): ModuleInstance | undefined {
    if (!this.bare.has(ignoresDefaults)) this.bare.set(ignoresDefaults, this.bared(ignoresDefaults));
    return this.bare.get(ignoresDefaults);
  }

  private bared(ignoresDefaults: 'all' | 'plain'): ModuleInstance | undefined {
    const { files, module, inputs, steps, parent, origin } = this;
    if (parent) return origin.call && parent.withoutDefaults('plain')?.child(...origin.call);
    return inputs.size > 0 || isRun(module)
      ? undefined
      : new ModuleInstance(files, module, inputs, steps, undefined, { ignoresDefaults });
  }

  /** The same module seen from one of its files: that is where what is written there stands. */
  scopeOf(file: string): HclScope {
    return Object.create(this, { file: { value: file } });
  }

  valueOf(
    expression: HclExpression,
    file: string,
    names?: ReadonlyMap<string, EvaluatedValue>,
  ): EvaluatedValue {
    const scope = this.scopeOf(file);
    return evaluate(expression, names ? withNames(scope, names) : scope);
  }

  lookup(name: string, path: readonly string[], at: Position): Found | undefined {
    const [first, second, third] = path;
    switch (name) {
      case 'var':
        return first === undefined ? undefined : { value: this.variable(first, at), used: 1 };
      case 'local':
        return first === undefined ? undefined : { value: this.local(first, at), used: 1 };
      case 'path': {
        const folder = first === 'module' ? this.module.folder : this.root.module.folder;
        return { value: scalar(folder === '' ? TREE_ROOT : `${TREE_ROOT}/${folder}`, at), used: 1 };
      }
      case 'module': {
        if (first === undefined || second === undefined) return undefined;
        const indexed = this.isRepeated('module', [first]);
        const output = indexed ? third : second;
        if (output === undefined) return undefined;
        return { value: this.output(first, output, at), used: indexed ? 3 : 2 };
      }
      case 'terraform': {
        const workspace = first === 'workspace' ? this.root.inputs.get(WORKSPACE) : undefined;
        return workspace && { value: workspace, used: 1 };
      }
      case 'data':
        return this.data(path, at);
      case 'each':
      case 'count':
      case 'self':
        return undefined;
      default:
        return first === undefined ? undefined : this.resource([name, first], path.slice(1));
    }
  }

  noteKey(key: EvaluatedValue, choices: readonly string[]): void {
    const by = key.kind === 'unknown' ? this.root.givenName(key.gap) : this.root.defaultBehind(key);
    const own = textOf(key);
    if (by !== undefined) this.root.note(by, own === undefined ? choices : [...choices, own]);
  }

  noteFiles(path: EvaluatedScalar): void {
    const { root } = this;
    const found = chosenFiles(
      {
        tree: this.files.context.tree,
        folder: root.module.folder,
        treeRoot: TREE_ROOT,
        givenName: gap => root.givenName(gap),
        variableAt: (at, text) => root.variableAt(at, text),
      },
      path,
    );
    if (found) root.note(found.by, found.names);
  }

  private note(what: string, choices: readonly string[]): void {
    const known = this.choices.get(what) ?? new Set();
    for (const choice of choices) known.add(choice);
    this.choices.set(what, known);
  }

  private givenName({ what, at }: Gap): string | undefined {
    if (what === WORKSPACE) return what;
    const name = /^var\.([\w-]+)$/.exec(what)?.[1];
    return name !== undefined && this.find('variable', [name])?.file === at.file ? what : undefined;
  }

  /** The variable of environments whose default a value is, unchanged. */
  private defaultBehind(value: EvaluatedValue): string | undefined {
    const text = textOf(value);
    const name = text === undefined ? undefined : this.variableAt(value.at, text);
    return name !== undefined && OF_ENVIRONMENTS.test(name) ? `var.${name}` : undefined;
  }

  private variableAt(at: Position, text: string): string | undefined {
    return this.module.blocks.find(({ file, block }) => {
      const fallback = block.type === 'variable' ? attributeOf(block, 'default')?.value : undefined;
      return (
        file === at.file &&
        fallback?.line === at.line &&
        textOf(evaluate(fallback, this.scopeOf(file))) === text
      );
    })?.block.labels[0];
  }

  listFiles(folder: string): readonly string[] | undefined {
    const found = this.resolveFile(folder);
    if (found === undefined) return undefined;
    return this.files.context.tree
      .below(found)
      .map(path => (found === '' ? path : path.slice(found.length + 1)));
  }

  readFile(path: string): ReadFile | undefined {
    return fileOf(this.files, this.resolveFile(path));
  }

  fillFile(
    file: string,
    parts: readonly TemplatePart[],
    names: ReadonlyMap<string, EvaluatedValue>,
  ): EvaluatedValue {
    return filledFile(this, file, parts, names);
  }

  /** A path that an expression names, as a path of the tree; plain ones start where Terraform is run. */
  resolveFile(path: string): string | undefined {
    if (path.startsWith(`${TREE_ROOT}/`)) {
      const found = resolveInTree('', path.slice(TREE_ROOT.length + 1));
      return found !== undefined && !this.exists(found) ? (this.fromAbove(found) ?? found) : found;
    }
    if (path === TREE_ROOT) return '';
    if (path.startsWith('/')) return undefined;
    const folders = [this.root.module.folder, this.module.folder];
    const found = folders.map(folder => resolveInTree(folder, path));
    return found.find(candidate => candidate !== undefined && this.exists(candidate)) ?? found[0];
  }

  /** A module that nothing calls is no root to those who wrote it: `path.root` is a folder above it. */
  private fromAbove(path: string): string | undefined {
    const { folder } = this.root.module;
    if (folder === '' || !path.startsWith(`${folder}/`)) return undefined;
    const rest = path.slice(folder.length + 1);
    for (let above = folderOf(folder); ; above = folderOf(above)) {
      const found = resolveInTree(above, rest);
      if (found !== undefined && this.exists(found)) return found;
      if (above === '') return undefined;
    }
  }

  /** The instance of a module of the tree that a block calls. */
  child(located: LocatedBlock, names?: ReadonlyMap<string, EvaluatedValue>): ModuleInstance | undefined {
    const { block, file } = located;
    const folder = localSource(this.module.folder, block);
    const module = folder === undefined ? undefined : this.files.modules.get(folder);
    if (!module) return undefined;
    if (this.depth >= MAX_DEPTH) {
      const why = `its modules are nested more than ${MAX_DEPTH} deep: what is inside was not looked at`;
      this.files.context.leave(file, why, block.line);
      return undefined;
    }
    const inputs = new Map<string, EvaluatedValue>();
    for (const { name, value } of block.body.attributes)
      if (!META_ARGUMENTS.has(name)) inputs.set(name, this.valueOf(value, file, names));
    return new ModuleInstance(this.files, module, inputs, this.steps, this, { call: [located, names] });
  }

  /** Another module, in each of the ways in which it is run by itself. */
  layersOf(module: TerraformModule): readonly ModuleInstance[] {
    const { root, files, steps } = this;
    const states = (root.origin.states ?? 0) + 1;
    const known = root.layers.get(module.folder);
    if (known || states > MAX_STATES) return known ?? [];
    const runs = files.inputsOf.get(module.folder) ?? [new Map()];
    const layers = runs.map(
      inputs => new ModuleInstance(files, module, inputs, steps, undefined, { states }),
    );
    root.layers.set(module.folder, layers);
    return layers;
  }

  private exists(path: string): boolean {
    const { tree } = this.files.context;
    return tree.has(path) || tree.below(path).length > 0;
  }

  private variable(name: string, at: Position): EvaluatedValue {
    return this.once(`var.${name}`, at, () => {
      const located = this.find('variable', [name]);
      const given = this.inputs.get(name);
      const type = located && attributeOf(located.block, 'type');
      const fallback = located && attributeOf(located.block, 'default');
      const scope = located && this.scopeOf(located.file);
      if (given && !(isNull(given) && fallback))
        return type && scope ? withTypeDefaults(given, type.value, scope) : given;
      const value = fallback && scope && evaluate(fallback.value, scope);
      if (value && !this.ignores(value))
        return type && scope ? withTypeDefaults(value, type.value, scope) : value;
      return unknown(`var.${name}`, located ? { file: located.file, line: located.block.line } : at);
    });
  }

  private ignores(fallback: EvaluatedValue): boolean {
    const { ignoresDefaults } = this.origin;
    const isObject = fallback.kind === 'map' && fallback.entries.size > 0;
    return ignoresDefaults === 'all' || (ignoresDefaults === 'plain' && !isObject);
  }

  private local(name: string, at: Position): EvaluatedValue {
    return this.once(`local.${name}`, at, () => {
      for (const { file, block } of this.module.blocks) {
        const attribute = block.type === 'locals' ? attributeOf(block, name) : undefined;
        if (attribute) return this.valueOf(attribute.value, file);
      }
      return unknown(`local.${name}`, at);
    });
  }

  /** What it puts out under a name. */
  putOut(output: string): EvaluatedValue | undefined {
    const declared = this.find('output', [output]);
    const value = declared && attributeOf(declared.block, 'value');
    return declared && value && this.valueOf(value.value, declared.file);
  }

  private output(name: string, output: string, at: Position): EvaluatedValue {
    return this.once(`module.${name}.${output}`, at, () => {
      const located = this.find('module', [name]);
      if (!located) return unknown(`module.${name}.${output}`, at);
      if (!this.children.has(name)) this.children.set(name, this.child(located));
      const child = this.children.get(name);
      const declared = child?.find('output', [output]);
      const value = declared && attributeOf(declared.block, 'value');
      if (child && declared && value) return child.valueOf(value.value, declared.file);
      const plain = attributeOf(located.block, output);
      // Many modules give back what they were given: `namespace`.
      return plain && !child
        ? this.valueOf(plain.value, located.file)
        : unknown(`module.${name}.${output}`, at);
    });
  }

  private data([type = '', name = '', ...rest]: readonly string[], at: Position): Found | undefined {
    const located = this.find('data', [type, name]);
    if (!located) return undefined;
    const found = dataSource(located, rest, this);
    if (!found) return undefined;
    const key = ['data', type, name, ...rest.slice(0, found.used)].join('.');
    return { value: this.once(key, at, () => found.value() ?? unknown(key, at)), used: found.used + 2 };
  }

  /** An attribute that the resource's own block writes down. */
  private resource(labels: readonly [string, string], path: readonly string[]): Found | undefined {
    const located = this.find('resource', labels);
    if (!located) return undefined;
    const skipped = this.isRepeated('resource', labels) ? 1 : 0;
    const found = this.inBlock(located.block, located.file, path.slice(skipped));
    return found && { value: found.value, used: found.used + skipped + 1 };
  }

  private inBlock(block: HclBlock, file: string, path: readonly string[]): Found | undefined {
    const [name, index] = path;
    if (name === undefined) return undefined;
    const attribute = attributeOf(block, name);
    if (attribute) return { value: this.valueOf(attribute.value, file), used: 1 };
    const nested = block.body.blocks.filter(({ type }) => type === name);
    const inner = index === undefined ? undefined : nested[Number(index)];
    if (inner) {
      const found = this.inBlock(inner, file, path.slice(2));
      return found && { value: found.value, used: found.used + 2 };
    }
    const metadata = block.body.blocks.find(({ type }) => type === 'metadata');
    const id = attributeOf(metadata ?? block, 'name');
    // The id of a namespace is its name; what a Helm release says of itself is what it was given.
    if (name === 'id' && id) return { value: this.valueOf(id.value, file), used: 1 };
    if (name === 'metadata' && index !== undefined && block.labels[0] === 'helm_release') {
      const found = this.inBlock(block, file, path.slice(2));
      return found && { value: found.value, used: found.used + 2 };
    }
    return undefined;
  }

  private isRepeated(type: string, labels: readonly string[]): boolean {
    const located = this.find(type, labels);
    return located ? ['count', 'for_each'].some(name => attributeOf(located.block, name)) : false;
  }

  private find(type: string, labels: readonly string[]): LocatedBlock | undefined {
    return this.module.blocks.find(
      ({ block }) => block.type === type && labels.every((label, index) => block.labels[index] === label),
    );
  }

  /** Each name once; one that needs itself is a gap. */
  private once(key: string, at: Position, make: () => EvaluatedValue): EvaluatedValue {
    const known = this.cache.get(key);
    if (known) return known;
    this.cache.set(key, unknown(`${key}, which needs itself`, at));
    const value = make();
    this.cache.set(key, value);
    return value;
  }
}
