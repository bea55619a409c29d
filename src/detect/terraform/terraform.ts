/** Terraform and OpenTofu, run by themselves or by Terragrunt. */

import { append } from '../../append.js';
import { textOf } from '../../evaluated/value.js';
import { groupBy } from '../../grouped.js';
import type { EmbeddedManifest, Positioned, Problem, Release, ValuesLayer } from '../../model.js';
import { readChartReference } from '../chart-reference.js';
import type { DetectContext, Detector, DetectorResult } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { operatorImages } from '../istio-operator/operator-image.js';
import { oncePerTree } from '../once.js';
import { folderOf } from '../tree-path.js';
import { mergeVariants, type Variant } from '../variants.js';
import type { WrittenFile } from './applied.js';
import { configMapsIn } from './config-maps.js';
import type { TerraformFiles } from './files.js';
import {
  argumentsOf,
  isWholeFile,
  manifestsOf,
  manifestsOfChart,
  objectsOf,
  type TerraformObject,
} from './manifests.js';
import { installsOperator, operatorVersion } from './operators.js';
import { ownModuleAtRef } from './own-module.js';
import { releaseOf } from './release.js';
import { type RemoteCall, remoteInstallation } from './remote.js';
import { type Run, readTerraform, type TerraformTree } from './runs.js';
import { ModuleInstance } from './scope.js';
import type { TerragruntUnit } from './terragrunt/unit.js';
import { type ChartUse, chartsGiven } from './uses.js';
import { terraformValues } from './values.js';
import { workloadReleases } from './workloads.js';

export const terraform: Detector = {
  form: 'terraform',
  async detect(context) {
    const read = await readTerraform(context);
    if (!read) return { releases: [], problems: [] };
    const { files, units, runs } = read;
    for (const { charts } of runs) noteMirrors(context, charts);

    const results: DetectorResult[] = [];
    for (const group of groupsOf(runs)) results.push(await groupResult(context, group, read));
    for (const unit of units)
      if (isElsewhere(unit, files)) results.push(await unitResult(context, read, unit));
    return {
      releases: results.flatMap(({ releases }) => releases),
      problems: [...files.problems, ...results.flatMap(({ problems }) => problems)],
      claimedCharts: results.flatMap(({ claimedCharts }) => claimedCharts ?? []),
      manifests: results.flatMap(({ manifests }) => manifests ?? []),
    };
  },
};

/** What Terraform applies as manifests, whatever they are: `kubectl_manifest` and its like. */
export async function terraformObjects(context: DetectContext): Promise<readonly TerraformObject[]> {
  const read = await readTerraform(context);
  const applied = (read?.runs ?? []).flatMap(({ manifests }) => manifests);
  // What the tree holds already is read there.
  const written = (await writtenFiles(context)).filter(
    file => !isWholeFile(file) && !context.tree.has(file.path ?? ''),
  );
  const uses = [...applied, ...written];
  return uses.filter(({ declared }) => !context.isSetAside(declared.file)).flatMap(objectsOf);
}

/** Files that Terraform writes, each text of them once: several ways of running a module may write the same. */
export const writtenFiles = oncePerTree(readWritten);

async function readWritten(context: DetectContext): Promise<readonly WrittenFile[]> {
  const all = ((await readTerraform(context))?.runs ?? []).flatMap(({ written }) => written);
  const found = new Map<string, WrittenFile>();
  for (const file of all) {
    const { name, folder, path = '', value } = file;
    const key = JSON.stringify([folder, name, path, value.kind === 'scalar' ? value.value : found.size]);
    if (!found.has(key)) found.set(key, file);
  }
  return [...found.values()];
}

