/**
 * Applications that a chart of the tree writes (an app of apps), as far as the values that the tree gives the chart
 * decide them. What they don't decide is left open, by name.
 */
import { isDeepStrictEqual } from 'node:util';
import { GAP_MARK } from '../../evaluated/marks.js';
import { positionedValue } from '../../evaluated/plain.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { DataPath, Position, Positioned, ValuesLayer } from '../../model.js';
import { parseYaml, positionedAt, valueAt } from '../../yaml/positioned.js';
import { type ChartFill, fillChartTemplate } from '../chart-templates.js';
import { stringAt } from '../data.js';
import { defaultLayers } from '../default-layers.js';
import type { DetectContext } from '../detector.js';
import { filled } from '../reshaped.js';
import { inFolder, isWithin, resolveInTree } from '../tree-path.js';
import { type Application, readApplication } from './applications.js';
import { decidesInstallation, type Left, leftIn } from './left.js';

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
  /** Templates of which all could be made out. */
  readonly decided: ReadonlySet<string>;
}

export interface TemplatedApplication {
  readonly application: Application;
  /** What of it the tree does not decide. */
  readonly left: readonly Left[];
  /** Where what its template writes out of the values is written itself. */
  originOf(value: unknown): Positioned | undefined;
}

/** Apps of apps of apps, and no deeper. */
const MAX_DEPTH = 3;

/** The Applications of all templates, for each Application that deploys their chart; by defaults where none does. */
export async function readTemplated(
  context: DetectContext,
  applications: readonly Application[],
  readLayers: ReadLayers,
): Promise<TemplatedApplications> {
  const templates = await templatesOf(context);
  const all: TemplatedApplication[] = [];
  const failed = new Set<string>();
  const deployed = new Set<string>();
  let parents = applications;
  for (let depth = 0; depth < MAX_DEPTH && parents.length > 0; depth++) {
    const made: TemplatedApplication[] = [];
    for (const parent of parents) {
      for (const [index, { data }] of parent.sources.entries()) {
        const folder = resolveInTree('', (stringAt(data.value, ['path']) ?? '-').replace(/^\/+/, ''));
        const own = folder === undefined ? undefined : templates.get(folder);
        if (folder === undefined || !own) continue;
        deployed.add(folder);
        const { layers, unknown } = await readLayers(parent, index);
        const namespace = stringAt(parent.data.value, ['spec', 'destination', 'namespace']) ?? '';
        const release = { name: parent.name, namespace, at: parent.at };
        for (const path of own)
          made.push(...(await render({ context, folder, path, layers, release, isOpen: unknown }, failed)));
      }
    }
    all.push(...made);
    parents = made.map(({ application }) => application);
  }
  for (const [folder, own] of templates) {
    if (deployed.has(folder)) continue;
    const loaded = await context.chart(folder);
    const layers = loaded ? (await defaultLayers(context, loaded.chart)).layers : [];
    const at = { file: inFolder(folder, 'Chart.yaml'), line: 1 };
    const release = { name: loaded?.chart.name ?? '', namespace: 'default', at };
    for (const path of own)
      all.push(...(await render({ context, folder, path, layers, release, isOpen: false }, failed)));
  }
  const decided = [...templates.values()].flat().filter(path => !failed.has(path));
  return { applications: all, decided: new Set(decided) };
}

/** By chart folder: templates that write Applications. */
async function templatesOf(context: DetectContext): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const path of context.candidates) {
    if (!context.charts.isTemplate(path) || !/\.(ya?ml|tpl)$/i.test(path)) continue;
    const text = await context.text(path);
    if (!text || !/kind:\s*["']?Application["']?\s*$/m.test(text) || !text.includes('argoproj.io')) continue;
    const folder = context.charts.holding(path);
    if (folder !== undefined && !isWithin('charts', path.slice(folder.length + 1)))
      found.set(folder, [...(found.get(folder) ?? []), path]);
  }
  return found;
}

async function render(fill: ChartFill, failed: Set<string>): Promise<readonly TemplatedApplication[]> {
  const { path } = fill;
  const result = await fillChartTemplate(fill);
  if (!result.ok) {
    failed.add(path);
    return [];
  }
  const { filled: written } = result;
  const file = parseYaml(path, written.text);
  if (file.errors.length > 0 || written.assumed.length > 0) failed.add(path);
  const applications: TemplatedApplication[] = [];
  for (const { data: document, index } of file.documents) {
    const kind = stringAt(document.value, ['kind']);
    const isArgo = stringAt(document.value, ['apiVersion'])?.startsWith('argoproj.io/');
    if (isArgo && kind === 'Application') {
      const { data, left } = withoutGaps(new Templated(document, written), written);
      if (left.some(({ path: open }) => decidesInstallation(open))) failed.add(path);
      const application = readApplication(data, [], index);
      applications.push({ application, left, originOf: value => originOf(value, written) });
    }
    // What else it installs is read by nobody here.
    else if (kind === 'ApplicationSet' || kind === 'HelmRelease' || kind === 'IstioOperator')
      failed.add(path);
  }
  return applications;
}

const MARKS = new RegExp(GAP_MARK, 'g');

/** The Application with its gaps spelt as what is to be filled in, as in a template of an ApplicationSet. */
function withoutGaps(
  data: Positioned,
  { gaps, assumed }: FilledTemplate,
): { readonly data: Positioned; readonly left: readonly Left[] } {
  const left: Left[] = [];
  const named = filled(data, (text, path) => {
    const spelt = text.replace(
      MARKS,
      mark => `{{ ${(gaps.get(mark)?.what ?? 'a value').replace(/[{}]/g, '')} }}`,
    );
    if (spelt === text) return undefined;
    const found = leftIn(spelt, path, { file: data.file, line: data.lineOf(path) });
    left.push(...found.left);
    return { value: found.values ?? spelt };
  });
  // Lines that may be there or not: any value may be set by them.
  const [gap] = assumed;
  if (gap) left.push({ path: ['spec', 'source', 'helm'], text: gap.what, at: gap.at });
  return { data: named, left };
}

/** The part of the values that a template writes out as it is. */
function originOf(value: unknown, { blocks }: FilledTemplate): Positioned | undefined {
  return blocks.map(positionedValue).find(block => isDeepStrictEqual(block.value, value));
}

/** Rendered data with the lines of its template, or of the values that filled it in. */
class Templated implements Positioned {
  readonly file: string;
  readonly value: unknown;

  constructor(
    private readonly rendered: Positioned,
    private readonly written: FilledTemplate,
  ) {
    this.file = rendered.file;
    this.value = rendered.value;
  }

  lineOf(path: DataPath): number {
    return this.lineInTemplate(this.rendered.lineOf(path));
  }

  endLineOf(path: DataPath): number {
    return Math.max(this.lineOf(path), this.lineInTemplate(this.rendered.endLineOf(path)));
  }

  at(path: DataPath): Positioned {
    const value = valueAt(this.value, path);
    const origin = this.originOf(value, this.rendered.lineOf(path));
    if (origin) return positionedAt(origin.file, origin.line, value);
    return new Templated(this.rendered.at(path), this.written);
  }

  private lineInTemplate(line: number): number {
    return this.written.lines[line - 1] ?? line;
  }

  /** A scalar that one value from elsewhere is the whole of is written there. */
  private originOf(value: unknown, line: number): Position | undefined {
    if (typeof value === 'object' || value === undefined) return undefined;
    const found = this.written.origins.find(
      ({ line: own, text }) => own === line && (text === String(value) || text === JSON.stringify(value)),
    );
    return found && found.at.file !== this.file ? found.at : undefined;
  }
}
