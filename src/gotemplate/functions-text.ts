/** Functions over texts. */
import { RE2JS } from 're2js';
import { stringify } from 'yaml';
import { plainValue } from '../evaluated/plain.js';
import {
  type EvaluatedScalar,
  type EvaluatedValue,
  failure,
  linesOf,
  scalar,
  textOf,
  valueFrom,
} from '../evaluated/value.js';
import { parseYaml, positionedAt } from '../yaml/positioned.js';
import type { TemplateFunction } from './functions.js';

export const textFunctions: Readonly<Record<string, TemplateFunction>> = {
  quote: ([value]) => change(value, text => JSON.stringify(text)),
  squote: ([value]) => change(value, text => `'${text}'`),
  toString: ([value]: readonly EvaluatedValue[]) => change(value, text => text),
  trim: ([value]) => change(value, text => text.trim()),
  lower: ([value]) => change(value, text => text.toLowerCase()),
  upper: ([value]) => change(value, text => text.toUpperCase()),
  title: ([value]) => change(value, text => text.replace(/\b[a-z]/g, letter => letter.toUpperCase())),
  b64enc: ([value]) => change(value, text => Buffer.from(text).toString('base64')),
  b64dec: ([value]) => change(value, text => Buffer.from(text, 'base64').toString('utf8')),
  repeat: ([times, value]) => {
    const count = Number(textOf(times));
    return Number.isInteger(count) && count >= 0 ? change(value, text => text.repeat(count)) : undefined;
  },
  regexMatch: ([pattern, value], at) =>
    test(pattern, value, at, (source, text) => regex(source)?.matcher(text).find()),
  regexReplaceAll: ([pattern, value, by]) => {
    const target = textOf(by);
    if (target === undefined) return undefined;
    return withText(pattern, value, (source, text) =>
      isBounded(text, target) ? regex(source)?.matcher(text).replaceAll(target) : undefined,
    );
  },
  trimSuffix: ([suffix, value]) =>
    withText(suffix, value, (end, text) =>
      end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text,
    ),
  trimPrefix: ([prefix, value]) =>
    withText(prefix, value, (start, text) => (text.startsWith(start) ? text.slice(start.length) : text)),
  replace: ([from, to, value]) => {
    const target = textOf(to);
    return target === undefined
      ? undefined
      : withText(from, value, (search, text) =>
          isBounded(text, target) ? text.split(search).join(target) : undefined,
        );
  },
  contains: ([part, value], at) => test(part, value, at, (inner, text) => text.includes(inner)),
  hasPrefix: ([part, value], at) => test(part, value, at, (start, text) => text.startsWith(start)),
  hasSuffix: ([part, value], at) => test(part, value, at, (end, text) => text.endsWith(end)),
  trunc: ([length, value]) => {
    const count = Number(textOf(length));
    if (!Number.isInteger(count)) return undefined;
    return change(value, text => (count < 0 ? text.slice(count) : text.slice(0, count)));
  },
  indent: ([spaces, value]) => indented(spaces, value, ''),
  nindent: ([spaces, value]) => indented(spaces, value, '\n'),
  printf: ([pattern, ...args], at) => {
    const [text, texts] = [textOf(pattern), args.map(textOf)];
    if (text === undefined || texts.includes(undefined)) return undefined;
    let next = 0;
    const filled = text.replace(/%(?:%|[#+-]?\d*(?:\.\d+)?([a-z]))/g, (match, verb) => {
      if (match === '%%') return '%';
      const value = texts[next++] ?? '';
      return verb === 'q' ? JSON.stringify(value) : value;
    });
    const [first] = args;
    return scalar(filled, first && !/\d\.\d/.test(text) ? first.at : at);
  },
  print: (args, at) => joined(args, '', at),
  println: (args, at) => joined(args, ' ', at),
  cat: (args, at) => joined(args, ' ', at),
  join: ([separator, list], at) => {
    const glue = textOf(separator);
    if (glue === undefined || list?.kind !== 'list') return undefined;
    return joined(list.items, glue, at);
  },
  splitList: ([separator, value], at) => {
    const [glue, text] = [textOf(separator), textOf(value)];
    if (glue === undefined || text === undefined) return undefined;
    return { kind: 'list', items: text.split(glue).map(item => scalar(item, value?.at ?? at)), at };
  },
  toYaml: ([value], at) => {
    if (!value || value.kind === 'unknown') return value;
    const text = stringify(plainValue(value).value, { lineWidth: 0 }).replace(/\n$/, '');
    return { ...scalar(text, at), encoded: value };
  },
  toJson: ([value], at) => {
    if (!value || value.kind === 'unknown') return value;
    return { ...scalar(JSON.stringify(plainValue(value).value), at), encoded: value };
  },
  fromYaml: ([value]) => parsed(value),
  fromJson: ([value]) => parsed(value),
  fromYamlArray: ([value]) => parsed(value),
  fromJsonArray: ([value]) => parsed(value),
};

/** The text of a value changed: a mark that fills a gap stays findable whatever is done around it. */
export function change(
  value: EvaluatedValue | undefined,
  how: (text: string) => string | undefined,
): EvaluatedScalar | undefined {
  if (value?.kind !== 'scalar') return undefined;
  const text = how(value.value === null ? '' : String(value.value));
  if (text === undefined) return undefined;
  const { encoded: _encoded, wholeFile: _file, lines: _lines, filled: _filled, ...rest } = value;
  return { ...rest, value: text };
}

function withText(
  given: EvaluatedValue | undefined,
  value: EvaluatedValue | undefined,
  how: (given: string, text: string) => string | undefined,
): EvaluatedScalar | undefined {
  const text = textOf(given);
  return text === undefined ? undefined : change(value, whole => how(text, whole));
}

function test(
  given: EvaluatedValue | undefined,
  value: EvaluatedValue | undefined,
  at: EvaluatedValue['at'],
  holds: (given: string, text: string) => boolean | undefined,
): EvaluatedScalar | undefined {
  const [part, text] = [textOf(given), textOf(value)];
  const found = part === undefined || text === undefined ? undefined : holds(part, text);
  return found === undefined ? undefined : scalar(found, at);
}

/** More than any text of people grows to where something in it is replaced. */
const MAX_GROWTH = 1 << 24;

function isBounded(text: string, target: string): boolean {
  return text.length * target.length <= MAX_GROWTH;
}

/** Undefined where it is no pattern of RE2, which Go's are. */
function regex(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}

function indented(
  spaces: EvaluatedValue | undefined,
  value: EvaluatedValue | undefined,
  start: string,
): EvaluatedScalar | undefined {
  const count = Number(textOf(spaces));
  if (!Number.isInteger(count) || count < 0 || count > 1000 || value?.kind !== 'scalar') return undefined;
  const white = ' '.repeat(count);
  const text = value.value === null ? '' : String(value.value);
  if (!isBounded(text, white)) return undefined;
  const moved = { ...value, value: `${start}${white}${text.replace(/\n/g, `\n${white}`)}` };
  return start === '' ? moved : { ...moved, ...aLineBelow(value, text) };
}

/** The places of a text's lines, where an empty one is put above them. */
function aLineBelow(value: EvaluatedScalar, text: string): Pick<EvaluatedScalar, 'lines' | 'filled'> {
  const { filled } = value;
  const lines = linesOf(value, text);
  return {
    ...(lines ? { lines: [lines[0] ?? 1, ...lines] } : {}),
    ...(filled ? { filled: filled.map(part => ({ ...part, line: part.line + 1 })) } : {}),
  };
}

function joined(
  items: readonly EvaluatedValue[],
  glue: string,
  at: EvaluatedValue['at'],
): EvaluatedScalar | undefined {
  const texts = items.map(textOf);
  return texts.includes(undefined) ? undefined : scalar(texts.join(glue), items[0]?.at ?? at);
}

function parsed(value: EvaluatedValue | undefined): EvaluatedValue | undefined {
  if (value?.kind !== 'scalar' || typeof value.value !== 'string' || value.gaps) return undefined;
  if (value.encoded) return value.encoded;
  const file = value.wholeFile ?? value.at.file;
  const { documents, errors } = parseYaml(file, value.value);
  const [document] = documents;
  if (errors.length > 0) return failure('a text that is no YAML', value.at);
  if (!document) return { kind: 'map', entries: new Map(), at: value.at };
  return valueFrom(
    value.wholeFile === undefined
      ? positionedAt(value.at.file, value.at.line, document.data.value)
      : document.data,
  );
}
