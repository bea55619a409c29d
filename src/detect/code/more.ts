/** What is told where more of something stands in a file than is read. */
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import type { CodeFile } from './blocks.js';

/** Tells of a file that speaks of Istio that it names more than is read of it. */
export function leaveMore(context: DetectContext, { path, text }: CodeFile): void {
  if (namesIstio(text)) context.leave(path, MORE);
}

const MORE =
  'it has more calls, loops, lists or names by which charts are installed than people write: those beyond were not looked at';
