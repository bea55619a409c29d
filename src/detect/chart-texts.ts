/** Where charts may be named that no detector reads by itself: settings, objects of any tool, values, templates of other tools. */

import { append } from '../append.js';
import type { Positioned } from '../model.js';
import { parseEmbedded } from '../yaml/positioned.js';
import { releaseBases } from './crossplane/patches.js';
import { isRecord, listAt, recordAt, stringAt } from './data.js';
import { namesIstio } from './declaring-text.js';
import type { DetectContext } from './detector.js';
import { type Manifest, manifestsIn } from './manifests.js';
import { withoutPath } from './reshaped.js';
import { scriptManifests } from './scripts/manifests.js';
import { templatedDocuments } from './templates/yaml.js';
import {
  terraformObjects,
  terraformResources,
  terraformTemplates,
  terraformValuesOfCharts,
} from './terraform/terraform.js';

/** Data in which charts may be named. */
export interface ChartText {
  readonly data: Positioned;
  /** Whose words these are; absent: what the object's kind says, or the file's name. */
  readonly tool?: string;
}

/** Files that belong to detectors of their own, or that record what was installed and install nothing. */
const OTHERS =
  /(^|\/)(Chart\.ya?ml|requirements\.ya?ml|fleet\.ya?ml|kustomization\.ya?ml|helmfile[\w.-]*\.ya?ml|index\.ya?ml|[\w.-]*lock[\w.-]*\.(ya?ml|json))$|\.tf\.json$|\.tofu\.json$/;
/** API groups whose objects detectors of their own read. */
const READ =
  /^(argoproj\.io|[\w.]*toolkit\.fluxcd\.io|fluxcd\.controlplane\.io|helm\.cattle\.io|helm\.(?:m\.)?crossplane\.io|install\.istio\.io|sailoperator\.io|operator\.istio\.io|kappctrl\.k14s\.io|skaffold)\//;
/** Those of them that are read inside of tasks, too. */
const READ_WITHIN =
  /^(helm\.cattle\.io|helm\.(?:m\.)?crossplane\.io|install\.istio\.io|sailoperator\.io|operator\.istio\.io)\//;
export async function chartTexts(context: DetectContext): Promise<readonly ChartText[]> {
  const found: ChartText[] = [...(await terraformObjects(context)), ...(await terraformResources(context))];
  const values = await terraformValuesOfCharts(context);
  for (const data of values) found.push({ data });
  const filled = new Set([...(await terraformTemplates(context)), ...values.map(({ file }) => file)]);
  append(found, await scriptManifests(context, NAMES));
  append(found, await templatedDocuments(context, NAMES));
  for (const path of context.candidates) {
    if (!/\.(ya?ml|json|toml)$/i.test(path) || OTHERS.test(path)) continue;
    if (context.isSetAside(path) || context.charts.isTemplate(path)) continue;
    const text = await context.text(path);
    // What Terraform fills in is read with what it fills in.
    if (text === undefined || (filled.has(path) && /[$%]\{/.test(text))) continue;
    if (namesIstio(text) && NAMES.test(text)) append(found, await inFile(context, path, text));
  }
  return found;
}

/** Keys of charts and of their addresses, as far as a text shows them: dashboards and schemas speak of Istio without any. */
const NAMES =
  /chart[_-]?(?:name|ref|version)?["']?[ \t]*[:=]|repo(?:sitory)?[_-]?(?:url)?["']?[ \t]*[:=][ \t]*["']?(?:https?:|oci:|istio\b)|(?:\b|_)repo(?:s|sitories)["']?[ \t]*[:=]|template["']?[ \t]*:[ \t]*["']?(?:istio-)?(?:istiod|ztunnel|base|cni|gateway)-\d/i;

async function inFile(context: DetectContext, path: string, text: string): Promise<readonly ChartText[]> {
  if (/\.toml$/i.test(path)) {
    // Few trees have such a file: its parser is not loaded for the others.
    const { parseToml } = await import('../toml/positioned.js');
    const data = parseToml(path, text);
    if (!data) context.leave(path, 'it can’t be read as TOML: charts that it names were not looked for');
    return data ? [{ data }] : [];
  }
  const file = await context.yaml(path);
  const found = manifestsIn(file).flatMap(manifest =>
    isRecordOnly(manifest)
      ? []
      : isRead(manifest)
        ? valuesOf(manifest)
        : [{ data: withoutReleases(manifest) }],
  );
  for (const { data } of file.documents) append(found, itemsOf(data));
  return found;
}

/** Items of a list of charts, each with the address of its repository; tasks and plays of Ansible have none beside their names. */
function itemsOf(data: Positioned): readonly ChartText[] {
  if (!Array.isArray(data.value)) return [];
  return data.value.flatMap((item, index) =>
    isRecord(item) && Object.values(item).some(value => typeof value === 'string' && ADDRESS.test(value))
      ? [{ data: data.at([index]) }]
      : [],
  );
}

const ADDRESS = /^(?:https?|oci):\/\//i;

/** Bills of materials (CycloneDX, SPDX), reports of scanners, dashboards of Grafana: what they name is installed by something else. */
function isRecordOnly({ apiVersion, kind, data: { value } }: Manifest): boolean {
  // What Kustomize inflates is read as the folders that list it have it.
  if (kind === 'HelmChartInflationGenerator') return true;
  // It looks for versions; what a promotion of one writes is what is installed.
  if (kind === 'Warehouse' && apiVersion.startsWith('kargo.akuity.io/')) return true;
  return isRecord(value) && RECORDS.some(keys => keys.every(key => Object.hasOwn(value, key)));
}

/**
 * Keys that each of them has.
 * Source: https://cyclonedx.org/docs/1.6/json/, https://spdx.github.io/spdx-spec/v2.3/, https://trivy.dev/latest/docs/configuration/reporting/
 */
const RECORDS: readonly (readonly string[])[] = [
  ['bomFormat', 'specVersion'],
  ['spdxVersion', 'SPDXID'],
  ['SchemaVersion', 'Results'],
  ['panels', 'schemaVersion'],
];

/** What a composition makes of its Releases is read with what patches them. */
function withoutReleases(manifest: Manifest): Positioned {
  return releaseBases(manifest).reduce((whole, path) => withoutPath(whole, path), manifest.data);
}

function isRead({ kind, apiVersion, base }: Manifest): boolean {
  const isWithin = base.length > 0 && base[0] !== 'items';
  return kind === 'ZarfPackageConfig' || (isWithin ? READ_WITHIN : READ).test(apiVersion);
}

/** Values that an object hands to a chart: those of `argocd-apps` and `raw` hold what they install. */
function valuesOf({ data }: Manifest): readonly ChartText[] {
  const sources = [
    ['spec', 'source', 'helm'],
    ...listAt(data.value, ['spec', 'sources']).map((_, index) => ['spec', 'sources', index, 'helm']),
  ];
  const maps = [['spec', 'values'], ...sources.map(path => [...path, 'valuesObject'])];
  const texts = [['spec', 'valuesContent'], ...sources.map(path => [...path, 'values'])];
  return [
    ...maps.filter(path => recordAt(data.value, path)).map(path => ({ data: data.at(path) })),
    ...texts
      .filter(path => stringAt(data.value, path) !== undefined)
      .flatMap(path => parseEmbedded(data, path)?.documents ?? [])
      .map(document => ({ data: document.data })),
  ];
}