/** Files that Terraform fills in before it applies them: what they hold is read with that. */
export async function terraformTemplates(context: DetectContext): Promise<ReadonlySet<string>> {
  const applied = ((await readTerraform(context))?.runs ?? []).flatMap(({ manifests }) => manifests);
  const filled = [...applied, ...(await writtenFiles(context))].filter(
    use => !isWholeFile(use) && !context.isSetAside(use.declared.file),
  );
  return new Set(filled.flatMap(objectsOf).map(({ data }) => data.file));
}

/** True for data of a file that Terraform fills in, as it stands there: what it comes to is among what Terraform applies. */
export const unfilledByTerraform = oncePerTree(async (context: DetectContext) => {
  const templates = await terraformTemplates(context);
  return ({ file, value }: Positioned): boolean =>
    templates.has(file) && /[$%]\{/.test(JSON.stringify(value) ?? '');
});

/** Values that Terraform hands to charts: those of `argocd-apps` hold what they install. Read once per tree. */
export const terraformValuesOfCharts = oncePerTree(readValues);

async function readValues(context: DetectContext): Promise<readonly Positioned[]> {
  const found: Positioned[] = [];
  const read = await readTerraform(context);
  for (const use of (read?.runs ?? []).flatMap(({ charts }) => charts)) {
    if (context.isSetAside(use.at.file)) continue;
    const { layers } = await terraformValues(context, use, undefined, true);
    append(
      found,
      layers.flatMap(layer => (layer.kind === 'document' ? [layer.data] : [])),
    );
  }
  return found;
}

/** ConfigMaps that Terraform makes, by their names. */
export const terraformConfigMaps = oncePerTree(async (context: DetectContext) =>
  configMapsIn(((await readTerraform(context))?.runs ?? []).flatMap(({ configMaps }) => configMaps)),
);

/** Versions of Istio's operator that Terraform installs. */
export async function terraformOperators(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const charts = (await chartUses(context)).flatMap(use => operatorVersion(use) ?? []);
  const workloads = ((await readTerraform(context))?.runs ?? [])
    .flatMap(run => run.workloads)
    .filter(({ declared }) => !context.isSetAside(declared.file));
  return [...charts, ...workloads.flatMap(objectsOf).flatMap(({ data }) => operatorImages(data))];
}

/** Values that Terraform gives to charts of Istio's operator. */
export async function terraformOperatorValues(
  context: DetectContext,
): Promise<readonly (readonly ValuesLayer[])[]> {
  const uses = (await chartUses(context)).filter(installsOperator);
  return Promise.all(uses.map(async use => (await terraformValues(context, use)).layers));
}

async function chartUses(context: DetectContext): Promise<readonly ChartUse[]> {
  return ((await readTerraform(context))?.runs ?? [])
    .flatMap(({ charts }) => charts)
    .filter(({ at }) => !context.isSetAside(at.file));
}

/** Resources of other providers that name a chart, with their types. */
export async function terraformResources(
  context: DetectContext,
): Promise<readonly { readonly data: Positioned; readonly tool: string }[]> {
  const read = await readTerraform(context);
  return (read?.runs ?? [])
    .flatMap(({ others }) => others)
    .filter(({ value }) => !context.isSetAside(value.at.file))
    .map(({ type, value }) => ({ data: argumentsOf(value).data, tool: type }));
}

/** A repository that serves istiod serves Istio's other charts too. */
function noteMirrors(context: DetectContext, charts: readonly ChartUse[]): void {
  for (const { arguments: given } of charts) {
    const chart = textOf(given.get('chart')?.value);
    if (chart === undefined) continue;
    const { name, repository } = readChartReference(chart, textOf(given.get('repository')?.value));
    context.learn(name, repository);
  }
}

function groupsOf(runs: readonly Run[]): readonly (readonly Run[])[] {
  return [
    ...groupBy(runs, ({ unit, module }) =>
      unit ? `unit ${unit.file} ${unit.name ?? ''}` : module.folder,
    ).values(),
  ];
}

/** The runs of one module. */
async function groupResult(
  context: DetectContext,
  group: readonly Run[],
  tree: TerraformTree,
): Promise<DetectorResult> {
  const variants: Variant[] = [];
  for (const run of group)
    variants.push({
      name: run.variant,
      result: await runResult(context, run, tree),
      ...(run.isDeployed ? { isDeployed: true } : {}),
    });
  return mergeVariants(variants);
}

async function runResult(context: DetectContext, run: Run, tree: TerraformTree): Promise<DetectorResult> {
  const releases: Release[] = [];
  const problems: Problem[] = [];
  const claimedCharts: string[] = [];
  const manifests: EmbeddedManifest[] = [];
  for (const use of run.charts) {
    if (context.isSetAside(use.at.file)) continue;
    const declared = run.unit ? run.unit.at : use.declared;
    const result = await releaseOf(context, { ...use, declared }, run.variant);
    if (result.release) releases.push(result.release);
    if (result.claimed !== undefined) claimedCharts.push(result.claimed);
    else if (!result.release)
      append(
        manifests,
        await manifestsOfChart(context, use, textOf(use.arguments.get('namespace')?.value) ?? ''),
      );
    append(problems, result.problems ?? []);
  }
  for (const call of run.remote) {
    const declared = run.unit ? run.unit.at : call.declared;
    const whole = { ...call, declared, variant: run.variant, versionIsArgument: false };
    const found = await remoteResult(context, tree, whole);
    append(releases, found.releases);
    append(problems, found.problems);
  }
  for (const use of run.manifests) {
    const found = manifestsOf(context, use);
    append(manifests, found.manifests);
    append(problems, found.problems);
  }
  for (const use of [...run.manifests, ...run.workloads])
    append(releases, await workloadReleases(context, use, run.variant));
  return { releases, problems, claimedCharts, manifests: manifests.map(one => ranBy(run, one)) };
}

/** Where a unit of Terragrunt stands tells whose it is; else what tells this way of running the module from others does. */
function ranBy({ unit, variant }: Run, manifest: EmbeddedManifest): EmbeddedManifest {
  const own = unit ? { ...manifest, declared: unit.at } : manifest;
  return variant === '' ? own : { ...own, destination: variant };
}

async function remoteResult(
  context: DetectContext,
  tree: TerraformTree,
  call: RemoteCall,
): Promise<DetectorResult> {
  const found = remoteInstallation(context, call);
  const own = found.releases.length > 0 ? [] : await ownModuleAtRef(context, tree, call);
  return own.length > 0 ? { releases: own, problems: [] } : found;
}

/** A unit whose module is not in the tree: the charts that it gives by name, else what is known of such a module. */
async function unitResult(
  context: DetectContext,
  tree: TerraformTree,
  unit: TerragruntUnit,
): Promise<DetectorResult> {
  const call = callOf(unit);
  const module = { folder: folderOf(unit.file), files: [], blocks: [] };
  const instance = new ModuleInstance(tree.files, module, new Map(), { left: 0 });
  const releases: Release[] = [];
  const problems: Problem[] = [];
  for (const use of chartsGiven({ address: call.address, at: unit.at, instance }, unit.inputs)) {
    const found = await releaseOf(context, use, call.variant);
    if (found.release) releases.push(found.release);
    append(problems, found.problems ?? []);
  }
  return releases.length === 0 ? remoteResult(context, tree, call) : { releases, problems };
}

/** Without a source, what it runs lies beside it. */
function isElsewhere({ folder, source }: TerragruntUnit, { modules }: TerraformFiles): boolean {
  return folder === undefined || (source !== '' && !modules.has(folder));
}

function callOf(unit: TerragruntUnit): RemoteCall {
  return {
    address: `Terragrunt unit ${unit.name ?? unit.file}`,
    source: unit.source,
    at: unit.at,
    declared: unit.at,
    arguments: unit.inputs,
    versionIsArgument: true,
    variant: unit.name ?? '',
  };
}
