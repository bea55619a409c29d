/**
 * What a module reads out of the state of another one, where that one is in the tree as well: the one that keeps its state there.
 * Source: https://developer.hashicorp.com/terraform/language/state/remote-state-data
 */
import { isDeepStrictEqual } from 'node:util';
import { type EvaluatedValue, textOf } from '../../evaluated/value.js';
import type { HclBlock } from '../../hcl/syntax.js';
import { resolveInTree } from '../tree-path.js';
import { attributeOf, type LocatedBlock, type TerraformModule } from './files.js';
import { mapOf } from './repetitions.js';
import type { ModuleInstance } from './scope.js';

export const REMOTE_STATE = 'terraform_remote_state';

/** Where a state is kept. */
interface Place {
  readonly backend: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** Settings of a backend that tell a state from others in the same place. Source: its page for each backend. */
const KEYS = ['key', 'prefix', 'path', 'address', 'secret_suffix', 'schema_name', 'name'];
/** Those that say which place that is. */
const PLACES = ['bucket', 'container_name', 'storage_account_name', 'organization', 'hostname'];
/** What the backend `local` keeps it in by itself. */
const LOCAL = 'terraform.tfstate';

/**
 * @param output undefined for all that the state puts out
 * @returns undefined where no module of the tree keeps that state, or several do, or the ways in which it is run differ in it
 */
export function remoteOutput(
  located: LocatedBlock,
  output: string | undefined,
  instance: ModuleInstance,
): EvaluatedValue | undefined {
  const wanted = wantedPlace(located, instance);
  if (!wanted) return undefined;
  const keepers = [...instance.files.modules.values()].filter(module => {
    const own = module.folder === instance.root.module.folder ? undefined : placeOf(module, instance);
    return own !== undefined && isSame(own, wanted);
  });
  const [keeper, ...others] = keepers;
  if (!keeper || others.length > 0) return undefined;
  const values = instance.layersOf(keeper).map(layer => putOut(layer, output));
  const [first, ...rest] = values;
  return rest.every(value => isDeepStrictEqual(value, first)) ? first : undefined;
}

function putOut(layer: ModuleInstance, output: string | undefined): EvaluatedValue | undefined {
  if (output !== undefined) return layer.putOut(output);
  const { folder, blocks } = layer.module;
  const names = blocks.flatMap(({ block }) => (block.type === 'output' ? (block.labels[0] ?? []) : []));
  const entries = names.flatMap(name => {
    const value = layer.putOut(name);
    return value ? [[name, value] as const] : [];
  });
  return mapOf(entries, { file: blocks[0]?.file ?? folder, line: 1 });
}

function wantedPlace({ block, file }: LocatedBlock, instance: ModuleInstance): Place | undefined {
  const given = (name: string): EvaluatedValue | undefined => {
    const written = attributeOf(block, name);
    return written && instance.valueOf(written.value, file);
  };
  const backend = textOf(given('backend'));
  if (backend === undefined) return undefined;
  const settings = settingsIn(given('config'));
  const path = settings.get('path');
  if (backend !== 'local') return { backend, settings };
  const found = path === undefined ? undefined : instance.root.resolveFile(path);
  return found === undefined ? undefined : { backend, settings: new Map([['path', found]]) };
}

function settingsIn(value: EvaluatedValue | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, entry] of value?.kind === 'map' ? value.entries : []) {
    const text = textOf(entry.value);
    if (text !== undefined) found.set(name, text);
    // `workspaces = { name = "mesh" }`
    else if (name === 'workspaces') for (const [key, own] of settingsIn(entry.value)) found.set(key, own);
  }
  return found;
}

/** Where a module says that its state is kept; without a word, in a file of its own folder. */
function placeOf(module: TerraformModule, instance: ModuleInstance): Place | undefined {
  const blocks = module.blocks.filter(({ block }) => block.type === 'terraform');
  const kept = blocks
    .flatMap(({ file, block }) => block.body.blocks.map(inner => ({ file, inner })))
    .find(({ inner }) => inner.type === 'backend' || inner.type === 'cloud');
  const [layer] = kept ? instance.layersOf(module) : [];
  const settings = kept && layer ? settingsOf(kept.inner, kept.file, layer) : new Map<string, string>();
  const backend = !kept ? 'local' : kept.inner.type === 'cloud' ? 'remote' : (kept.inner.labels[0] ?? '');
  if (backend !== 'local') return { backend, settings };
  const path = resolveInTree(module.folder, settings.get('path') ?? LOCAL);
  return path === undefined ? undefined : { backend, settings: new Map([['path', path]]) };
}

function settingsOf(block: HclBlock, file: string, layer: ModuleInstance): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, value } of block.body.attributes) {
    const text = textOf(layer.valueOf(value, file));
    if (text !== undefined) found.set(name, text);
  }
  for (const inner of block.body.blocks)
    if (inner.type === 'workspaces')
      for (const [key, text] of settingsOf(inner, file, layer)) found.set(key, text);
  return found;
}

function isSame(left: Place, right: Place): boolean {
  const [ours, theirs] = [left.settings, right.settings];
  const keys = KEYS.filter(key => ours.has(key) || theirs.has(key));
  const isElsewhere = PLACES.some(
    key => ours.has(key) && theirs.has(key) && ours.get(key) !== theirs.get(key),
  );
  const isKey = keys.length > 0 && keys.every(key => ours.get(key) === theirs.get(key));
  return left.backend === right.backend && isKey && !isElsewhere;
}
