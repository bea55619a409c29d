/** An entry that names a published chart, among the keys that its tool has for it: where it is declared, and where its version stands. */
import type { DataPath, Position, Positioned } from '../model.js';
import type { NamedChart } from './chart-reference.js';
import { stringAt } from './data.js';

export interface ChartEntry {
  readonly chart: NamedChart;
  /** As written; undefined where none is. */
  readonly version: string | undefined;
  /** Where the version is written, else where the entry begins. */
  readonly at: Position;
  readonly declared: Position;
}

/** Keys that hold an address, in which a version may stand. */
const ADDRESSES = ['remoteChart', 'chartPath', 'url'];

export function chartEntry(data: Positioned, base: DataPath, chart: NamedChart): ChartEntry {
  const entry = data.at(base);
  const version = chart.unpacked ? undefined : stringAt(entry.value, ['version']);
  const address = ADDRESSES.find(key => stringAt(entry.value, [key]) !== undefined);
  const place = version !== undefined ? ['version'] : chart.version !== undefined && address ? [address] : [];
  return {
    chart,
    version: version ?? chart.version,
    at: { file: data.file, line: entry.lineOf(place) },
    declared: { file: data.file, line: data.lineOf(base) },
  };
}
