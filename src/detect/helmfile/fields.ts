/** The fields of one release of a state, filled with its own name and the values of the environment. */
import { GAP_MARK, withGapsSpelt } from '../../evaluated/marks.js';
import { type EvaluatedMap, type Gap, mapOf, scalar, valueFrom } from '../../evaluated/value.js';
import { originOn } from '../../gotemplate/line-origins.js';
import type { Origin } from '../../gotemplate/output.js';
import type { DataPath, Position, Positioned } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { State, StatePart } from './state.js';
import { dotOf, type HelmfileTemplates } from './template.js';

/** A text of a release: decided, or a gap. */
export type Field =
  /** `overridable`: what is not in the tree, and may say otherwise. */
  | { readonly ok: true; readonly text: string; readonly at: Position; readonly overridable?: Gap }
  | { readonly ok: false; readonly gap: Gap; readonly at: Position };

/** Where a field of the release is: in the release itself, in a template that it inherits, or in the defaults. */
export interface Place {
  readonly part: StatePart;
  readonly path: DataPath;
}

export class ReleaseFields {
  private readonly places: readonly Place[];
  /** For people: what of it is not decided is spelt. */
  readonly name: string;

  constructor(
    readonly state: State,
    readonly own: Place,
    private readonly templates: HelmfileTemplates,
  ) {
    this.places = [own, ...inherited(state, own), ...defaults(state)];
    this.name = withGapsSpelt(this.writtenName(), own.part.filled?.gaps ?? new Map());
  }

  private writtenName(): string {
    const { part, path } = this.own;
    return stringAt(part.data.value, [...path, 'name']) ?? '';
  }

  get at(): Position {
    const { part, path } = this.own;
    return { file: part.data.file, line: part.data.lineOf(path) };
  }

  /** Who says something about a field; the first that does counts. */
  find(name: string): Place | undefined {
    const place = this.places.find(
      ({ part, path }) => valueAt(part.data.value, [...path, name]) !== undefined,
    );
    return place && { part: place.part, path: [...place.path, name] };
  }

  /** All that say something about a field, the strongest first. */
  all(name: string): readonly Place[] {
    return this.places.flatMap(({ part, path }) =>
      valueAt(part.data.value, [...path, name]) === undefined ? [] : [{ part, path: [...path, name] }],
    );
  }

  value(name: string): unknown {
    const place = this.find(name);
    return place && valueAt(place.part.data.value, place.path);
  }

  /** True where something was filled into the line of a field. */
  isFilled(name: string): boolean {
    const place = this.find(name);
    const line = place?.part.filledData.lineOf(place.path);
    return place?.part.filled?.origins.some(origin => origin.line === line) ?? false;
  }

  text(name: string): Field | undefined {
    const place = this.find(name);
    const raw = place && stringAt(place.part.data.value, place.path);
    return place && raw !== undefined ? this.fill(raw, place) : undefined;
  }

  /** A text of this release that stands at a place. */
  fill(raw: string, { part, path }: Place): Field {
    const at = { file: part.data.file, line: part.data.lineOf(path) };
    const gap = markedGap(raw, part);
    if (gap) return { ok: false, gap, at };
    if (!raw.includes('{{')) {
      const origin = this.originOf(raw, { part, path });
      return { ok: true, text: raw, at: origin?.at ?? at, ...overridableOf(origin) };
    }
    const result = this.templates.fill(raw, this.dot(), part.data.file, this.state.folder);
    if (!result.ok) return { ok: false, gap: { what: `\`${raw}\``, at }, at };
    const { filled } = result;
    const [open] = [...filled.assumed, ...filled.gaps.values()];
    if (open) return { ok: false, gap: open, at };
    const origin = filled.origins.find(({ text }) => /\d/.test(text) && filled.text.includes(text));
    return {
      ok: true,
      text: filled.text,
      at: origin && origin.at.file !== at.file ? origin.at : at,
      ...overridableOf(origin),
    };
  }

  /** What templates of the release see as `.`. */
  dot(): EvaluatedMap {
    const { at } = this;
    const plain = (name: string): string => {
      const value = this.value(name);
      return typeof value === 'string' ? value : '';
    };
    const labels = this.find('labels');
    const release = mapOf(
      {
        Name: scalar(this.writtenName(), at),
        Namespace: scalar(plain('namespace'), at),
        Chart: scalar(plain('chart'), at),
        Labels: labels ? valueFrom(labels.part.data.at(labels.path)) : mapOf({}, at),
      },
      at,
    );
    return dotOf(this.state, at, release);
  }

  /** Where a text that was filled into the state is written. */
  private originOf(text: string, { part, path }: Place): Origin | undefined {
    return part.filled && originOn(part.filled, part.filledData.lineOf(path), text);
  }
}

function overridableOf(origin: Origin | undefined): { readonly overridable?: Gap } {
  return origin?.overridable ? { overridable: origin.overridable } : {};
}

/** What stands behind a mark in a text of a state. */
export function markedGap(text: string, { filled, data }: StatePart): Gap | undefined {
  const mark = GAP_MARK.exec(text)?.[0];
  if (mark === undefined) return undefined;
  return filled?.gaps.get(mark) ?? { what: 'a value', at: { file: data.file, line: 1 } };
}

/** Every release of a state. */
export function releasesOf(state: State, templates: HelmfileTemplates): readonly ReleaseFields[] {
  return state.parts.flatMap(part =>
    listAt(part.data.value, ['releases']).flatMap((entry, index) =>
      isRecord(entry) ? [new ReleaseFields(state, { part, path: ['releases', index] }, templates)] : [],
    ),
  );
}

function inherited(state: State, { part, path }: Place): readonly Place[] {
  const entries = listAt(part.data.value, [...path, 'inherit']);
  const names = entries.flatMap(entry => stringAt(entry, ['template']) ?? []);
  return names.toReversed().flatMap(name => {
    const holder = state.parts.find(candidate =>
      isRecord(valueAt(candidate.data.value, ['templates', name])),
    );
    return holder ? [{ part: holder, path: ['templates', name] }] : [];
  });
}

function defaults(state: State): readonly Place[] {
  return state.parts
    .filter(({ data }) => isRecord(valueAt(data.value, ['helmDefaults'])))
    .map(part => ({ part, path: ['helmDefaults'] }));
}

/** Data of a release at a place. */
export function dataAt({ part, path }: Place): Positioned {
  return part.data.at(path);
}
