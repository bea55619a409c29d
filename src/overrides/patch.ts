/** Edits as one unified diff, in the form that `git apply` takes. */
import { formatPatch, structuredPatch } from 'diff';
import type { Edit } from '../model.js';

/** Lines of context, as Git has them. */
const CONTEXT = 3;

/**
 * One unified diff of all edits, in the order of their paths; the empty string where nothing changes. To be
 * applied with `git apply` at the root of the tree. Names are quoted as Git quotes them.
 */
export function unifiedPatch(edits: readonly Edit[]): string {
  return edits
    .filter(edit => edit.before !== edit.after || edit.creates)
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(patchOf)
    .join('');
}

function patchOf(edit: Edit): string {
  const from = edit.creates ? '/dev/null' : `a/${edit.file}`;
  const patch = structuredPatch(from, `b/${edit.file}`, edit.before, edit.after, undefined, undefined, {
    context: CONTEXT,
  });
  return formatPatch({ ...patch, isGit: true, ...(edit.creates ? { isCreate: true } : {}) });
}
