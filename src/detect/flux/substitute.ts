/**
 * Flux's `postBuild` substitution: which texts it fills in, and from where.
 * Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
import { parseDocument, stringify } from 'yaml';
import type { Position } from '../../model.js';
import { tooDeepAt } from '../../yaml/depth.js';
import type { Filled } from '../reshaped.js';
import type { Sealed } from './secrets.js';

/** A variable's value and where it is written. */
export interface Variable {
  readonly value: string;
  readonly at: Position;
}

export interface Variables {
  readonly known: ReadonlyMap<string, Variable>;
  /** Sources that this tree does not hold: they may set anything. */
  readonly unseen: readonly string[];
  /** Those of them that win over what is known of a variable. */
  readonly over?: ReadonlyMap<string, readonly string[]>;
  /** What stands in place of a variable's value in the last source that wins over it, where the tree holds that. */
  readonly sealed?: ReadonlyMap<string, Sealed>;
}

/** Names of variables in a text that only somebody else knows, and of those that were filled in. */
export interface Substitution extends Filled {
  readonly unresolved: readonly string[];
  readonly filled: readonly string[];
}

/** The operation begins with what no name has: else, a name that is never closed is cut in two everywhere. */
const EXPRESSION = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)((?:[^A-Za-z0-9_${}][^${}]*)?)\}/g;

/** True for a text in which something is to be filled in. */
export function hasPlaceholder(text: string): boolean {
  return /\$\{[A-Za-z_]/.test(text) || isOpenInSet(text);
}

/** True for a text that a kustomization copies from where this repository does not reach, which is told there: `<data.istio of ConfigMap versions>`. */
export function isCopiedFromOutside(text: string): boolean {
  return /^[^<]{0,200}<[\w. -]{1,200} of [\w. -]{0,200}>/.test(text);
}

/** True for such a text, and for one with a variable of Kustomize: `$(ISTIO)`. */
export function isOpenInKustomize(text: string): boolean {
  return isCopiedFromOutside(text) || /\$\(\w+\)/.test(text);
}

/** True for a text of a ResourceSet whose inputs are not all known. */
export function isOpenInSet(text: string): boolean {
  return text.includes('<<') && /<<-?\s*[^<>\n]{0,300}\binputs\b/.test(text);
}

/**
 * One text with its variables filled in, as Flux does it: in the YAML that it writes of an object, where a text that
 * needs no quotes has none, so that `"${x}"` may become a number.
 * @returns undefined where there is nothing to fill in
 */
export function substituteText(text: string, variables: Variables): Substitution | undefined {
  if (!text.includes('${')) return undefined;
  const unresolved: string[] = [];
  const filled: string[] = [];
  let whole: Variable | undefined;
  const fill = (template: string): string =>
    template.replace(EXPRESSION, (match: string, name: string | undefined, operation: string | undefined) => {
      if (name === undefined) return '${';
      const variable = variables.known.get(name);
      if (match === text) whole = variable;
      if (variable) filled.push(name);
      const value = evaluate(variable?.value, operation ?? '', variables.unseen.length > 0);
      if (value.unresolved) unresolved.push(name);
      return value.text ?? match;
    });
  const value = text.includes('\n') ? fill(text) : asYaml(text, fill);
  return { value, unresolved: [...new Set(unresolved)], filled, ...(whole ? { at: whole.at } : {}) };
}

/** A text of one line, filled in as it stands in YAML: without quotes, unless it needs them. */
export function asYaml(text: string, fill: (text: string) => string): unknown {
  return typed(fill(stringify(text, { lineWidth: 0 })), () => fill(text));
}

/** A text stays a text where what was filled in makes it no YAML. */
function typed(yaml: string, otherwise: () => string): unknown {
  if (tooDeepAt(yaml) !== undefined) return otherwise();
  const document = parseDocument(yaml, { logLevel: 'silent' });
  if (document.errors.length > 0) return otherwise();
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? '';
  } catch {
    return otherwise();
  }
}

interface Evaluated {
  /** Absent: the placeholder stays. */
  readonly text?: string;
  readonly unresolved?: true;
}

/** The operators of github.com/fluxcd/pkg/envsubst that people use. */
function evaluate(value: string | undefined, operation: string, mayBeElsewhere: boolean): Evaluated {
  const [, operator, argument = ''] = /^(:=|:-|=|-|:\+|\+)?(.*)$/s.exec(operation) ?? [];
  const isDefault = operator === ':=' || operator === ':-' || operator === '=' || operator === '-';
  if (value === undefined && mayBeElsewhere)
    return isDefault ? { text: argument, unresolved: true } : { unresolved: true };
  if (isDefault) return { text: value === undefined || value === '' ? argument : value };
  if (operator !== undefined) return { text: value ? argument : '' };
  const text = value ?? '';
  switch (operation) {
    case '':
      return { text };
    case '^^':
      return { text: text.toUpperCase() };
    case ',,':
      return { text: text.toLowerCase() };
    default:
      return substring(text, operation) ?? replaced(text, operation) ?? { unresolved: true };
  }
}

function substring(text: string, operation: string): Evaluated | undefined {
  const found = /^:(\d+)(?::(\d+))?$/.exec(operation);
  if (!found) return undefined;
  const start = Number(found[1]);
  return { text: text.slice(start, found[2] === undefined ? undefined : start + Number(found[2])) };
}

function replaced(text: string, operation: string): Evaluated | undefined {
  const found = /^(\/\/?)([^/*?[\]]+)\/([^/]*)$/.exec(operation);
  if (!found) return undefined;
  const [, slashes, from = '', to = ''] = found;
  return { text: slashes === '//' ? text.replaceAll(from, () => to) : text.replace(from, () => to) };
}
