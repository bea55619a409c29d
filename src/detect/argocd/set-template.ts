/** The two template languages of ApplicationSets, over one text. */
import { unknown } from '../../evaluated/value.js';
import { fillText } from '../../gotemplate/fill.js';
import type { TemplateLanguage } from '../../gotemplate/languages.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { Position } from '../../model.js';
import type { Filled } from '../reshaped.js';
import { hasPlaceholder } from './left.js';
import { type Parameters, parameter } from './parameters.js';

/**
 * One text filled in; undefined where there is nothing to fill in, or the parameters do not decide it.
 * @param language undefined for the older one, which knows nothing but names in braces
 */
export function fillParameters(
  text: string,
  parameters: Parameters,
  language: TemplateLanguage | undefined,
): Filled | undefined {
  if (!hasPlaceholder(text)) return undefined;
  return language ? byGo(text, parameters, language) : byName(text, parameters);
}

function byGo(text: string, parameters: Parameters, language: TemplateLanguage): Filled | undefined {
  const whole = decided(text, parameters, language);
  if (whole) {
    const [only] = whole.origins;
    const isPlaced = only !== undefined && only.text === whole.text && only.at.file !== TEXT;
    return { value: whole.text, ...placed(isPlaced ? only.at : undefined) };
  }
  if (/\{\{-?\s*(if|range|with|end|else|define|\$)/.test(text)) return undefined;
  // One action that nobody can decide here leaves the others as they are.
  const value = text.replace(
    /\{\{[^{}]*\}\}/g,
    action => decided(action, parameters, language)?.text ?? action,
  );
  return value === text ? undefined : { value };
}

/** Stands for the text itself, among the files that values come from. */
const TEXT = '';
/** More than filling any text of an Application takes. */
const MAX_STEPS = 20_000;

/** A text that is filled in without gaps. */
export function decided(
  text: string,
  { values }: Parameters,
  language: TemplateLanguage,
): FilledTemplate | undefined {
  const host = {
    language,
    steps: { left: MAX_STEPS },
    readFile: () => undefined,
    fill: () => unknown('a template in a template', values.at),
  };
  const result = fillText(text, values, TEXT, host);
  if (!result.ok || result.filled.gaps.size > 0 || result.filled.assumed.length > 0) return undefined;
  return result.filled;
}

/** `{{ name }}`; what is not known stays as it is written. */
function byName(text: string, { values }: Parameters): Filled {
  let at: Position | undefined;
  const value = text.replace(/\{\{([^{}]*)\}\}/g, (match, inner: string) => {
    const found = parameter(values, inner.trim());
    if (found?.kind !== 'scalar' || found.value === null || found.gaps) return match;
    if (match === text) at = found.at;
    return String(found.value);
  });
  return { value, ...placed(at) };
}

function placed(at: Position | undefined): { readonly at?: Position } {
  return at ? { at } : {};
}
