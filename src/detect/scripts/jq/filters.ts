/**
 * What jq and yq print of a file, of the part of their language that scripts ask versions with: keys, `[]`, `select`, texts with fields,
 * lists as lines (https://jqlang.org/manual/, https://mikefarah.gitbook.io/yq). Anything else is not known.
 */
import { append } from '../../../append.js';
import type { Positioned } from '../../../model.js';
import { placeIn } from '../../../yaml/positioned.js';
import { isRecord } from '../../data.js';
import { type Part, type Row, textOf } from '../printed-rows.js';
import type { Word } from '../text.js';

type Value =
  | { readonly node: Positioned }
  | { readonly row: Row; readonly isNull?: true }
  | { readonly list: readonly Value[] };

/** Longer than filters of people, and deeper than they nest. */
const MAX_FILTER = 500;
const MAX_DEPTH = 12;
/** More values than one of them comes to. */
const MAX_VALUES = 500;
const MAX_STEPS = 20_000;
/** Longer than all that a script reads so, and more parts than a line of it is made of. */
const MAX_PRINTED = 200_000;
const MAX_PARTS = 1000;

/**
 * @param place where what the filter itself says stands
 * @param known what `$name` of the filter, and a variable of the environment is
 * @returns undefined for what is not read here
 */
export function filtered(
  data: Positioned,
  filter: string,
  place: Omit<Word, 'text'>,
  known: (name: string) => string | undefined,
): readonly Row[] | undefined {
  if (filter.length > MAX_FILTER) return undefined;
  try {
    const rows = new Filter(filter, place, known).run(data).map(printed);
    return textOf(rows.flat()).length > MAX_PRINTED ? undefined : rows;
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

class NotRead extends Error {}

function printed(value: Value): Row {
  if ('row' in value) return value.row;
  if ('list' in value) throw new NotRead();
  return [wordOf(value.node)];
}

function wordOf(node: Positioned): Part {
  const { value } = node;
  const { file, line } = placeIn(node, []);
  const isText = typeof value !== 'object' || value === null;
  return isText ? { text: String(value ?? 'null'), line, file } : { text: '{}', line, file, node };
}

/** Of what is no text, that it is there. */
function valueText(value: Value): string {
  return 'list' in value ? '{}' : textOf(printed(value));
}

class Filter {
  private at = 0;
  private depth = 0;
  private left = MAX_STEPS;

  constructor(
    private readonly filter: string,
    private readonly place: Omit<Word, 'text'>,
    private readonly known: (name: string) => string | undefined,
  ) {}

  run(data: Positioned): readonly Value[] {
    const found = this.pipe([{ node: data }]);
    if (this.at < this.filter.length) throw new NotRead();
    return found;
  }

  /** `a | b` */
  private pipe(input: readonly Value[]): readonly Value[] {
    if (this.depth++ > MAX_DEPTH) throw new NotRead();
    let found = this.comma(input);
    while (this.takes(/^\|(?!=)/)) found = this.comma(found);
    this.depth--;
    return found;
  }

  /** `a, b`, of each value in turn */
  private comma(input: readonly Value[]): readonly Value[] {
    const start = this.at;
    const found: Value[] = [];
    for (const value of input.length === 0 ? [undefined] : input) {
      this.at = start;
      if (this.left-- <= 0 || found.length > MAX_VALUES) throw new NotRead();
      const own = value ? [value] : [];
      const made = [...this.sum(own)];
      while (this.takes(/^,/)) append(made, this.sum(own));
      // Of nothing, it is only known where it ends.
      if (value) append(found, made);
    }
    return found;
  }

  /** `.name + " " + .version`, `.version // "1.22.2"` */
  private sum(input: readonly Value[]): readonly Value[] {
    let found = this.term(input);
    for (;;) {
      if (this.takes(/^\+/)) {
        const [left, right] = [only(found), only(this.term(input))];
        // To what is null, anything is added as it stands.
        if (left && right && isNull(left)) found = [right];
        else if (left && right && isNull(right)) found = [left];
        else found = left && right ? [lineOf([...printed(left), ...printed(right)])] : [];
      } else if (this.takes(/^\/\//)) {
        const other = this.term(input);
        // What stands behind is of the other for jq, and of both for yq.
        if (this.takes(/^(?:\+|[!=]=|and\b|or\b)/)) throw new NotRead();
        const set = found.filter(value => !/^(?:null|false)$/.test(valueText(value)));
        found = set.length > 0 ? set : other;
      } else return found;
    }
  }

  private term(input: readonly Value[]): readonly Value[] {
    if (this.takes(/^\(/)) return this.after(this.closed(this.pipe(input), ')'), input);
    if (this.takes(/^\[/)) return [{ list: this.closed(this.pipe(input), ']') }];
    if (this.next() === '.') return this.path(input);
    if (this.next() === '"') return this.text(input);
    const call = this.taken(/^@?[A-Za-z_]\w{0,30}/);
    if (call !== undefined) return this.after(this.called(call, input), input);
    const variable = this.taken(/^\$[A-Za-z_]\w{0,60}/);
    if (variable !== undefined) return [this.given(variable.slice(1))];
    const number = this.taken(/^\d{1,9}(?![\w.])/);
    if (number !== undefined) return [this.written(number)];
    throw new NotRead();
  }

  /** `.charts[] .name`, `.["istio"].version` */
  private path(input: readonly Value[]): readonly Value[] {
    this.at++;
    // `. and .name`
    const isAlone = /\s/.test(this.filter[this.at] ?? '');
    const key = isAlone ? undefined : this.taken(/^[A-Za-z_][\w-]{0,100}|^"[^"\\]{1,100}"/);
    const name = key && known(key.replaceAll('"', ''));
    const found = name === undefined ? input : input.flatMap(value => inside(value, name));
    return this.after(found, input);
  }

  /** @param around of which what stands in brackets asks: `.versions[.default]` */
  private after(input: readonly Value[], around: readonly Value[]): readonly Value[] {
    let found = input;
    for (;;) {
      const key = this.taken(/^\.(?:[A-Za-z_][\w-]{0,100}|"[^"\\]{1,100}")/);
      if (key !== undefined) {
        const name = known(key.slice(1).replaceAll('"', ''));
        found = found.flatMap(value => inside(value, name));
      } else if (/^\.?\[/.test(this.filter.slice(this.at, this.at + 2))) found = this.indexed(found, around);
      else if (this.filter[this.at] === '?') this.at++;
      else return found;
      if (found.length > MAX_VALUES) throw new NotRead();
    }
  }

  private indexed(input: readonly Value[], around: readonly Value[]): readonly Value[] {
    this.at += this.filter[this.at] === '.' ? 2 : 1;
    if (this.takes(/^\]/)) return input.flatMap(each);
    const index = this.taken(/^\d{1,6}/);
    const key = index === undefined ? only(this.term(around)) : undefined;
    if (index === undefined && !key) throw new NotRead();
    this.closed([], ']');
    return input.flatMap(value => inside(value, index ?? (key ? valueText(key) : '')));
  }

  /** `"istio"`, `"\(.name) \(.version)"` */
  private text(input: readonly Value[]): readonly Value[] {
    this.at++;
    const parts: Part[] = [];
    for (;;) {
      const plain = /^[^"\\]{1,500}/.exec(this.filter.slice(this.at))?.[0] ?? '';
      this.at += plain.length;
      if (plain !== '') parts.push({ text: known(plain), ...this.place });
      const sign = this.filter.slice(this.at, this.at + 2);
      if (sign.startsWith('"')) break;
      if (!sign.startsWith('\\')) throw new NotRead();
      this.at += 2;
      if (sign === '\\(') {
        const value = only(this.closed(this.pipe(input), ')'));
        if (value) for (const word of printed(value)) parts.push(word);
      } else parts.push({ text: ESCAPED.get(sign) ?? sign.slice(1), ...this.place });
    }
    this.at++;
    return [lineOf(parts)];
  }

  private called(name: string, input: readonly Value[]): readonly Value[] {
    if (name === 'select') {
      if (!this.takes(/^\(/)) throw new NotRead();
      const condition = this.at;
      const found = input.filter(value => {
        this.at = condition;
        return this.isTrue(value);
      });
      if (input.length === 0) this.isTrue(undefined);
      this.closed([], ')');
      return found;
    }
    if (name === 'env' && this.takes(/^\./)) return [this.given(this.taken(/^\w{1,80}/) ?? '')];
    if (name === 'env' || name === 'strenv') {
      const variable = this.takes(/^\(/) ? this.taken(/^\w{1,80}/) : undefined;
      if (variable === undefined) throw new NotRead();
      return this.closed([this.given(variable)], ')');
    }
    if (name === 'join') {
      if (!this.takes(/^\(/)) throw new NotRead();
      const [separator] = this.closed(this.term(input.slice(0, 1)), ')');
      if (!separator) return [];
      return input.map(value => this.joined(value, valueText(separator)));
    }
    if (name === 'null') return [NULL];
    if (/^(?:true|false)$/.test(name)) return [this.written(name)];
    if (name === 'map') {
      if (!this.takes(/^\(/)) throw new NotRead();
      return [{ list: this.closed(this.pipe(input.flatMap(each)), ')') }];
    }
    if (name === '@tsv' || name === '@csv')
      return input.map(value => this.joined(value, name === '@tsv' ? '\t' : ','));
    if (/^(?:tostring|trim|@base64|@json)$/.test(name)) return input;
    if (name === 'reverse') return input.map(value => ({ list: itemsOf(value).toReversed() }));
    if (name === 'sort' || name === 'unique') return input.map(value => sorted(value, name === 'unique'));
    if (name === 'to_entries') return input.map(entriesOf);
    if (name === 'keys' || name === 'keys_unsorted') return input.map(keysOf);
    if (name === 'length') return input.map(value => this.written(String(lengthOf(value))));
    throw new NotRead();
  }

  /** `.name == "istio"`, `.enabled`, `.name != "x" and .enabled != false` */
  private isTrue(value: Value | undefined): boolean {
    const input = value ? [value] : [];
    let isSo = this.isAll(input);
    while (this.takes(/^or\b/)) isSo = this.isAll(input) || isSo;
    return isSo;
  }

  /** `and` binds what stands around it before `or` does. */
  private isAll(input: readonly Value[]): boolean {
    let isSo = this.compared(input);
    while (this.takes(/^and\b/)) isSo = this.compared(input) && isSo;
    return isSo;
  }

  private compared(input: readonly Value[]): boolean {
    const left = only(this.sum(input));
    const sign = this.taken(/^[!=]=/);
    const text = left ? valueText(left) : 'null';
    if (sign === undefined) return !/^(?:null|false)$/.test(text);
    const right = only(this.sum(input));
    return (text === (right ? valueText(right) : 'null')) === (sign === '==');
  }

  private joined(value: Value, separator: string): Value {
    const parts = each(value).flatMap((one, index) => [
      ...(index === 0 ? [] : [{ text: separator, ...this.place }]),
      ...(isNull(one) ? [] : printed(one)),
    ]);
    return lineOf(parts);
  }

  private given(name: string): Value {
    const text = this.known(name);
    if (text === undefined) throw new NotRead();
    return this.written(text);
  }

  private written(text: string): Value {
    return { row: [{ text, ...this.place }] };
  }

  private closed<Found>(found: Found, bracket: string): Found {
    if (this.next() !== bracket) throw new NotRead();
    this.at++;
    return found;
  }

  private next(): string | undefined {
    while (/\s/.test(this.filter[this.at] ?? '')) this.at++;
    return this.filter[this.at];
  }

  private takes(pattern: RegExp): boolean {
    return this.taken(pattern) !== undefined;
  }

  private taken(pattern: RegExp): string | undefined {
    this.next();
    const found = pattern.exec(this.filter.slice(this.at, this.at + MAX_FILTER))?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}

/** What is put together of itself again and again doubles with each step. */
function lineOf(row: Row): Value {
  if (row.length > MAX_PARTS || textOf(row).length > MAX_PRINTED) throw new NotRead();
  return { row };
}

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['\\t', '\t'],
  ['\\n', '\n'],
]);

function only(values: readonly Value[]): Value | undefined {
  if (values.length > 1) throw new NotRead();
  return values[0];
}

const NULL: Value = { row: [{ text: 'null', line: 1 }], isNull: true };

function isNull(value: Value): boolean {
  return 'row' in value ? value.isNull === true : 'node' in value && value.node.value === null;
}

/** A text of the filter in which a shell fills in nothing that is not known here. */
function known(text: string): string {
  if (/[$`]/.test(text)) throw new NotRead();
  return text;
}

function itemsOf(value: Value): readonly Value[] {
  if ('row' in value || ('node' in value && !Array.isArray(value.node.value))) throw new NotRead();
  return each(value);
}

/** Texts alone: how anything else is sorted is not known here. */
function sorted(value: Value, isUnique: boolean): Value {
  const texts = itemsOf(value).map(one => {
    if ('list' in one || ('node' in one && typeof one.node.value !== 'string') || isNull(one))
      throw new NotRead();
    return { one, text: valueText(one) };
  });
  const found = texts.toSorted((left, right) =>
    left.text < right.text ? -1 : Number(left.text > right.text),
  );
  const list = isUnique ? found.filter(({ text }, index) => text !== found[index - 1]?.text) : found;
  return { list: list.map(({ one }) => one) };
}

function lengthOf(value: Value): number {
  const isText = 'node' in value && typeof value.node.value !== 'object';
  if (isText) throw new NotRead();
  return each(value).length;
}

function inside(value: Value, key: string): readonly Value[] {
  if (isNull(value)) return [NULL];
  if ('row' in value) throw new NotRead();
  if ('list' in value) return [value.list[Number(key)] ?? NULL];
  const { node } = value;
  const path = Array.isArray(node.value) ? [Number(key)] : [key];
  const found = isRecord(node.value) || Array.isArray(node.value) ? node.at(path) : undefined;
  return [found && found.value !== undefined ? { node: found } : NULL];
}

function each(value: Value): readonly Value[] {
  if (isNull(value)) return [];
  if ('row' in value) throw new NotRead();
  if ('list' in value) return value.list;
  const { node } = value;
  const keys = Array.isArray(node.value)
    ? node.value.map((_, index) => index)
    : isRecord(node.value)
      ? Object.keys(node.value)
      : [];
  if (keys.length > MAX_VALUES) throw new NotRead();
  return keys.map(key => ({ node: node.at([key]) }));
}

function mappingOf(value: Value): { readonly node: Positioned; readonly keys: readonly string[] } {
  if (!('node' in value) || !isRecord(value.node.value)) throw new NotRead();
  const keys = Object.keys(value.node.value);
  if (keys.length > MAX_VALUES) throw new NotRead();
  return { node: value.node, keys };
}

function keysOf(value: Value): Value {
  const { node, keys } = mappingOf(value);
  return { list: keys.map(key => ({ row: [{ text: key, line: node.lineOf([key]), file: node.file }] })) };
}

/** `{key, value}` of each entry. */
function entriesOf(value: Value): Value {
  const { node, keys } = mappingOf(value);
  return { list: keys.map(key => ({ node: entryAt(node, key) })) };
}

function entryAt(node: Positioned, key: string): Positioned {
  const inner = node.at([key]);
  const value = { key, value: inner.value };
  const own: Positioned = {
    file: node.file,
    value,
    lineOf: path => (path[0] === 'value' ? inner.lineOf(path.slice(1)) : node.lineOf([key])),
    endLineOf: path => (path[0] === 'value' ? inner.endLineOf(path.slice(1)) : node.lineOf([key])),
    at: path => {
      if (path[0] === 'value') return inner.at(path.slice(1));
      if (path.length === 0) return own;
      return { ...own, value: path[0] === 'key' ? key : undefined, at: () => own.at(path) };
    },
  };
  return own;
}
