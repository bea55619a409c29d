import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** The folder of test data that is shared between projects: read in place, never copied. */
export const SHARED = path.resolve(REPOSITORY, process.env.PREFLIGHT_SHARED ?? '../shared');

/** Istio's charts as `VERSION/CHART-VERSION.tgz`; undefined where this machine does not have them. */
export function sharedCharts(): string | undefined {
  const folder = path.join(SHARED, 'charts');
  if (existsSync(folder)) return folder;
  console.warn(`${folder} is not here: tests that need Istio's charts are skipped`);
  return undefined;
}
