/** Versions of objects that a script writes: `targetRevision: $ISTIO_VERSION` in a heredoc. */
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { type DecidedVersion, decideVersion } from '../istio/published-release.js';
import { scriptFiles } from './file.js';

const OF_SHELL = /^\$(?:\w+|\{\w+(?::?[-=][^{}]*)?\})$/;

/** As the shell sees it where a script writes it, as any file of the tree else. */
export async function writtenVersion(
  context: DetectContext,
  text: string | undefined,
  at: Position,
): Promise<DecidedVersion> {
  const scripts = text !== undefined && OF_SHELL.test(text) ? await scriptFiles(context) : [];
  const script = scripts.find(({ path }) => path === at.file);
  const decided = await script?.version({ text: text ?? '', line: at.line }, at);
  return decided?.version || decided?.environments ? decided : decideVersion(context, text, at);
}
