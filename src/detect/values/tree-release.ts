import type { Release } from '../../model.js';
import type { DetectContext, LoadedChart } from '../detector.js';
import { defaultLayers } from './default-layers.js';

/**
 * A release of a chart of the tree: what the chart installs, it says itself; its own values stand below those that it is given.
 * @param given the release as its declaration says it, whatever it takes for the chart
 */
export async function onTreeChart(
  context: DetectContext,
  { chart, problems }: LoadedChart,
  given: Release,
): Promise<Release> {
  const defaults = await defaultLayers(context, chart);
  return {
    ...given,
    chart,
    values: [...defaults.layers, ...given.values],
    problems: [...problems, ...defaults.problems, ...given.problems],
  };
}
