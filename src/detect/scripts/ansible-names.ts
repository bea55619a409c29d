/** Names that Ansible fills in where a task runs a command: `{{ chart_path }}`. */
import { ansibleValues } from '../ansible/variables.js';
import type { DetectContext } from '../detector.js';
import type { Word } from './text.js';

const NAME = /\{\{\s{0,9}([A-Za-z_]\w{0,80})\s{0,9}\}\}/g;
/** More names than a file of tasks has, those that they stand for among them. */
const MAX_NAMES = 300;

/** Those of a file of tasks that stand for one text wherever it runs, and the names in these. */
export async function ansibleNames(
  context: DetectContext,
  path: string,
  text: string,
): Promise<ReadonlyMap<string, Word>> {
  const found = new Map<string, Word>();
  if (!/\.ya?ml$/i.test(path) || !/^\s*(?:-\s+)?(?:ansible\.builtin\.)?(?:shell|command|cmd):/m.test(text))
    return found;
  const seen = new Set<string>();
  const pending = [text];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const [, name = ''] of next.matchAll(NAME)) {
      if (seen.has(name) || seen.size >= MAX_NAMES) continue;
      seen.add(name);
      const [only, ...others] = await ansibleValues(context, name, path);
      // What was cut is not known as a whole.
      if (!only || others.length > 0 || only.environment !== '' || only.text.endsWith('…')) continue;
      found.set(name, { text: only.text, ...only.at });
      pending.push(only.text);
    }
  }
  return found;
}
