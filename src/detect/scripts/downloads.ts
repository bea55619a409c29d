/** Istio's own download scripts, as scripts run them. */
import { oncePer } from '../../memo.js';
import type { DecidedVersion } from '../published-release.js';
import type { ScriptFile } from './file.js';
import type { Word } from './text.js';

/** Scripts of https://istio.io/latest/docs/setup/additional-setup/download-istio-release/, and what they were called before. */
const FETCHES = /\bistio\.io\/downloadIstio(?:ctl)?\b|\bgit\.io\/getLatestIstio\b/;

/** `… | ISTIO_VERSION=1.22.2 sh -`: the release that a script has Istio's own download script fetch, if it is but one. */
export const fetchedBy = oncePer(readFetched);

async function readFetched(script: ScriptFile): Promise<DecidedVersion | undefined> {
  const words = script.commands.flatMap((command, index) =>
    script.commands[index - 1]?.words.some(({ text }) => FETCHES.test(text)) ? command.words : [],
  );
  const [first, ...others] = words.flatMap(({ text, line }) => {
    const value = /^ISTIO_VERSION=(.+)$/.exec(text)?.[1];
    return value === undefined ? [] : [{ text: value, line }];
  });
  if (!first || others.some(({ text }) => text !== first.text)) return undefined;
  return script.version(first, { file: script.path, line: first.line });
}

/** Where a script runs a download script of Istio's. */
export function downloadIn({ commands }: ScriptFile): Word | undefined {
  return commands.flatMap(({ words }) => words).find(({ text }) => FETCHES.test(text));
}
