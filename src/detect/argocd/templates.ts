/**
 * Applications that a chart of the tree writes (an app of apps), as far as the values that the tree gives the chart
 * decide them. What they don't decide is left open, by name.
 */

import { append } from '../../append.js';
import { withGapsSpelt } from '../../evaluated/marks.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { Positioned, Problem, ValuesLayer } from '../../model.js';
import { type ChartDocument, chartDocuments, conditionProblems, originOf } from '../chart-documents.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { includingTemplates } from '../included-texts.js';
import { filled } from '../reshaped.js';
import { type ChartFill, fillChartTemplate } from '../templates/chart-templates.js';
import { inFolder, isWithin, resolveFromRoot } from '../tree-path.js';
import { defaultLayers } from '../values/default-layers.js';
import { type Application, readApplication } from './applications.js';
import { decidesInstallation, type Left, leftIn } from './left.js';
import { generatedFrom } from './sets.js';
import { environmentsOf } from './template-environments.js';

/** The values that an Application gives to the chart that it deploys. */
export type ReadLayers = (
  application: Application,
  source: number,
) => Promise<{
  readonly layers: readonly ValuesLayer[];
  readonly unknown: boolean;
}>;

export interface TemplatedApplications {
  readonly applications: readonly TemplatedApplication[];
  /** Templates of which it could not be made out what they install, or at which version. */
  readonly open: ReadonlySet<string>;
  /** Charts that no Application deploys, filled with their own values: each with all that is deployed by what they write. */
  readonly byDefaults: ReadonlyMap<string, readonly string[]>;
}

export interface TemplatedApplication {
  readonly application: Application;
  /** What of it the tree does not decide. */
  readonly left: readonly Left[];
  /** That it is taken to be there. */
  readonly problems: readonly Problem[];
  /** The environment that it is written for: the file of values that the outermost chart was filled with. */
  readonly variant?: string;
  /** Where what its template writes out of the values is written itself. */
  originOf(value: unknown): Positioned | undefined;
}

/** Apps of apps of apps, and no deeper. */
const MAX_DEPTH = 3;

/**
 * The Applications of all templates, for each Application that deploys their chart. A chart that none deploys is filled with
 * its own values, and what it deploys by what it writes then.
 */
export async function readTemplated(
  context: DetectContext,
  applications: readonly Application[],
  readLayers: ReadLayers,
): Promise<TemplatedApplications> {
  const templates = await templatesOf(context);
  const input = { context, templates, readLayers };
  const found: FoundTemplated = { applications: [], failed: new Set(), deployed: new Set() };
  await follow(applications, input, found);
  const left = [...templates.keys()].filter(folder => !found.deployed.has(folder));
  const byValues = new Map<string, FilledChart>();
  for (const folder of left) byValues.set(folder, await fillByDefaults(folder, input));
  const inner = new Set(
    [...byValues].flatMap(([folder, { made }]) =>
      made.flatMap(({ application }) => foldersOf(application)).filter(other => other !== folder),
    ),
  );
  const outer = left.filter(folder => !inner.has(folder));
  const byDefaults = new Map<string, readonly string[]>();
  // Charts that deploy each other, as an Argo CD that manages itself, have no outermost one: the first stands for it.
  for (const folder of [...outer, ...left]) {
    if ([...byDefaults.values()].some(reached => reached.includes(folder))) continue;
    const deployed = new Set([folder]);
    const environments = await environmentsOf(context, folder);
    if (environments.length === 0)
      await followFrom(folder, byValues.get(folder) ?? NOTHING, input, { ...found, deployed });
    for (const { variant, layer } of environments) {
      const own = { applications: [], failed: found.failed, deployed };
      await followFrom(folder, await fillByDefaults(folder, input, [layer]), input, own);
      append(
        found.applications,
        own.applications.map((made: TemplatedApplication) => ({ ...made, variant })),
      );
    }
    byDefaults.set(folder, [...deployed]);
  }
  return { applications: found.applications, open: found.failed, byDefaults };
}

