/** Resources of other providers that deploy a chart: `argocd_application`, `rancher2_app_v2` and whatever names one. */
import type { EvaluatedEntry, EvaluatedMap, EvaluatedValue } from '../../evaluated/value.js';
import type { HclBlock } from '../../hcl/syntax.js';
import type { LocatedBlock } from './files.js';
import type { ModuleInstance } from './scope.js';

/** Deeper than blocks of providers nest. */
const MAX_DEPTH = 8;

/** True for a block in which, at some depth, an argument names a chart. */
export function namesChart(block: HclBlock, depth = 0): boolean {
  return (
    block.body.attributes.some(({ name }) => /^chart(_?name)?$/.test(name)) ||
    (depth < MAX_DEPTH && block.body.blocks.some(inner => namesChart(inner, depth + 1)))
  );
}

/** A block with the blocks inside it, as a map; of several inner blocks of one type each has an entry of its own. */
export function blockValue(
  { block, file }: LocatedBlock,
  instance: ModuleInstance,
  names: ReadonlyMap<string, EvaluatedValue>,
  depth = 0,
): EvaluatedMap {
  const entries = new Map<string, EvaluatedEntry>();
  for (const { name, line, value } of block.body.attributes)
    entries.set(name, { at: { file, line }, value: instance.valueOf(value, file, names) });
  for (const [index, inner] of (depth < MAX_DEPTH ? block.body.blocks : []).entries()) {
    const key = entries.has(inner.type) ? `${inner.type}.${index}` : inner.type;
    const value = blockValue({ block: inner, file }, instance, names, depth + 1);
    entries.set(key, { at: value.at, value });
  }
  return { kind: 'map', entries, at: { file, line: block.line } };
}
