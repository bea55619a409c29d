/** Places of code that name a chart by something else than its name: `chart: c.name`, `{ chart, version }`, `"istio/" + name`. */
import type { CodeFile } from './blocks.js';
import { literalIn, type Piece } from './literals.js';

export interface Use {
  readonly index: number;
  readonly expression?: string;
  readonly pattern?: string;
  /** It is in what an object takes from another one. */
  readonly isSpread?: true;
}

/** Places that name a chart by something else: by a name, or by a text that one is filled into. */
export function usesIn({ path, text }: CodeFile): readonly Use[] {
  const isBuilt = /\.(?:java|kt)$/.test(path);
  return [
    ...text.matchAll(USE),
    ...(SCRIPT.test(path) ? [...text.matchAll(SHORTHAND)].filter(({ index }) => !isInList(text, index)) : []),
    ...(isBuilt ? text.matchAll(BUILDER) : []),
  ].flatMap(use => {
    const [whole, expression] = use;
    const pattern = use[2] === undefined ? undefined : goneOn(use[2], text, use.index + whole.length);
    if ((expression === undefined && !pattern?.includes('{')) || isTakenApart(text, use.index)) return [];
    const index = use.index + whole.length - whole.replace(/^[{,]\s*/, '').length;
    return [{ index, ...(expression === undefined ? { pattern: pattern ?? '' } : { expression }) }];
  });
}

const SCRIPT = /\.[mc]?[jt]sx?$/;
export const NAME = '[A-Za-z_$][\\w$]{0,60}';
/** `c`, `c.chart`, `c["chart"]`, `c[0]`. */
const EXPRESSION = `${NAME}(?:\\??\\.${NAME}|\\[["']?\\w{1,60}["']?\\])?`;
const USE = new RegExp(
  `\\b(?:[cC]hart(?:_?[rR]ef|_?[nN]ame)?["']?\\s*(?::=|[:=])|(?:LocateChart|WithChart)\\()\\s*(?:pulumi\\.String\\(|jsii\\.String\\()?(?:fmt\\.Sprintf\\(\\s*)?(?:(${EXPRESSION})|f?["'\`]([^"'\`\\n]{1,100})["'\`])`,
  'g',
);
const ADDED = new RegExp(`^\\s{0,9}\\+\\s{0,9}(${EXPRESSION})\\s{0,9}[,;)}\\n]`);
const GIVEN = new RegExp(`^\\s{0,9},\\s{0,9}(${EXPRESSION})\\s{0,9}\\)`);
/** `.chart(chart)` of a builder, `.chart(addon.chart())`. */
const BUILDER = new RegExp(`\\.chart\\(\\s{0,9}(${EXPRESSION})(?:(?<=\\.${NAME})\\(\\))?\\s{0,9}\\)`, 'g');
/** `{ chart, version }` of JavaScript. */
const SHORTHAND = /(?:(?<!\$)\{|,)\s*(chart(?:Name|Ref)?)(?=\s*[,}])/g;
/** More of a list stands before a word of it than people write. */
const MAX_LIST = 3000;

/** `["upgrade", name, chart]`: words of a command are no fields of an object. */
function isInList(text: string, index: number): boolean {
  let depth = 0;
  for (let at = index; at >= 0 && index - at < MAX_LIST; at--) {
    const character = text[at] ?? '';
    if (')]}'.includes(character) && at < index) depth++;
    else if ('([{'.includes(character) && depth-- === 0) return character === '[';
  }
  return false;
}

/** What a text is gone on with: `"istio/" + name`, `fmt.Sprintf("istio/%s", name)` as `istio/{name}`. */
function goneOn(pattern: string, text: string, end: number): string {
  const behind = text.slice(end, end + 200);
  const [, added] = ADDED.exec(behind) ?? [];
  if (added !== undefined) return `${pattern}{${added}}`;
  const [, given] = /^[^%]{0,100}%[sv]$/.test(pattern) ? (GIVEN.exec(behind) ?? []) : [];
  return given === undefined ? pattern : pattern.replace(/%[sv]$/, () => `{${given}}`);
}

/** A text that names are filled into: `"istio/" + chart`, `${repo}/base`, `fmt.Sprintf("istio/%s", chart)`; undefined for any other. */
export function patternAt(path: string, text: string, place: number): string | undefined {
  TEXT.lastIndex = place;
  const [whole, python, quote, inner] = TEXT.exec(text) ?? [];
  if (whole === undefined || inner === undefined) return undefined;
  const isFilled = quote === '`' || (python === 'f' && path.endsWith('.py'));
  const written = isFilled ? inner : inner.replace(/[{}]/g, '');
  const pattern = goneOn(written, text, place + whole.length);
  return pattern.includes('{') ? pattern : undefined;
}

const TEXT = /(?:fmt\.Sprintf\(\s{0,20}|String\.format\(\s{0,20}|\$(?="))?(f?)(["'`])([^"'`\n]{1,100})\2/y;

/** A pattern that takes an object apart is no object: `const { name, chart } = c`, `({ name, chart }) =>`. */
function isTakenApart(text: string, index: number): boolean {
  return /^[^{}]{0,300}\}\s{0,20}(?:=(?!=)|of\b|\)\s{0,20}=>)/.test(text.slice(index + 1, index + 400));
}

/** `istio/${chart}`: undefined where nothing of the item is filled in, or something else is. */
export function filled(
  pattern: string,
  itemOf: (words: string) => Piece | 'absent' | undefined,
): string | undefined {
  let isFilled = false;
  const name = pattern.replace(/\$?\{\s*([^{}]{1,100}?)\s*\}/g, (whole, words: string) => {
    const value = itemOf(words);
    const text = typeof value === 'object' ? literalIn(value.text) : undefined;
    if (text !== undefined) isFilled = true;
    return text ?? whole;
  });
  return isFilled && !/[{}]/.test(name) ? name : undefined;
}
