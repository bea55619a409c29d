/** What code says that a value is: a name, a field of an object, or what the settings of a program give it. */

/** `version`, `Istio.VERSION`, `ISTIO["version"]`, `config.get("istioVersion") ?? "1.22.2"`. */
export interface Expression {
  /** As it is written. */
  readonly words: string;
  readonly start: number;
  /** The name and the fields that lead to the value: `ISTIO.version`. */
  readonly name?: string;
  /** What it is in a text that is written there. */
  readonly literal?: string;
  /** The key of a setting, and what is asked for it. */
  readonly key?: string;
  readonly settings?: string;
  /** What counts where nobody gives a value. */
  readonly otherwise?: Expression;
}

const NAME = '[A-Za-z_$][\\w$]{0,80}';
/** A name with fields, however they are reached. */
const PATH = `${NAME}(?:\\??\\.${NAME}|\\[["']?[\\w-]{1,80}["']?\\]){0,4}`;
const RECEIVER = '[A-Za-z_]\\w{0,80}(?:\\.\\w{1,80}){0,2}?';
const ASKS = '\\??\\.(?:[gG]et|[rR]equire|[tT]ry)(?:String)?\\(\\s*(?:ctx\\s*,\\s*)?["\'`]';
const KEY = '[\\w:.-]{1,100}';
/** Python, and what people put around the others, take what counts where nobody gives a value as a second argument. */
const PRESET = '(?:,\\s*(?:default\\s*=\\s*)?["\'`]PRESET["\'`]\\s*)?';
const ENDS = `["'\`]\\s*${PRESET.replace('PRESET', '[^"\'`\\n]{0,100}')}\\)`;
const ENDS_WITH = `["'\`]\\s*${PRESET.replace('PRESET', '([^"\'`\\n]{0,100})')}\\)`;
/**
 * How a program of Pulumi asks for a setting; in Go the context may come first.
 * Source: https://www.pulumi.com/docs/iac/concepts/config/#code
 */
export const SETTING = `${RECEIVER}${ASKS}${KEY}${ENDS}`;
const OTHERWISE = /\s*(?:\?\?|\|\||\bor\b)\s*/y;

const LITERAL = /(["'`])([^"'`\n]{1,200})\1/y;
const ASKED = new RegExp(`(${RECEIVER})${ASKS}(${KEY})${ENDS_WITH}`, 'y');
const NAMED = new RegExp(PATH, 'y');

/** The expression at a place; undefined where it is none of these. */
export function expressionAt(text: string, start: number, depth = 0): Expression | undefined {
  const literal = matchAt(LITERAL, text, start);
  if (literal) return { words: literal[0], start, literal: literal[2] ?? '' };
  const asked = matchAt(ASKED, text, start);
  const found = asked ?? matchAt(NAMED, text, start);
  if (!found) return undefined;
  const end = start + found[0].length;
  const or = depth < 3 ? matchAt(OTHERWISE, text, end) : null;
  const [words, settings, key, preset] = found;
  const inside = asked && preset !== undefined ? presetOf(words, start, preset) : undefined;
  const otherwise = inside ?? (or ? expressionAt(text, end + or[0].length, depth + 1) : undefined);
  const own = asked ? { key: key ?? '', settings: settings ?? '' } : { name: dotted(words) };
  return { words, start, ...own, ...(otherwise ? { otherwise } : {}) };
}

/** The second argument of a call, as the expression that it is. */
function presetOf(words: string, start: number, literal: string): Expression {
  const place = words.lastIndexOf(literal) - 1;
  return { words: words.slice(place, place + literal.length + 2), start: start + place, literal };
}

/**
 * What is assigned to a name, where that is a setting that is asked for.
 * @param isField what an object has under that name counts as well: `{ istioVersion: config.get("istioVersion") }`
 */
export function settingOf(text: string, name: string, isField = false): Expression | undefined {
  if (!/^\w{1,100}$/.test(name)) return undefined;
  const sign = isField ? '(?::?=|:)' : ':?=';
  const assigned = new RegExp(
    `\\b${name}\\b(?:\\s*:\\s*[\\w| ]{1,60})?["']?\\s*${sign}\\s*(?=${SETTING})`,
  ).exec(text);
  return assigned ? expressionAt(text, assigned.index + assigned[0].length) : undefined;
}

/** `ISTIO.version` of `ISTIO["version"]`. */
export function dotted(words: string): string {
  return words.replace(/\?\./g, '.').replace(/\[["']?([\w-]+)["']?\]/g, '.$1');
}

/** @param pattern that is sticky */
export function matchAt(pattern: RegExp, text: string, place: number): RegExpExecArray | null {
  pattern.lastIndex = place;
  return pattern.exec(text);
}
