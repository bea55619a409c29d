/** Functions that Helm adds. Source: https://helm.sh/docs/chart_template_guide/function_list/ */
import { failure, scalar, textOf, unknown } from '../evaluated/value.js';
import type { TemplateFunction } from './functions.js';

/** A text as a template of its own; Helmfile has it as well. */
export const tpl: TemplateFunction = ([text, dot], at, host) => {
  const source = textOf(text);
  if (source === undefined || !dot) return undefined;
  const filled = host.fill(source, dot, (text?.kind === 'scalar' && text.wholeFile) || at.file);
  // A text in which nothing is filled in stays where it is written.
  return filled?.kind === 'scalar' && filled.value === source && text ? { ...filled, at: text.at } : filled;
};

export const helmFunctions: Readonly<Record<string, TemplateFunction>> = {
  tpl,
  include: ([name, dot], at, host) => {
    const called = textOf(name);
    if (called === undefined) return undefined;
    return host.call(called, dot ?? scalar(null, at)) ?? unknown(`include "${called}"`, at);
  },
  fail: ([message], at) => failure(textOf(message) ?? 'a template that refuses its values', at),
  lookup: (_args, at) => unknown('what the cluster holds (`lookup`)', at),
};
