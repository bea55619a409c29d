/** What the pull request of a hop holds: a title, and the versions to write where they stand now. */
import type { Hop, Position, VersionEdit } from '../model.js';
import { type Move, shareOf } from './moves.js';
import { compareReleases } from './versions.js';

export interface EditsInput {
  /** The plan's first hop: what stands in the tree is what it begins with, also for what lags behind. */
  readonly isFirst: boolean;
  /** The line of the old tree that a version is read from. */
  lineBefore(position: Position): string | undefined;
}

export function pullRequestOf(
  hop: { readonly from: string; readonly to: string },
  moves: readonly Move[],
  { isFirst, lineBefore }: EditsInput,
): Hop['pullRequest'] {
  const { from, to } = hop;
  const title =
    compareReleases(from, to) > 0
      ? `Take Istio back from ${from} to ${to}`
      : `Upgrade Istio from ${from} to ${to}`;
  return { title, edits: editsOf(hop, moves, { isFirst, lineBefore }) };
}

/** One edit a place: charts that read their version from one line share it. */
function editsOf(
  hop: { readonly from: string; readonly to: string },
  moves: readonly Move[],
  { isFirst, lineBefore }: EditsInput,
): readonly VersionEdit[] {
  const edits = new Map<string, VersionEdit>();
  for (const move of moves) {
    const share = shareOf(move, hop);
    if (!share) continue;
    const { file, line } = move.before.at;
    const start = isFirst ? move.from : share.from;
    const text = lineBefore({ file, line });
    const spell = spellingOf(move, text);
    const edit = {
      chart: move.upgrade.chart,
      from: start === move.from && !text?.includes(start) ? (move.before.version ?? start) : spell(start),
      to: spell(share.to),
      file,
      line,
      ...(isSpelt(move, text) ? {} : { computed: true as const }),
    };
    const key = JSON.stringify([file, line, edit.to]);
    const known = edits.get(key);
    const charts = new Set([...(known?.chart.split(', ') ?? []), edit.chart]);
    edits.set(key, { ...(known ?? edit), chart: [...charts].join(', ') });
  }
  return [...edits.values()];
}

/** False where the line decides the version without spelling it: a part of it, or a name that stands for it. */
function isSpelt({ before, from }: Move, text: string | undefined): boolean {
  return (
    text === undefined || text.includes(from) || (before.version !== null && text.includes(before.version))
  );
}

/** Written as the version that stands there is: `v1.20.6`; of what is put behind it only what every release has. */
function spellingOf({ before, from }: Move, text = ''): (version: string) => string {
  const written = text.includes(from) ? text : (before.version ?? from);
  const at = written.indexOf(from);
  if (at < 0) return version => version;
  const head = written[at - 1] === 'v' ? 'v' : '';
  const tail = /^-(?:distroless|debug)\b/.exec(written.slice(at + from.length))?.[0] ?? '';
  return version => `${head}${version}${tail}`;
}
