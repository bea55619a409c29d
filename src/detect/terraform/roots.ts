/** Modules that are run by themselves, and those that are there for others to call. */

import { append } from '../../append.js';
import { namesIn } from '../../hcl/references.js';
import type { HclBlock, HclExpression } from '../../hcl/syntax.js';
import { attributeOf, type LocatedBlock, type TerraformModule } from './files.js';

/**
 * True where a module keeps a state of its own, or says which cluster or account it is for. Providers that take that from
 * variables say nothing: whoever gives those decides the other ones too. So does whoever gives a variable that has no default.
 * @param module one whose variables no file of the tree gives
 */
export function isRun(module: TerraformModule): boolean {
  const { blocks } = module;
  const isComplete = blocks.every(
    ({ block }) => block.type !== 'variable' || attributeOf(block, 'default') !== undefined,
  );
  const keepsState = blocks.some(
    ({ block }) =>
      block.type === 'terraform' &&
      block.body.blocks.some(({ type }) => type === 'backend' || type === 'cloud'),
  );
  return isComplete && (keepsState || blocks.some(({ block }) => isSettled(block, module)));
}

/** A provider for one cluster or account; one under another name is for something beside that. */
function isSettled(block: HclBlock, module: TerraformModule): boolean {
  return (
    block.type === 'provider' && attributeOf(block, 'alias') === undefined && !takesVariable(block, module)
  );
}

/** True for a block in which some expression hangs on a variable of the module, directly or through what it refers to. */
function takesVariable(block: HclBlock, { blocks }: TerraformModule): boolean {
  const seen = new Set<unknown>();
  const pending: unknown[] = [block.body];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (typeof part !== 'object' || part === null || seen.has(part)) continue;
    seen.add(part);
    // `module.eks`, `local.name`, `aws_eks_cluster.own`; of `data.TYPE.NAME` the type.
    const [root, name] = isAttribute(part) ? namesIn(part) : [];
    if (root === 'var') return true;
    if (root !== undefined && name !== undefined) append(pending, meant(root, name, blocks));
    append(
      pending,
      Object.values(part).filter(inner => inner !== undefined),
    );
  }
  return false;
}

/** Parts of templates are of other kinds. */
function isAttribute(part: object): part is HclExpression {
  return 'kind' in part && part.kind === 'attribute';
}

/** What the module says of something that it refers to. */
function meant(root: string, name: string, blocks: readonly LocatedBlock[]): readonly unknown[] {
  const own = blocks.map(({ block }) => block);
  switch (root) {
    case 'local':
      return own.flatMap(block => (block.type === 'locals' ? (attributeOf(block, name)?.value ?? []) : []));
    case 'module':
    case 'data':
      return own.filter(({ type, labels }) => type === root && labels[0] === name).map(({ body }) => body);
    default:
      return own
        .filter(({ type, labels }) => type === 'resource' && labels[0] === root && labels[1] === name)
        .map(({ body }) => body);
  }
}
