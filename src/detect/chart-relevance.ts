/** Whether a chart of the tree has anything to do with Istio. */
import type { TreeChart } from '../model.js';
import type { DetectContext } from './detector.js';
import { inFolder, isWithin } from './tree-path.js';

/** True where the chart is one of Istio's own, or brings one along at any depth. */
export function bringsIstio(chart: TreeChart): boolean {
  return allCharts(chart).some(
    ({ own, dependencies }) => own !== undefined || dependencies.some(entry => entry.chart !== undefined),
  );
}

/** True where a template of the chart, or of a chart inside it, writes resources that the mesh looks at. */
export async function writesMeshResources(context: DetectContext, chart: TreeChart): Promise<boolean> {
  for (const { path } of allCharts(chart)) {
    const templates = inFolder(path, 'templates');
    for (const candidate of candidatesWithin(context, templates)) {
      const text = await context.text(candidate);
      if (text !== undefined && /istio\.io\/|gateway\.networking\.k8s\.io|ExternalName/.test(text))
        return true;
    }
  }
  return false;
}

/** The chart and every chart of the tree inside it, each folder once. */
export function allCharts(chart: TreeChart): readonly TreeChart[] {
  const found = new Map<string, TreeChart>();
  const pending = [chart];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (found.has(next.path)) continue;
    found.set(next.path, next);
    for (const { tree } of next.dependencies) if (tree) pending.push(tree);
  }
  return [...found.values()];
}

function candidatesWithin(context: DetectContext, folder: string): readonly string[] {
  return context.candidates.filter(path => isWithin(folder, path));
}
