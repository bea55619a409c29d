/**
 * Installations that charts of the tree declare: HelmReleases, Applications, IstioOperators and the like in their templates,
 * read once for each installation of the chart, by its values. They are filled in here, as far as the tree decides them, so
 * that no Helm is needed; and read by the same detectors as plain files.
 */
import { append } from '../append.js';
import { GAP_MARK, gapMark } from '../evaluated/marks.js';
import type { Gap } from '../evaluated/value.js';
import type { FilledTemplate } from '../gotemplate/output.js';
import type { DataPath, Position, Release, TreeChart } from '../model.js';
import type { YamlFile } from '../yaml/positioned.js';
import { chartDocuments, type WrittenTemplate } from './chart-documents.js';
import { DECLARATION, istioImageLine } from './chart-relevance.js';
import { isRecord, stringAt } from './data.js';
import type { DetectContext, Detector, DetectorResult } from './detector.js';
import { includingTemplates } from './included-texts.js';
import { isEnabled } from './installations.js';
import { leaveBeyond } from './limits.js';
import { fillChartTemplate } from './templates/chart-templates.js';
import { asDeclared, asDeclaredManifest, asDeclaredProblem } from './templates/releases.js';

export interface Declared extends DetectorResult {
  /** Templates of which it could be made out what they declare. */
  readonly readTemplates: ReadonlySet<string>;
}

/** Charts that declare charts that declare charts, and no deeper. */
const MAX_DEPTH = 3;
/** More installations of such charts than any tree of people has. */
const MAX_TEMPLATES = 2000;

/** @param detectors those of forms that a template can write */
export async function readDeclarations(
  context: DetectContext,
  releases: readonly Release[],
  detectors: readonly Detector[],
): Promise<Declared> {
  const results: DetectorResult[] = [];
  const read = new Set<string>();
  const failed = new Set<string>();
  let parents = releases;
  let count = 0;
  for (let depth = 0; depth < MAX_DEPTH && parents.length > 0; depth++) {
    const templates: WrittenTemplate[] = [];
    for (const release of parents) {
      const filled = await templatesOf(context, release, depth, count + templates.length);
      for (const file of filled.failed) failed.add(file);
      for (const file of filled.included) read.add(file);
      append(templates, filled.templates);
    }
    if (templates.length === 0) break;
    count += templates.length;
    for (const { file } of templates) read.add(file);
    const beyond = templates.slice(MAX_TEMPLATES).map(({ file }) => file);
    leaveBeyond(context, beyond, MAX_TEMPLATES, 'templates that declare what others install');
    const found = await detectIn(context, templates.slice(0, MAX_TEMPLATES), detectors);
    results.push(found);
    parents = found.releases;
  }
  return {
    releases: results.flatMap(result => result.releases),
    problems: results.flatMap(result => result.problems),
    claimedCharts: results.flatMap(result => result.claimedCharts ?? []),
    deployedFolders: results.flatMap(result => result.deployedFolders ?? []),
    manifests: results.flatMap(result => result.manifests ?? []),
    readTemplates: new Set([...read].filter(file => !failed.has(file))),
  };
}

interface FilledTemplates {
  readonly templates: readonly WrittenTemplate[];
  /** Those that may declare more than could be made out. */
  readonly failed: readonly string[];
  /** Other files that hold named templates which they took in. */
  readonly included: readonly string[];
}

/** What an installation's templates declare. Applications that an Application's chart writes are read with that one. */
async function templatesOf(
  context: DetectContext,
  release: Release,
  depth: number,
  first: number,
): Promise<FilledTemplates> {
  const templates: WrittenTemplate[] = [];
  const failed: string[] = [];
  const included: string[] = [];
  // What Argo CD deploys, or nobody does, is read with Argo CD's own files.
  const isReadAlready = depth === 0 && (release.form === 'argocd' || release.form === 'helm-chart');
  for (const { chart, below } of enabledCharts(release)) {
    for (const { file, from } of await declaringIn(context, chart.path)) {
      const result = await fillChartTemplate({
        context,
        folder: chart.path,
        path: file,
        layers: release.values,
        below,
        release: { name: release.releaseName, namespace: release.namespace, at: release.declared },
        isOpen: release.valuesUnknown === true,
      });
      if (!result.ok) {
        append(failed, [file, ...from]);
        continue;
      }
      const written = numbered(result.filled, first + templates.length);
      const { documents, errors, isOpen } = chartDocuments(file, written);
      const wanted =
        isReadAlready && below.length === 0
          ? documents.filter(({ data }) => !isOfArgo(data.value))
          : documents;
      if (errors.length > 0 || isOpen || wanted.some(({ data }) => leavesChartOpen(data.value)))
        append(failed, [file, ...from]);
      append(included, from);
      templates.push({ file, written, documents: wanted });
    }
  }
  return { templates, failed, included };
}

/** Templates of a chart that declare something, by themselves or with named templates that stand in other files. */
async function declaringIn(
  context: DetectContext,
  folder: string,
): Promise<readonly { readonly file: string; readonly from: readonly string[] }[]> {
  const found = new Map<string, readonly string[]>();
  for (const file of context.candidates) {
    if (context.charts.holding(file) !== folder || !context.charts.isTemplate(file)) continue;
    if (/\.(ya?ml|tpl)$/i.test(file) && (await declares(context, folder, file))) found.set(file, []);
  }
  for (const { path, from } of await includingTemplates(context, folder)) found.set(path, from);
  return [...found].map(([file, from]) => ({ file, from }));
}

