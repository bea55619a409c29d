/** Walks expressions of HCL. */
import type { HclExpression, TemplatePart } from './syntax.js';

/** The expressions that one is directly made of. */
export function childrenOf(value: HclExpression): readonly HclExpression[] {
  switch (value.kind) {
    case 'template':
      return value.parts.flatMap(expressionsIn);
    case 'list':
      return value.items;
    case 'object':
      return value.entries.flatMap(entry => [entry.key, entry.value]);
    case 'attribute':
    case 'splat':
      return [value.of];
    case 'index':
      return [value.of, value.key];
    case 'call':
      return value.args;
    case 'conditional':
      return [value.test, value.whenTrue, value.whenFalse];
    case 'binary':
      return [value.left, value.right];
    case 'unary':
      return [value.operand];
    case 'for':
      return [value.in, value.key, value.value, value.condition].filter(one => one !== undefined);
    default:
      return [];
  }
}

function expressionsIn(part: TemplatePart): readonly HclExpression[] {
  switch (part.kind) {
    case 'value':
      return [part.value];
    case 'if':
      return [part.test, ...[...part.whenTrue, ...part.whenFalse].flatMap(expressionsIn)];
    case 'for':
      return [part.in, ...part.body.flatMap(expressionsIn)];
    default:
      return [];
  }
}
