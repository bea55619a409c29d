/**
 * The operator in the cluster (gone since 1.24): its version is that of what IstioOperators without a tag get. It runs as a
 * rendered Deployment, or is installed by Istio's chart `istio-operator`, a copy of it in the tree or the published one.
 */
import type { DataPath, Positioned } from '../../model.js';
import { listAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { sharedFolders } from '../distance.js';
import { mentionsIn } from '../istio/named-charts.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { isKustomizationPath } from '../kustomize/names.js';
import { oncePerTree } from '../once.js';
import { type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { terraformOperators } from '../terraform/terraform.js';
import { baseName, folderOf, inFolder } from '../tree-path.js';
import { defaultLayers } from '../values/default-layers.js';
import { givenTags, OPERATOR_CHART, tagIn } from './given-tags.js';
import { OPERATOR_IMAGE, operatorImageAt, operatorImages, releaseOfOperatorChart } from './operator-image.js';

/**
 * The version of the operator that acts on an IstioOperator of a file: of several in a tree the nearest one's.
 * @returns undefined where there are none, or several as near that are of different versions
 */
export async function controllerVersion(
  context: DetectContext,
  file: string,
): Promise<DecidedVersion | undefined> {
  for (const found of await controllers(context)) {
    if (found.length === 0) continue;
    const near = ({ at }: DecidedVersion): number => sharedFolders(at.file, file);
    const most = Math.max(...found.map(near));
    const [first, ...others] = found.filter(one => near(one) === most);
    return others.every(({ version }) => version === first?.version) ? first : undefined;
  }
  // What a template writes is acted on by whatever operator the tree installs.
  return context.whole && controllerVersion(context.whole, file);
}

/** By what tells them, the surest first. */
const controllers = oncePerTree(async (context): Promise<readonly (readonly DecidedVersion[])[]> => {
  return [
    await ofImages(context),
    await ofCharts(context),
    await ofTemplates(context),
    await ofRemote(context),
  ];
});

/**
 * Each place of Terraform's that installs one; where none does, what would: a copy of its chart, a chart of one's own, a
 * rendered Deployment. What a published chart of it is, is told where that is named.
 */
export async function controllersOf(context: DetectContext): Promise<readonly DecidedVersion[]> {
  if ((await ofPublished(context)).length > 0) return [];
  const kinds = [terraformOperators, ofCharts, ofTemplates, ofRemote, ofImages];
  for (const kind of kinds) {
    const found = await kind(context);
    if (found.length > 0)
      return [...new Map(found.map(one => [`${one.at.file}:${one.at.line}`, one])).values()];
  }
  return [];
}

async function ofImages(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const { manifests } = await overlaidManifests(
    context,
    OPERATOR_IMAGE,
    (_, kind) => kind === 'Deployment' || kind === 'ZarfPackageConfig',
  );
  return manifests
    .filter(({ file }) => !context.isSetAside(file))
    .toSorted(byOverlays)
    .flatMap(({ kind, data }) =>
      kind === 'Deployment'
        ? operatorImages(data)
        : packedImages(data).flatMap(path => operatorImageAt(data, path)),
    );
}

/** As overlays have it, before what nothing takes in. */
function byOverlays(left: OverlaidManifest, right: OverlaidManifest): number {
  return Number(right.way !== undefined) - Number(left.way !== undefined);
}

/** The operator's rendering in Istio's source, which a kustomization takes in by its address. */
async function ofRemote(context: DetectContext): Promise<readonly DecidedVersion[]> {
  return inLines(context, context.candidates.filter(isKustomizationPath), RENDERING);
}

const RENDERING =
  /^[ \t]*-[ \t]+["']?https:\/\/(?:raw\.githubusercontent\.com|github\.com)\/istio\/istio\/(?:raw\/)?(\d+\.\d+\.\d+)\/manifests\/charts\/istio-operator\/files\//;

/** The operator that a chart of one's own runs, at an image that is written out in its template. */
async function ofTemplates(context: DetectContext): Promise<readonly DecidedVersion[]> {
  // Where templates are filled in, only those that declare something are candidates.
  const templates = context.tree.paths.filter(path => context.charts.isTemplate(path));
  return inLines(context, templates, IN_TEMPLATE);
}

const IN_TEMPLATE = new RegExp(`^[ \\t-]*image:[ \\t]*["']?\\S{0,200}${OPERATOR_IMAGE.source}`);

/** Longer than any line that names an address or an image. */
const MAX_LINE = 1000;

/** Releases that the pattern's first group holds, line by line. */
async function inLines(
  context: DetectContext,
  files: readonly string[],
  pattern: RegExp,
): Promise<readonly DecidedVersion[]> {
  const found: DecidedVersion[] = [];
  for (const file of files.filter(path => !context.isSetAside(path))) {
    for (const [index, line] of ((await context.text(file)) ?? '').split('\n').entries()) {
      const version = line.length > MAX_LINE ? null : istioVersionOf(pattern.exec(line)?.[1]);
      if (version !== null) found.push({ version, at: { file, line: index + 1 } });
    }
  }
  return found;
}

/** Images that a package of Zarf brings into its cluster. */
function packedImages({ value }: Positioned): readonly DataPath[] {
  return listAt(value, ['components']).flatMap((component, number) =>
    listAt(component, ['images']).map((_, index) => ['components', number, 'images', index]),
  );
}

/** What is given to the chart, then copies of it: where one is in the tree, what deploys it names its folder, and no version. */
async function ofCharts(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const tags = await givenTags(context);
  if (tags.length > 0) return tags;
  const copied = await ofCopies(context);
  if (copied.length > 0) return copied;
  return [...(await ofPublished(context)), ...(await terraformOperators(context))];
}

async function ofCopies(context: DetectContext): Promise<readonly DecidedVersion[]> {
  return (await copies(context)).flatMap(({ tags }) => tags);
}

/** Whether a copy of the chart that names no release stands beside a file: whoever deploys both may give it any. */
export async function isBesideOpenCopy(context: DetectContext, file: string): Promise<boolean> {
  const own = folderOf(file);
  return (await copies(context)).some(
    ({ folder, tags }) => tags.length === 0 && (folder === own || folderOf(folder) === own),
  );
}

interface Copy {
  readonly folder: string;
  /** None where it names no release: `tag: latest`. */
  readonly tags: readonly DecidedVersion[];
}

const copies = oncePerTree(async (context): Promise<readonly Copy[]> => {
  const found: Copy[] = [];
  for (const folder of context.charts.folders) {
    const text = (await context.text(inFolder(folder, 'Chart.yaml'))) ?? '';
    if (context.isSetAside(`${folder}/`) || !text.includes(OPERATOR_CHART)) continue;
    const loaded = await context.chart(folder);
    if (loaded?.chart.name !== OPERATOR_CHART) continue;
    found.push({ folder, tags: tagIn((await defaultLayers(context, loaded.chart)).layers) });
  }
  return found;
});

async function ofPublished(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const found: DecidedVersion[] = [];
  for (const path of context.candidates) {
    if (!/\.(ya?ml|json)$/i.test(path) || context.isSetAside(path) || context.charts.isTemplate(path))
      continue;
    if (!(await context.text(path))?.includes(OPERATOR_CHART)) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      for (const { chart, version, at } of mentionsIn(context, { data, tool: baseName(path) })) {
        const exact = chart.name === OPERATOR_CHART ? releaseOfOperatorChart(version) : null;
        if (exact !== null) found.push({ version: exact, at });
      }
    }
  }
  return found;
}
