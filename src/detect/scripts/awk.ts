/** Programs of awk that print fields of the lines that conditions tell. */
import { FILLED, patternOf } from './line-patterns.js';
import { fieldsOf, type Row, textOf } from './printed-rows.js';
import { argumentsOf, type Call, inputOf, kept, ordered, type Printed } from './tool-calls.js';

/** `{ … }` of awk, with what stands before it. */
const PROGRAM =
  /^([^{}]{0,150})\{[ \t]{0,9}print[ \t]{0,9}([^{}]{0,150}?)[ \t]{0,9}(?:;[ \t]{0,9}(exit)[ \t]{0,9};?[ \t]{0,9})?\}[ \t]{0,9}$/;

/** `/istio:/{f=1} f&&`: lines behind one. */
const BEHIND =
  /^(\/[^/]{1,80}\/)[ \t]{0,9}\{[ \t]{0,9}(\w{1,20})[ \t]{0,9}=[ \t]{0,9}1[ \t]{0,9};?[ \t]{0,9}\}[ \t]{0,9};?[ \t]{0,9}(\w{1,20})[ \t]{0,9}&&[ \t]{0,9}(.{1,300})$/s;

/** `awk -F: '/istio/ {print $2}'`, `awk 'NR>1 {print $1, $3}'` */
export function awked(call: Call): Printed | undefined {
  const { of, all, flags, rest } = argumentsOf(call.given, 'Fv');
  const [program, ...files] = rest;
  let input = inputOf(files, call);
  if (!program || !input || flags.some(flag => !/^[Fv]$/.test(flag))) return undefined;
  let text = program.text.trim().replaceAll('$$', '$');
  const [, first = '', set, asked, last = ''] = BEHIND.exec(text) ?? [];
  if (set !== undefined && set === asked) {
    const starts = conditionOf(first, undefined, []);
    input = ordered(input);
    if (!input) return undefined;
    const from = starts ? input.rows.findIndex((row, index) => starts(row, index)) : -1;
    if (from < 0) return undefined;
    input = { rows: input.rows.slice(from) };
    text = last;
  }
  const [whole, condition = '', items = '', exit] = PROGRAM.exec(text) ?? [];
  if (whole === undefined && /[{}]/.test(text)) return undefined;
  const separator = separatorOf(of('F'));
  if (exit !== undefined || /\bNR\b/.test(text)) input = ordered(input);
  const keeps = conditionOf(whole === undefined ? text : condition, separator, all('v'));
  const found = keeps && kept(input, keeps);
  if (!found || separator === null) return undefined;
  const parts = items.trim() === '' ? [] : items.split(/[ \t]*(,)[ \t]*|[ \t]+/).filter(one => one);
  if (parts.some(one => !/^(?:,|\$\d{1,2}|\$NF|"[^"]*")$/.test(one))) return undefined;
  const rows = parts.length === 0 ? found.rows : found.rows.map(row => printedFields(row, parts, separator));
  return {
    rows: exit === undefined ? rows : rows.slice(0, 1),
    ...(found.isSorted ? { isSorted: true } : {}),
  };
}

function printedFields(row: Row, parts: readonly string[], separator: string | undefined): Row {
  const fields = fieldsOf(row, separator);
  const place = row[0] ?? { line: 1 };
  return parts.flatMap((one): Row => {
    if (one === ',') return [{ ...place, text: ' ' }];
    if (one.startsWith('"')) return [{ ...place, text: one.slice(1, -1).replaceAll('\\t', '\t') }];
    if (one === '$0') return row;
    return (one === '$NF' ? fields.at(-1) : fields[Number(one.slice(1)) - 1]) ?? [];
  });
}

/** @returns undefined for blanks; null for what is not read here: a set of letters */
function separatorOf(text: string | undefined): string | undefined | null {
  const plain = text
    ?.replaceAll('\\t', '\t')
    .replace(/^"(.*)"$/, '$1')
    .replace(/^\[(.)\]$/, '$1')
    .replace(/^\\/, '');
  if (plain === undefined || plain === ' ') return undefined;
  return plain === ': ' || plain.length === 1 ? plain : null;
}

type Keeps = (row: Row, index: number) => boolean;

/** `/^istio/`, `!/^#/`, `NR>1`, `$1 == "istio"`, `$1 == name`, with `&&` and `||` between them */
function conditionOf(
  text: string,
  separator: string | undefined | null,
  given: readonly string[],
): Keeps | undefined {
  const ways = text.split('||');
  if (ways.length > 1) {
    const either = ways.map(one => (one.trim() === '' ? undefined : conditionOf(one, separator, given)));
    return either.includes(undefined) ? undefined : (row, index) => either.some(one => one?.(row, index));
  }
  const all = text
    .split('&&')
    .map(one => one.trim())
    .filter(one => one !== '');
  const found = all.map(one => oneCondition(one, separator ?? undefined, given));
  if (found.includes(undefined)) return undefined;
  return (row, index) => found.every(one => one?.(row, index));
}

function oneCondition(
  text: string,
  separator: string | undefined,
  given: readonly string[],
): Keeps | undefined {
  const [, not, pattern] = /^(!?)\/((?:[^/\\]|\\.){1,150})\/$/s.exec(text) ?? [];
  if (pattern !== undefined) {
    const fits = patternOf(pattern.replaceAll('\\/', '/'), ['E']);
    return fits && (row => fits.test(textOf(row)) === (not === ''));
  }
  const [, sign, number] = /^NR[ \t]{0,9}(>=?|==|<=?)[ \t]{0,9}(\d{1,4})$/.exec(text) ?? [];
  if (sign !== undefined) {
    const bound = Number(number);
    return (_, index) => {
      const line = index + 1;
      if (sign === '==') return line === bound;
      return sign.startsWith('>')
        ? line > bound || (sign === '>=' && line === bound)
        : line < bound || (sign === '<=' && line === bound);
    };
  }
  const [, field, equal, literal, name] =
    /^\$(\d{1,2})[ \t]{0,9}([=!]=|~)[ \t]{0,9}(?:["/]([^"/]{1,100})["/]|([A-Za-z_]\w{0,30}))$/.exec(text) ??
    [];
  const variable = given.findLast(one => name !== undefined && one.startsWith(`${name}=`));
  const wanted = literal ?? variable?.slice((name ?? '').length + 1);
  if (field === undefined || wanted === undefined || FILLED.test(wanted))
    return text === 'NF' ? row => textOf(row).trim() !== '' : undefined;
  const fits = equal === '~' ? patternOf(wanted, ['E']) : undefined;
  if (equal === '~' && !fits) return undefined;
  return row => {
    const own = textOf(field === '0' ? row : (fieldsOf(row, separator)[Number(field) - 1] ?? []));
    return fits ? fits.test(own) : (own === wanted) === (equal === '==');
  };
}
