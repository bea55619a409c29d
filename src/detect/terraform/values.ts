/** The layers of values of a chart that Terraform installs: `values` in order, then every `set`. */
import { plainValue, positionedValue, withLines, withoutMarks } from '../../evaluated/plain.js';
import { type EvaluatedScalar, type EvaluatedValue, isNull } from '../../evaluated/value.js';
import type { ChartReference, Position, ValuesDocument } from '../../model.js';
import { parseYaml } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { parseSetKey } from '../values/helm-set.js';
import { type ReleaseValues, ValuesCollector } from '../values/release.js';
import { withEntriesPlaced, withVersionsPlaced } from './filled-parts.js';
import { assignmentOf } from './settings.js';
import type { ChartUse } from './uses.js';

/** @param placesVersions versions stand where they are written, not where a template takes them in */
export async function terraformValues(
  context: DetectContext,
  use: ChartUse,
  chart?: ChartReference,
  placesVersions = false,
): Promise<ReleaseValues> {
  const collector = new Collector(context, use, chart, placesVersions);
  const values = use.arguments.get('values');
  if (values) await collector.addValues(values.value, values.at);
  collector.addSettings();
  return collector;
}

class Collector extends ValuesCollector {
  constructor(
    context: DetectContext,
    private readonly use: ChartUse,
    chart: ChartReference | undefined,
    private readonly placesVersions: boolean,
  ) {
    super(context, use.address, chart);
  }

  async addValues(value: EvaluatedValue, at: Position): Promise<void> {
    if (isNull(value)) return;
    if (value.kind === 'unknown') {
      this.addOpen([{ path: [], gap: value.gap }], at);
      return;
    }
    // Modules take one text, or a map of values, as well as a list of texts.
    const items = value.kind === 'list' ? value.items : [value];
    for (const item of items) await this.addItem(item, at);
  }

  addSettings(): void {
    for (const setting of this.use.settings) {
      const assignment = assignmentOf(setting);
      if ('gap' in assignment) {
        const path = parseSetKey(assignment.key) ?? [];
        this.addOpen([{ path, gap: assignment.gap }], setting.at);
      } else {
        this.layers.push(assignment);
      }
    }
    for (const gap of this.use.openSettings) this.addOpen([{ path: [], gap }], gap.at);
  }

  private async addItem(item: EvaluatedValue, at: Position): Promise<void> {
    if (isNull(item)) return;
    if (item.kind === 'unknown') {
      this.addOpen([{ path: [], gap: item.gap }], item.at);
      return;
    }
    if (item.kind === 'map') this.addData(item, at);
    else if (item.kind === 'scalar' && item.encoded) this.addData(item.encoded, at);
    else if (item.kind === 'scalar' && item.wholeFile !== undefined) await this.addLayerOf(item.wholeFile);
    else if (item.kind === 'scalar') this.addText(item);
    else this.addProblem('Helm expects a mapping', at);
  }

  private addData(value: EvaluatedValue, at: Position): void {
    const { value: data, open } = plainValue(value);
    if (open.length > 0) this.addOpen(open, value.at);
    if (!isRecord(data)) {
      if (value.kind !== 'unknown') this.addProblem('Helm expects a mapping', at);
      return;
    }
    const placed = this.placesVersions ? withEntriesPlaced(value) : value;
    this.addLayer({ ...value.at, text: JSON.stringify(data), data: positionedValue(placed) });
  }

  private addText(item: EvaluatedScalar): void {
    const { at, gaps } = item;
    const text = String(item.value);
    const lines = item.lines ?? [at.line];
    const parsed = parseYaml(at.file, text);
    const [error] = parsed.errors;
    const [document] = parsed.documents;
    if (error || (document && !isRecord(document.data.value))) {
      const line = lines[(error?.line ?? document?.line ?? 1) - 1] ?? at.line;
      const [gap] = [...(gaps?.values() ?? [])];
      if (gap) this.addOpen([{ path: [], gap }], { file: at.file, line });
      else this.addProblem(error ? error.message : 'Helm expects a mapping', { file: at.file, line });
      return;
    }
    if (!document) return;
    const { value: data, open } = gaps
      ? withoutMarks(document.data.value, gaps)
      : { value: document.data.value, open: [] };
    if (open.length > 0) this.addOpen(open, at);
    const placed = withLines(document.data, data, lines);
    this.addLayer({
      file: at.file,
      line: at.line,
      text: open.length > 0 ? JSON.stringify(data) : text,
      data: this.placesVersions ? withVersionsPlaced(placed, document.data, item) : placed,
    });
  }

  private addLayer(layer: Pick<ValuesDocument, 'file' | 'line' | 'text' | 'data'>): void {
    this.layers.push({ kind: 'document', source: 'inline', ...layer });
  }

  private addProblem(why: string, at: Position): void {
    this.unknown = true;
    this.problems.push({
      what: `values of ${this.use.address}`,
      why: `they can't be read: ${why}`,
      ...at,
      blocking: true,
    });
  }
}
