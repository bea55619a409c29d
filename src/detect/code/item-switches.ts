/**
 * Items of lists in code that say themselves that they are off, where the code asks for that: `{Chart: "ztunnel", Disabled: true}` and
 * `if !c.Disabled`.
 */
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { CodeFile } from './blocks.js';
import type { Calling } from './calls.js';
import { withoutInner } from './literals.js';

/** Why a chart is taken to be off that code names, by where it does; undefined where something installs the one of that place. */
const offByPlace = oncePer((_: DetectContext) => new Map<string, string | undefined>());

export function notedWhy(context: DetectContext, chart: string, at: Position): string | undefined {
  return offByPlace(context).get(keyOf(chart, at));
}

/** Of several charts that one line names, or one in several rounds, one that is not off is enough. */
export function noteWhy(context: DetectContext, chart: string, at: Position, why: string | undefined): void {
  const known = offByPlace(context);
  const key = keyOf(chart, at);
  if (why === undefined || !known.has(key)) known.set(key, why);
}

function keyOf(chart: string, { file, line }: Position): string {
  return `${chart} ${file}:${line}`;
}

const SWITCH =
  /(?<![\w.-])["']?((?:is_?)?(disabled?|skip(?:ped)?)|(?:is_?)?(?:enabled?|install(?:ed)?|deploy(?:ed)?))["']?\s{0,9}[:=]\s{0,9}(true|false)\b/gi;

/**
 * Why an item is off that says so itself.
 * @param item what it says, from its bracket on
 */
export async function whySwitchedOff({ files }: Calling, item: string): Promise<string | undefined> {
  if (!/\b(?:true|false)\b/i.test(item)) return undefined;
  for (const [whole, key = '', off, value = ''] of withoutInner(item).matchAll(SWITCH)) {
    if ((off !== undefined) !== /^true$/i.test(value)) continue;
    if (isDecisive(await files(), key, off !== undefined))
      return `\`${whole.trim()}\` stands beside it, which the code asks for`;
  }
  return undefined;
}

const decisive = oncePer((_: readonly CodeFile[]) => new Map<string, boolean>());

/** Whether the code asks for a key, by nothing else, and never sets it: what the program switches on by itself is not known to be off. */
function isDecisive(files: readonly CodeFile[], key: string, isOff: boolean): boolean {
  const known = decisive(files);
  const found = known.get(key) ?? (isAsked(files, key, isOff) && !isSet(files, key));
  known.set(key, found);
  return found;
}

function isSet(files: readonly CodeFile[], key: string): boolean {
  const sets = new RegExp(`\\.${key}\\s{0,9}=(?!=)|\\[["']${key}["']\\]\\s{0,9}=(?!=)`);
  return files.some(({ text }) => sets.test(text));
}

function isAsked(files: readonly CodeFile[], key: string, isOff: boolean): boolean {
  const asks = new RegExp(
    `\\.${key}\\b(?!\\s{0,9}=(?!=))|\\[["']${key}["']\\]|\\.get\\(\\s{0,9}["']${key}["']|[{,]\\s{0,20}${key}\\s{0,20}[,}]`,
    'g',
  );
  let isThere = false;
  for (const { text } of files)
    for (const { 0: whole, index } of text.matchAll(asks)) {
      if (knowsAnotherWay(text, index, index + whole.length, isOff)) return false;
      isThere = true;
    }
  return isThere;
}

/** `c.enabled || force`, `!c.enabled && !force`: what it says is not all that counts. */
function knowsAnotherWay(text: string, start: number, end: number, isOff: boolean): boolean {
  const before = text.slice(Math.max(0, start - MAX_CONDITION), start);
  const own = before.slice(before.lastIndexOf('\n') + 1);
  const behind = /^[^\n{;]*/.exec(text.slice(end, end + MAX_CONDITION))?.[0] ?? '';
  const isNegated = /(?:!|\bnot\s{1,9})[\w$.?]{0,80}$/.test(own);
  const other = isNegated === isOff ? /\|\||\bor\b/ : /&&|\band\b/;
  return other.test(own) || other.test(behind);
}

const MAX_CONDITION = 200;
