/**
 * Scripts that machines run when they start, as Terraform writes them: `user_data`, `custom_data`, `metadata_startup_script` and
 * whatever else holds a text that begins like a script (https://docs.cloud-init.io/en/latest/explanation/format.html).
 */
import type { HclBlock, HclExpression } from '../../hcl/syntax.js';

/** How such a text begins. */
const BEGINS = /^\s*#(?:!\s*\/|cloud-config\b)/;

/** More nesting than people write. */
const MAX_DEPTH = 8;

/** The texts within a block that are scripts, provisioners apart, whose commands are read by themselves. */
export function bootScriptsIn(block: HclBlock, depth = 0): readonly HclExpression[] {
  if (block.type === 'provisioner' || depth > MAX_DEPTH) return [];
  return [
    ...block.body.attributes.flatMap(({ value }) => scriptsIn(value, 0)),
    ...block.body.blocks.flatMap(inner => bootScriptsIn(inner, depth + 1)),
  ];
}

/** `base64encode(<<-EOF …)`, `join("\n", ["#!/bin/sh", …])`, values of a map. */
function scriptsIn(value: HclExpression, depth: number): readonly HclExpression[] {
  if (depth > MAX_DEPTH) return [];
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' && BEGINS.test(value.value) ? [value] : [];
    case 'template': {
      const [first] = value.parts;
      return first?.kind === 'text' && BEGINS.test(first.text) ? [value] : [];
    }
    case 'call':
      return value.args.flatMap(item => scriptsIn(item, depth + 1));
    case 'list': {
      const [first] = value.items;
      return first && scriptsIn(first, depth + 1).includes(first)
        ? [value]
        : value.items.flatMap(item => scriptsIn(item, depth + 1));
    }
    case 'object':
      return value.entries.flatMap(entry => scriptsIn(entry.value, depth + 1));
    case 'conditional':
      return [value.whenTrue, value.whenFalse].flatMap(item => scriptsIn(item, depth + 1));
    default:
      return [];
  }
}
