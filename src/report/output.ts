/** Where a report goes: `text`, `json=report.json`. */
import { FORMATS } from './registry.js';

export interface Output {
  /** A name of the registry. */
  readonly format: string;
  /** Absent: standard output. */
  readonly file?: string;
}

/** Reads `FORMAT[=FILE]`; undefined where that names no format, or an empty file. */
export function parseOutput(text: string): Output | undefined {
  const [format = '', ...rest] = text.split('=');
  if (!FORMATS.has(format)) return undefined;
  if (!text.includes('=')) return { format };
  const file = rest.join('=');
  return file === '' ? undefined : { format, file };
}
