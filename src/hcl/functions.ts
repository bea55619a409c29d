/**
 * The functions of Terraform that are needed to find versions, charts and values; any other is a gap.
 * Source: https://developer.hashicorp.com/terraform/language/functions
 */
import { limited } from '../evaluated/limits.js';
import { type EvaluatedScalar, type EvaluatedValue, failure, unknown } from '../evaluated/value.js';
import type { Position } from '../model.js';
import { collectionFunctions } from './functions-collections.js';
import { encodingFunctions } from './functions-encoding.js';
import { stringFunctions } from './functions-strings.js';
import type { TemplatePart } from './syntax.js';

/** What functions need from outside. */
export interface FunctionHost {
  /** Counts down; shared by a whole evaluation. */
  readonly steps: { left: number };
  /** A file by the path that an expression names; undefined where the tree has none. */
  readFile(path: string): ReadFile | undefined;
  /** A path of which whoever runs this gives a part. */
  noteFiles?(path: EvaluatedScalar): void;
  /** The files below a folder that an expression names, relative to it; undefined where that leads out of the tree. */
  listFiles?(folder: string): readonly string[] | undefined;
  /** Functions of its own, such as Terragrunt's; undefined for all others. */
  ownFunction?(name: string, args: readonly EvaluatedValue[], at: Position): EvaluatedValue | undefined;
  /** A template of the tree, filled with the given names. */
  fillFile(
    file: string,
    parts: readonly TemplatePart[],
    names: ReadonlyMap<string, EvaluatedValue>,
  ): EvaluatedValue;
}

export interface ReadFile {
  /** Its path in the tree. */
  readonly path: string;
  readonly text: string;
  /** The file as a template; undefined where it is none. */
  readonly template: () => readonly TemplatePart[] | undefined;
}

export type HclFunction = (
  args: readonly EvaluatedValue[],
  at: Position,
  host: FunctionHost,
) => EvaluatedValue | undefined;

const FUNCTIONS: ReadonlyMap<string, HclFunction> = new Map([
  ...Object.entries(stringFunctions),
  ...Object.entries(collectionFunctions),
  ...Object.entries(encodingFunctions),
]);

export function callFunction(
  name: string,
  args: readonly EvaluatedValue[],
  host: FunctionHost,
  at: Position,
): EvaluatedValue {
  const own = host.ownFunction?.(name, args, at);
  if (own) return own;
  const known = FUNCTIONS.get(name.replace(/^core::/, ''));
  const gap = args.find(argument => argument.kind === 'unknown');
  if (!known) return gap ?? unknown(`${name}(…)`, at);
  return limited(() => known(args, at, host)) ?? gap ?? failure(`${name}(…)`, at);
}
