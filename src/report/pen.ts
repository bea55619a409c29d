/** What text for a terminal is written with. */
import picocolors from 'picocolors';
import type { Severity } from '../model.js';

export interface TextOptions {
  /** Lists the noise of the diff, which is only counted else. */
  readonly showNoise?: boolean;
  /** The plan is what was asked for: it stands above the findings. */
  readonly planFirst?: boolean;
  /** ANSI colors; off unless told. */
  readonly color?: boolean;
  /** Characters in a line; 100 unless told. Paths and patches may be longer. */
  readonly width?: number;
}

/** What the parts of the text are written with. */
export interface Pen {
  readonly width: number;
  readonly colors: ReturnType<typeof picocolors.createColors>;
  severity(severity: Severity): string;
}

const DEFAULT_WIDTH = 100;

export function createPen({ color = false, width = DEFAULT_WIDTH }: TextOptions): Pen {
  const colors = picocolors.createColors(color);
  const bySeverity: Readonly<Record<Severity, (text: string) => string>> = {
    critical: text => colors.bold(colors.red(text)),
    high: colors.red,
    medium: colors.yellow,
    low: colors.blue,
    info: colors.dim,
  };
  return { width, colors, severity: severity => bySeverity[severity](severity) };
}
