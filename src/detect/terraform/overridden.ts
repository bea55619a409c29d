/**
 * What files of variables and included files of Terragrunt give a module, and another place gives it over that.
 * Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
import type { EvaluatedValue } from '../../evaluated/value.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { placeKey, placesOfValue } from '../places.js';
import { folderOf } from '../tree-path.js';
import type { TerraformFiles } from './files.js';
import { type Run, readTerraform } from './runs.js';
import { isAutomatic, valuesIn } from './variants.js';

export async function overriddenInTerraform(context: DetectContext): Promise<readonly Position[]> {
  const read = await readTerraform(context);
  if (!read) return [];
  const given = [
    ...read.runs.flatMap(({ inputs }) => [...inputs.values()]),
    ...read.units.flatMap(({ inputs }) => [...inputs.values()].map(({ value }) => value)),
  ];
  const inForce = new Set(given.flatMap(placesOfValue).map(placeKey));
  const replaced = [
    ...read.units.flatMap(unit => unit.replaced),
    ...(await replacedByFiles(read.files, read.runs)),
  ];
  return replaced.flatMap(placesOfValue).filter(place => !inForce.has(placeKey(place)));
}

/** Values of the files that Terraform reads by itself, for variables that other places give to all runs of the module. */
async function replacedByFiles(
  files: TerraformFiles,
  runs: readonly Run[],
): Promise<readonly EvaluatedValue[]> {
  const found: EvaluatedValue[] = [];
  for (const path of files.context.tree.paths.filter(isAutomatic)) {
    const own = runs.filter(({ module, unit }) => !unit && module.folder === folderOf(path));
    if (own.length === 0) continue;
    for (const [name, value] of await valuesIn(files, path))
      if (own.every(({ module, inputs }) => declares(module, name) && inputs.has(name))) found.push(value);
  }
  return found;
}

function declares({ blocks }: Run['module'], name: string): boolean {
  return blocks.some(({ block }) => block.type === 'variable' && block.labels[0] === name);
}