async function followFrom(
  folder: string,
  filledChart: FilledChart,
  input: TemplatedInput,
  found: FoundTemplated,
): Promise<void> {
  add(found, filledChart);
  await follow(
    filledChart.made.map(({ application }) => application),
    input,
    found,
    [folder],
  );
}

interface FoundTemplated {
  readonly applications: TemplatedApplication[];
  readonly failed: Set<string>;
  readonly deployed: Set<string>;
}

interface TemplatedInput {
  readonly context: DetectContext;
  readonly templates: Templates;
  readonly readLayers: ReadLayers;
}

/** By chart folder and path: the other files that hold named templates which the template takes in. */
type Templates = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** What a chart's templates write, and which of them could not be made out. */
interface FilledChart {
  readonly made: readonly TemplatedApplication[];
  readonly failed: readonly string[];
}

const NOTHING: FilledChart = { made: [], failed: [] };

function add(found: FoundTemplated, { made, failed }: FilledChart): void {
  append(found.applications, made);
  for (const path of failed) found.failed.add(path);
}

/** The folders of this tree that an Application deploys, by their place among its sources. */
function foldersOf({ sources }: Application): readonly (string | undefined)[] {
  return sources.map(({ data }) => {
    const path = stringAt(data.value, ['path']);
    return path === undefined ? undefined : resolveFromRoot(path);
  });
}

/**
 * The charts that Applications deploy, and those that these deploy in turn.
 * @param way charts that brought the Applications: one that its own Applications deploy is there already
 */
async function follow(
  applications: readonly Application[],
  input: TemplatedInput,
  found: FoundTemplated,
  way: readonly string[] = [],
): Promise<void> {
  let parents = applications.map(application => ({ application, way }));
  for (let depth = 0; depth < MAX_DEPTH && parents.length > 0; depth++) {
    const next: (typeof parents)[number][] = [];
    for (const { application: parent, way: above } of parents) {
      for (const [index, folder] of foldersOf(parent).entries()) {
        if (folder === undefined || !input.templates.has(folder) || above.includes(folder)) continue;
        found.deployed.add(folder);
        const { layers, unknown } = await input.readLayers(parent, index);
        const namespace = stringAt(parent.data.value, ['spec', 'destination', 'namespace']) ?? '';
        const release = { name: parent.name, namespace, at: parent.at };
        const filledChart = await fillAll(folder, input, { layers, release, isOpen: unknown });
        add(found, filledChart);
        append(
          next,
          filledChart.made.map(({ application }) => ({ application, way: [...above, folder] })),
        );
      }
    }
    parents = next;
  }
}

async function fillByDefaults(
  folder: string,
  input: TemplatedInput,
  given: readonly ValuesLayer[] = [],
): Promise<FilledChart> {
  const { context } = input;
  const loaded = await context.chart(folder);
  const own = loaded ? (await defaultLayers(context, loaded.chart)).layers : [];
  const layers = [...own, ...given];
  const at = { file: inFolder(folder, 'Chart.yaml'), line: 1 };
  const release = { name: loaded?.chart.name ?? '', namespace: 'default', at };
  return fillAll(folder, input, { layers, release, isOpen: false });
}

async function fillAll(
  folder: string,
  { context, templates }: TemplatedInput,
  rest: Pick<ChartFill, 'layers' | 'release' | 'isOpen'>,
): Promise<FilledChart> {
  const failed = new Set<string>();
  const made: TemplatedApplication[] = [];
  for (const [path, from] of templates.get(folder) ?? []) {
    const own = new Set<string>();
    append(made, await render({ context, folder, path, ...rest }, own));
    if (own.size > 0) for (const file of [path, ...from]) failed.add(file);
  }
  return { made, failed: [...failed] };
}

