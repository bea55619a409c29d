/**
 * What Crossplane makes of a value on its way: the transforms that versions go through. What any other makes is not known.
 * Source: https://docs.crossplane.io/v1.20/concepts/patch-and-transform/#transform-a-patch
 */
import { type EvaluatedValue, scalar, textOf, unknown, valueFrom } from '../../evaluated/value.js';
import type { Positioned } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { listAt, recordAt, stringAt } from '../data.js';

export function transformed(value: EvaluatedValue, patch: Positioned): EvaluatedValue {
  let current = value;
  for (const index of listAt(patch.value, ['transforms']).keys()) {
    if (current.kind === 'unknown') return current;
    const transform = patch.at(['transforms', index]);
    current = once(current, transform) ?? unknown('what a transform makes of a value', startOf(transform));
  }
  return current;
}

function once(value: EvaluatedValue, transform: Positioned): EvaluatedValue | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const given = (...path: string[]): string | undefined => stringAt(transform.value, path);
  switch (given('type')) {
    case 'map': {
      if (!Object.hasOwn(recordAt(transform.value, ['map']) ?? {}, text)) return undefined;
      // What the map says stands there.
      const found = valueFrom(transform.at(['map', text]));
      return found.kind === 'scalar' ? { ...found, at: startOf(transform, ['map', text]) } : found;
    }
    case 'convert':
      return given('convert', 'toType') === 'string' && given('convert', 'format') === undefined
        ? scalar(text, value.at)
        : undefined;
    case 'string': {
      const changed = changedText(text, given);
      return changed === undefined ? undefined : scalar(changed, value.at);
    }
    default:
      return undefined;
  }
}

function changedText(text: string, given: (...path: string[]) => string | undefined): string | undefined {
  const trim = given('string', 'trim') ?? '';
  switch (given('string', 'type') ?? 'Format') {
    case 'Format':
      return formatted(given('string', 'fmt') ?? '', [text]);
    case 'TrimPrefix':
      return text.startsWith(trim) ? text.slice(trim.length) : text;
    case 'TrimSuffix':
      return trim !== '' && text.endsWith(trim) ? text.slice(0, -trim.length) : text;
    default:
      return undefined;
  }
}

/** Several values as one text, which stands where the first of them is written. */
export function combined(values: readonly EvaluatedValue[], patch: Positioned): EvaluatedValue {
  const texts = values.map(textOf).filter(text => text !== undefined);
  const format = stringAt(patch.value, ['combine', 'string', 'fmt']);
  const [first] = values;
  const text = format === undefined || texts.length < values.length ? undefined : formatted(format, texts);
  return first && text !== undefined
    ? scalar(text, first.at)
    : unknown('what a patch makes of several values', startOf(patch));
}

/** Go's `%s` and `%v`, and `%d` of what is a number; undefined where anything else is asked for. */
function formatted(format: string, texts: readonly string[]): string | undefined {
  let index = 0;
  let isKnown = true;
  const text = format.replace(/%(.?)/g, (_, verb: string) => {
    if (verb === '%') return '%';
    const next = texts[index++];
    const isMeant = verb === 's' || verb === 'v' || (verb === 'd' && /^-?\d+$/.test(next ?? ''));
    if (next === undefined || !isMeant) isKnown = false;
    return next ?? '';
  });
  return isKnown && index === texts.length ? text : undefined;
}
