/** A version that several words of a script name, where they name the same. */
import type { DecidedVersion } from '../istio/published-release.js';
import type { ScriptFile } from './file.js';
import type { Word } from './text.js';

/** @returns undefined where there are none, or where they differ */
export async function onlyVersion(
  script: ScriptFile,
  words: readonly Word[],
): Promise<DecidedVersion | undefined> {
  const [first, ...others] = words;
  if (!first || others.some(({ text }) => text !== first.text)) return undefined;
  return script.version(first, { file: script.path, line: first.line });
}
