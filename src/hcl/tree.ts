/** From the parser's syntax tree to our own, smaller one. */
import type { Node } from 'web-tree-sitter';
import { expressionOf, stringOf } from './expressions.js';
import type { HclAttribute, HclBlock, HclBody, HclError } from './syntax.js';

export { templateOf } from './templates.js';

export function bodyOf(body: Node, text: string): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (const child of body.namedChildren) {
    if (child?.type === 'attribute') {
      const [name, value] = child.namedChildren.filter(part => part?.type !== 'comment');
      if (name && value)
        attributes.push({ name: name.text, line: lineOf(child), value: expressionOf(value, text) });
    } else if (child?.type === 'block') {
      blocks.push(blockOf(child, text));
    }
  }
  return { attributes, blocks };
}

/** The innermost places where the text is no HCL. */
export function errorsOf(root: Node): readonly HclError[] {
  const errors: HclError[] = [];
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.isError || node.isMissing) {
      const message = node.isMissing ? `\`${node.type}\` is missing` : 'this is no HCL';
      errors.push({ line: lineOf(node), endLine: node.endPosition.row + 1, message });
      continue;
    }
    for (const child of node.children) if (child?.hasError || child?.isMissing) pending.push(child);
  }
  return errors.sort((left, right) => left.line - right.line);
}

function blockOf(node: Node, text: string): HclBlock {
  const labels: string[] = [];
  let type = '';
  let body: HclBody = { attributes: [], blocks: [] };
  for (const [index, child] of node.namedChildren.entries()) {
    if (!child) continue;
    if (index === 0) type = child.text;
    else if (child.type === 'identifier') labels.push(child.text);
    else if (child.type === 'string_lit') labels.push(stringOf(child, text));
    else if (child.type === 'body') body = bodyOf(child, text);
  }
  return { type, labels, line: lineOf(node), endLine: node.endPosition.row + 1, body };
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
