/**
 * Functions of Go templates and of Sprig that are needed to find versions, charts and values, and those that a tool adds;
 * what any other gives is a gap. Sources: https://pkg.go.dev/text/template#hdr-Functions, https://masterminds.github.io/sprig/
 */
import { limited } from '../evaluated/limits.js';
import { type EvaluatedValue, unknown } from '../evaluated/value.js';
import type { Position } from '../model.js';
import type { Choices } from './choices.js';
import { collectionFunctions } from './functions-collections.js';
import { logicFunctions } from './functions-logic.js';
import { numberFunctions } from './functions-numbers.js';
import { textFunctions } from './functions-text.js';
import type { TemplateLanguage } from './languages.js';
import type { NamedTemplate } from './syntax.js';

/** What functions need from outside. */
export interface TemplateHost {
  readonly language: TemplateLanguage;
  /** Named templates of other files. */
  readonly defined?: ReadonlyMap<string, NamedTemplate>;
  /** Counts down; shared by all templates of one evaluation. */
  readonly steps: { left: number };
  /** Where what is not decided is followed both ways, and every gap has to have a place; absent: it is assumed. */
  readonly choices?: Choices;
  /** The text of a file that a template names; undefined where the tree has none. */
  readFile(path: string): { readonly path: string; readonly text: string } | undefined;
  /** What a method of an object that the tool hands in gives (`.Files.Get`); undefined where it has none of that name. */
  method?(name: string, args: readonly EvaluatedValue[], at: Position): EvaluatedValue | undefined;
  /** Fills a text as a template. */
  fill(text: string, dot: EvaluatedValue, file: string): EvaluatedValue;
}

export interface CallHost extends TemplateHost {
  /** What a named template writes; undefined where there is none. */
  call(name: string, dot: EvaluatedValue): EvaluatedValue | undefined;
}

export type TemplateFunction = (
  args: readonly EvaluatedValue[],
  at: Position,
  host: CallHost,
) => EvaluatedValue | undefined;

const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ...Object.entries(logicFunctions),
  ...Object.entries(textFunctions),
  ...Object.entries(numberFunctions),
  ...Object.entries(collectionFunctions),
]);

export function callFunction(
  name: string,
  args: readonly EvaluatedValue[],
  host: CallHost,
  at: Position,
): EvaluatedValue {
  const { functions } = host.language;
  const known = Object.hasOwn(functions, name) ? functions[name] : FUNCTIONS.get(name);
  const gap = args.find(argument => argument.kind === 'unknown') ?? partly(args, at);
  for (const argument of args) host.steps.left -= weightOf(argument);
  if (host.steps.left < 0) return unknown('a template that is too large', at);
  const result = limited(() => known?.(args, at, host)) ?? gap ?? unknown(`${name} …`, at);
  return asOverridable(result, args);
}

/** What is made of something that may be set anew may become something else, too. */
function asOverridable(result: EvaluatedValue, args: readonly EvaluatedValue[]): EvaluatedValue {
  if (result.kind !== 'scalar' && result.kind !== 'list') return result;
  const given = args.find(
    argument => (argument.kind === 'scalar' || argument.kind === 'list') && argument.overridable,
  );
  const gap = given && 'overridable' in given ? given.overridable : undefined;
  return gap && !result.overridable ? { ...result, overridable: gap } : result;
}

/** Texts with gaps in them: what is made of them is open for the same cause. */
function partly(args: readonly EvaluatedValue[], at: Position): EvaluatedValue | undefined {
  for (const argument of args) {
    const [gap] = argument.kind === 'scalar' ? (argument.gaps?.values() ?? []) : [];
    if (gap) return { kind: 'unknown', gap, at };
  }
  return undefined;
}

/** Steps that a function takes for an argument: long texts and lists cost more than one. */
function weightOf(value: EvaluatedValue): number {
  if (value.kind === 'list') return 1 + value.items.length / 16;
  if (value.kind === 'map') return 1 + value.entries.size / 16;
  return value.kind === 'scalar' && typeof value.value === 'string' ? 1 + value.value.length / 1024 : 1;
}
