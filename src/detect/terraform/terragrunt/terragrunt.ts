/**
 * Terragrunt units: which module each runs, and with what. What other units put out, and what the environment holds, is
 * not in the tree. Source: https://terragrunt.gruntwork.io/docs/reference/hcl/
 */
import type { EvaluatedEntry } from '../../../evaluated/value.js';
import type { HclFile } from '../../../hcl/syntax.js';
import { firstOf } from '../../limits.js';
import { baseName } from '../../tree-path.js';
import type { TerraformFiles } from '../files.js';
import { valuesIn } from '../variants.js';
import { newSteps, TerragruntScope, type World } from './scope.js';
import { readStack, STACK_FILE, UNIT_FILE } from './stack.js';
import { readUnit, type TerragruntUnit, type UnitToRead } from './unit.js';

/** More files than any repository has; the rest is not read. */
const MAX_FILES = 3000;

export function isTerragruntFile(path: string): boolean {
  return /\.hcl$/i.test(path) && !/(^|\/)(\.terraform\.lock|\.tflint)\.hcl$/i.test(path);
}

/** Every unit of the tree, in order of their files. */
export async function terragruntUnits(files: TerraformFiles): Promise<readonly TerragruntUnit[]> {
  const all = files.context.tree.paths.filter(isTerragruntFile);
  if (!all.some(path => [UNIT_FILE, STACK_FILE].includes(baseName(path)))) return [];
  const paths = firstOf(files.context, all, MAX_FILES, 'files of Terragrunt');
  const parsed = new Map<string, HclFile>();
  for (const path of paths) {
    const file = await files.parseFile(path);
    if (file) parsed.set(path, file);
  }
  let units: readonly UnitToRead[] = [];
  // Files that expressions name are known only once they were evaluated.
  for (let round = 0; round < 5; round++) {
    units = unitsIn({ files, parsed });
    if (!(await files.loadWanted())) break;
  }
  return Promise.all(units.map(unit => withGiven(files, unit)));
}

function unitsIn(world: World): readonly UnitToRead[] {
  const paths = [...world.parsed.keys()];
  const stacked = paths
    .filter(path => baseName(path) === STACK_FILE)
    .flatMap(path => readStack(path, world).map(one => ({ ...one, stack: path })));
  // What a stack makes units of is none by itself; nor is a stack that another one is made of.
  const taken = new Set(stacked.flatMap(({ sources }) => sources));
  const own = paths
    .filter(path => baseName(path) === UNIT_FILE && !taken.has(path))
    .map(path => new TerragruntScope(path, path, world, newSteps()));
  const shared = new Set(own.flatMap(unit => unit.includes().map(({ scope }) => scope.file)));
  return [
    ...own.flatMap(unit => readUnit(unit, shared.has(unit.file)) ?? []),
    ...stacked.flatMap(({ stack, unit }) => (unit && !taken.has(stack) ? unit : [])),
  ];
}

/** With the values of the files of variables that it names. */
async function withGiven(files: TerraformFiles, { given, ...unit }: UnitToRead): Promise<TerragruntUnit> {
  const inputs = new Map<string, EvaluatedEntry>(unit.inputs);
  for (const one of given) {
    if (typeof one !== 'string') inputs.set(...one);
    else for (const [name, value] of await valuesIn(files, one)) inputs.set(name, { at: value.at, value });
  }
  return { ...unit, inputs };
}
