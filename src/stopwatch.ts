/** Times the phases of a run; what the clock says is handed in. */
import type { Stopwatch } from './preflight.js';

/** @param now milliseconds on a clock that never goes back */
export function createStopwatch(now: () => number, onPhase: (phase: string) => void = () => {}): Stopwatch {
  const began = now();
  const spent: Record<string, number> = {};
  let current: { phase: string; since: number } | undefined;
  const close = (): void => {
    if (current) spent[current.phase] = Math.round((spent[current.phase] ?? 0) + now() - current.since);
  };
  return {
    start(phase) {
      close();
      current = { phase, since: now() };
      onPhase(phase);
    },
    stop() {
      close();
      current = undefined;
      return { ...spent, total: Math.round(now() - began) };
    },
  };
}
