/** Where a report goes: `text`, `json=report.json`. */
import { FORMAT_NAMES, type FormatName } from './format-names.js';

export interface Output {
  readonly format: FormatName;
  /** Absent: standard output. */
  readonly file?: string;
}

/** Reads `FORMAT[=FILE]`; undefined where that names no format, or an empty file. */
export function parseOutput(text: string): Output | undefined {
  const [name, ...rest] = text.split('=');
  const format = FORMAT_NAMES.find(known => known === name);
  if (format === undefined) return undefined;
  if (!text.includes('=')) return { format };
  const file = rest.join('=');
  return file === '' ? undefined : { format, file };
}
