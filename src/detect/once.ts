/** What several detectors read of a tree is read once. */
import { oncePer } from '../memo.js';
import type { DetectContext } from './detector.js';

/** The reader, whose result is kept for as long as the tree's context is. */
export function oncePerTree<Result>(
  read: (context: DetectContext) => Promise<Result>,
): (context: DetectContext) => Promise<Result> {
  return oncePer(read);
}
