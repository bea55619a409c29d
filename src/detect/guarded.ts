/** Our own mistakes, kept to the form in whose reading they are made. */
import type { DetectContext, Detector, DetectorResult } from './detector.js';

/** Where one throws, what the others find stays, and no verdict is built on the gap. */
export function guarded(detectors: readonly Detector[]): readonly Detector[] {
  return detectors.map(detector => ({
    form: detector.form,
    detect: context => attempted(detector, context),
  }));
}

async function attempted(detector: Detector, context: DetectContext): Promise<DetectorResult> {
  try {
    return await detector.detect(context);
  } catch (error) {
    const what = `installations declared as ${detector.form}`;
    const why = `an error of istio-preflight itself stopped their reading, please report it: ${String(error)}`;
    return { releases: [], problems: [{ what, why, blocking: true, failed: true }] };
  }
}
