/**
 * Scores detection against real repositories whose content a careful reader described: `npm run score:detect`. Prints
 * the table by form, and every miss by name. Repositories stand in `repos/` of the folder that PREFLIGHT_SHARED names
 * (default `../shared`), or in the folder that is given: `npm run score:detect -- FOLDER`, with
 * `corpus/FORM/REPOSITORY/EXPECT.json` and `bumps/NAME/{before,after,EXPECT.json}`, either of which may be absent.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { detect } from '../../src/detect/detect.js';
import { type Comparison, compareBump, compareInstallations } from './compare.js';
import { openRepository, readBumps, readCorpus } from './expectations.js';
import { passes, printScore, type Row, sumOf } from './table.js';

const AIM_FOUND = 0.95;
const AIM_EXTRA = 0.02;

async function main(): Promise<void> {
  const [given] = process.argv.slice(2);
  const repositories = path.resolve(given ?? path.join(process.env.PREFLIGHT_SHARED ?? '../shared', 'repos'));
  if (!existsSync(repositories)) {
    console.log(`no score: ${repositories} is not here; PREFLIGHT_SHARED names the folder with repos/`);
    if (given !== undefined) process.exitCode = 1;
    return;
  }
  const byForm = new Map<string, Row>();
  for (const { form, name, folder, installations } of readCorpus(path.join(repositories, 'corpus'))) {
    const detection = await detect(await openRepository(folder));
    addTo(byForm, form, name, compareInstallations(installations, detection.installations));
  }
  const bumps = new Map<string, Row>();
  for (const bump of readBumps(path.join(repositories, 'bumps'))) {
    const [before, after] = [
      await detect(await openRepository(bump.before)),
      await detect(await openRepository(bump.after)),
    ];
    addTo(bumps, bump.name.split('__')[0] ?? bump.name, bump.name, compareBump(bump, before, after));
  }
  const found = [...byForm.values()];
  const moved = [...bumps.values()];
  console.log(printScore('Installations', found));
  console.log(printScore('Upgrades', moved));
  const scored = [found, moved].filter(rows => rows.length > 0);
  const reached = scored.length > 0 && scored.every(rows => passes(sumOf(rows), AIM_FOUND, AIM_EXTRA));
  console.log(
    `aim: at least ${AIM_FOUND * 100}% found, at most ${AIM_EXTRA * 100}% extra: ${reached ? 'reached' : 'missed'}`,
  );
  if (!reached) process.exitCode = 1;
}

function addTo(rows: Map<string, Row>, title: string, where: string, result: Comparison): void {
  const row = rows.get(title) ?? { title, expected: 0, found: 0, misses: [], extras: [] };
  const named = (lines: readonly string[]): string[] => lines.map(line => `${where}: ${line}`);
  rows.set(title, {
    title,
    expected: row.expected + result.expected,
    found: row.found + result.found,
    misses: [...row.misses, ...named(result.misses)],
    extras: [...row.extras, ...named(result.extras)],
  });
}

await main();
