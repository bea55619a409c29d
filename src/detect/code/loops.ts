/**
 * Charts that code names in a list and installs in a loop over it: `for (const chart of ["base", "istiod"])`, `charts.map(({ name }) =>
 * …)`, `for chart in CHARTS:`, `for _, r := range []release{{"istiod", "1.22.2"}}`.
 */

import { append } from '../../append.js';
import type { TellMore } from '../limits.js';
import type { CodeFile } from './blocks.js';
import type { HandedAt } from './handed-rounds.js';
import { chartIn } from './joined-names.js';
import { type List, listAt, listBefore } from './lists.js';
import { closingOfList, fieldAmong, itemsOf, openOf, type Piece, piecesOf, trimmed } from './literals.js';
import type { Scope } from './scope.js';
import { filled, NAME, usesIn } from './uses.js';

/** A chart of a list, and where the loop over that list installs it. */
export interface LoopedChart {
  readonly name: string;
  /** Where the list names it. */
  readonly item: Piece;
  /** Where the body of the loop says that this is the chart. */
  readonly index: number;
  /** What an expression of the body is for this item; undefined where it is nothing of the item's. */
  itemOf(expression: string): (Piece & { readonly source?: CodeFile }) | 'absent' | undefined;
  /** The file of the item, where that is another one; so may be that of what is of it. */
  readonly source?: CodeFile;
  /** It is named in what an object takes from another one. */
  readonly isSpread?: true;
  /** Calls by which it is handed on, the nearest first: its version may be said around those. */
  readonly places?: readonly HandedAt[];
}

/** More loops than a file has that speaks of charts, and more charts than they install. */
const MAX_LOOPS = 200;
const MAX_CHARTS = 2000;
/** More places in a body at which charts are named. */
const MAX_USES = 200;

/** What a name in the body stands for: the item itself, a field of it, one of its parts, or a side of an entry of a mapping. */
type Accessor = { readonly field?: string; readonly part?: number; readonly side?: 'key' | 'value' };

export interface Loop {
  readonly names: ReadonlyMap<string, Accessor>;
  readonly items: readonly Piece[];
  /** Names of the parts of an item that are written without names: a struct of Go. */
  readonly order: readonly string[];
  readonly body: Piece;
  /** The file of the items, where that is another one. */
  readonly home?: CodeFile;
}

/** All of them, in loops over lists that the file holds. */
export function loopedCharts(path: string, loops: readonly Loop[], more: TellMore): readonly LoopedChart[] {
  const found: LoopedChart[] = [];
  for (const loop of loops) {
    append(found, chartsOf(loop, path, more));
    if (found.length <= MAX_CHARTS) continue;
    more();
    break;
  }
  return found.slice(0, MAX_CHARTS);
}

/** Loops over lists that the first file of a scope holds. */
export function loopsOf(path: string, scope: Scope, more: TellMore): readonly Loop[] {
  const text = scope[0]?.text ?? '';
  return /\.py$/.test(path)
    ? ofPython(text, scope, more)
    : /\.go$/.test(path)
      ? ofGo(text, scope, more)
      : ofScript(text, scope, more);
}

/** `const { chart, version } = c;`, in the body. */
const TAKEN_APART = new RegExp(`\\b(?:const|let|var)\\s*(\\{[^{}]{1,300}\\})\\s*=\\s*(${NAME})`, 'g');

function chartsOf(
  { names: given, items, order, body, home }: Loop,
  path: string,
  more: TellMore,
): readonly LoopedChart[] {
  const names = new Map(given);
  for (const [, pattern = '', from = ''] of body.text.matchAll(TAKEN_APART))
    if (given.has(from) && !isPart(given.get(from))) for (const one of namesIn(pattern)) names.set(...one);
  const uses = usesIn({ path, text: body.text });
  if (uses.length > MAX_USES) more();
  return uses.slice(0, MAX_USES).flatMap(({ index, expression, pattern }) =>
    items.flatMap(item => {
      const itemOf = (words: string): Piece | 'absent' | undefined => valueIn(item, words, names, order);
      const value = expression === undefined ? undefined : itemOf(expression);
      const name =
        pattern !== undefined
          ? filled(pattern, itemOf)
          : typeof value === 'object'
            ? chartIn(value.text)
            : undefined;
      if (name === undefined) return [];
      const source = home ? { source: home } : {};
      return [{ name, item: trimmed(item), index: body.start + index, itemOf, ...source }];
    }),
  );
}

function isPart(accessor: Accessor | undefined): boolean {
  return accessor?.field !== undefined || accessor?.part !== undefined || accessor?.side === 'key';
}

