/** The Terraform of a tree: modules by folder, with the files that their expressions name. */
import type { EvaluatedValue } from '../../evaluated/value.js';
import { parseHclJson } from '../../hcl/json.js';
import { type HclParser, hclParser } from '../../hcl/parser.js';
import type { HclAttribute, HclBlock, HclFile } from '../../hcl/syntax.js';
import type { Problem } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { firstOf } from '../limits.js';
import { mayDeployMeshChart } from '../mesh-charts.js';
import { baseName, folderOf, isWithin, resolveInTree } from '../tree-path.js';
import { atmosModules } from './atmos/atmos.js';
import { gitAddress } from './git-address.js';
import { KEEPS_STATE, type Keepers, keepersFor } from './state-keepers.js';

/** One folder of Terraform files: a module. */
export interface TerraformModule {
  readonly folder: string;
  readonly files: readonly HclFile[];
  /** Blocks of all files, with the file that each is in. */
  readonly blocks: readonly LocatedBlock[];
}

export interface LocatedBlock {
  readonly file: string;
  readonly block: HclBlock;
}

export interface TerraformFiles {
  readonly parser: HclParser;
  readonly context: DetectContext;
  readonly modules: ReadonlyMap<string, TerraformModule>;
  /** What each module is given that is run by itself, once for each way in which it is. */
  readonly inputsOf: Map<string, readonly ReadonlyMap<string, EvaluatedValue>[]>;
  /** Files that cannot be read as HCL and speak of Istio. */
  readonly problems: readonly Problem[];
  /** The text of a file; undefined where the tree has none. Files that were not loaded yet are remembered as wanted. */
  readText(path: string): string | undefined;
  /** Loads what was wanted; false where there was nothing new. */
  loadWanted(): Promise<boolean>;
  /** The modules of these folders, those that call them, and those that all of these call or whose states they read. */
  addWithNeighbours(folders: ReadonlySet<string>): Promise<void>;
  parseFile(path: string): Promise<HclFile | undefined>;
  /** True for a folder of the tree that holds Terraform files. */
  isModule(folder: string): boolean;
}

/** The Gateway API belongs to the mesh wherever Istio serves it. */
const SPEAKS_OF_ISTIO = /istio|ztunnel|(?:gateway|inference)\.networking\.(?:x-)?k8s\.io/i;
/** More than any repository has; the rest is not searched for callers. */
const MAX_FILES = 5000;
/** Larger files of Terraform are generated ones. */
const MAX_TEXT = 2 << 20;

export function isTerraformFile(path: string): boolean {
  return /\.(tf|tofu)(\.json)?$/i.test(path);
}

/** Undefined where no Terraform or Terragrunt of the tree speaks of Istio: then nothing is parsed or loaded. */
export async function terraformFiles(context: DetectContext): Promise<TerraformFiles | undefined> {
  const seeds = new Set<string>();
  let speaks = false;
  const data: string[] = [];
  const texts: string[] = [];
  for (const path of context.candidates) {
    const isText = TEMPLATE.test(path);
    const isData = DATA.test(path) && !isTerraformFile(path);
    if (!isData && !isText && !/\.((tf|tofu)(\.json)?|hcl)$/i.test(path)) continue;
    const text = await context.text(path);
    if (text === undefined) continue;
    const deploys = !isData && !isText && (await mayDeployMeshChart(context, text));
    if (!deploys && !SPEAKS_OF_ISTIO.test(text)) continue;
    if (isData) data.push(path);
    if (isText || isData) texts.push(path);
    speaks ||= !(isData || isText) || path.includes('.tfvars');
    if (isTerraformFile(path)) seeds.add(folderOf(path));
  }
  for (const folder of await filledFrom(context, data, texts)) seeds.add(folder);
  for (const folder of await atmosModules(context)) seeds.add(folder);
  if (!speaks && seeds.size === 0) return undefined;
  const reader = new Reader(context, await hclParser());
  await reader.addWithNeighbours(seeds);
  return reader;
}

