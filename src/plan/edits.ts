/** What the pull request of a hop holds: a title, and the versions to write where they stand now. */
import type { Hop, VersionEdit } from '../model.js';
import { type Move, shareOf } from './moves.js';
import { compareReleases } from './versions.js';

export function pullRequestOf(
  hop: { readonly from: string; readonly to: string },
  moves: readonly Move[],
): Hop['pullRequest'] {
  const { from, to } = hop;
  const title =
    compareReleases(from, to) > 0
      ? `Take Istio back from ${from} to ${to}`
      : `Upgrade Istio from ${from} to ${to}`;
  return { title, edits: editsOf(hop, moves) };
}

/** One edit a place: charts that read their version from one line share it. */
function editsOf(
  hop: { readonly from: string; readonly to: string },
  moves: readonly Move[],
): readonly VersionEdit[] {
  const edits = new Map<string, VersionEdit>();
  for (const move of moves) {
    const share = shareOf(move, hop);
    if (!share) continue;
    const { file, line } = move.before.at;
    const isFirst = share.from === move.from;
    const spell = spellingOf(move);
    const edit = {
      chart: move.upgrade.chart,
      from: isFirst ? (move.before.version ?? share.from) : spell(share.from),
      to: spell(share.to),
      file,
      line,
    };
    const key = JSON.stringify([file, line, edit.to]);
    const known = edits.get(key);
    const charts = new Set([...(known?.chart.split(', ') ?? []), edit.chart]);
    edits.set(key, { ...(known ?? edit), chart: [...charts].join(', ') });
  }
  return [...edits.values()];
}

/** Written as the version that stands there is: `v1.20.6`, or with what a vendor puts behind it. */
function spellingOf({ before, from }: Move): (version: string) => string {
  const written = before.version ?? from;
  const at = written.indexOf(from);
  if (at < 0) return version => version;
  const [head, tail] = [written.slice(0, at), written.slice(at + from.length)];
  // A vendor's own build of another release has another number.
  return version => `${head}${version}${/^-(?:distroless|debug)$/.test(tail) ? tail : ''}`;
}
