/**
 * Functions and references of make as what they come to: https://www.gnu.org/software/make/manual/html_node/Functions.html
 * What only running it tells is left as it is written.
 */

/** Deeper than functions stand in functions, and longer than what people have them come to. */
const MAX_DEPTH = 6;
const MAX_TEXT = 20_000;
/** More names and functions than one text comes to. */
const MAX_STEPS = 2000;
/** More brackets that nothing closes than a text has that is one. */
const MAX_UNCLOSED = 50;

/** `$(name arg,arg)` or `${name arg,arg}`, from its first character. */
export interface Call {
  readonly name: string;
  /** Without the name; what stands in brackets is not cut. */
  readonly given: readonly string[];
  readonly end: number;
}

/** @returns undefined where no function stands there */
export function functionAt(text: string, start: number): Call | undefined {
  const inner = innerAt(text, start);
  const [head, name] =
    /^(call|foreach|eval|addprefix|addsuffix|patsubst|subst|sort|strip|if|or|firstword|lastword|word)[ \t]+/.exec(
      inner ?? '',
    ) ?? [];
  if (inner === undefined || head === undefined || name === undefined) return undefined;
  return { name, given: partsOf(inner.slice(head.length)), end: start + inner.length + 3 };
}

/** What stands between the brackets of `$(…)`. */
export function innerAt(text: string, start: number): string | undefined {
  const open = text[start] === '$' ? (text[start + 1] ?? '') : '';
  const close = open === '(' ? ')' : open === '{' ? '}' : undefined;
  if (close === undefined) return undefined;
  let depth = 0;
  const limit = Math.min(text.length, start + MAX_TEXT);
  for (let at = start + 1; at < limit; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === close && --depth === 0) return text.slice(start + 2, at);
  }
  return undefined;
}

function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at] ?? ',';
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') depth--;
    else if (char === ',' && (depth === 0 || at === text.length)) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return parts;
}

/** What a text comes to by functions of texts and by names. */
export function evaluated(text: string, known: Known): string {
  return new Evaluation(known).of(text, 0);
}

/**
 * A text with `$(or $(3),$(VERSION))`, `$(if …)`, `$(firstword $(subst :, ,base:1.22.2))` and such as what they come to; names stay, so
 * that what they are is read where that stands. A name that the file does not set is empty for those who give nothing.
 */
export function simplified(text: string, known: Known, depth = 0): string {
  if (depth > MAX_DEPTH) return text;
  let found = '';
  let left = MAX_UNCLOSED;
  for (let at = 0; at < text.length; ) {
    const start = left-- > 0 ? text.slice(at).search(SIMPLE) : -1;
    const call = start < 0 ? undefined : functionAt(text, at + start);
    if (start < 0) return found + text.slice(at);
    const end = call?.end ?? at + start + 1;
    const whole = text.slice(at + start, end);
    found += text.slice(at, at + start) + (call ? (resultOf(call, whole, known, depth + 1) ?? whole) : whole);
    at = end;
  }
  return found;
}

/** `$(wildcard values/istiod.yaml)`: a file that is taken where it is there; undefined for anything else. */
export function optionalFile(text: string): string | undefined {
  return /^\$[({]wildcard[ \t]+([^\s*?[\]]{1,300})[)}]$/.exec(text)?.[1];
}

/** Each file that `$(wildcard …)` names, as one that is taken where it is there; undefined for anything else, and for patterns. */
export function optionalFiles(text: string): readonly string[] | undefined {
  const inner = innerAt(text.trim(), 0);
  const [head] = /^wildcard[ \t]+/.exec(inner ?? '') ?? [];
  if (inner === undefined || head === undefined || inner.length + 3 !== text.trim().length) return undefined;
  const files = inner
    .slice(head.length)
    .split(/\s+/)
    .filter(file => file !== '');
  return files.some(file => /[*?[\]]/.test(file)) ? undefined : files.map(file => `$(wildcard ${file})`);
}

