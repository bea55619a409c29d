/** What is not known of charts, and of what they declare, where something that is not read deploys them. */
import type { Problem, Release } from '../../model.js';
import { allCharts } from '../chart-relevance.js';
import type { DetectContext } from '../detector.js';
import { kindsByValues, kindsWritten } from '../values/unseen-kinds.js';

/** Problems by the folder of the chart whose values they leave open. */
export type UnreadDeployers = ReadonlyMap<string, Problem>;

/** What is told of a chart by itself that something may deploy which is not read. */
export function unreadOf({ form, chart }: Release, unread: UnreadDeployers): Problem | undefined {
  return form === 'helm-chart' && chart.kind === 'tree' ? unread.get(chart.path) : undefined;
}

export function withUnread(release: Release, unread: UnreadDeployers): Release {
  const problem = unreadOf(release, unread);
  if (!problem) return release;
  const problems = [...release.problems, problem];
  return problem.blocking ? { ...release, valuesUnknown: true, problems } : { ...release, problems };
}

/**
 * The same with the kinds of resources that hang on those values: of the chart, and of all that its templates have deployed, which
 * get from it what it is handed.
 * @param known all that anything declares
 */
export async function withKindsOf(
  context: DetectContext,
  unread: UnreadDeployers,
  known: readonly Release[],
): Promise<UnreadDeployers> {
  const found = new Map(unread);
  for (const [folder, problem] of unread) {
    if (!problem.blocking) continue;
    const kinds = new Set<string>();
    const reached = new Set<string>([folder]);
    // What comes in is looked through in turn.
    for (const next of reached)
      for (const release of known) {
        if (unreadOf(release, unread) === problem)
          for (const kind of await kindsByValues(context, release.chart)) kinds.add(kind);
        if (writerOf(context, release) !== next) continue;
        for (const kind of await kindsWritten(context, release.chart)) kinds.add(kind);
        if (release.chart.kind === 'tree') for (const { path } of allCharts(release.chart)) reached.add(path);
      }
    if (kinds.size > 0) found.set(folder, { ...problem, mayHold: [...kinds].sort() });
  }
  return found;
}

/** The chart whose template declares a release. */
export function writerOf({ charts }: DetectContext, { declared: { file } }: Release): string | undefined {
  return charts.isTemplate(file) ? charts.holding(file) : undefined;
}
