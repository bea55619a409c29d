/** One unit of Terragrunt: which module it runs, and with what. */
import { type EvaluatedEntry, type EvaluatedValue, textOf } from '../../../evaluated/value.js';
import { evaluate } from '../../../hcl/evaluate.js';
import type { Position } from '../../../model.js';
import { folderOf, resolveInTree } from '../../tree-path.js';
import { attributeOf } from '../files.js';
import { TREE_ROOT } from '../scope.js';
import { type Argument, automaticFiles, extraArguments } from './arguments.js';
import { deeplyMerged } from './deep-merge.js';
import { type GeneratedFile, generatedFiles } from './generated.js';
import type { TerragruntScope } from './scope.js';

export interface TerragruntUnit {
  readonly file: string;
  readonly at: Position;
  /** As written, as far as it is decided; '' where it runs what lies beside it. */
  readonly source: string;
  /** The module's folder; undefined for modules from elsewhere. */
  readonly folder?: string;
  readonly inputs: ReadonlyMap<string, EvaluatedEntry>;
  /** What files that it includes give it, and it gives itself over that. */
  readonly replaced: readonly EvaluatedValue[];
  /** Files that it writes beside the module. */
  readonly generated: readonly GeneratedFile[];
  /** What tells it from other units of the same file, where a stack has several. */
  readonly name?: string;
}

/** The same, before the files of variables that it names were read. */
export interface UnitToRead extends TerragruntUnit {
  /** What counts more than its inputs, in its order. */
  readonly given: readonly Argument[];
}

const FIRST = /(?:^|\/)terraform\.tfvars(?:\.json)?$/;

/** @param isShared other units include its file: without a source it is none */
export function readUnit(unit: TerragruntScope, isShared = false): UnitToRead | undefined {
  const path = unit.file;
  const home = folderOf(unit.unit);
  // What is included to be read alone gives the unit nothing.
  const includes = unit.includes().filter(({ isMerged }) => isMerged);
  const scopes = [...includes.map(({ scope }) => scope), unit];
  const isDeep = includes.some(one => one.isDeep);
  const inputs = new Map<string, EvaluatedEntry>();
  const replaced: EvaluatedValue[] = [];
  let source: { readonly text: string; readonly folder: string | undefined } | undefined;
  for (const scope of scopes) {
    const given = scope.body.attributes.find(({ name }) => name === 'inputs');
    const value = given && evaluate(given.value, scope);
    for (const [name, entry] of value?.kind === 'map' ? value.entries : []) {
      const known = inputs.get(name);
      if (known) replaced.push(known.value);
      inputs.set(name, known && isDeep ? { ...entry, value: deeplyMerged(known.value, entry.value) } : entry);
    }
    source = sourceOf(scope, home) ?? source;
  }
  // A file that others include runs nothing by itself.
  if (!source && isShared) return undefined;
  const generated = generatedFiles(scopes);
  const own = folderOf(path);
  const { text, folder } = source ?? { text: '', folder: own };
  const folders = [...new Set([...(folder === undefined ? [] : [folder]), own])];
  const { environment, commandLine } = extraArguments(scopes, folders);
  for (const [name, entry] of environment) inputs.set(name, entry);
  const automatic = folders.flatMap(one => automaticFiles(unit, one));
  const [first, then] = [true, false].map(isFirst => automatic.filter(one => FIRST.test(one) === isFirst));
  const given = [...(first ?? []), ...(then ?? []), ...commandLine];
  // Without a source it runs what lies beside it: told apart from that only where it gives it something.
  const gives = inputs.size > 0 || commandLine.length > 0;
  if (!source && generated.length === 0 && !(gives && unit.world.files.isModule(own))) return undefined;
  const block = unit.body.blocks.find(({ type }) => type === 'terraform');
  const written = block && attributeOf(block, 'source');
  const line = written?.line ?? block?.line ?? (source ? undefined : generated[0]?.at.line) ?? 1;
  return {
    file: path,
    at: { file: path, line },
    source: text,
    inputs,
    replaced,
    given,
    generated,
    ...(folder === undefined ? {} : { folder }),
  };
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
