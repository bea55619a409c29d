/** Entries that name a published chart, among the keys that their tool has for it: where they are declared, and what of them is Istio's. */
import type { DataPath, Position, Positioned, Problem, Release } from '../model.js';
import { isOwnChart, type NamedChart, speaksOfIstio } from './chart-reference.js';
import { stringAt } from './data.js';
import type { DetectContext, DetectorResult } from './detector.js';
import { foreignChart } from './istio/former-charts.js';

export interface ChartEntry {
  readonly chart: NamedChart;
  /** As written; undefined where none is. */
  readonly version: string | undefined;
  /** Where the version is written, else where the chart is named, or the entry begins. */
  readonly at: Position;
  readonly declared: Position;
}

/** Keys that hold an address, in which a version may stand. */
const ADDRESSES = ['remoteChart', 'chartPath', 'url'];

export function chartEntry(data: Positioned, base: DataPath, chart: NamedChart): ChartEntry {
  const entry = data.at(base);
  const version = chart.unpacked ? undefined : stringAt(entry.value, ['version']);
  const address = ADDRESSES.find(key => stringAt(entry.value, [key]) !== undefined);
  const place = version !== undefined ? ['version'] : address ? [address] : [];
  return {
    chart,
    version: version ?? chart.version,
    at: { file: data.file, line: entry.lineOf(place) },
    declared: { file: data.file, line: data.lineOf(base) },
  };
}

/** A release of each of Istio's own charts; somebody else's that speak of Istio are told. */
export async function ofCharts<Entry extends Pick<ChartEntry, 'chart' | 'declared'>>(
  context: DetectContext,
  tool: string,
  entries: readonly Entry[],
  releaseOf: (entry: Entry) => Promise<Release>,
): Promise<DetectorResult> {
  for (const { chart } of entries) context.learn(chart.name, chart.repository);
  const releases: Release[] = [];
  const problems: Problem[] = [];
  for (const entry of entries) {
    const { chart, declared } = entry;
    if (isOwnChart(context, chart)) releases.push(await releaseOf(entry));
    else if (speaksOfIstio(chart)) {
      const why = foreignChart(chart.name, chart.repository);
      problems.push({
        what: `chart ${chart.name} (${tool})`,
        why,
        ...declared,
        blocking: true,
        unjudged: true,
      });
    }
  }
  return { releases, problems };
}
