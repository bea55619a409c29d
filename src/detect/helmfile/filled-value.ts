/** Data that a template wrote as a value, where each part of it knows the place that it was filled in from. */
import { type EvaluatedEntry, type EvaluatedValue, valueFrom } from '../../evaluated/value.js';
import { originOn } from '../../gotemplate/line-origins.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { Positioned } from '../../model.js';

/** @param written the same data with lines of the template's text */
export function filledValue(
  data: Positioned,
  written: Positioned,
  filled: FilledTemplate | undefined,
): EvaluatedValue {
  const value = valueFrom(data);
  return filled ? placed(value, written, filled) : value;
}

function placed(value: EvaluatedValue, written: Positioned, filled: FilledTemplate): EvaluatedValue {
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'scalar': {
      const origin = originOn(filled, written.lineOf([]), String(value.value));
      if (!origin) return value;
      return {
        ...value,
        at: origin.at,
        ...(origin.overridable ? { overridable: origin.overridable } : {}),
      };
    }
    case 'list':
      return {
        ...value,
        items: value.items.map((item, index) => placed(item, written.at([index]), filled)),
      };
    case 'map': {
      const entries = [...value.entries].map(([key, entry]): [string, EvaluatedEntry] => [
        key,
        { ...entry, value: placed(entry.value, written.at([key]), filled) },
      ]);
      return { ...value, entries: new Map(entries) };
    }
  }
}
