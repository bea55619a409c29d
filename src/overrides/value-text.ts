/** How keys and values are spelt in YAML so that every reader takes them for what they are. */
import type { ScalarValue, YamlValue } from '../model.js';

/** `json`: quoted as JSON has it; `yaml`: plain where that is safe. */
export type Spelling = 'json' | 'yaml';

/** Where a block stands: the column of its keys, and how far what is inside of it is indented. */
export interface BlockStyle {
  readonly indent: number;
  readonly step: number;
  /** How far the dashes of a list are indented below its key. */
  readonly dash: number;
}

/**
 * Spells a scalar. Strings are left plain only where YAML 1.1 and 1.2 agree that they are strings: Helm reads
 * values as YAML 1.1, where `no`, `on` and `1:30` are none.
 */
export function scalarText(value: ScalarValue | null, spelling: Spelling): string {
  if (typeof value !== 'string') return String(value);
  return spelling === 'yaml' && isPlain(value) ? value : JSON.stringify(value);
}

/** Spells a mapping's key. */
export function keyText(key: string | number, spelling: Spelling): string {
  return scalarText(String(key), spelling);
}

/** `key: value` of a whole path as nested block mappings, without a line break at the end. */
export function blockText(path: readonly (string | number)[], value: YamlValue, style: BlockStyle): string {
  const { indent, step } = style;
  const lines = path.map((key, depth) => `${' '.repeat(indent + depth * step)}${keyText(key, 'yaml')}:`);
  const below = afterKey(value, { ...style, indent: indent + Math.max(path.length - 1, 0) * step });
  return lines.join('\n') + below;
}

/** What stands behind `key:`, whose column is the style's indent: on the same line, or on those below it. */
export function afterKey(value: YamlValue, style: BlockStyle): string {
  if (isOnOneLine(value)) return ` ${flowValue(value, 'yaml', '')}`;
  const indent = style.indent + (Array.isArray(value) ? style.dash : style.step);
  return `\n${blockValue(value, { ...style, indent })}`;
}

/** A list or mapping as lines of their own, each indented. */
export function blockValue(value: YamlValue, style: BlockStyle): string {
  const margin = ' '.repeat(style.indent);
  if (isOnOneLine(value)) return margin + flowValue(value, 'yaml', '');
  if (Array.isArray(value)) return value.map(item => margin + listItem(item, style)).join('\n');
  const entries = Object.entries(value as Readonly<Record<string, YamlValue>>);
  return entries
    .map(([key, child]) => `${margin}${keyText(key, 'yaml')}:${afterKey(child, style)}`)
    .join('\n');
}

/** `- …`: what is inside of an item is indented by the two columns of its dash. */
function listItem(item: YamlValue, style: BlockStyle): string {
  return `- ${blockValue(item, { ...style, indent: style.indent + 2 }).trimStart()}`;
}

/** A path and its value as one flow mapping's content: `a: { b: value }`. */
export function flowText(
  path: readonly (string | number)[],
  value: YamlValue,
  spelling: Spelling,
  padding: string,
): string {
  const [key, ...rest] = path;
  if (key === undefined) return flowValue(value, spelling, padding);
  const inner = flowText(rest, value, spelling, padding);
  return `${keyText(key, spelling)}: ${rest.length > 0 ? `{${padding}${inner}${padding}}` : inner}`;
}

/** Any value on one line. */
export function flowValue(value: YamlValue, spelling: Spelling, padding: string): string {
  if (typeof value !== 'object' || value === null) return scalarText(value, spelling);
  if (Array.isArray(value)) return `[${value.map(item => flowValue(item, spelling, padding)).join(', ')}]`;
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const inner = entries.map(
    ([key, child]) => `${keyText(key, spelling)}: ${flowValue(child, spelling, padding)}`,
  );
  return `{${padding}${inner.join(', ')}${padding}}`;
}

function isOnOneLine(value: YamlValue): value is ScalarValue | null {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const NOT_STRINGS = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

function isPlain(value: string): boolean {
  return PLAIN.test(value) && !NOT_STRINGS.test(value);
}
