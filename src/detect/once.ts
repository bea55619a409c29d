/** What several detectors read of a tree is read once. */
import type { DetectContext } from './detector.js';

/** The reader, whose result is kept for as long as the tree's context is. */
export function oncePerTree<Result>(
  read: (context: DetectContext) => Promise<Result>,
): (context: DetectContext) => Promise<Result> {
  const results = new WeakMap<DetectContext, Promise<Result>>();
  return context => {
    const known = results.get(context);
    if (known) return known;
    const reading = read(context);
    results.set(context, reading);
    return reading;
  };
}
