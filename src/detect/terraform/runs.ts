/** The ways in which the modules of a tree are run, each evaluated with what it is given. */

import { append } from '../../append.js';
import { textsIn } from '../../evaluated/texts.js';
import { type EvaluatedValue, scalar } from '../../evaluated/value.js';
import { MAX_STEPS } from '../../hcl/evaluate.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { folderOf } from '../tree-path.js';
import { localSource, type TerraformFiles, type TerraformModule, terraformFiles } from './files.js';
import { givenTo } from './given.js';
import { ModuleInstance, WORKSPACE } from './scope.js';
import { withGenerated } from './terragrunt/generated.js';
import { terragruntUnits } from './terragrunt/terragrunt.js';
import type { TerragruntUnit } from './terragrunt/unit.js';
import { type Uses, usesOf } from './uses.js';
import { variantsOf } from './variants.js';

export interface TerraformTree {
  readonly files: TerraformFiles;
  readonly units: readonly TerragruntUnit[];
  readonly runs: readonly Run[];
}

/** Evaluated once per tree; undefined where no Terraform of it speaks of Istio. */
export const readTerraform = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<TerraformTree | undefined> {
  const files = await terraformFiles(context);
  if (!files) return undefined;
  const units = (await terragruntUnits(files)).filter(({ file }) => !context.isSetAside(file));
  await files.addWithNeighbours(foldersOfUnits(units, files));
  const runs: Run[] = [];
  for (const run of [...(await rootRuns(files, units)), ...(await unitRuns(files, units))])
    append(runs, await evaluated(files, run));
  return { files, units, runs };
}

/** One way in which a module is run, before it is evaluated. */
interface PlannedRun {
  readonly module: TerraformModule;
  readonly inputs: ReadonlyMap<string, EvaluatedValue>;
  /** What tells it from other runs of the module: a file of variables. */
  readonly variant: string;
  readonly isDeployed?: true;
  readonly unit?: TerragruntUnit;
  /** What was chosen for it, one after the other. */
  readonly chosen?: readonly string[];
  /** What it was called before that. */
  readonly named?: string;
}

/** The same with all that it comes to. */
export interface Run extends PlannedRun, Uses {}

function foldersOfUnits(units: readonly TerragruntUnit[], files: TerraformFiles): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { file, source, folder, inputs, generated, name = '' } of units) {
    const given = [...inputs].flatMap(([key, entry]) => [key, ...textsIn(entry.value)]);
    const words = [file, source, name, ...given, ...generated.map(({ text }) => text)];
    if (folder !== undefined && !files.modules.has(folder) && words.some(word => namesIstio(word)))
      folders.add(folder);
  }
  return folders;
}

/** Modules that no other module and no unit calls, with each of their files of variables. */
async function rootRuns(
  files: TerraformFiles,
  units: readonly TerragruntUnit[],
): Promise<readonly PlannedRun[]> {
  const called = new Set(units.flatMap(({ folder }) => folder ?? []));
  for (const { folder, blocks } of files.modules.values()) {
    for (const { block } of blocks) {
      const source = block.type === 'module' ? localSource(folder, block) : undefined;
      if (source !== undefined && source !== folder) called.add(source);
    }
  }
  const runs: PlannedRun[] = [];
  const roots = [...files.modules.values()].filter(
    ({ folder }) => !called.has(folder) && !files.context.isSetAside(`${folder}/`),
  );
  for (const module of roots) {
    const variants = await variantsOf(files, module, roots);
    files.inputsOf.set(
      module.folder,
      variants.map(({ inputs }) => inputs),
    );
    for (const { name, ...rest } of variants) runs.push({ module, variant: name, ...rest });
  }
  return runs;
}

async function unitRuns(
  files: TerraformFiles,
  units: readonly TerragruntUnit[],
): Promise<readonly PlannedRun[]> {
  const runs: PlannedRun[] = [];
  for (const unit of units) {
    const { folder, generated } = unit;
    const own = folder === undefined ? undefined : files.modules.get(folder);
    if (!own && generated.length === 0) continue;
    const module = withGenerated(own ?? { folder: folderOf(unit.file), files: [], blocks: [] }, generated);
    // Inputs are handed over in the environment, over which the command line counts.
    const { commandLine } = await givenTo(files.context, folderOf(unit.file), false);
    const inputs = new Map([
      ...[...unit.inputs].map(([name, entry]) => [name, entry.value] as const),
      ...commandLine,
    ]);
    runs.push({ module, inputs, variant: unit.name ?? '', unit });
  }
  return runs;
}

/** What a module comes to that is called with these values, and nothing else. */
export async function calledWith(
  files: TerraformFiles,
  module: TerraformModule,
  inputs: ReadonlyMap<string, EvaluatedValue>,
): Promise<Run> {
  const run: PlannedRun = { module, inputs, variant: '' };
  const { uses } = await evaluatedOnce(files, run);
  return { ...run, ...uses };
}

/** More workspaces than any honest root tells apart. */
const MAX_WORKSPACES = 60;

/**
 * A run, in every workspace that its expressions tell apart, and with every value of the variables by which they choose among values or
 * files, where nothing else gives them one; the one called like its file of variables, where there is one.
 */
async function evaluated(
  files: TerraformFiles,
  run: PlannedRun,
  left = MAX_WORKSPACES,
): Promise<readonly Run[]> {
  const { uses, choices } = await evaluatedOnce(files, run);
  const whole = [{ ...run, ...uses }];
  const open = [...choices.keys()].filter(by => !run.inputs.has(inputOf(by))).sort();
  const by = open.includes(WORKSPACE) ? WORKSPACE : open[0];
  const known = by === undefined ? undefined : choices.get(by);
  if (run.unit || by === undefined || !known) return whole;
  const names = known.has(run.variant) ? [run.variant] : [...known].sort();
  if (names.length === 0 || names.length > left) return whole;
  const at = { file: run.module.files[0]?.file ?? run.module.folder, line: 1 };
  const { named = run.variant } = run;
  const found: Run[] = [];
  for (const name of names) {
    const inputs = new Map([...run.inputs, [inputOf(by), scalar(name, at)]]);
    const chosen = [...(run.chosen ?? []), name];
    const variant = known.has(run.variant)
      ? run.variant
      : [named, ...chosen].filter(part => part !== '').join('-');
    append(
      found,
      await evaluated(files, { ...run, inputs, variant, chosen, named }, Math.floor(left / names.length)),
    );
  }
  return found;
}

/** `environment` of `var.environment` */
function inputOf(by: string): string {
  return by.replace(/^var\./, '');
}

/** Evaluated again until every file that it names is there. */
async function evaluatedOnce(
  files: TerraformFiles,
  run: PlannedRun,
): Promise<{ readonly uses: Uses; readonly choices: ReadonlyMap<string, ReadonlySet<string>> }> {
  for (let round = 0; ; round++) {
    const instance = new ModuleInstance(files, run.module, run.inputs, { left: MAX_STEPS });
    const uses = usesOf(instance);
    if (round >= 5 || !(await files.loadWanted())) return { uses, choices: instance.choices };
  }
}
