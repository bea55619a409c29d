/** Which modules of a tree may keep the states that others read. */
import type { HclExpression } from '../../hcl/syntax.js';
import { baseName, folderOf, resolveInTree } from '../tree-path.js';
import { attributeOf, type TerraformModule } from './files.js';
import { REMOTE_STATE } from './remote-states.js';

/** Text of the files of each folder that say where its state is kept. */
export type Keepers = ReadonlyMap<string, string>;

export const KEEPS_STATE = /\bbackend\s*"|\bcloud\s*\{|"backend"\s*:|"cloud"\s*:/;

/** Folders whose text holds what tells the state apart that a module reads, and those that such a path leads to. */
export function keepersFor({ folder, blocks }: TerraformModule, keepers: Keepers): readonly string[] {
  return blocks.flatMap(({ block }) => {
    if (block.type !== 'data' || block.labels[0] !== REMOTE_STATE) return [];
    const config = attributeOf(block, 'config');
    return (config ? textsIn(config.value) : []).flatMap(text => {
      const isFile = /\.tfstate$/.test(text);
      // A path is another one seen from another folder.
      const end = isFile ? `${baseName(text)}"` : `"${text}"`;
      const kept = [...keepers].flatMap(([own, words]) => (words.includes(end) ? [own] : []));
      const path = isFile ? resolveInTree(folder, text.replace(/^\/+/, '')) : undefined;
      return path === undefined ? kept : [...kept, folderOf(path)];
    });
  });
}

/** Texts of an object, and what is written last in those that something is filled into. */
function textsIn(expression: HclExpression): readonly string[] {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? [expression.value] : [];
    case 'template': {
      const last = expression.parts.at(-1);
      return last?.kind === 'text' ? [last.text] : [];
    }
    case 'object':
      return expression.entries.flatMap(({ value }) => textsIn(value));
    default:
      return [];
  }
}
