/** Defaults that a variable's type gives to the keys of objects: `optional(string, "1.22.2")`. */
import { type EvaluatedEntry, type EvaluatedValue, scalar } from '../../evaluated/value.js';
import { evaluate, type HclScope } from '../../hcl/evaluate.js';
import type { HclExpression } from '../../hcl/syntax.js';

/** Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes */
export function withTypeDefaults(
  value: EvaluatedValue,
  type: HclExpression,
  scope: HclScope,
): EvaluatedValue {
  if (type.kind !== 'call') return value;
  const [inner] = type.args;
  if (!inner) return value;
  if (type.name === 'optional') return withTypeDefaults(value, inner, scope);
  if ((type.name === 'list' || type.name === 'set') && value.kind === 'list')
    return { ...value, items: value.items.map(item => withTypeDefaults(item, inner, scope)) };
  if (value.kind !== 'map') return value;
  if (type.name === 'map') {
    const entries = [...value.entries].map(([key, entry]): [string, EvaluatedEntry] => [
      key,
      { ...entry, value: withTypeDefaults(entry.value, inner, scope) },
    ]);
    return { ...value, entries: new Map(entries) };
  }
  if (type.name !== 'object' || inner.kind !== 'object') return value;
  const entries = new Map(value.entries);
  for (const { key, value: constraint, line } of inner.entries) {
    const name = key.kind === 'literal' ? String(key.value) : undefined;
    if (name === undefined) continue;
    const given = entries.get(name);
    if (given) {
      entries.set(name, { ...given, value: withTypeDefaults(given.value, constraint, scope) });
    } else if (constraint.kind === 'call' && constraint.name === 'optional') {
      const at = { file: scope.file, line };
      const fallback = constraint.args[1];
      const made = fallback ? evaluate(fallback, scope) : scalar(null, at);
      entries.set(name, { at, value: withTypeDefaults(made, constraint, scope) });
    }
  }
  return { ...value, entries };
}
