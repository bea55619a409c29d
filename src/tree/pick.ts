import { isCandidateName } from './candidates.js';
import { type TreeLimits, tooLarge } from './content.js';
import type { EntryIndex } from './entries.js';

/**
 * The candidates of a tree, given the files whose text matched: links to such files count too. What is too large or
 * too much is left out and becomes a problem of the index.
 */
export function pickCandidates(
  index: EntryIndex,
  matching: ReadonlySet<string>,
  limits: TreeLimits,
): readonly string[] {
  const kept: string[] = [];
  for (const path of index.paths) {
    if (!isCandidateName(path)) continue;
    const found = index.resolve(path);
    if (found.kind !== 'file' || !matching.has(found.file.path)) continue;
    const why = tooLarge(found.file.size, limits.textBytes);
    if (why === undefined) kept.push(path);
    else index.problems.push({ what: path, why, file: path, line: 1, blocking: true, hides: true });
  }
  const extra = kept.length - limits.candidates;
  if (extra <= 0) return kept;
  const why = `more than ${limits.candidates} files mention Istio or Kubernetes services; the last ${extra} by name were not looked at`;
  index.problems.push({ what: 'files of the tree', why, blocking: true });
  return kept.slice(0, limits.candidates);
}
