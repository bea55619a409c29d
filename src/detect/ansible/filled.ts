/** Texts that Ansible fills in, outside of what it hands to Helm. */
import type { DetectContext } from '../detector.js';
import { ansibleValues } from './variables.js';

/** A text with the variables filled in that hold one value wherever the file's tasks run; others stay. */
export async function filledByAnsible(context: DetectContext, text: string, file: string): Promise<string> {
  let filled = text;
  for (const [whole, name = ''] of text.matchAll(/\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g)) {
    const [only, ...others] = await ansibleValues(context, name, file);
    const isPlain = only && others.length === 0 && only.environment === '' && !/[{…]/.test(only.text);
    if (isPlain) filled = filled.replaceAll(whole, only.text);
  }
  return filled;
}
