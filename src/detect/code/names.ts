/** Texts of code that name charts of Istio, and what is told where more of them stands in a file than is read. */
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import type { CodeFile } from './blocks.js';
import { lineAt } from './text.js';

/** A chart, or where Istio's lie. */
const CHART =
  /["'`](?:istio\/)?(?:base|istiod|cni|ztunnel|gateway)["'`]|istio-release\.storage\.googleapis|istio-release\/charts/;

/** Whether a text speaks of Istio, and names a chart as Istio's are named. */
export function namesCharts(text: string): boolean {
  return CHART.test(text) && namesIstio(text);
}

/**
 * Tells of a file that there is more in it than is read, where that may be of Istio's charts.
 * @param what there are more of than are read, with their limit
 */
export function leaveMore(context: DetectContext, { path, text }: CodeFile, what: string, index = 0): void {
  if (namesIstio(text))
    context.leave(path, `it has more than ${what}: those beyond were not looked at`, lineAt(text, index));
}
