/** Charts that scripts fetch first and install out of a folder: `helm pull istio/istiod --version 1.22.2 --untar`. */

import { withoutTrailing } from '../../trailing.js';
import { type NamedChart, readChartReference } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../published-release.js';
import { baseName } from '../tree-path.js';
import { flagValue, readCommandLine, toolWords } from './command-line.js';
import { type ScriptFile, scriptFiles } from './file.js';
import type { HelmCommand } from './helm.js';
import { aliasesOf, HELM, HELM_GRAMMAR } from './helm-command.js';
import { commandsIn } from './text.js';

export interface PulledChart {
  readonly chart: NamedChart;
  readonly version: DecidedVersion;
}

/**
 * The chart that a folder holds by the time that it is installed out of it.
 * @returns undefined for what is no folder, where no script fetches such a chart, or where several do at several versions
 */
export async function pulledChart(
  context: DetectContext,
  { script, chart, chartWord, line }: HelmCommand,
): Promise<PulledChart | undefined> {
  const path = script.expand(chartWord.text);
  if (!path.includes('/') || chart.repository?.includes('://') || chart.unpacked) return undefined;
  if (flagValue(line, 'version')) return undefined;
  const name = baseName(withoutTrailing(path, '/'));
  const scripts = await scriptFiles(context);
  const own = await pulledIn(script, aliasesOf([script]), name, path);
  const elsewhere = own.length > 0 ? [] : scripts.map(one => pulledIn(one, aliasesOf(scripts), name, path));
  const all = own.length > 0 ? own : (await Promise.all(elsewhere)).flat();
  const [first] = all;
  return first && all.every(({ version }) => version.version === first.version.version) ? first : undefined;
}

async function pulledIn(
  script: ScriptFile,
  aliases: ReadonlyMap<string, string>,
  name: string,
  path: string,
): Promise<readonly PulledChart[]> {
  const found: PulledChart[] = [];
  for (const command of script.commands) {
    const words = toolWords(command, HELM, commandsIn);
    if (!words) continue;
    const line = readCommandLine(words, HELM_GRAMMAR);
    const [verb, word] = line.positions;
    const version = flagValue(line, 'version');
    if (!verb || !word || !version || !/^(?:pull|fetch)$/.test(verb.text)) continue;
    const reference = script.expand(word.text);
    const repository = flagValue(line, 'repo');
    const chart = readChartReference(reference, repository && script.expand(repository.text), aliases);
    // The same words again are the chart of the repository, at its newest version.
    if (chart.name !== name || reference === path) continue;
    found.push({ chart, version: await script.version(version, { file: script.path, line: version.line }) });
  }
  return found;
}
