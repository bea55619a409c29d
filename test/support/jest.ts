/**
 * What tests are written with. The runner executes files in Node itself, where only the global scope has it, and knows no
 * limit of time: a test has one here.
 */
import type * as jestGlobals from '@jest/globals';

type It = typeof jestGlobals.it;
type Run = (...args: readonly unknown[]) => unknown;

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest } =
  globalThis as unknown as typeof jestGlobals;

/** Milliseconds after which a test hangs. */
const LIMIT = 300_000;

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

/**
 * The same test, which fails when it hangs, and when it takes more than the limit that it names: of processor time, since other
 * work on the machine is not its own.
 */
function within(test: Run, limit?: number): (...args: readonly unknown[]) => Promise<void> {
  return async (...args) => {
    const start = process.cpuUsage();
    const longest = Math.max(limit ?? 0, LIMIT);
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, longest, new Error(`does not end within ${longest} ms`));
    });
    try {
      await Promise.race([test(...args), isOver]);
    } finally {
      clearTimeout(timer);
    }
    const { user, system } = process.cpuUsage(start);
    const taken = Math.round((user + system) / 1000);
    if (limit !== undefined && taken > limit) throw new Error(`takes ${taken} ms, more than ${limit} ms`);
  };
}
