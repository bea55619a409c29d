/**
 * Scores detection against repositories whose content a careful reader described: `npm run score:detect`. Prints the table
 * by form, and every miss by name. Written ones stand in `test/corpus`; real ones in `repos/` of the folder that
 * PREFLIGHT_SHARED names (default `../shared`). A folder that is given is scored in place of both:
 * `npm run score:detect -- FOLDER`, with `corpus/FORM/REPOSITORY/EXPECT.json` and `bumps/NAME/{before,after,EXPECT.json}`,
 * either of which may be absent.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { detect } from '../../src/detect/detect.js';
import { compareChange } from './changes.js';
import { type Comparison, compareBump, compareInstallations } from './compare.js';
import { readChanges, readResources, readTrees } from './corpus.js';
import { openRepository, readBumps, readCorpus } from './expectations.js';
import { testHelm } from './helm.js';
import { judged } from './judged.js';
import { compareResources, reportOn } from './resources.js';
import { passes, printScore, type Row, sumOf } from './table.js';

const WRITTEN = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../test/corpus');

const AIM_FOUND = 0.95;
const AIM_EXTRA = 0.02;

async function main(): Promise<void> {
  const [given] = process.argv.slice(2);
  if (given === undefined) await printWritten();
  const repositories = path.resolve(given ?? path.join(process.env.PREFLIGHT_SHARED ?? '../shared', 'repos'));
  if (!existsSync(repositories)) {
    console.log(
      `no score of real ones: ${repositories} is not here; PREFLIGHT_SHARED names the folder with repos/`,
    );
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
  console.log(printScore('Real repositories', found));
  console.log(printScore('Real upgrades', moved));
  const scored = [found, moved].filter(rows => rows.length > 0);
  const reached = scored.length > 0 && scored.every(rows => passes(sumOf(rows), AIM_FOUND, AIM_EXTRA));
  console.log(
    `aim: at least ${AIM_FOUND * 100}% found, at most ${AIM_EXTRA * 100}% extra: ${reached ? 'reached' : 'missed'}`,
  );
  if (!reached) process.exitCode = 1;
}

async function printWritten(): Promise<void> {
  const trees = new Map<string, Row>();
  for (const { form, name, tree, installations } of readTrees(WRITTEN)) {
    const detection = await detect(tree);
    addTo(trees, form, name, compareInstallations(installations, detection.installations));
  }
  const changes = new Map<string, Row>();
  for (const { name, before, after, expected } of readChanges(WRITTEN)) {
    const wrong = compareChange(expected, await judged(before, after));
    addTo(changes, expected.outcome, name, {
      expected: 1,
      found: wrong.length === 0 ? 1 : 0,
      misses: wrong,
      extras: [],
    });
  }
  console.log(printScore('Written repositories', [...trees.values()]));
  console.log(printScore('Written pull requests', [...changes.values()]));
  console.log(printScore('Written DestinationRules', await writtenResources()));
}

async function writtenResources(): Promise<readonly Row[]> {
  const helm = await testHelm();
  const rows = new Map<string, Row>();
  for (const one of readResources(WRITTEN)) {
    const { expected, name } = one;
    const wrong = compareResources(expected, await reportOn(one, helm));
    const misses = wrong.filter(line => line.startsWith('missed'));
    addTo(rows, 'exposed', name, {
      expected: expected.exposed.length,
      found: expected.exposed.length - misses.length,
      misses,
      extras: wrong.filter(line => !misses.includes(line)),
    });
  }
  return [...rows.values()];
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
