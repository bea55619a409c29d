import { type EvaluatedValue, scalar, unknown } from '../evaluated/value.js';
import type { Position } from '../model.js';
import { fillTemplate } from './evaluate.js';
import type { TemplateHost } from './functions.js';
import type { FilledTemplate } from './output.js';
import { parseTemplate } from './parse.js';
import { TemplateError } from './syntax.js';

/** A text filled as a template, or why it is none. */
export type Filled =
  | { readonly ok: true; readonly filled: FilledTemplate }
  | { readonly ok: false; readonly line: number; readonly why: string };

/** @param first the line of the file that the text starts on */
export function fillText(
  text: string,
  dot: EvaluatedValue,
  file: string,
  host: TemplateHost,
  first = 1,
): Filled {
  try {
    return { ok: true, filled: fillTemplate(parseTemplate(text, first), dot, file, host) };
  } catch (cause) {
    if (cause instanceof TemplateError) return { ok: false, line: cause.line, why: cause.message };
    throw cause;
  }
}

/** What a template inside a template gives: a text, with its gaps; unknown where lines of it may be missing. */
export function asValue(result: Filled, at: Position): EvaluatedValue {
  if (!result.ok) return unknown(`a template (${result.why})`, at);
  const { text, gaps, assumed, origins } = result.filled;
  const [gap] = assumed;
  if (gap) return { kind: 'unknown', gap, at };
  const [only] = origins;
  // What is one value as a whole is written where that is.
  const isOne = only !== undefined && only.text === text;
  const overridable = isOne ? only.overridable : undefined;
  return {
    ...scalar(text, isOne ? only.at : at),
    ...(overridable ? { overridable } : {}),
    ...(gaps.size > 0 ? { gaps } : {}),
  };
}
