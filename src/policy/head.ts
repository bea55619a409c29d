/** The policy of the head: never what is judged by, but checked, so that a merge does not break the next run, and shown. */
import type { PolicyChange, PolicyReview, Tree } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { POLICY_FILE, parsePolicy, policyData } from './policy.js';
import { PolicyError } from './values.js';

type HeadReview = NonNullable<PolicyReview['head']>;

/** What a change does to the policy file; undefined where it leaves it alone. */
export async function reviewHeadPolicy(base: Tree, head: Tree): Promise<HeadReview | undefined> {
  if (base === head) return undefined;
  const [before, after] = await Promise.all([textOf(base), textOf(head)]);
  if (before === after) return undefined;
  if (typeof after !== 'string' && after !== undefined)
    return { changes: [], mistakes: [{ line: 1, message: after.why }] };
  const review = { changes: changesBetween(before, after ?? ''), mistakes: mistakesIn(after ?? '') };
  // A file that only says the same in other words is no news.
  return review.changes.length === 0 && review.mistakes.length === 0 ? undefined : review;
}

async function textOf(tree: Tree): Promise<string | undefined | { readonly why: string }> {
  if (!tree.has(POLICY_FILE)) return undefined;
  const content = await tree.read(POLICY_FILE);
  return content.ok ? content.text : { why: content.why };
}

function mistakesIn(text: string): HeadReview['mistakes'] {
  try {
    parsePolicy(POLICY_FILE, text);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.mistakes;
    throw error;
  }
}

function changesBetween(before: Awaited<ReturnType<typeof textOf>>, after: string): PolicyChange[] {
  const old = entriesOf(typeof before === 'string' ? before : '');
  const now = entriesOf(after);
  const changes: PolicyChange[] = [];
  for (const [id, entry] of now) {
    const was = old.get(id);
    if (was?.value === entry.value) continue;
    changes.push({
      key: entry.key,
      ...(was === undefined ? {} : { before: was.value }),
      after: entry.value,
      line: entry.line,
    });
  }
  for (const [id, { key, value, line }] of old) {
    if (!now.has(id)) changes.push({ key, before: value, line });
  }
  return changes;
}

interface Entry {
  readonly key: string;
  /** As JSON. */
  readonly value: string;
  readonly line: number;
}

/** Keys with their values; entries of a list of mappings (accepted risks) each by itself. */
function entriesOf(text: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  try {
    const data = policyData(POLICY_FILE, text);
    for (const [key, value] of Object.entries(data.value as Record<string, unknown>)) {
      const list = Array.isArray(value) && value.every(item => typeof item === 'object' && item !== null);
      if (!list) {
        entries.set(key, { key, value: JSON.stringify(value), line: data.lineOf([key]) });
        continue;
      }
      for (const index of value.keys()) {
        const item = JSON.stringify(valueAt(value, [index]));
        entries.set(JSON.stringify([key, item]), { key, value: item, line: data.lineOf([key, index]) });
      }
    }
  } catch (error) {
    // What is no mapping has no entries; the mistake itself is told by whoever validates.
    if (!(error instanceof PolicyError)) throw error;
  }
  return entries;
}