/** `templatefile("${path.module}/a.yaml.tpl", …)`, `file("mesh.yaml")` */
const READS = /\b(?:template)?file\(\s*"[^"\n]{0,300}?([^"/\n]{1,200})"/g;

function readsAny(text: string, names: ReadonlySet<string>): boolean {
  return [...text.matchAll(READS)].some(([, name = '']) => names.has(name));
}

/** `fileset("${path.module}/manifests", "*.yaml")`: files that are named one by one nowhere. */
const LISTS = /\bfileset\(\s*(?:"(?:\$\{path\.module\}\/?)?([\w./-]{0,200})"|path\.module)/g;

/** True for a module that reads all files of a folder that holds one of these. */
function readsFolder(text: string, folder: string, speaking: readonly string[]): boolean {
  return [...text.matchAll(LISTS)].some(([, listed = '']) => {
    const path = resolveInTree(folder, listed);
    return path !== undefined && speaking.some(file => isWithin(path, file));
  });
}

/** What fills variables, and what `yamldecode` and its like read. */
const DATA = /\.(?:tfvars|ya?ml|json)$/i;
const TEMPLATE = /\.(?:tpl|tftpl|tmpl|template|sh|bash)$/i;
const DECODES = /\b(?:yaml|json)decode\(/;

/**
 * Modules that say nothing of Istio themselves, and install whatever charts their variables or files of data name: those
 * around such a file, and those beside whose folder it lies; and modules that name a file or a template that speaks of Istio.
 */
async function filledFrom(
  context: DetectContext,
  data: readonly string[],
  speaking: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (speaking.length === 0) return found;
  const named = new Set(speaking.map(baseName));
  const variables = data.filter(path => /\.tfvars(?:\.json)?$/i.test(path));
  const paths = context.tree.paths.filter(isTerraformFile);
  for (const path of firstOf(context, paths, MAX_FILES, 'files of Terraform')) {
    const folder = folderOf(path);
    if (found.has(folder)) continue;
    const text = (await context.text(path)) ?? '';
    if (readsAny(text, named) || readsFolder(text, folder, speaking)) found.add(folder);
    if (!/\bhelm_release\b|\bmodule\b/.test(text)) continue;
    const files = DECODES.test(text) ? data : variables;
    const around = folder === '' ? '' : folderOf(folder);
    if (files.some(file => isWithin(folder, file) || isWithin(around, file))) found.add(folder);
  }
  return found;
}

interface Neighbours {
  readonly callers: ReadonlyMap<string, ReadonlySet<string>>;
  readonly keepers: Keepers;
}

class Reader implements TerraformFiles {
  readonly modules = new Map<string, TerraformModule>();
  readonly inputsOf = new Map<string, readonly ReadonlyMap<string, EvaluatedValue>[]>();
  readonly problems: Problem[] = [];
  private readonly texts = new Map<string, string | undefined>();
  private readonly wanted = new Set<string>();
  private readonly parsed = new Map<string, HclFile | undefined>();
  private readonly folders: ReadonlySet<string>;

  constructor(
    readonly context: DetectContext,
    readonly parser: HclParser,
  ) {
    this.folders = new Set(context.tree.paths.filter(isTerraformFile).map(folderOf));
  }

  isModule(folder: string): boolean {
    return this.folders.has(folder);
  }

  async addWithNeighbours(seeds: ReadonlySet<string>): Promise<void> {
    const folders = new Set(seeds);
    const { callers, keepers } = await this.neighbours();
    for (const folder of folders) for (const caller of callers.get(folder) ?? []) folders.add(caller);
    for (const folder of folders) {
      const module = await this.load(folder);
      for (const { block } of module.blocks) {
        if (block.type !== 'module') continue;
        const called = localSource(folder, block);
        if (called !== undefined && this.isModule(called)) folders.add(called);
      }
      for (const keeper of keepersFor(module, keepers)) if (this.isModule(keeper)) folders.add(keeper);
    }
  }

  readText(path: string): string | undefined {
    if (!this.texts.has(path) && this.context.tree.has(path)) this.wanted.add(path);
    return this.texts.get(path);
  }

  async loadWanted(): Promise<boolean> {
    const wanted = [...this.wanted];
    this.wanted.clear();
    for (const path of wanted) this.texts.set(path, await this.context.text(path));
    return wanted.length > 0;
  }

  async parseFile(path: string): Promise<HclFile | undefined> {
    if (this.parsed.has(path)) return this.parsed.get(path);
    const file = await this.read(path);
    this.parsed.set(path, file);
    return file;
  }

  private async read(path: string): Promise<HclFile | undefined> {
    const text = await this.context.text(path);
    if (text === undefined) return undefined;
    if (text.length > MAX_TEXT) {
      if (SPEAKS_OF_ISTIO.test(text)) this.addProblem(path, 1, 'it is too large to be read');
      return undefined;
    }
    const file = path.endsWith('.json')
      ? parseHclJson(path, text, part => this.parser.parseTemplate(part))
      : this.parser.parse(path, text);
    if (SPEAKS_OF_ISTIO.test(text)) this.noteErrors(file, text);
    return file;
  }

  /** The first error that can matter: not one inside a block that has nothing to do with Istio. */
  private noteErrors({ file, body, errors }: HclFile, text: string): void {
    const lines = text.split('\n');
    for (const { line, message } of errors) {
      const around = body.blocks.find(block => block.line <= line && line <= block.endLine);
      if (around && !SPEAKS_OF_ISTIO.test(lines.slice(around.line - 1, around.endLine).join('\n'))) continue;
      this.addProblem(file, line, `it can't be read as HCL: ${message}`);
      return;
    }
  }

  private addProblem(path: string, line: number, why: string): void {
    this.problems.push({ what: path, why, file: path, line, blocking: true, hides: true });
  }

  private async load(folder: string): Promise<TerraformModule> {
    const known = this.modules.get(folder);
    if (known) return known;
    const files: HclFile[] = [];
    for (const path of this.context.tree.below(folder)) {
      if (folderOf(path) !== folder || !isTerraformFile(path) || this.isReplaced(path)) continue;
      const file = await this.parseFile(path);
      if (file) files.push(file);
    }
    const blocks = files.flatMap(({ file, body }) => body.blocks.map(block => ({ file, block })));
    const module = { folder, files, blocks };
    this.modules.set(folder, module);
    return module;
  }

  /**
   * OpenTofu reads `main.tofu` in place of a `main.tf` beside it, and likewise of the JSON syntax.
   * Source: https://opentofu.org/docs/language/files/#file-extension
   */
  private isReplaced(path: string): boolean {
    return (
      this.context.tree.has(path.replace(/\.tf(\.json)?$/i, '.tofu$1')) && !/\.tofu(\.json)?$/i.test(path)
    );
  }

  /** Folders of modules that call the one in a folder, and what says where states are kept. */
  private async neighbours(): Promise<Neighbours> {
    const callers = new Map<string, Set<string>>();
    const keepers = new Map<string, string>();
    const paths = this.context.tree.paths.filter(isTerraformFile);
    for (const path of firstOf(this.context, paths, MAX_FILES, 'files of Terraform')) {
      const text = await this.context.text(path);
      const own = folderOf(path);
      if (text !== undefined && KEEPS_STATE.test(text))
        keepers.set(own, `${keepers.get(own) ?? ''}\n${text}`);
      for (const [, source] of text?.matchAll(
        /^[ \t{]*(?:source\s*=|"source"\s*:)\s*"(\.{1,2}\/[^"$]*|[^"$\n]{1,300}\/\/[^"$\n]{1,300})"/gm,
      ) ?? []) {
        if (source === undefined) continue;
        const called = source.startsWith('.') ? resolveInTree(own, source) : gitAddress(source)?.folder;
        if (called === undefined) continue;
        callers.set(called, (callers.get(called) ?? new Set()).add(own));
      }
    }
    return { callers, keepers };
  }
}

/** The folder of a module of the tree that a block calls; undefined for modules from elsewhere. */
export function localSource(folder: string, block: HclBlock): string | undefined {
  const source = literalOf(attributeOf(block, 'source'));
  // A doubled slash parts the copied folder from the module inside it.
  return source?.startsWith('.') ? resolveInTree(folder, source.replace(/\/\//g, '/')) : undefined;
}

export function attributeOf(block: HclBlock, name: string): HclAttribute | undefined {
  return block.body.attributes.find(attribute => attribute.name === name);
}

export function literalOf(attribute: HclAttribute | undefined): string | undefined {
  const value = attribute?.value;
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}

/** Arguments of a call that are none of the module's own variables. */
export const META_ARGUMENTS: ReadonlySet<string> = new Set([
  'source',
  'version',
  'providers',
  'depends_on',
  'count',
  'for_each',
]);
