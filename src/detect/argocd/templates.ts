/**
 * Applications that a chart of the tree writes (an app of apps), as far as the values that the tree gives the chart
 * decide them. Templates that call Helm's own functions are left to whoever reads them otherwise.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DataPath, Position, Positioned, ValuesLayer } from '../../model.js';
import { parseYaml, positionedAt, valueAt } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import { defaultLayers } from '../default-layers.js';
import type { DetectContext } from '../detector.js';
import { renderTemplate, type TemplateResult } from '../go-template/go-template.js';
import { Undecided } from '../go-template/go-template-values.js';
import { isWithin, resolveInTree } from '../tree-path.js';
import { lookup, mergedValues } from '../values.js';
import { type Application, readApplication } from './applications.js';

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

/** An Application, and where what its template writes out of the values is written itself. */
export interface TemplatedApplication {
  readonly application: Application;
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
        const release = {
          Name: parent.name,
          Namespace: stringAt(parent.data.value, ['spec', 'destination', 'namespace']),
        };
        for (const path of own)
          made.push(...(await render({ context, folder, path, layers, release, open: unknown }, failed)));
      }
    }
    all.push(...made);
    parents = made.map(({ application }) => application);
  }
  for (const [folder, own] of templates) {
    if (deployed.has(folder)) continue;
    const loaded = await context.chart(folder);
    const layers = loaded ? (await defaultLayers(context, loaded.chart)).layers : [];
    const release = { Name: loaded?.chart.name, Namespace: 'default' };
    for (const path of own)
      all.push(...(await render({ context, folder, path, layers, release, open: false }, failed)));
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

interface Rendering {
  readonly context: DetectContext;
  readonly folder: string;
  readonly path: string;
  readonly layers: readonly ValuesLayer[];
  readonly release: Readonly<Record<string, unknown>>;
  /** Some values are not in this tree. */
  readonly open: boolean;
}

async function render(
  { context, folder, path, layers, release, open }: Rendering,
  failed: Set<string>,
): Promise<readonly TemplatedApplication[]> {
  const text = await context.text(path);
  if (text === undefined) return [];
  const chart = (await context.chart(folder))?.chart;
  const data = {
    Values: mergedValues(layers),
    Release: { Service: 'Helm', ...release },
    Chart: { Name: chart?.name, Version: chart?.version, AppVersion: chart?.appVersion },
  };
  let result: TemplateResult;
  try {
    result = renderTemplate(text, data, { open });
  } catch (cause) {
    if (!(cause instanceof Undecided)) throw cause;
    failed.add(path);
    return [];
  }
  const file = parseYaml(path, result.text);
  if (file.errors.length > 0) failed.add(path);
  const applications: TemplatedApplication[] = [];
  for (const { data: rendered, index } of file.documents) {
    const kind = stringAt(rendered.value, ['kind']);
    const isArgo = stringAt(rendered.value, ['apiVersion'])?.startsWith('argoproj.io/');
    if (isArgo && kind === 'Application')
      applications.push({
        application: readApplication(new Templated(rendered, result, layers), [], index),
        originOf: value => originOf(value, result, layers),
      });
    // What else it installs is read by nobody here.
    else if (kind === 'ApplicationSet' || kind === 'HelmRelease' || kind === 'IstioOperator')
      failed.add(path);
  }
  return applications;
}

/** The part of the values that a template writes out as it is, if one layer of them is the whole of it. */
function originOf(
  value: unknown,
  { blocks }: TemplateResult,
  layers: readonly ValuesLayer[],
): Positioned | undefined {
  for (const path of blocks) {
    if (path[0] !== 'Values') continue;
    const found = lookup(layers, path.slice(1));
    if (found?.layer.kind !== 'document') continue;
    const data = found.layer.data.at(found.path);
    if (isDeepStrictEqual(data.value, value)) return data;
  }
  return undefined;
}

/** Rendered data with the lines of its template, or of the values that filled it in. */
class Templated implements Positioned {
  readonly file: string;
  readonly value: unknown;

  constructor(
    private readonly rendered: Positioned,
    private readonly result: TemplateResult,
    private readonly layers: readonly ValuesLayer[],
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
    return new Templated(this.rendered.at(path), this.result, this.layers);
  }

  private lineInTemplate(line: number): number {
    return (this.result.lines[line - 1] ?? line - 1) + 1;
  }

  /** A scalar that one field of the values is the whole of is written there. */
  private originOf(value: unknown, line: number): Position | undefined {
    if (typeof value === 'object' || value === undefined) return undefined;
    const fills = this.result.fills.filter(fill => fill.line === line - 1 && fill.path[0] === 'Values');
    const found = fills.find(({ text }) => text === String(value) || text === JSON.stringify(value));
    const written = found && lookup(this.layers, found.path.slice(1));
    return written && { file: written.file, line: written.line };
  }
}
