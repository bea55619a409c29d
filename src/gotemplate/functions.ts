/**
 * Functions of Go templates, of Sprig and of Helmfile that are needed to find versions, charts and values; what any
 * other gives is a gap. Sources: https://pkg.go.dev/text/template#hdr-Functions, https://masterminds.github.io/sprig/,
 * https://helmfile.readthedocs.io/en/latest/templating_funcs/
 */
import { limited } from '../evaluated/limits.js';
import { type EvaluatedValue, unknown } from '../evaluated/value.js';
import type { Position } from '../model.js';
import { collectionFunctions } from './functions-collections.js';
import { helmfileFunctions } from './functions-helmfile.js';
import { logicFunctions } from './functions-logic.js';
import { textFunctions } from './functions-text.js';

/** What functions need from outside. */
export interface TemplateHost {
  /** Counts down; shared by all templates of one evaluation. */
  readonly steps: { left: number };
  /** The text of a file that a template names; undefined where the tree has none. */
  readFile(path: string): { readonly path: string; readonly text: string } | undefined;
  /** Fills a text as a template. */
  fill(text: string, dot: EvaluatedValue, file: string): EvaluatedValue;
}

export interface CallHost extends TemplateHost {
  readonly file: string;
  readonly line: number;
  readonly dot: EvaluatedValue;
}

export type TemplateFunction = (
  args: readonly EvaluatedValue[],
  at: Position,
  host: CallHost,
) => EvaluatedValue | undefined;

const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ...Object.entries(logicFunctions),
  ...Object.entries(textFunctions),
  ...Object.entries(collectionFunctions),
  ...Object.entries(helmfileFunctions),
]);

export function callFunction(
  name: string,
  args: readonly EvaluatedValue[],
  host: CallHost,
  at: Position,
): EvaluatedValue {
  const known = FUNCTIONS.get(name);
  const gap = args.find(argument => argument.kind === 'unknown');
  return limited(() => known?.(args, at, host)) ?? gap ?? unknown(`${name} …`, at);
}
