/** Where the values are written that a template filled into a line of its text. */
import { groupBy } from '../grouped.js';
import { oncePer } from '../memo.js';
import { blockOrigins } from './block-origins.js';
import type { FilledTemplate, Origin } from './output.js';

/** More than people fill into one line. */
const MAX_ON_LINE = 100;

/**
 * What a text on a line was filled in from: all of it, else a number in it (`1.{{ .Values.minor }}.0`), else the whole line;
 * undefined where none of it was.
 * @param line of the template's text, from 1
 */
export function originOn(filled: FilledTemplate, line: number, text: string): Origin | undefined {
  const known = byLine(filled).get(line) ?? [];
  const origins = [...known.slice(0, MAX_ON_LINE), ...blockOrigins(filled, line).slice(0, MAX_ON_LINE)];
  const at = filled.carried.get(line);
  return (
    origins.find(origin => /\d/.test(text) && bare(origin.text) === text) ??
    origins.find(origin => /\d/.test(origin.text) && text.includes(bare(origin.text))) ??
    (at && { line, text, at })
  );
}

const byLine = oncePer(({ origins }: FilledTemplate) => groupBy(origins, ({ line }) => line));

/** As YAML reads what `quote` or `squote` wrote. */
function bare(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}
