/**
 * Functions that Argo CD adds to the templates of ApplicationSets.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/
 */
import { scalar, textOf } from '../evaluated/value.js';
import type { TemplateFunction } from './functions.js';
import { change } from './functions-text.js';

export const applicationSetFunctions: Readonly<Record<string, TemplateFunction>> = {
  normalize: ([value]) => change(value, normalised),
  slugify: (args, at) => {
    const text = textOf(args.at(-1));
    const [size, smart] = args.length > 1 ? [Number(textOf(args[0])), textOf(args[1])] : [50, 'true'];
    // Where it is cut at a word depends on lists of words that are not looked at here.
    if (text === undefined || !(text.length <= size) || smart === undefined) return undefined;
    const slug = text.toLowerCase().replace(/[^a-z0-9-_]+/g, '-');
    return scalar(slug.replace(/^[-_]+|(?<![-_])[-_]+$/g, ''), args.at(-1)?.at ?? at);
  },
};

/** A valid name of DNS. */
export function normalised(value: string): string {
  return value
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, '');
}
