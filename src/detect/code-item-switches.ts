/**
 * Items of lists in code that say themselves that they are off, where the code asks for that: `{Chart: "ztunnel", Disabled: true}` and
 * `if !c.Disabled`.
 */
import { oncePer } from '../memo.js';
import type { Position } from '../model.js';
import type { Calling } from './code-calls.js';
import { withoutInner } from './code-literals.js';
import type { DetectContext } from './detector.js';

/** What switches a chart off that code names, by where it does. */
const offByPlace = oncePer((_: DetectContext) => new Map<string, string>());

/** As it is written: `Disabled: true`. */
export function switchedOffAt(context: DetectContext, chart: string, at: Position): string | undefined {
  return offByPlace(context).get(keyOf(chart, at));
}

function keyOf(chart: string, { file, line }: Position): string {
  return `${chart} ${file}:${line}`;
}

const SWITCH =
  /(?<![\w.-])["']?((?:is_?)?(disabled?|skip(?:ped)?)|(?:is_?)?(?:enabled?|install(?:ed)?|deploy(?:ed)?))["']?\s{0,9}[:=]\s{0,9}(true|false)\b/gi;

/** @param item what an item says, from its bracket on */
export async function noteSwitch(
  { context, files }: Calling,
  chart: string,
  declared: Position,
  item: string,
): Promise<void> {
  if (!/\b(?:true|false)\b/i.test(item)) return;
  for (const [whole, key = '', off, value = ''] of withoutInner(item).matchAll(SWITCH)) {
    if ((off !== undefined) !== /^true$/i.test(value)) continue;
    const asks = new RegExp(
      `\\.${key}\\b(?!\\s{0,9}=(?!=))|\\[["']${key}["']\\]|\\.get\\(\\s{0,9}["']${key}["']|[{,]\\s{0,20}${key}\\s{0,20}[,}]`,
    );
    const sets = new RegExp(`\\.${key}\\s{0,9}=(?!=)|\\[["']${key}["']\\]\\s{0,9}=(?!=)`);
    const texts = (await files()).map(({ text }) => text);
    // What the program switches on by itself is not known to be off.
    if (!texts.some(text => asks.test(text)) || texts.some(text => sets.test(text))) continue;
    offByPlace(context).set(keyOf(chart, declared), whole.trim());
  }
}
