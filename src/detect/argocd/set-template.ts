/** The two template languages of ApplicationSets, over one text. */
import type { Position } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { renderTemplate } from '../go-template/go-template.js';
import { Undecided } from '../go-template/go-template-values.js';
import type { Filled } from '../reshaped.js';
import type { Parameters } from './generators.js';

/** True for a text in which something is to be filled in. */
export function hasPlaceholder(text: string): boolean {
  return text.includes('{{');
}

/** Stands in a text for what only somebody else knows, where the text has to stay YAML. */
export const UNDECIDED = 'undecided';

/** A text in which what is left to fill in is replaced by a word. */
export function withoutPlaceholders(text: string): string {
  return text.replace(/\{\{[^{}]*\}\}/g, UNDECIDED);
}

/** One text filled in; undefined where there is nothing to fill in, or the parameters do not decide it. */
export function fillText(text: string, parameters: Parameters, goTemplate: boolean): Filled | undefined {
  if (!hasPlaceholder(text)) return undefined;
  return goTemplate ? byGo(text, parameters) : byName(text, parameters);
}

function byGo(text: string, parameters: Parameters): Filled | undefined {
  const whole = rendered(text, parameters);
  if (whole || /\{\{-?\s*(if|range|with|end|else|\$)/.test(text)) return whole;
  // One action that nobody can decide here leaves the others as they are.
  const value = text.replace(/\{\{[^{}]*\}\}/g, action =>
    String(rendered(action, parameters)?.value ?? action),
  );
  return value === text ? undefined : { value };
}

function rendered(text: string, { values, places, open }: Parameters): Filled | undefined {
  try {
    const result = renderTemplate(text, values, { open: open !== undefined });
    const [only] = result.fills;
    const isWhole = result.fills.length === 1 && only?.text === result.text;
    const at = isWhole && only ? places.get(only.path.join('.')) : undefined;
    return { value: result.text, ...placed(at) };
  } catch (cause) {
    if (cause instanceof Undecided) return undefined;
    throw cause;
  }
}

/** `{{ name }}`; what is not known stays as it is written. */
function byName(text: string, { values, places }: Parameters): Filled {
  let at: Position | undefined;
  const value = text.replace(/\{\{([^{}]*)\}\}/g, (match, inner: string) => {
    const name = inner.trim();
    const found = Object.hasOwn(values, name) ? values[name] : valueAt(values, name.split('.'));
    if (found === undefined || found === null || typeof found === 'object') return match;
    if (match === text) at = places.get(name);
    return String(found);
  });
  return { value, ...placed(at) };
}

function placed(at: Position | undefined): { readonly at?: Position } {
  return at ? { at } : {};
}
