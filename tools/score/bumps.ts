/**
 * Judges real upgrade commits: `npm run score:bumps [NAME …]`. Prints what a reviewer needs to check each by hand: the
 * verdict and its reason, what is exposed with every place, what is possible and what could not be analysed; at the end the
 * mix of verdicts. Commits stand in `repos/bumps/NAME/{before,after}` of the folder that PREFLIGHT_SHARED names (default
 * `../shared`), charts in its `charts/`. `-v` prints what happens at every place as well.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../src/model.js';
import { parsePolicy } from '../../src/policy/policy.js';
import { run } from '../../src/session.js';
import { folderTree } from '../../src/tree/folder.js';
import { bumpBlock, exposedIn, verdictMix } from './bumps-table.js';
import { testHelm } from './helm.js';

async function main(args: readonly string[]): Promise<void> {
  const verbose = args.includes('-v');
  const names = args.filter(arg => arg !== '-v');
  const shared = path.resolve(process.env.PREFLIGHT_SHARED ?? '../shared');
  const folder = path.join(shared, 'repos', 'bumps');
  if (!existsSync(folder)) {
    console.log(`no score: ${folder} is not here; PREFLIGHT_SHARED names the folder with repos/bumps/`);
    return;
  }
  const helm = await testHelm();
  const reports: Report[] = [];
  for (const name of readdirSync(folder).toSorted()) {
    if (!existsSync(path.join(folder, name, 'after')) || (names.length > 0 && !names.includes(name)))
      continue;
    const report = await judge(path.join(folder, name), path.join(shared, 'charts'), helm);
    console.log(bumpBlock(name, report, verbose));
    reports.push(report);
  }
  const exposed = reports.flatMap(exposedIn).length;
  console.log(`${reports.length} bumps, ${exposed} exposed findings; verdicts: ${verdictMix(reports)}`);
}

async function judge(folder: string, charts: string, helm: string | undefined): Promise<Report> {
  const tree = (side: string) => folderTree(path.join(folder, side), { name: side });
  return run({
    base: await tree('before'),
    head: await tree('after'),
    from: [],
    to: [],
    values: [],
    charts: [charts],
    policy: parsePolicy('.istio-preflight.yaml', ''),
    offline: true,
    env: { ...process.env, ...(helm ? { HELM_BIN: helm } : {}) },
  });
}

await main(process.argv.slice(2));
