/** Charts of the tree whose values the tree does not hold: what they write of the mesh is not known. */
import type { ChartReference, Problem, Release } from '../../model.js';
import { allCharts, MESH_RESOURCE } from '../chart-relevance.js';
import type { DetectContext } from '../detector.js';
import { kindsIn as kindsOfText } from '../kinds-in.js';
import { isWithin } from '../tree-path.js';

/**
 * The same problems of a release; where its values, or some of them, are unknown, with the kinds of resources that those decide. What
 * hangs on single values renders show: those kinds count where they can't.
 */
export async function withUnseenKinds(context: DetectContext, release: Release): Promise<readonly Problem[]> {
  const { problems, chart, valuesUnknown } = release;
  const isMeant = ({ leavesOpen }: Problem): boolean => valuesUnknown === true || leavesOpen !== undefined;
  if (!problems.some(isMeant)) return problems;
  const kinds = await kindsByValues(context, chart);
  if (kinds.length === 0) return problems;
  return problems.map(problem => {
    const { leavesOpen } = problem;
    if (!isMeant(problem) || problem.mayHold || problem.assumption) return problem;
    return leavesOpen
      ? { ...problem, leavesOpen: leavesOpen.map(cause => ({ ...cause, mayHold: kinds })) }
      : { ...problem, mayHold: kinds };
  });
}

/** Kinds of resources of the mesh that values decide; a named template may be written out by one that asks for them. */
export async function kindsByValues(
  context: DetectContext,
  chart: ChartReference,
): Promise<readonly string[]> {
  return kindsIn(context, chart, text => text.includes('.Values') || NAMED.test(text));
}

const NAMED = /\{\{-?\s{0,9}define\b/;

/** Kinds of resources of the mesh that templates of a chart of the tree, or of charts inside it, name; sorted. */
export async function kindsWritten(
  context: DetectContext,
  chart: ChartReference,
): Promise<readonly string[]> {
  return kindsIn(context, chart, () => true);
}

async function kindsIn(
  context: DetectContext,
  chart: ChartReference,
  isMeant: (text: string) => boolean,
): Promise<readonly string[]> {
  const kinds = new Set<string>();
  for (const { path } of chart.kind === 'tree' ? allCharts(chart) : [])
    for (const file of context.candidates) {
      if (!isWithin(path === '' ? 'templates' : `${path}/templates`, file)) continue;
      const text = (await context.text(file)) ?? '';
      if (MESH_RESOURCE.test(text) && isMeant(text)) for (const kind of kindsOfText(text)) kinds.add(kind);
    }
  return [...kinds].sort();
}
