/**
 * The operator in the cluster (gone since 1.24): its version is that of what IstioOperators without a tag get. It runs as a
 * rendered Deployment, or is installed by Istio's chart `istio-operator`, a copy of it in the tree or the published one.
 */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import { defaultLayers } from '../default-layers.js';
import type { DetectContext } from '../detector.js';
import { istioVersionOf } from '../istio-version.js';
import { manifestsWith } from '../manifests.js';
import { mentionsIn } from '../named-charts.js';
import { oncePerTree } from '../once.js';
import type { DecidedVersion } from '../published-release.js';
import { isSetAside } from '../set-aside.js';
import { terraformOperators } from '../terraform/terraform.js';
import { baseName, inFolder } from '../tree-path.js';
import { givenTags, OPERATOR_CHART, tagIn } from './given-tags.js';

/** The version of the operators that the tree runs: undefined where there are none, or of several versions. */
export const controllerVersion: (context: DetectContext) => Promise<DecidedVersion | undefined> = oncePerTree(
  async context =>
    (await ofImages(context)) ?? onlyOne(await ofCharts(context)) ?? onlyOne(await ofTemplates(context)),
);

/**
 * Each place of Terraform's that installs one; where none does, what would: a copy of its chart, a chart of one's own, a
 * rendered Deployment. What a published chart of it is, is told where that is named.
 */
export async function controllersOf(context: DetectContext): Promise<readonly DecidedVersion[]> {
  if ((await ofPublished(context)).length > 0) return [];
  const installed = await terraformOperators(context);
  const kinds = [
    async () => installed,
    ofCharts,
    ofTemplates,
    async (one: DetectContext) => [await ofImages(one)],
  ];
  for (const kind of kinds) {
    const found = (await kind(context)).flatMap(one => one ?? []);
    if (found.length > 0)
      return [...new Map(found.map(one => [`${one.at.file}:${one.at.line}`, one])).values()];
  }
  return [];
}

function onlyOne(found: readonly DecidedVersion[]): DecidedVersion | undefined {
  const [first] = found;
  return found.every(({ version }) => version === first?.version) ? first : undefined;
}

async function ofImages(context: DetectContext): Promise<DecidedVersion | undefined> {
  const containers = ['spec', 'template', 'spec', 'containers'];
  for (const { kind, data, file } of await manifestsWith(
    context,
    /istio\/operator|istio-release\/operator/,
  )) {
    const images =
      kind === 'Deployment'
        ? listAt(data.value, containers).map((_, index) => [...containers, index, 'image'])
        : kind === 'ZarfPackageConfig'
          ? packedImages(data)
          : [];
    for (const path of images) {
      const tag = /\/operator:([^@]+)/.exec(stringAt(data.value, path) ?? '')?.[1];
      const version = istioVersionOf(tag);
      if (version !== null) return { version, at: { file, line: data.lineOf(path) } };
    }
  }
  return undefined;
}

/** The operator that a chart of one's own runs, at an image that is written out in its template. */
async function ofTemplates(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const found: DecidedVersion[] = [];
  // Where templates are filled in, only those that declare something are candidates.
  for (const path of context.tree.paths) {
    if (!context.charts.isTemplate(path) || isSetAside(path)) continue;
    for (const [index, line] of ((await context.text(path)) ?? '').split('\n').entries()) {
      const version = istioVersionOf(OPERATOR_IMAGE.exec(line)?.[1]);
      if (version !== null) found.push({ version, at: { file: path, line: index + 1 } });
    }
  }
  return found;
}

const OPERATOR_IMAGE = /^[ \t-]*image:[ \t]*["']?\S{0,200}istio[\w.-]{0,40}\/operator:([^@\s"']{1,60})/;

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
  const copies = await ofCopies(context);
  if (copies.length > 0) return copies;
  return [...(await ofPublished(context)), ...(await terraformOperators(context))];
}

async function ofCopies(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const found: DecidedVersion[] = [];
  for (const folder of context.charts.folders) {
    const text = (await context.text(inFolder(folder, 'Chart.yaml'))) ?? '';
    if (isSetAside(`${folder}/`) || !text.includes(OPERATOR_CHART)) continue;
    const loaded = await context.chart(folder);
    if (loaded?.chart.name !== OPERATOR_CHART) continue;
    append(found, tagIn((await defaultLayers(context, loaded.chart)).layers));
  }
  return found;
}

async function ofPublished(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const found: DecidedVersion[] = [];
  for (const path of context.candidates) {
    if (!/\.(ya?ml|json)$/i.test(path) || isSetAside(path) || context.charts.isTemplate(path)) continue;
    if (!(await context.text(path))?.includes(OPERATOR_CHART)) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      for (const { chart, version, at } of mentionsIn(context, { data, tool: baseName(path) })) {
        const exact = chart.name === OPERATOR_CHART ? istioVersionOf(version) : null;
        if (exact !== null) found.push({ version: exact, at });
      }
    }
  }
  return found;
}