/** By chart folder: templates that write Applications, or ApplicationSets, each with the files of what it takes in. */
async function templatesOf(context: DetectContext): Promise<Templates> {
  const found = new Map<string, Map<string, readonly string[]>>();
  for (const path of context.candidates) {
    const folder = context.charts.holding(path);
    if (folder === undefined || isWithin('charts', path.slice(folder.length + 1))) continue;
    if (!context.charts.isTemplate(path) || !/\.(ya?ml|tpl)$/i.test(path)) continue;
    if (writesApplications((await context.text(path)) ?? '')) ofChart(found, folder).set(path, []);
  }
  // What templates write that are filled in already is no template any more.
  for (const folder of context.whole ? [] : context.charts.folders) {
    if ((await context.chart(folder))?.chart.library) continue;
    for (const { path, text, from } of await includingTemplates(context, folder))
      if (writesApplications(text)) ofChart(found, folder).set(path, from);
  }
  return found;
}

function writesApplications(text: string): boolean {
  return /kind:\s*["']?Application(Set)?["']?\s*$/m.test(text) && text.includes('argoproj.io');
}

function ofChart(
  found: Map<string, Map<string, readonly string[]>>,
  folder: string,
): Map<string, readonly string[]> {
  const known = found.get(folder) ?? new Map<string, readonly string[]>();
  found.set(folder, known);
  return known;
}

async function render(fill: ChartFill, failed: Set<string>): Promise<readonly TemplatedApplication[]> {
  const { path } = fill;
  const result = await fillChartTemplate(fill);
  if (!result.ok) {
    failed.add(path);
    return [];
  }
  const { filled: written } = result;
  const { documents, errors, isOpen } = chartDocuments(path, written);
  if (errors.length > 0 || isOpen) failed.add(path);
  const applications: TemplatedApplication[] = [];
  for (const document of documents) {
    const kind = stringAt(document.data.value, ['kind']);
    const isArgo = stringAt(document.data.value, ['apiVersion'])?.startsWith('argoproj.io/');
    if (!isArgo || (kind !== 'Application' && kind !== 'ApplicationSet')) continue;
    const { data, left } = withoutGaps(document, written);
    const made =
      kind === 'Application'
        ? [{ application: readApplication(data, [], document.index), left }]
        : await ofSet(fill.context, data, document.index, left);
    if (made.length === 0 || made.some(one => one.left.some(({ path: open }) => decidesChart(open))))
      failed.add(path);
    for (const one of made) {
      const problems = conditionProblems(`Application ${one.application.name}`, document);
      applications.push({ ...one, problems, originOf: value => originOf(value, written) });
    }
  }
  return applications;
}

/** The Applications of an ApplicationSet that a template writes, with what both leave open. */
async function ofSet(
  context: DetectContext,
  data: Positioned,
  document: number,
  left: readonly Left[],
): Promise<readonly Pick<TemplatedApplication, 'application' | 'left'>[]> {
  const set = readApplication(data, [], document, ['spec', 'template']);
  const { applications } = await generatedFrom(context, set);
  const ofTemplate = left.flatMap(({ path, ...rest }) =>
    path[1] === 'template' ? [{ ...rest, path: path.slice(2) }] : [],
  );
  return applications.map(({ application, left: own }) => ({ application, left: [...own, ...ofTemplate] }));
}

/** What is left open there decides which chart is installed, or at which version; not merely its values. */
function decidesChart(path: Left['path']): boolean {
  return decidesInstallation(path) && !path.includes('helm');
}

/** The Application with its gaps spelt as what is to be filled in, as in a template of an ApplicationSet. */
function withoutGaps(
  { data, missing }: ChartDocument,
  { gaps }: FilledTemplate,
): { readonly data: Positioned; readonly left: readonly Left[] } {
  const left: Left[] = [];
  const named = filled(data, (text, path) => {
    const spelt = withGapsSpelt(text, gaps);
    if (spelt === text) return undefined;
    const found = leftIn(spelt, path, { file: data.file, line: data.lineOf(path) });
    append(left, found.left);
    return { value: found.values ?? spelt };
  });
  // Lines that may be there or not: any value may be set by them.
  const [gap] = missing;
  if (gap) left.push({ path: ['spec', 'source', 'helm'], text: gap.what, at: gap.at });
  return { data: named, left };
}