/** What `simplified` makes something of; `$$(…)` is the shell's. */
export const SIMPLE = /(?<!\$)\$[({](?:or|if|firstword|lastword|word|subst)[ \t]/;

function resultOf({ name, given }: Call, whole: string, known: Known, depth: number): string | undefined {
  if (name === 'or') {
    // What only running it tells comes before all that stand behind it.
    const one = given.find((part, index) => index === given.length - 1 || isSet(part, known) !== false);
    const isTold = one !== undefined && (one === given.at(-1) || isSet(one, known));
    return isTold ? simplified(one.trim(), known, depth) : undefined;
  }
  if (name === 'if') {
    const [condition = '', then = '', ...otherwise] = given;
    const isTrue = isSet(condition, known);
    return isTrue === undefined
      ? undefined
      : simplified((isTrue ? then : otherwise.join(',')).trim(), known, depth);
  }
  const text = evaluated(whole, known);
  return text.includes('$') ? undefined : text;
}

/** @returns undefined of what only running it tells */
function isSet(part: string, known: Known): boolean | undefined {
  const text = part.trim();
  const name = /^\$[({](\w{1,80})[)}]$/.exec(text)?.[1];
  if (name !== undefined) return (known(name) ?? '') !== '';
  const come = evaluated(text, known).trim();
  return come.includes('$') ? undefined : come !== '';
}

type Known = (name: string) => string | undefined;

class Evaluation {
  private left = MAX_STEPS;

  constructor(private readonly known: Known) {}

  of(text: string, depth: number): string {
    if (!text.includes('$') || depth > MAX_DEPTH || text.length > MAX_TEXT || this.left-- <= 0) return text;
    let found = '';
    let unclosed = 0;
    for (let at = 0; at < text.length && found.length < MAX_TEXT; ) {
      const next = text.indexOf('$', at);
      if (next !== at) {
        found += text.slice(at, next < 0 ? text.length : next);
        at = next < 0 ? text.length : next;
        continue;
      }
      const inner = unclosed > MAX_UNCLOSED ? undefined : innerAt(text, at);
      if (inner === undefined) {
        if (/^\$[({]/.test(text.slice(at, at + 2))) unclosed++;
        found += text[at];
        at++;
        continue;
      }
      const whole = text.slice(at, at + inner.length + 3);
      found += this.resultOf(text, at, inner, depth) ?? whole;
      at += whole.length;
    }
    return found;
  }

  private resultOf(text: string, at: number, inner: string, depth: number): string | undefined {
    const call = functionAt(text, at);
    if (call?.name === 'foreach') return this.each(call.given, depth);
    if (call)
      return applied(
        call.name,
        // What a space stands for is one of these itself.
        call.given.map(one =>
          call.name === 'subst' ? this.of(one, depth + 1) : this.of(one, depth + 1).trim(),
        ),
      );
    // `$(CHARTS:%=install-%)`, `$(CHARTS:.yaml=)`
    const [, name = inner, from, to = ''] = /^([\w.@*-]{1,80}):([^=:]{0,80})=(.{0,80})$/.exec(inner) ?? [];
    const value = this.known(name);
    if (value === undefined) return this.computed(inner, depth);
    const whole = this.of(value, depth + 1);
    if (from === undefined) return whole;
    const isPattern = from.includes('%');
    return each(whole, word => patterned(word, isPattern ? from : `%${from}`, isPattern ? to : `%${to}`));
  }

  /** `$(VERSION_$(ENV))`, as the name that it comes to: https://www.gnu.org/software/make/manual/html_node/Computed-Names.html */
  private computed(inner: string, depth: number): string | undefined {
    if (!inner.includes('$')) return undefined;
    const name = this.of(inner, depth + 1);
    if (!/^[\w.-]{1,100}$/.test(name)) return undefined;
    const value = this.known(name);
    return value === undefined ? `$(${name})` : this.of(value, depth + 1);
  }

  /** `$(foreach f,$(FEATURES),feature-$(f))` */
  private each([name = '', list = '', ...body]: readonly string[], depth: number): string | undefined {
    const words = this.of(list, depth + 1).trim();
    if (words === '' || words.includes('$')) return undefined;
    const own = name.trim();
    return each(words, word => {
      const inner = new Evaluation(one => (one === own ? word : this.known(one)));
      inner.left = Math.min(this.left, MAX_STEPS);
      const text = inner.of(body.join(','), depth + 1);
      this.left = inner.left;
      return text;
    });
  }
}

function applied(name: string, [first = '', second = '', third = '']: readonly string[]): string | undefined {
  if (name === 'addprefix') return each(second, word => first + word);
  if (name === 'addsuffix') return each(second, word => word + first);
  if (name === 'patsubst') return each(third, word => patterned(word, first, second));
  if (name === 'subst') return first === '' ? third : substituted(third, first, second);
  const isKnown = !first.includes('$') && !second.includes('$');
  if (name === 'firstword') return isKnown ? first.split(/\s+/)[0] : undefined;
  if (name === 'lastword') return isKnown ? first.split(/\s+/).at(-1) : undefined;
  if (name === 'word')
    return isKnown && /^[1-9]\d?$/.test(first) ? (second.split(/\s+/)[Number(first) - 1] ?? '') : undefined;
  if (name === 'sort') return [...new Set(first.split(/\s+/))].sort().join(' ');
  return name === 'strip' ? first.split(/\s+/).join(' ') : undefined;
}

function substituted(text: string, from: string, to: string): string | undefined {
  const parts = text.split(from);
  return text.length + parts.length * to.length > MAX_TEXT ? undefined : parts.join(to);
}

/** @returns undefined for what is longer than any text of people */
function each(text: string, change: (word: string) => string): string | undefined {
  const found: string[] = [];
  let length = 0;
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const one = change(word);
    length += one.length + 1;
    if (length > MAX_TEXT) return undefined;
    found.push(one);
  }
  return found.join(' ');
}

function patterned(word: string, pattern: string, result: string): string {
  const stem = stemOf(word, pattern);
  return stem === undefined ? word : result.replace('%', () => stem);
}

/** What `%` stands for; undefined for a word that the pattern is not of. */
export function stemOf(word: string, pattern: string): string | undefined {
  const [start = '', end] = pattern.split('%', 2);
  if (end === undefined) return word === pattern ? '' : undefined;
  const isOf = word.length > start.length + end.length && word.startsWith(start) && word.endsWith(end);
  return isOf ? word.slice(start.length, word.length - end.length) : undefined;
}

/** `ifeq (,$(VERSION))`, `ifeq ($(strip $(VERSION)),)`, `ifndef VERSION`, `ifeq ($(VERSION),latest)`: nobody says which. */
const UNSAID =
  /^[ \t]*(?:else[ \t]+)?(?:ifndef[ \t]+\w{1,80}|ifeq[ \t]*(?:\([ \t]*(?:latest)?[ \t]*,[ \t]*(?:\$\(strip )?\$[({]\w{1,80}[)}]\)?[ \t]*\)|\([ \t]*(?:\$\(strip )?\$[({]\w{1,80}[)}]\)?[ \t]*,[ \t]*(?:latest)?[ \t]*\)|["'](?:latest)?["'][ \t]+["']\$[({]\w{1,80}[)}]["']|["']\$[({]\w{1,80}[)}]["'][ \t]+["'](?:latest)?["']))[ \t]*(?:#.*)?$/;
const STARTS = /^[ \t]*ifn?(?:eq|def)\b/;

/**
 * A Makefile as it is for those that give its variables: of `ifeq (,$(VERSION)) … else … endif`, what stands behind `else`. Its lines
 * keep their numbers.
 */
export function whereGiven(text: string): string {
  const lines = text.split('\n');
  /** For each condition around a line: where what is not meant starts, in lines; -1 for any other. */
  const open: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.length > MAX_CONDITION) continue;
    if (STARTS.test(line)) open.push(UNSAID.test(line) ? index + 1 : -1);
    else if (/^[ \t]*else\b/.test(line)) {
      const from = open.pop();
      if (from === undefined) continue;
      if (from >= 0) lines.fill('', from, index);
      open.push(UNSAID.test(line) ? index + 1 : -1);
    } else if (/^[ \t]*endif\b/.test(line)) open.pop();
  }
  return lines.join('\n');
}

/** Longer than conditions are. */
const MAX_CONDITION = 400;
