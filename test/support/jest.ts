/** What tests are written with. The runner executes files in Node itself, where only the global scope has it. */
import type * as jestGlobals from '@jest/globals';

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } =
  globalThis as unknown as typeof jestGlobals;
