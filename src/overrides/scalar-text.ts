/** How keys and values are spelt in YAML so that every reader takes them for what they are. */

/** A value that can be written into a YAML document. */
export type ScalarValue = string | number | boolean;

/** `json`: quoted as JSON has it; `yaml`: plain where that is safe. */
export type Spelling = 'json' | 'yaml';

/**
 * Spells a scalar. Strings are left plain only where YAML 1.1 and 1.2 agree that they are strings: Helm reads
 * values as YAML 1.1, where `no`, `on` and `1:30` are none.
 */
export function scalarText(value: ScalarValue, spelling: Spelling): string {
  if (typeof value !== 'string') return String(value);
  return spelling === 'yaml' && isPlain(value) ? value : JSON.stringify(value);
}

/** Spells a mapping's key. */
export function keyText(key: string | number, spelling: Spelling): string {
  return scalarText(String(key), spelling);
}

/** `key: value` of a whole path as nested block mappings, without a line break at the end. */
export function blockText(
  path: readonly (string | number)[],
  value: ScalarValue,
  indent: number,
  step: number,
): string {
  const lines = path.map((key, depth) => `${' '.repeat(indent + depth * step)}${keyText(key, 'yaml')}:`);
  return `${lines.join('\n')} ${scalarText(value, 'yaml')}`;
}

/** The same as one flow mapping's content: `a: { b: value }`. */
export function flowText(
  path: readonly (string | number)[],
  value: ScalarValue,
  spelling: Spelling,
  padding: string,
): string {
  const [key, ...rest] = path;
  if (key === undefined) return scalarText(value, spelling);
  const inner = flowText(rest, value, spelling, padding);
  return `${keyText(key, spelling)}: ${rest.length > 0 ? `{${padding}${inner}${padding}}` : inner}`;
}

const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const NOT_STRINGS = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

function isPlain(value: string): boolean {
  return PLAIN.test(value) && !NOT_STRINGS.test(value);
}
