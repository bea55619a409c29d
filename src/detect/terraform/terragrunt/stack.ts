/**
 * Stacks of Terragrunt: units, and stacks within, each made of a folder of the tree in a folder of its own, with values
 * that its files read. Source: https://terragrunt.gruntwork.io/docs/features/stacks/
 */
import { type EvaluatedEntry, type EvaluatedValue, textOf } from '../../../evaluated/value.js';
import { evaluate } from '../../../hcl/evaluate.js';
import type { HclBlock } from '../../../hcl/syntax.js';
import type { Position } from '../../../model.js';
import { folderOf, inFolder, resolveInTree } from '../../tree-path.js';
import { attributeOf } from '../files.js';
import { newSteps, TerragruntScope, type World } from './scope.js';
import { readUnit, type UnitToRead } from './unit.js';

export const UNIT_FILE = 'terragrunt.hcl';
export const STACK_FILE = 'terragrunt.stack.hcl';

export interface StackedUnit {
  /** Files of the tree that it is made of. */
  readonly sources: readonly string[];
  readonly unit: UnitToRead | undefined;
}

/** Stacks within stacks; more is a ring. */
const MAX_DEPTH = 5;

/** The units of a stack, with those of the stacks within. */
export function readStack(path: string, world: World): readonly StackedUnit[] {
  return unitsOf(new TerragruntScope(path, path, world, newSteps()), 0);
}

function unitsOf(stack: TerragruntScope, depth: number): readonly StackedUnit[] {
  return stack.body.blocks.flatMap((block): readonly StackedUnit[] => {
    if (block.type !== 'unit' && block.type !== 'stack') return [];
    const name = block.labels[0] ?? '';
    const argument = (key: string): EvaluatedValue | undefined => {
      const attribute = attributeOf(block, key);
      return attribute && evaluate(attribute.value, stack);
    };
    const at = { file: stack.file, line: block.line };
    const address = textOf(argument('source')) ?? '';
    const values = argument('values');
    const source = sourceOf(stack, block, address);
    if (source === undefined) return [{ sources: [], unit: fromElsewhere(at, address, values, name) }];
    const home = textOf(argument('path')) ?? name;
    const inStack =
      textOf(argument('no_dot_terragrunt_stack')) === 'true' ? home : `.terragrunt-stack/${home}`;
    const made = resolveInTree(folderOf(stack.unit), `./${inStack}/${fileOf(block)}`);
    if (made === undefined) return [];
    const scope = new TerragruntScope(source, made, stack.world, newSteps(), 0, values);
    if (block.type === 'unit') {
      const unit = readUnit(scope);
      return [{ sources: [source], unit: unit && { ...unit, file: stack.file, at, name: name || home } }];
    }
    if (depth >= MAX_DEPTH) {
      const why = `its stacks are nested more than ${MAX_DEPTH} deep: what is inside was not looked at`;
      stack.world.files.context.leave(stack.file, why, block.line);
      return [];
    }
    // What a stack within makes is told where that is asked for.
    return unitsOf(scope, depth + 1).map(({ sources, unit }) => ({
      sources: [source, ...sources],
      unit: unit && { ...unit, file: stack.file, at, name: `${name || home}/${unit.name ?? ''}` },
    }));
  });
}

function fileOf({ type }: HclBlock): string {
  return type === 'unit' ? UNIT_FILE : STACK_FILE;
}

/** The file of the tree that a block names: from where the stack is made, or from where it is written. */
function sourceOf(stack: TerragruntScope, block: HclBlock, address: string): string | undefined {
  const isPlain = /^\.{1,2}(?:\/|$)/.test(address);
  const written = isPlain ? resolveInTree(folderOf(stack.file), address.replace(/\/{2,}/g, '/')) : undefined;
  return [stack.folderOf(address), written]
    .map(folder => (folder === undefined ? undefined : inFolder(folder, fileOf(block))))
    .find(path => path !== undefined && stack.world.parsed.has(path));
}

function fromElsewhere(
  at: Position,
  source: string,
  values: EvaluatedValue | undefined,
  name: string,
): UnitToRead {
  const inputs = values?.kind === 'map' ? values.entries : new Map<string, EvaluatedEntry>();
  return { file: at.file, at, source, inputs, replaced: [], given: [], generated: [], name };
}
