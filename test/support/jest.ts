/**
 * What tests are written with. The runner executes files in Node itself, where only the global scope has it, and knows no
 * limit of time: a test has one here.
 */
import type * as jestGlobals from '@jest/globals';

type It = typeof jestGlobals.it;
type Run = (...args: readonly unknown[]) => unknown;

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest } =
  globalThis as unknown as typeof jestGlobals;

/** Milliseconds that a test may take which names none. */
const LIMIT = 60_000;

export const it = limited((globalThis as unknown as typeof jestGlobals).it);

function limited(own: It): It {
  const each = (...table: Parameters<It['each']>) => {
    const run = own.each(...table) as (name: string, test: Run, limit?: number) => void;
    return (name: string, test: Run, limit?: number) => run(name, within(test, limit));
  };
  const run = (name: string, test: Run, limit?: number) =>
    own(name, within(test, limit) as Parameters<It>[1]);
  return Object.assign(run, own, { each }) as unknown as It;
}

/** The same test, which fails when it takes longer: also when it kept the process from noticing. */
function within(test: Run, limit = LIMIT): (...args: readonly unknown[]) => Promise<void> {
  return async (...args) => {
    const late = new Error(`takes longer than ${limit} ms`);
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, limit, late);
    });
    try {
      await Promise.race([test(...args), isOver]);
    } finally {
      clearTimeout(timer);
    }
    if (performance.now() - start > limit) throw late;
  };
}
