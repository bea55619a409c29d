/** Commands of workflows and actions whose chart is an input: once for each of those that call them. */
import type { DetectContext } from '../../detector.js';
import { type HelmCommand, helmCommands } from '../helm.js';
import { INPUTS_WITHIN } from '../references.js';
import type { Word } from '../text.js';
import { type CallerWay, callerWays } from './caller-ways.js';

/** @returns the command as it stands where no input names its chart, or nobody calls it */
export async function asCalled(
  context: DetectContext,
  found: HelmCommand,
  aliases: ReadonlyMap<string, string>,
): Promise<readonly HelmCommand[]> {
  const { script, command, chartWord } = found;
  const ways = await callerWays(context, script, [chartWord]);
  const inputs = namesIn(chartWord);
  return ways.length === 0
    ? [found]
    : ways.flatMap(way => helmCommands(calledBy(way, found, inputs), aliases).map(one => ofWay(one, way)));

  /** Versions stay names: they are looked up by the way, where they stand. */
  function calledBy(way: CallerWay, { command: own }: HelmCommand, names: ReadonlySet<string>) {
    const words = own.words.map(word =>
      [...namesIn(word)].some(name => names.has(name)) ? { ...word, text: way.fill(word.text) } : word,
    );
    return { ...way.script, commands: [{ ...command, words }] };
  }
}

function ofWay(found: HelmCommand, { label }: CallerWay): HelmCommand {
  return { ...found, command: { ...found.command, job: label } };
}

function namesIn({ text }: Word): ReadonlySet<string> {
  return new Set([...text.matchAll(INPUTS_WITHIN)].map(([, name = '']) => name));
}
