/** Functions over texts and numbers. */
import { type EvaluatedScalar, type EvaluatedValue, isNull, scalar, textOf } from '../evaluated/value.js';
import { withoutTrailing } from '../trailing.js';
import type { HclFunction } from './functions.js';

export const stringFunctions: Readonly<Record<string, HclFunction>> = {
  format: ([pattern, ...args], at) => {
    const texts = args.map(textOf);
    const text = textOf(pattern);
    if (text === undefined || texts.some(one => one === undefined)) return undefined;
    let next = 0;
    const filled = text.replace(/%(?:%|(0?)(\d*)(?:\.\d+)?([a-z]))/g, (match, zero, width, verb) => {
      if (match === '%%') return '%';
      const value = texts[next++] ?? '';
      const shown = verb === 'q' ? JSON.stringify(value) : value;
      return shown.padStart(Number(width || 0), zero === '0' ? '0' : ' ');
    });
    // What is filled in decides it, where the pattern itself holds no version.
    const [first] = args;
    return scalar(filled, first && !/\d\.\d/.test(text) ? first.at : at);
  },
  join: ([separator, ...lists], at) => {
    const glue = textOf(separator);
    const items = lists.flatMap(list => (list.kind === 'list' ? list.items : [list]));
    const texts = items.map(textOf);
    if (glue === undefined || texts.some(text => text === undefined)) return undefined;
    return scalar(texts.join(glue), items[0]?.at ?? at);
  },
  split: ([separator, text], at) => {
    const [glue, whole] = [textOf(separator), textOf(text)];
    if (glue === undefined || whole === undefined || !text) return undefined;
    const items = (glue === '' ? [...whole] : whole.split(glue)).map(item => scalar(item, text.at));
    return { kind: 'list', items, at };
  },
  replace: ([text, search, replacement]) => {
    const [from, to] = [textOf(search), textOf(replacement)];
    // A search between slashes is a regular expression of RE2, which is not imitated.
    if (from === undefined || to === undefined || /^\/.+\/$/.test(from)) return undefined;
    return mapText(text, whole => whole.split(from).join(to));
  },
  trimprefix: ([text, prefix]) => {
    const start = textOf(prefix);
    if (start === undefined) return undefined;
    return mapText(text, whole => (whole.startsWith(start) ? whole.slice(start.length) : whole));
  },
  trimsuffix: ([text, suffix]) => {
    const end = textOf(suffix);
    if (end === undefined) return undefined;
    return mapText(text, whole => (end !== '' && whole.endsWith(end) ? whole.slice(0, -end.length) : whole));
  },
  trim: ([text, characters]) => {
    const set = textOf(characters);
    if (set === undefined) return undefined;
    return mapText(text, whole => {
      let [start, end] = [0, whole.length];
      while (start < end && set.includes(whole[start] ?? '')) start++;
      while (end > start && set.includes(whole[end - 1] ?? '')) end--;
      return whole.slice(start, end);
    });
  },
  trimspace: ([text]) => mapText(text, whole => whole.trim()),
  chomp: ([text]) => mapText(text, whole => whole.replace(/(?<![\r\n])[\r\n]+$/, '')),
  lower: ([text]) => mapText(text, whole => whole.toLowerCase()),
  upper: ([text]) => mapText(text, whole => whole.toUpperCase()),
  title: ([text]) => mapText(text, whole => whole.replace(/\b[a-z]/g, letter => letter.toUpperCase())),
  substr: ([text, offset, length]) => {
    const [start, count] = [Number(textOf(offset)), Number(textOf(length))];
    if (!Number.isInteger(start) || !Number.isInteger(count)) return undefined;
    return mapText(text, whole => {
      const from = start < 0 ? Math.max(whole.length + start, 0) : start;
      return count < 0 ? whole.slice(from) : whole.slice(from, from + count);
    });
  },
  indent: ([spaces, text]) => {
    const count = Number(textOf(spaces));
    if (!Number.isInteger(count) || count < 0 || count > 1000) return undefined;
    return keepingLines(text, whole => whole.replace(/\n/g, `\n${' '.repeat(count)}`));
  },
  startswith: ([text, prefix], at) => test(text, prefix, at, (whole, part) => whole.startsWith(part)),
  endswith: ([text, suffix], at) => test(text, suffix, at, (whole, part) => whole.endsWith(part)),
  strcontains: ([text, part], at) => test(text, part, at, (whole, inner) => whole.includes(inner)),
  tostring: ([value]) => convert(value, text => text),
  tonumber: ([value]) =>
    convert(value, text => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined)),
  tobool: ([value]) =>
    convert(value, text => (text === 'true' || text === 'false' ? text === 'true' : undefined)),
  sensitive: ([value]) => value,
  nonsensitive: ([value]) => value,
  max: (args, at) => numbers(args, at, Math.max),
  min: (args, at) => numbers(args, at, Math.min),
  basename: ([path]) => mapText(path, whole => withoutTrailing(whole, '/').split('/').at(-1) ?? ''),
  dirname: ([path]) =>
    mapText(path, whole => (whole.includes('/') ? whole.slice(0, whole.lastIndexOf('/')) : '.')),
  abspath: ([path]) => path,
  pathexpand: ([path]) => path,
};

function mapText(
  value: EvaluatedValue | undefined,
  change: (text: string) => string,
): EvaluatedScalar | undefined {
  const text = textOf(value);
  if (text === undefined || !value) return undefined;
  const changed = change(text);
  // Texts of several lines keep their lines where these are still the same.
  const same =
    value.kind === 'scalar' && changed.split('\n').length === text.split('\n').length && value.lines;
  return { ...scalar(changed, value.at), ...(same ? { lines: same } : {}) };
}

/** For changes that leave the number of lines as it is, gaps included. */
function keepingLines(
  value: EvaluatedValue | undefined,
  change: (text: string) => string,
): EvaluatedScalar | undefined {
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  const { wholeFile: _file, encoded, ...rest } = value;
  return { ...rest, value: change(value.value), ...(encoded ? { encoded } : {}) };
}

function test(
  value: EvaluatedValue | undefined,
  part: EvaluatedValue | undefined,
  at: EvaluatedValue['at'],
  holds: (whole: string, part: string) => boolean,
): EvaluatedScalar | undefined {
  const [whole, inner] = [textOf(value), textOf(part)];
  return whole === undefined || inner === undefined ? undefined : scalar(holds(whole, inner), at);
}

function convert(
  value: EvaluatedValue | undefined,
  change: (text: string) => string | number | boolean | undefined,
): EvaluatedValue | undefined {
  if (value && isNull(value)) return value;
  if (value?.kind === 'scalar' && value.gaps) return value;
  const text = textOf(value);
  const changed = text === undefined ? undefined : change(text);
  return changed === undefined || value?.kind !== 'scalar' ? undefined : { ...value, value: changed };
}

function numbers(
  args: readonly EvaluatedValue[],
  at: EvaluatedValue['at'],
  choose: (...numbers: number[]) => number,
): EvaluatedScalar | undefined {
  const values = args.map(argument => Number(textOf(argument) ?? Number.NaN));
  return values.length === 0 || values.some(Number.isNaN) ? undefined : scalar(choose(...values), at);
}
