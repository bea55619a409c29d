/** Reports of real incidents and real upgrade commits, on every surface of GitHub. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parsePolicy } from '../../src/policy/policy.js';
import { run } from '../../src/session.js';
import { folderTree } from '../../src/tree/folder.js';
import { expectWithinLimits } from '../github/surfaces.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { SHARED, sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
let helm: string;

beforeAll(async () => {
  helm = (await testHelms())[0]?.path ?? '';
});

/** Folders that hold a change, by name: what was before, and what is after. */
function changesIn(folder: string, before: string, after: string): [string, string, string][] {
  const root = path.join(SHARED, folder);
  if (!existsSync(root)) return [];
  const pairs = readdirSync(root).map((name): [string, string, string] => [
    name,
    path.join(root, name, before),
    path.join(root, name, after),
  ]);
  return pairs.filter(([, base, head]) => existsSync(base) && existsSync(head));
}

/** A part of them by default, all by PREFLIGHT_ALL_CASES=1: one is much like the next in length. */
const STEP = process.env.PREFLIGHT_ALL_CASES === '1' ? 1 : 3;
const CHANGES = [
  ...changesIn('cases', 'exposed/base', 'exposed/head'),
  ...changesIn('repos/bumps', 'before', 'after'),
].filter((_, index) => index % STEP === 0);

describe('the report of', () => {
  const each = charts === undefined || CHANGES.length === 0 ? it.skip : it;
  each(
    'each real change keeps to every limit',
    async () => {
      const failed: string[] = [];
      for (const [name, before, after] of CHANGES) {
        const report = await run({
          base: await folderTree(before, { name: 'before' }),
          head: await folderTree(after, { name: 'after' }),
          from: [],
          to: [],
          values: [],
          charts: [charts ?? ''],
          policy: parsePolicy('.istio-preflight.yaml', ''),
          offline: true,
          env: { ...process.env, HELM_BIN: helm },
        });
        await expectWithinLimits(report).catch(error => failed.push(`${name}: ${(error as Error).message}`));
      }
      expect(failed).toEqual([]);
      expect(CHANGES.length * STEP).toBeGreaterThan(50);
    },
    900_000,
  );
});
