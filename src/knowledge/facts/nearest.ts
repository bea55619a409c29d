/** "Did you mean": the name that a mistyped one is closest to. */

/**
 * The most similar of the names, ties in favour of the first in alphabetical order; undefined when more than a
 * third of the letters differ. Case and the separators `_`, `-` and `.` weigh nothing: `enableAutoSni` finds
 * `ENABLE_AUTO_SNI`. The name itself is never the answer.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = simplify(name);
  let best: string | undefined;
  let bestDistance = Math.floor(wanted.length / 3) + 1;
  for (const candidate of [...candidates].sort()) {
    if (candidate === name) continue;
    const distance = editDistance(wanted, simplify(candidate), bestDistance);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[_.-]/g, '');
}

/** Insertions, deletions, substitutions and swaps of neighbours; `limit` when there are at least that many. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? limit, limit);
}
