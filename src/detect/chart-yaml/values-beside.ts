/** Values files beside a chart, or in folders of environments inside it, that nothing in the tree names. */
import type { Problem, Release, TreeChart, ValuesDocument } from '../../model.js';
import { bringsIstio } from '../chart-relevance.js';
import { isFromSource } from '../dependency-version.js';
import type { DetectContext } from '../detector.js';
import { releaseByTag } from '../istio/image-tags.js';
import { folderOf } from '../tree-path.js';
import { valuesFileLayer } from '../values/file.js';

const NAMES =
  /^(values[-_.][^/]+|[^/]*[-_.]values|(values|envs?|environments?|stages?|overlays)\/(?:[^/]+\/)?[^/]+)\.ya?ml$/;

/** Files that may well be what the chart is deployed with. */
export async function valuesBeside(context: DetectContext, chart: TreeChart): Promise<readonly string[]> {
  if (!bringsIstio(chart)) return [];
  const found: string[] = [];
  for (const path of calledValues(context, chart)) {
    const text = await context.text(path);
    if (text !== undefined && mentions(text, chart)) found.push(path);
  }
  return found;
}

/** All that are called like values of the chart, but for its own. */
export function calledValues({ tree, charts }: DetectContext, { path: home }: TreeChart): readonly string[] {
  return tree.below(home).filter(path => {
    const name = path.slice(home === '' ? 0 : home.length + 1);
    return NAMES.test(name) && (folderOf(name) === '' || charts.holding(path) === home);
  });
}

function mentions(text: string, chart: TreeChart): boolean {
  const keys = ['global', 'pilot', 'meshConfig', ...chart.dependencies.map(({ key }) => key)];
  return keys.some(key => text.split('\n').some(line => line.trimStart().startsWith(`${key}:`)));
}

/** What is said of one that is left out. */
export function leftOutValues({ name }: TreeChart, file: string): Problem {
  const why = `nothing in this repository says whether the chart ${name} is deployed with it: it is left out. Name the files that are used with \`--values\`.`;
  return { what: `values file ${file}`, why, file, line: 1, blocking: true };
}

/**
 * Of a copy of Istio's source whose own values name no release, the files beside it that do: without one of them it is not
 * deployed, so that each is an environment.
 */
export async function releasesBeside(
  context: DetectContext,
  { chart, values }: Pick<Release, 'values'> & { readonly chart: TreeChart },
  files: readonly string[],
): Promise<ReadonlyMap<string, ValuesDocument>> {
  const found = new Map<string, ValuesDocument>();
  const { own } = chart;
  if (own === undefined || !isFromSource(chart) || releaseByTag(own, values, [])) return found;
  for (const file of files) {
    const result = await valuesFileLayer(context, file);
    if (result.ok && releaseByTag(own, [result.layer], [])) found.set(file, result.layer);
  }
  return found;
}
