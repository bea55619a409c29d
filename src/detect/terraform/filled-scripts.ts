/**
 * What files of the tree are filled in with, scripts among them: `templatefile("${path.module}/install.sh.tftpl", { version = var.istio })`,
 * and `template_file` of before. Sources: https://developer.hashicorp.com/terraform/language/functions/templatefile and
 * https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
 */
import { append } from '../../append.js';
import { textOf } from '../../evaluated/value.js';
import { childrenOf } from '../../hcl/children.js';
import type { HclBlock, HclExpression } from '../../hcl/syntax.js';
import { varsOf } from './data-sources.js';
import { attributeOf, type LocatedBlock } from './files.js';
import type { ProvisionedName } from './provisioned.js';
import { isFull, type Names, namesOf } from './repetitions.js';
import type { ModuleInstance } from './scope.js';

/** A file that is filled in, and what with. */
interface Filling {
  readonly path: HclExpression;
  readonly names: HclExpression;
}

/** More nesting than people write. */
const MAX_DEPTH = 12;

/** Names that such a file sees, all over its text. */
export function collectFilled(
  located: LocatedBlock,
  instance: ModuleInstance,
  prefix: string,
  found: ProvisionedName[],
): void {
  const fillings = [...fillingsIn(located.block, 0), ...ofDataSource(located.block)];
  if (fillings.length === 0) return;
  for (const names of namesOf(located, instance)) {
    for (const filling of fillings) {
      if (isFull(found, located, instance)) return;
      append(found, namesFor(filling, located, instance, names, prefix));
    }
  }
}

function namesFor(
  { path, names: given }: Filling,
  { file }: LocatedBlock,
  instance: ModuleInstance,
  names: Names,
  prefix: string,
): readonly ProvisionedName[] {
  const named = textOf(instance.valueOf(path, file, names));
  const target = named === undefined ? undefined : instance.resolveFile(named);
  if (target === undefined || !instance.files.context.tree.has(target)) return [];
  const values = instance.valueOf(given, file, names);
  if (values.kind !== 'map') return [];
  const place = { prefix, file: target, from: 1, to: Number.POSITIVE_INFINITY };
  return [...values.entries].map(([name, { at, value }]) => ({ name, value, at, ...place }));
}

function fillingsIn(block: HclBlock, depth: number): readonly Filling[] {
  if (depth > MAX_DEPTH) return [];
  return [
    ...block.body.attributes.flatMap(({ value }) => callsIn(value, 0)),
    ...block.body.blocks.flatMap(inner => fillingsIn(inner, depth + 1)),
  ];
}

function callsIn(value: HclExpression, depth: number): readonly Filling[] {
  if (depth > MAX_DEPTH) return [];
  const [path, names] = value.kind === 'call' && value.name === 'templatefile' ? value.args : [];
  // What one is filled in with may be filled in itself.
  const inner = childrenOf(value).flatMap(child => callsIn(child, depth + 1));
  return path && names ? [{ path, names }, ...inner] : inner;
}

/** `data "template_file" "init" { template = file("init.sh"), vars = {…} }` */
function ofDataSource(block: HclBlock): readonly Filling[] {
  if (block.type !== 'data' || block.labels[0] !== 'template_file') return [];
  const template = attributeOf(block, 'template')?.value;
  const names = varsOf(block);
  const [path] = template?.kind === 'call' && template.name === 'file' ? template.args : [];
  return path && names ? [{ path, names }] : [];
}
