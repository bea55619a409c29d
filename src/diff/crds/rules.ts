/** `x-kubernetes-validations`: rules in CEL that a resource has to meet. */
import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import type { DataPath } from '../../model.js';
import { field, isRecord, list, text } from '../values.js';

interface Found {
  readonly violations: { readonly path: DataPath; readonly why: string }[];
  readonly undecided: { readonly path: DataPath; readonly why: string }[];
}

/** Rules of the schema that the old one did not have, over one value. Those about what a value was before can't fail here. */
export function checkRules(
  value: unknown,
  schema: Readonly<Record<string, unknown>>,
  old: unknown,
  path: DataPath,
  found: Found,
): void {
  const known = new Set(
    list(field(old, 'x-kubernetes-validations')).map(entry => text(field(entry, 'rule'))),
  );
  for (const entry of list(schema['x-kubernetes-validations'])) {
    const rule = text(field(entry, 'rule'));
    if (rule === '' || known.has(rule) || /\boldSelf\b/.test(rule)) continue;
    const result = evaluate(rule, value);
    if (result === true) continue;
    const words = text(field(entry, 'message')) || rule;
    if (result === false) found.violations.push({ path, why: `has a rule against it: ${words}` });
    else found.undecided.push({ path, why: rule });
  }
}

/** CEL with what Kubernetes adds to it, as far as definitions of Istio use it: https://kubernetes.io/docs/reference/using-api/cel/. */
const environment = new Environment({ homogeneousAggregateLiterals: false })
  .registerVariable('self', 'dyn')
  .registerFunction('string.matchesRe2(string): bool', (value: string, pattern: string) =>
    RE2JS.compile(pattern).matcher(value).find(),
  )
  .registerFunction('isURL(string): bool', (value: string) => URL.canParse(value))
  .registerFunction('url(string): map', (value: string) => ({
    scheme: new URL(value).protocol.replace(/:$/, ''),
  }))
  .registerFunction('map.getScheme(): string', (url: unknown) => text(field(url, 'scheme')));

/** @returns undefined where the rule can't be evaluated here */
function evaluate(rule: string, self: unknown): boolean | undefined {
  try {
    // The library's own regular expressions backtrack: a hostile chart could keep them busy for ever.
    const result = environment.evaluate(rule.replace(/\.\s*matches\s*\(/g, '.matchesRe2('), {
      self: whole(self),
    });
    return typeof result === 'boolean' ? result : undefined;
  } catch {
    return undefined;
  }
}

/** Whole numbers are CEL's `int`, as Kubernetes gives them. */
function whole(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(whole);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, whole(part)]));
  return value;
}
