/** The rendered diff of one release, with what kept it from being made. */
import { diffRelease } from '../diff/diff-release.js';
import type { OwnLayer } from '../diff/noise/own-layers.js';
import type { Change, Problem, Restart, Upgrade } from '../model.js';
import type { RenderedRelease } from './releases.js';
import { type ReleasePair, type Renders, renderProblem } from './renders.js';

export interface ReleaseDiff {
  readonly changes: readonly Change[];
  readonly restarts: readonly Restart[];
  /** Changes that are noise, by layer. */
  readonly hidden: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
}

/** Renders a release's both sides and the old values on the new charts, and diffs them. */
export async function diffPair(
  pair: ReleasePair,
  upgrades: readonly Upgrade[],
  renders: Renders,
  ownLayers: readonly OwnLayer[] = [],
): Promise<ReleaseDiff> {
  const [before, after, crossed] = await Promise.all([
    pair.before ? renders.ofBefore(pair.before) : undefined,
    pair.after ? renders.ofAfter(pair.after) : undefined,
    renders.crossed(pair),
  ]);
  const why = missing(before, after);
  const problems = [...why, ...leftOut(before), ...leftOut(after)];
  if (why.length > 0) return { changes: [], restarts: [], hidden: {}, problems };
  const own = upgrades.filter(
    upgrade => upgrade.before?.release.id === pair.before?.id && upgrade.after?.release.id === pair.after?.id,
  );
  const diff = diffRelease({
    before: documents(before),
    after: documents(after),
    crossed: documents(crossed),
    upgradeOf: source => upgradeOf(source, own)?.id,
    versions: versionsOf(own),
    namespace: (pair.after ?? pair.before)?.namespace ?? '',
    ownLayers,
  });
  return { ...diff, problems: [...problems, ...diff.problems] };
}

/** What could not be taken along where a release was rendered. */
function leftOut(rendered: RenderedRelease | undefined): readonly Problem[] {
  return rendered?.rendering ? rendered.problems : [];
}

function documents(rendered: RenderedRelease | undefined) {
  return rendered?.rendering?.ok ? rendered.rendering.documents : null;
}

/** Why there is no diff. A new side that fails where the old one rendered is a finding of its own, not a gap. */
function missing(before: RenderedRelease | undefined, after: RenderedRelease | undefined): Problem[] {
  const oldOk = before?.rendering?.ok === true;
  return [before, after].flatMap(side => {
    if (!side || side.rendering?.ok) return [];
    const failed = renderProblem(side);
    if (!failed) return side.problems.map(problem => withoutDiff(problem, side.release.id));
    const isFinding =
      side === after &&
      oldOk &&
      side.rendering &&
      !side.rendering.ok &&
      !['timeout', 'helm'].includes(side.rendering.reason);
    return [isFinding ? { ...failed, blocking: false } : failed];
  });
}

/** What does not block says by itself what is missing. */
function withoutDiff(problem: Problem, release: string): Problem {
  const { why, together, blocking } = problem;
  if (!blocking) return problem;
  const said = `${why} (so there is no diff of ${release})`;
  if (!together) return { ...problem, why: said };
  const all = { ...together, why: `${together.why} (so there is no diff of them)` };
  return { ...problem, why: said, together: all };
}

/** The upgrade whose chart a template belongs to; an umbrella's own templates count with its first chart. */
function upgradeOf(source: string, upgrades: readonly Upgrade[]): Upgrade | undefined {
  const owner = upgrades.find(({ before, after }) =>
    [after, before].some(installation => installation && source.startsWith(`${installation.chartPath}/`)),
  );
  return owner ?? upgrades[0];
}

function versionsOf(upgrades: readonly Upgrade[]): { from: string | null; to: string | null } {
  const moved = upgrades.find(({ before, after }) => before?.version !== after?.version) ?? upgrades[0];
  return { from: moved?.before?.istioVersion ?? null, to: moved?.after?.istioVersion ?? null };
}
