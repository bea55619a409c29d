/** Commands of workflows and actions whose chart is an input: once for each of those that call them. */
import type { DetectContext } from '../../detector.js';
import { type HelmCommand, helmCommands } from '../helm.js';
import { INPUTS_WITHIN } from '../references.js';
import type { Command, Word } from '../text.js';
import { type CallerWay, callerWays } from './caller-ways.js';

/**
 * @param aliases names of Helm's repositories, with their addresses
 * @returns the command as it stands where no input names its chart, or nobody calls it
 */
export async function asCalled(
  context: DetectContext,
  found: HelmCommand,
  aliases: ReadonlyMap<string, string>,
): Promise<readonly HelmCommand[]> {
  const { script, command, chartWord } = found;
  const ways = await callerWays(context, script, [chartWord]);
  if (ways.length === 0) return [found];
  const inputs = new Set(namesIn(chartWord));
  return ways.flatMap(way => {
    const commands = [filled(command, way, inputs)];
    return helmCommands({ ...way.script, commands }, aliases);
  });
}

/** With these inputs alone: versions stay names, and are looked up where they stand. */
function filled(command: Command, { label, fill }: CallerWay, inputs: ReadonlySet<string>): Command {
  const words = command.words.map(word =>
    namesIn(word).some(name => inputs.has(name)) ? { ...word, text: fill(word.text) } : word,
  );
  return { ...command, words, job: label };
}

function namesIn({ text }: Word): readonly string[] {
  return [...text.matchAll(INPUTS_WITHIN)].map(([, name = '']) => name);
}