export function valueIn(
  item: Piece,
  words: string,
  names: ReadonlyMap<string, Accessor>,
  order: readonly string[],
): Piece | 'absent' | undefined {
  const [, name = '', field, key] =
    /^([\w$]{1,61})(?:\??\.([\w$]{1,61})|\[["']?(\w{1,60})["']?\])?$/.exec(words) ?? [];
  const accessor = names.get(name);
  if (!accessor) return undefined;
  const inner = field ?? key;
  if (inner !== undefined)
    return isPart(accessor)
      ? undefined
      : partOf(
          item,
          { ...accessor, ...(/^\d+$/.test(inner) ? { part: Number(inner) } : { field: inner }) },
          order,
        );
  return partOf(item, accessor, order);
}

/** `"istiod": {…}`, `istiod: "1.22.2"` */
const ENTRY = /^\s*(?:["'`]([^"'`\n]{1,80})["'`]|([A-Za-z_$][\w$]{0,80}))\s*[:=](?!=)\s*/;

function sideOf(item: Piece, side: 'key' | 'value'): Piece | undefined {
  const entry = ENTRY.exec(item.text);
  if (!entry) return undefined;
  const before = entry[0].length;
  if (side === 'value') return { text: item.text.slice(before), start: item.start + before };
  const blank = item.text.length - item.text.trimStart().length;
  return { text: JSON.stringify(entry[1] ?? entry[2]), start: item.start + blank };
}

function partOf(whole: Piece, { field, part, side }: Accessor, order: readonly string[]): Piece | 'absent' {
  const item = side === undefined ? whole : sideOf(whole, side);
  if (!item) return 'absent';
  if (field === undefined && part === undefined) return trimmed(item);
  const open = openOf(item);
  if (open === undefined) return 'absent';
  const pieces = piecesOf(item.text, open - item.start).map(({ text, start }) => ({
    text,
    start: start + item.start,
  }));
  const place = part ?? order.indexOf(field ?? '');
  const found = field === undefined ? pieces[place] : fieldAmong(pieces, field);
  // What has a name stands behind what has none.
  const inOrder = field !== undefined && pieces.length <= order.length ? pieces[place] : undefined;
  const value = found ?? (inOrder && !isKeyed(inOrder) ? inOrder : undefined);
  return value ? trimmed(value) : 'absent';
}

function isKeyed({ text }: Piece): boolean {
  return /^\s*\w+\s*(?::|=(?!=))/.test(text);
}

/** Names of a pattern: `chart`, `{ name, chart: c }`, `[name, chart]`, `(name, chart)`, `name, chart`. */
function namesIn(pattern: string): readonly (readonly [string, Accessor])[] {
  const inner = pattern.trim().replace(/^[[({]|[\])}]$/g, '');
  if (inner === pattern.trim() && !inner.includes(',')) return [[inner, {}]];
  const isObject = pattern.trim().startsWith('{');
  return inner.split(',').flatMap((one, part): readonly (readonly [string, Accessor])[] => {
    const [, field = '', renamed] = /^\s*([\w$]{1,61})(?:\s*:\s*([\w$]{1,61}))?\s*$/.exec(one) ?? [];
    if (field === '') return [];
    return [[renamed ?? field, isObject ? { field } : { part }]];
  });
}

const PATTERN = `${NAME}|\\{[^{}]{1,300}\\}|\\[[^\\[\\]]{1,300}\\]`;
const FOR_OF = new RegExp(`\\bfor\\s*\\(\\s*(?:const|let|var)\\s*(${PATTERN})\\s*of\\s+`, 'g');
const EACH = new RegExp(
  `\\.(?:forEach|map|flatMap)(\\()\\s{0,99}(?:async\\s{1,9})?(?:function\\s{0,9}\\()?\\(?\\s{0,9}(${PATTERN})`,
  'g',
);

/** The heads of loops; those beyond the limit matter where code behind them speaks of a chart. */
function headsOf(text: string, pattern: RegExp, more: TellMore): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) {
    if (found.length >= MAX_LOOPS) {
      if (/chart/i.test(text.slice(match.index))) more();
      break;
    }
    found.push(match);
  }
  return found;
}

function ofScript(text: string, scope: Scope, more: TellMore): readonly Loop[] {
  const found: Loop[] = [];
  for (const match of headsOf(text, FOR_OF, more)) {
    const list = listAt(scope, match.index + match[0].length);
    const head = closingOfList(text, text.indexOf('(', match.index));
    if (!list || head === undefined) continue;
    const opened = head + (/^\s*/.exec(text.slice(head, head + 200))?.[0].length ?? 0);
    // A body of one statement ends with the call that it is.
    const call = text[opened] === '{' ? opened : text.indexOf('(', opened);
    const end = call < 0 ? undefined : closingOfList(text, call);
    if (end !== undefined) found.push(loopOf(text, match[1] ?? '', list, opened, end, more));
  }
  for (const match of headsOf(text, EACH, more)) {
    const list = listBefore(scope, match.index);
    const open = match.index + match[0].indexOf('(');
    const end = closingOfList(text, open);
    if (list && end !== undefined)
      found.push(loopOf(text, match[2] ?? '', list, match.index + match[0].length, end, more));
  }
  return found;
}

const FOR_IN = new RegExp(
  `^([ \\t]{0,100})for[ \\t]+(\\(?${NAME}(?:[ \\t]*,[ \\t]*${NAME}){0,8}\\)?)[ \\t]+in[ \\t]+`,
  'gm',
);

function ofPython(text: string, scope: Scope, more: TellMore): readonly Loop[] {
  const found: Loop[] = [];
  for (const match of headsOf(text, FOR_IN, more)) {
    const list = listAt(scope, match.index + match[0].length);
    if (!list) continue;
    const start = text.indexOf('\n', list.behind);
    if (start < 0) continue;
    // What is not further in than the loop stands behind it.
    const indent = (match[1] ?? '').length;
    const after = new RegExp(`\\n[ \\t]{0,${indent}}(?=[^\\s])`, 'g');
    after.lastIndex = start;
    const end = after.exec(text)?.index ?? text.length;
    const loop = loopOf(text, match[2] ?? '', list, start, end, more);
    const type = /^\s*(?:\w{1,60}\.)?([A-Z]\w{0,60})\(/.exec(loop.items[0]?.text ?? '')?.[1];
    found.push(type === undefined ? loop : { ...loop, order: fieldsOfPython(type, scope) });
  }
  return found;
}

/** Names of the fields of a dataclass or a NamedTuple, in the order in which they are given. */
function fieldsOfPython(type: string, scope: Scope): readonly string[] {
  const declared = new RegExp(
    `^class[ \\t]{1,9}${type}\\b[^\\n]{0,200}:[ \\t]{0,9}\\n((?:(?:[ \\t]{1,20}[^\\n]{0,300})?\\n){1,60})`,
    'm',
  );
  const body =
    scope.map(({ text }) => declared.exec(`${text}\n\n`)?.[1]).find(one => one !== undefined) ?? '';
  return body
    .split('\n')
    .flatMap(line => /^[ \t]{1,20}([a-z_]\w{0,60})[ \t]{0,9}:[ \t]{0,9}\w/.exec(line)?.[1] ?? []);
}

const RANGE = new RegExp(`\\bfor\\s+(\\w{1,60}\\s*,\\s*(${NAME}))\\s*:=\\s*range\\s+`, 'g');

function ofGo(text: string, scope: Scope, more: TellMore): readonly Loop[] {
  const found: Loop[] = [];
  for (const match of headsOf(text, RANGE, more)) {
    const list = listAt(scope, match.index + match[0].length);
    const open = list ? text.indexOf('{', list.behind) : -1;
    const end = open < 0 ? undefined : closingOfList(text, open);
    if (!list || end === undefined) continue;
    const order = list.type === undefined ? [] : orderOf(list.type, scope);
    const pattern = list.over === undefined ? match[2] : match[1];
    found.push({ ...loopOf(text, pattern ?? '', list, open, end, more), order });
  }
  return found;
}

/** Names of a struct's fields, in the order in which a literal without names gives them. */
function orderOf(type: string, scope: Scope): readonly string[] {
  const own = /^struct\s*\{([^{}]{0,2000})\}$/.exec(type)?.[1];
  const name = /^\w{1,60}$/.exec(type)?.[0];
  const declared = new RegExp(`\\btype\\s+${name}\\s+struct\\s*\\{([^{}]{0,2000})\\}`);
  const elsewhere =
    name === undefined
      ? undefined
      : scope.map(({ text }) => declared.exec(text)?.[1]).find(one => one !== undefined);
  const fields = own ?? elsewhere ?? '';
  return fields
    .split(/[\n;]/)
    .flatMap(line => /^\s*(\w{1,60}(?:\s*,\s*\w{1,60}){0,20})\s+\S/.exec(line)?.[1]?.split(/\s*,\s*/) ?? []);
}

function loopOf(text: string, pattern: string, list: List, start: number, end: number, more: TellMore): Loop {
  const { home, over } = list;
  if (list.isCut) more();
  return {
    names: new Map(over === undefined ? namesIn(pattern) : sidesIn(pattern, over)),
    items: [...itemsOf(home?.text ?? text, list.open, more), ...(list.added ?? [])],
    order: [],
    body: { text: text.slice(start, end), start },
    ...(home ? { home } : {}),
  };
}

/** `[name, version]`, `[name, { version }]`, `name, version`, or the name of a side alone. */
function sidesIn(
  pattern: string,
  over: 'entries' | 'keys' | 'values',
): readonly (readonly [string, Accessor])[] {
  if (over !== 'entries')
    return namesIn(pattern).map(([name, accessor]) => [
      name,
      { ...accessor, side: over === 'keys' ? 'key' : 'value' },
    ]);
  const [, key, value = ''] =
    /^[[(]?\s*([\w$]{1,61})\s*,\s*(.{0,300}?)\s*[\])]?$/s.exec(pattern.trim()) ?? [];
  if (key === undefined) return [];
  return [
    [key, { side: 'key' }],
    ...namesIn(value).map(([name, accessor]) => [name, { ...accessor, side: 'value' }] as const),
  ];
}
