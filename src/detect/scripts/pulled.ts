/** Charts that scripts fetch first and install out of a folder: `helm pull istio/istiod --version 1.22.2 --untar`. */

import { withoutTrailing } from '../../trailing.js';
import { type NamedChart, readChartReference } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { type DecidedVersion, hasPlaceholder } from '../istio/published-release.js';
import { oncePerTree } from '../once.js';
import { baseName, folderOf, resolveInTree } from '../tree-path.js';
import { vendoredChart } from '../vendored.js';
import { flagValue, readCommandLine, toolWords } from './command-line.js';
import { type ScriptFile, scriptFiles } from './file.js';
import type { HelmCommand } from './helm.js';
import { aliasesOf, HELM, HELM_GRAMMAR } from './helm-command.js';
import { commandsIn } from './text.js';

export interface PulledChart {
  readonly chart: NamedChart;
  readonly version: DecidedVersion;
}

interface Pull extends PulledChart {
  readonly script: ScriptFile;
  /** As the script names it. */
  readonly reference: string;
  /** Where it is put, as the script names that; '' for where it runs. */
  readonly folder: string;
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
  if (!path.includes('/')) return undefined;
  const vendored = await ofVendir(context, script, chart, path);
  if (vendored) return vendored;
  if (chart.unpacked) return undefined;
  const isFolder = FOLDER.test(path) && !flagValue(line, 'repo');
  if (chart.repository?.includes('://') && !isFolder) return undefined;
  if (flagValue(line, 'version')) return undefined;
  const name = baseName(withoutTrailing(path, '/'));
  // The same words again are the chart of the repository, at its newest version.
  const all = (await pulls(context)).filter(one => one.chart.name === name && one.reference !== path);
  const own = all.filter(one => one.script === script);
  const [first, ...others] = own.length > 0 ? own : all;
  return others.every(({ version }) => version.version === first?.version.version) ? first : undefined;
}

/** A folder that vendir fills, from the script's own folder or from one above it. */
async function ofVendir(
  context: DetectContext,
  script: ScriptFile,
  chart: NamedChart,
  path: string,
): Promise<PulledChart | undefined> {
  if (/^[a-z]+:\/\//i.test(path)) return undefined;
  const plain = withoutTrailing(path, '/').replace(/^(?:\$\{[^}]*\}|\$\([^)]*\)|\$\w+)\/+/, '');
  if (hasPlaceholder(plain)) return undefined;
  for (let home = folderOf(script.path); ; home = folderOf(home)) {
    const folder = resolveInTree(home, plain);
    const found = folder === undefined ? undefined : await vendoredChart(context, folder, chart);
    if (found || home === '') return found;
  }
}

/** No `alias/name`: `./charts/base`, `.charts/istio-1.22.2/base` */
const FOLDER = /^(?![a-z]+:)(?:[./]|[^/]{1,200}\/[^/]{1,200}\/)/i;

/** All of them that say a version. */
export const pulls = oncePerTree(readPulls);

async function readPulls(context: DetectContext): Promise<readonly Pull[]> {
  const scripts = await scriptFiles(context);
  const everywhere = aliasesOf(scripts);
  const found: Pull[] = [];
  for (const script of scripts) {
    const aliases = new Map([...everywhere, ...aliasesOf([script])]);
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
      const at = { file: script.path, line: version.line };
      const put = flagValue(line, 'untardir') ?? flagValue(line, 'destination');
      const folder = put ? script.expand(put.text) : '';
      found.push({ script, reference, chart, folder, version: await script.version(version, at) });
    }
  }
  return found;
}
