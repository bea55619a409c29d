/** The parameters that one Application of an ApplicationSet is made from. */
import { opened } from '../../evaluated/opened.js';
import { overlaid } from '../../evaluated/overlay.js';
import { partAt } from '../../evaluated/part.js';
import {
  type EvaluatedMap,
  type EvaluatedValue,
  mapOf,
  scalar,
  textOf,
  valueFrom,
} from '../../evaluated/value.js';
import type { TemplateLanguage } from '../../gotemplate/languages.js';
import type { Position, Positioned } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { fillParameters } from './set-template.js';

export interface Parameters {
  readonly values: EvaluatedMap;
  /** The file of the tree that they were read from, where a generator reads files. */
  readonly file?: string;
  /** More parameters come from where this tree does not reach: why. */
  readonly open?: string;
}

/** What a set says of its templates, for all of its generators. */
export interface SetInput {
  readonly context: DetectContext;
  /** Undefined for the older language, which knows nothing but names in braces. */
  readonly language: TemplateLanguage | undefined;
}

/** More Applications than any honest set makes. */
export const MAX_PARAMETERS = 2000;

/** The first of what a generator yields, as many as are read; that there are more is told. */
export function bounded<Item>(
  { context }: SetInput,
  generator: Positioned,
  found: readonly Item[],
  limit = MAX_PARAMETERS,
): readonly Item[] {
  if (found.length > limit) leaveRest(context, generator);
  return found.slice(0, limit);
}

/** Tells that a generator makes more than is read. */
export function leaveRest(context: Pick<DetectContext, 'leave'>, generator: Positioned): void {
  const why = `its generators make more than ${MAX_PARAMETERS} Applications: those beyond were not looked at`;
  context.leave(generator.file, why, generator.lineOf([]));
}

/** Parameters as a mapping of a file has them. */
export function written(data: Positioned): EvaluatedMap {
  const value = valueFrom(data);
  return value.kind === 'map' ? value : mapOf({}, value.at);
}

export function openParameters(why: string, at: Position, known: EvaluatedMap = mapOf({}, at)): Parameters {
  return { values: opened(known, { what: why, at }), open: why };
}

/** @param winner whose parameters count where both have one of a name */
export function joined(other: Parameters, winner: Parameters): Parameters {
  const why = other.open ?? winner.open;
  const file = winner.file ?? other.file;
  const values = overlaid(other.values, winner.values);
  return {
    values: values.kind === 'map' ? values : other.values,
    ...(file === undefined ? {} : { file }),
    ...(why === undefined ? {} : { open: why }),
  };
}

/** A parameter by its name, written with dots or nested. */
export function parameter(values: EvaluatedMap, name: string): EvaluatedValue | undefined {
  return values.entries.get(name)?.value ?? partAt(values, ...name.split('.'));
}

export function textParameter({ values }: Parameters, name: string): string | undefined {
  return textOf(parameter(values, name));
}

/**
 * With the generator's own `values`, which may be made of its other parameters.
 * Source: https://github.com/argoproj/argo-cd/blob/v3.1.0/applicationset/generators/value_interpolation.go
 */
export function withOwnValues(found: Parameters, generator: Positioned, { language }: SetInput): Parameters {
  const extra = written(generator.at(['values']));
  if (extra.entries.size === 0) return found;
  const values = Object.fromEntries(
    [...extra.entries].map(([key, { value, at }]) => {
      const text = textOf(value);
      const filled = text === undefined ? undefined : fillParameters(text, found, language);
      return [key, filled ? scalar(String(filled.value), filled.at ?? at) : value];
    }),
  );
  const own = mapOf({ values: mapOf(values, extra.at) }, extra.at);
  return joined(found, { values: own });
}
