/** Conditions of Jinja over names that are known. Source: https://jinja.palletsprojects.com/en/stable/templates/#if */
import type { DataPath } from '../../model.js';
import type { Filled } from '../reshaped.js';
import { keysIn } from './jinja.js';

export type Find = (name: string, keys: DataPath) => Filled | undefined;

/** Longer, and of more parts, than people write. */
const MAX_LENGTH = 400;
const MAX_PARTS = 10;

/** What `{{ a if item == 'b' else c }}` comes to, as an expression; undefined where that is not known. */
export function chosenIn(text: string, find: Find): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, whenTrue, condition = '', whenFalse] = INLINE.exec(text) ?? [];
  const holds = whenTrue === undefined ? undefined : holdsFor(condition, find);
  return holds === undefined ? undefined : holds ? whenTrue : whenFalse;
}

const INLINE =
  /^\s{0,20}\{\{-?\s{0,20}(\S(?:[^{}]|\{\s{0,9}\}){0,300}?)\s{1,9}if\s{1,9}([^{}]{1,200}?)\s{1,9}else\s{1,9}((?:[^{}]|\{\s{0,9}\}){1,200}?)\s{0,20}-?\}\}\s{0,20}$/;

/** Undefined where a name is not known, or what is asked of it is not read. */
export function holdsFor(condition: string, find: Find): boolean | undefined {
  if (condition.length > MAX_LENGTH) return undefined;
  return all(condition, /\s{1,9}or\s{1,9}/, true, one =>
    all(one, /\s{1,9}and\s{1,9}/, false, term => termHolds(term.trim(), find)),
  );
}

/** @param enough what decides it, whatever the others are */
function all(
  text: string,
  separator: RegExp,
  enough: boolean,
  holds: (part: string) => boolean | undefined,
): boolean | undefined {
  const parts = text.split(separator);
  if (parts.length > MAX_PARTS) return undefined;
  const found = parts.map(holds);
  if (found.includes(enough)) return enough;
  return found.includes(undefined) ? undefined : !enough;
}

const TERM =
  /^(not\s{1,9})?([A-Za-z_]\w{0,100})((?:\.\w{1,100}|\[['"][\w-]{1,100}['"]\]){0,8})\s{0,9}(?:\|\s{0,9}d(?:efault)?\(\s{0,9}([Ff]alse|[Tt]rue|''|"")\s{0,9}(?:,\s{0,9}[Tt]rue\s{0,9})?\)\s{0,9})?(?:\|\s{0,9}(?:bool|length)\s{0,9})?(?:(is\s{1,9}(?:not\s{1,9})?(?:un)?defined)|(==|!=)\s{0,9}('[^']{0,100}'|"[^"]{0,100}"|[Tt]rue|[Ff]alse|\d{1,9}))?$/;

function termHolds(term: string, find: Find): boolean | undefined {
  const [match, not, name, keys = '', fallback, isDefined, operator, literal = ''] = TERM.exec(term) ?? [];
  if (match === undefined || name === undefined) return undefined;
  const found = find(name, keysIn(keys));
  if (!found || isFilledIn(found.value)) return undefined;
  const flip = (holds: boolean): boolean => holds !== (not !== undefined);
  if (isDefined !== undefined) {
    const asksForNone = /\bnot\b/.test(isDefined) !== /\bundefined\b/.test(isDefined);
    return flip((found.value !== undefined) !== asksForNone);
  }
  const value = found.value ?? (fallback === undefined ? found.value : literalOf(fallback));
  if (operator !== undefined)
    return flip((String(value) === String(literalOf(literal))) === (operator === '=='));
  return flip(isTrue(value));
}

function isFilledIn(value: unknown): boolean {
  return typeof value === 'string' && /\{[{%]/.test(value);
}

function literalOf(text: string): unknown {
  if (/^(?:true|false)$/i.test(text)) return /^t/i.test(text);
  return /^['"]/.test(text) ? text.slice(1, -1) : text;
}

/** As Jinja takes it; texts that say no are no as Ansible reads them. */
function isTrue(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && !/^(?:false|no|off)$/i.test(value);
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