/** Something that others install, or one of Istio's own workloads. */
async function declares(context: DetectContext, folder: string, file: string): Promise<boolean> {
  const text = (await context.text(file)) ?? '';
  return DECLARATION.test(text) || (await istioImageLine(context, folder, text)) !== undefined;
}

/** The charts of a release that are installed, each with the place of its values; copies of Istio's own declare nothing. */
export function enabledCharts(
  release: Release,
): readonly { readonly chart: TreeChart; readonly below: DataPath }[] {
  if (release.chart.kind !== 'tree') return [];
  const found = [{ chart: release.chart, below: [] as DataPath }];
  for (let next = 0; next < found.length && found.length < 100; next++) {
    const { chart, below } = found[next] ?? { below: [] };
    for (const dependency of chart?.dependencies ?? []) {
      if (!dependency.tree || !isEnabled(dependency, release, below)) continue;
      found.push({ chart: dependency.tree, below: [...below, dependency.key] });
    }
  }
  return found.filter(({ chart }) => chart.own === undefined);
}

function isOfArgo(value: unknown): boolean {
  return stringAt(value, ['apiVersion'])?.startsWith('argoproj.io/') === true;
}

/** Something that decides which chart it is, or at which version, was not made out. */
function leavesChartOpen(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value.spec)) return false;
  const text = JSON.stringify(value.spec, (key, inner) => (BESIDES.has(key) ? undefined : inner));
  return GAP_MARK.test(text);
}

/** Parts of declarations that say how a chart is installed, not which one. */
const BESIDES = new Set([
  ...['values', 'valuesContent', 'valuesObject', 'valuesFrom', 'helm', 'set', 'meshConfig'],
  ...['releaseName', 'targetNamespace', 'namespace', 'destination', 'project', 'syncPolicy', 'interval'],
]);

/** Marks that are told apart from those of other templates. */
function numbered(written: FilledTemplate, template: number): FilledTemplate {
  if (written.gaps.size === 0) return written;
  const gaps = new Map<string, Gap>();
  const names = new Map(
    [...written.gaps].map(([mark, gap], index) => [mark, { mark: gapMark(index, template), gap }]),
  );
  for (const { mark, gap } of names.values()) gaps.set(mark, gap);
  const text = written.text.replace(new RegExp(GAP_MARK, 'g'), mark => names.get(mark)?.mark ?? mark);
  return { ...written, text, gaps };
}

/** What detectors find in the templates, as if they were plain files beside those of the tree. */
async function detectIn(
  context: DetectContext,
  templates: readonly WrittenTemplate[],
  detectors: readonly Detector[],
): Promise<DetectorResult> {
  const files = new Set(templates.map(({ file }) => file));
  const within = withTemplates(context, templates);
  const results = await Promise.all(detectors.map(detector => detector.detect(within)));
  const isOwn = ({ declared }: { readonly declared: Position }): boolean => files.has(declared.file);
  return {
    releases: results
      .flatMap(({ releases }) => releases.filter(isOwn))
      .map(release => asDeclared(release, templates)),
    problems: results
      .flatMap(({ problems }) => problems.filter(({ file }) => file !== undefined && files.has(file)))
      .map(problem => asDeclaredProblem(problem, templates)),
    claimedCharts: results.flatMap(({ claimedCharts }) => claimedCharts ?? []),
    deployedFolders: results.flatMap(({ deployedFolders }) => deployedFolders?.filter(isOwn) ?? []),
    manifests: results
      .flatMap(({ manifests }) => manifests?.filter(isOwn) ?? [])
      .map(manifest => asDeclaredManifest(manifest, templates)),
  };
}

/** The tree as it would be with the templates filled in, in the place of all templates. */
function withTemplates(context: DetectContext, templates: readonly WrittenTemplate[]): DetectContext {
  const files = new Map<string, { readonly text: string; readonly yaml: YamlFile }>();
  for (const { file, written, documents } of templates) {
    const path = `${file}#${files.size}.yaml`;
    const yaml = {
      file,
      documents: documents.map(({ data, index }) => ({ data, index, line: data.lineOf([]) })),
      errors: [],
    };
    files.set(path, { text: written.text, yaml });
  }
  const { charts } = context;
  const inTemplates = new Set(templates.map(({ file }) => file));
  const plain = context.candidates.filter(path => !charts.isTemplate(path));
  return {
    ...context,
    whole: context.whole ?? context,
    candidates: [...plain, ...files.keys()],
    yaml: async path => files.get(path)?.yaml ?? context.yaml(path),
    text: async path => files.get(path)?.text ?? context.text(path),
    charts: {
      ...charts,
      // What stands there is no part of a chart any more.
      holding: path => (inTemplates.has(path) || files.has(path) ? undefined : charts.holding(path)),
      isPart: path => !inTemplates.has(path) && !files.has(path) && charts.isPart(path),
      isTemplate: path => !files.has(path) && charts.isTemplate(path),
    },
  };
}
