/** The part of a call in code that says which values a chart is given: `values: { … }`, `set=[…]`, `.values(Map.of(…))`. */
import type { DetectContext } from '../detector.js';
import { bracketsIn, type CodeFile } from './blocks.js';
import { piecesOf } from './literals.js';
import { usesIn } from './uses.js';

/** Brackets around the name of a chart within which its values stand: `Release("istiod", Args(chart=String("istiod"), values=…))`. */
const MAX_LEVELS = 3;
/** Longer than the statement of a builder, in characters. */
const MAX_STATEMENT = 8000;
/** More places of a file that name a chart by something else. */
const MAX_USES = 20;
/** More methods than such a statement calls. */
const MAX_METHODS = 50;

const NAMES_CHART = /^\s*["']?(?:helm_?)?chart(?:_?(?:name|ref))?["']?\s*(?:[:=]|$)/i;
const GIVES = /^\s*["']?\w{0,40}(?:values?(?:_?yaml)?(?:_?files?)?|sets?(?:_\w{1,20})?)["']?\s*(?:[:=]|$)/i;
const SPREADS = /^\s*(?:\.\.\.|\*\*)/;
const BUILDS = /\.(?:values?\w{0,20}|set\w{0,20})\(/gi;

/** Words that say which values a chart is given, and where they stand. */
export interface Given {
  readonly words: string;
  readonly index: number;
  /** They name the chart itself, whose values others look up by that. */
  readonly isItem?: true;
}

/**
 * Those of the call that a chart is named in; of an item of a list and of what a function is handed, those of the calls beside it that
 * take the name from there as well.
 * @param index where the chart is named
 */
export function givenValues(context: DetectContext, file: CodeFile, index: number): readonly Given[] {
  const own = inCall(context, file, index);
  if (own && (own.words !== '' || !own.isItem)) return own.words === '' ? [] : [own];
  const uses = usesIn(file).slice(0, MAX_USES);
  const taken = uses.flatMap(use => inCall(context, file, use.index + 1) ?? []);
  const [open] = bracketsIn(context, file).around(index);
  const words =
    open === undefined
      ? ''
      : piecesOf(file.text, open)
          .map(({ text }) => text)
          .join('\n');
  return [{ words, index, isItem: true as const }, ...taken].filter(given => given.words !== '');
}

function inCall(context: DetectContext, file: CodeFile, index: number): Given | undefined {
  const around = bracketsIn(context, file).around(index);
  for (const [level, open] of around.slice(0, MAX_LEVELS).entries()) {
    const pieces = piecesOf(file.text, open).map(({ text }) => text);
    if (!pieces.some(text => NAMES_CHART.test(text))) continue;
    const words = pieces.filter(text => GIVES.test(text) || SPREADS.test(text)).join('\n');
    const isItem = file.text[around[level + 1] ?? -1] === '[';
    return { words, index, ...(isItem ? { isItem } : {}) };
  }
  const words = ofBuilder(file.text, index);
  return words === undefined ? undefined : { words, index };
}

function ofBuilder(text: string, index: number): string | undefined {
  const start = Math.max(text.lastIndexOf(';', index), index - MAX_STATEMENT) + 1;
  const end = text.indexOf(';', index);
  const statement = text.slice(start, Math.min(end < 0 ? text.length : end, index + MAX_STATEMENT));
  if (!/\.chart\(/.test(statement)) return undefined;
  const methods = [...statement.matchAll(BUILDS)].slice(0, MAX_METHODS);
  return methods
    .flatMap(({ 0: name, index: at }) => piecesOf(statement, at + name.length - 1))
    .map(({ text: piece }) => piece)
    .join('\n');
}
