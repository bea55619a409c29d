/**
 * The values files that charts of the tree carry with them. Helm reads them from the charts' folders by itself: these
 * layers serve line numbers and edits, and are never handed to Helm.
 */
import type { DataPath, Problem, TreeChart, ValuesDocument } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { inFolder } from '../tree-path.js';
import { valuesFileLayer } from './file.js';

/** More nested charts than any honest umbrella has; that they are not all looked at is told with its installations. */
const MAX_CHARTS = 200;

/** Lowest first: the innermost chart's defaults give way to those of the charts around it. */
export async function defaultLayers(
  context: DetectContext,
  chart: TreeChart,
): Promise<{ readonly layers: readonly ValuesDocument[]; readonly problems: readonly Problem[] }> {
  const levels: { chart: TreeChart; below: DataPath }[] = [{ chart, below: [] }];
  for (let next = 0; next < levels.length && levels.length < MAX_CHARTS; next++) {
    const level = levels[next];
    for (const { tree, key } of level?.chart.dependencies ?? []) {
      if (tree && level) levels.push({ chart: tree, below: [...level.below, key] });
    }
  }
  const layers: ValuesDocument[] = [];
  const problems: Problem[] = [];
  for (const level of levels.toReversed()) {
    const path = inFolder(level.chart.path, 'values.yaml');
    if (!context.tree.has(path)) continue;
    const result = await valuesFileLayer(context, path, 'default');
    if (!result.ok) problems.push(result.problem);
    else layers.push(level.below.length === 0 ? result.layer : { ...result.layer, below: level.below });
  }
  return { layers, problems };
}
