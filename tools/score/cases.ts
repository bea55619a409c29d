/**
 * Scores judgement against real upgrade incidents: `npm run score:cases -- [--cases FOLDER] [NAME …]`. Each case holds the same small
 * repository twice, once with configuration that the change acts on and once with near-identical configuration that it
 * leaves alone. What is exposed in the one and not in the other is what was found; what is exposed in the safe one with a
 * resource or value of it as evidence is a false alarm. A case that names the places where a finding has to point (`at`:
 * `file` and `line`, one is enough) is found only where one does. Cases stand in FOLDER, else in `cases/` of the folder
 * that PREFLIGHT_SHARED names (default `../shared`); charts in its `charts/`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding, Location, Report } from '../../src/model.js';
import { folderTree } from '../../src/tree/folder.js';
import { analyse } from './analyse.js';
import { casesTable, mark, type ScoredCase } from './cases-table.js';
import { testHelm } from './helm.js';

const AIM_FOUND = 0.9;
const AIM_FLAGGED = 0.03;

interface Case {
  readonly decidable: string;
  readonly at?: readonly Pick<Location, 'file' | 'line'>[];
}

async function main(names: readonly string[], cases: string | undefined): Promise<void> {
  const shared = path.resolve(process.env.PREFLIGHT_SHARED ?? '../shared');
  const folder = path.resolve(cases ?? path.join(shared, 'cases'));
  if (!existsSync(folder)) {
    console.log(`no score: ${folder} is not here; --cases or PREFLIGHT_SHARED name it`);
    return;
  }
  const helm = await testHelm();
  const scored: ScoredCase[] = [];
  for (const name of readdirSync(folder).toSorted()) {
    const trees = path.join(folder, name, 'exposed');
    if (!existsSync(trees) || (names.length > 0 && !names.includes(name))) continue;
    const expected = JSON.parse(readFileSync(path.join(folder, name, 'case.json'), 'utf8')) as Case;
    const analyse = (variant: string) =>
      report(path.join(folder, name, variant), path.join(shared, 'charts'), helm);
    scored.push(score(name, expected, await analyse('exposed'), await analyse('safe')));
  }
  const decidable = scored.filter(({ isDecidable }) => isDecidable);
  const found = decidable.filter(one => mark(one) === 'found').length;
  const remedied = decidable.filter(one => mark(one) === 'found' && one.isRemedied).length;
  const flagged = scored.filter(({ falseAlarms }) => falseAlarms.length > 0).length;
  console.log(casesTable(scored));
  console.log(
    `decidable from the tree: ${decidable.length}, found exposed: ${found} (${remedied} with an override that can be written), safe ones flagged: ${flagged} of ${scored.length}`,
  );
  const reached = found >= AIM_FOUND * decidable.length && flagged <= AIM_FLAGGED * scored.length;
  console.log(
    `aim: at least ${AIM_FOUND * 100}% found, at most ${AIM_FLAGGED * 100}% flagged: ${reached ? 'reached' : 'missed'}`,
  );
  if (!reached) process.exitCode = 1;
}

function score(name: string, { decidable, at = [] }: Case, exposed: Report, safe: Report): ScoredCase {
  const harmless = new Set(exposedIn(safe).map(({ rule }) => rule));
  const told = exposedIn(exposed).filter(({ rule }) => !harmless.has(rule));
  const right = told.filter(({ locations }) => at.length === 0 || locations.some(isOneOf(at)));
  return {
    name,
    isDecidable: decidable === 'from the tree',
    isElsewhere: told.length > 0 && right.length === 0,
    isRemedied: right.some(({ overrides }) => overrides.some(({ patch }) => patch !== undefined)),
    expected: at.map(({ file, line }) => `${file}:${line}`),
    verdicts: [exposed.verdict, safe.verdict],
    exposed: told.map(describe),
    undecided: exposed.findings
      .filter(
        ({ exposure, severity }) => exposure === 'possible' && severity !== 'info' && severity !== 'low',
      )
      .map(({ rule }) => rule),
    falseAlarms: exposedIn(safe)
      .filter(
        ({ evidence, severity }) =>
          evidence !== 'default-in-force' && severity !== 'low' && severity !== 'info',
      )
      .map(finding => finding.rule),
  };
}

function isOneOf(places: NonNullable<Case['at']>): (location: Location) => boolean {
  return ({ file, line }) => places.some(place => place.file === file && place.line === line);
}

function exposedIn({ findings }: Report): readonly Finding[] {
  return findings.filter(({ exposure }) => exposure === 'exposed');
}

function describe({ rule, severity, locations, overrides }: Finding): string {
  const [at] = locations;
  const way =
    overrides.find(({ verified }) => verified === true) ?? overrides.find(({ patch }) => patch !== undefined);
  const remedy = way
    ? `${way.kind}${way.verified === true ? ' (proven)' : ''}`
    : overrides.length > 0
      ? 'advice'
      : 'none';
  return `${rule} (${severity}) at ${at?.file}:${at?.line}, override: ${remedy}`;
}

async function report(folder: string, charts: string, helm: string | undefined): Promise<Report> {
  const tree = (side: string) => folderTree(path.join(folder, side), { name: side });
  return analyse(await tree('base'), await tree('head'), charts, helm);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string' } },
});
await main(positionals, values.cases);
