/** Modules that are run by themselves, and those that are there for others to call. */
import { append } from '../../append.js';
import type { HclBlock } from '../../hcl/syntax.js';
import type { TerraformModule } from './files.js';

/**
 * True where a module keeps a state of its own, or says which cluster or account it is for. Providers that take that from
 * variables say nothing: whoever gives those decides the other ones too.
 */
export function isRun({ blocks }: TerraformModule): boolean {
  return blocks.some(
    ({ block }) =>
      (block.type === 'provider' && !takesVariable(block)) ||
      (block.type === 'terraform' &&
        block.body.blocks.some(({ type }) => type === 'backend' || type === 'cloud')),
  );
}

/** True for a block in which some expression refers to a variable of the module. */
function takesVariable(block: HclBlock): boolean {
  const pending: unknown[] = [block.body];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (typeof part !== 'object' || part === null) continue;
    if ('kind' in part && part.kind === 'reference' && 'name' in part && part.name === 'var') return true;
    append(
      pending,
      Object.values(part).filter(inner => inner !== undefined),
    );
  }
  return false;
}
