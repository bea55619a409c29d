/** Charts of the tree whose values the tree does not hold: what they write of the mesh is not known. */
import type { ChartReference, Problem, Release } from '../../model.js';
import { allCharts, MESH_RESOURCE } from '../chart-relevance.js';
import type { DetectContext } from '../detector.js';
import { kindsIn } from '../kinds-in.js';
import { isWithin } from '../tree-path.js';

/** The same problems of a release; where its values are unknown, with the kinds of resources that those decide. */
export async function withUnseenKinds(context: DetectContext, release: Release): Promise<readonly Problem[]> {
  const { problems, chart, valuesUnknown } = release;
  if (!valuesUnknown || problems.length === 0) return problems;
  const kinds = await kindsWritten(context, chart, text => text.includes('.Values'));
  if (kinds.length === 0) return problems;
  return problems.map(problem =>
    problem.mayHold || problem.assumption ? problem : { ...problem, mayHold: kinds },
  );
}

/** Kinds of resources of the mesh that templates of a chart of the tree, or of charts inside it, name; sorted. */
export async function kindsWritten(
  context: DetectContext,
  chart: ChartReference,
  isMeant: (text: string) => boolean = () => true,
): Promise<readonly string[]> {
  const kinds = new Set<string>();
  for (const { path } of chart.kind === 'tree' ? allCharts(chart) : [])
    for (const file of context.candidates) {
      if (!isWithin(path === '' ? 'templates' : `${path}/templates`, file)) continue;
      const text = (await context.text(file)) ?? '';
      if (MESH_RESOURCE.test(text) && isMeant(text)) for (const kind of kindsIn(text)) kinds.add(kind);
    }
  return [...kinds].sort();
}
