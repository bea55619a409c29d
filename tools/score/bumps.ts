/**
 * Judges real upgrade commits: `npm run score:bumps [NAME …]`. Prints what a reviewer needs to check each by hand: the
 * verdict and its reason, what is exposed with every place, what is possible and what could not be analysed; at the end the
 * mix of verdicts. The commits are cut down to what they install: with `--whole`, the files of `repos/corpus/FORM/OWNER__NAME`
 * lie under both sides, as far as they are there, and with them the repository's own resources. Commits stand in `repos/bumps/NAME/{before,after}` of the folder that PREFLIGHT_SHARED names (default
 * `../shared`), charts in its `charts/`. `-v` prints what happens at every place as well.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Report, Tree } from '../../src/model.js';
import { folderTree } from '../../src/tree/folder.js';
import { overlay } from '../../src/tree/overlay.js';
import { analyse } from './analyse.js';
import { bumpBlock, exposedIn, verdictMix } from './bumps-table.js';
import { testHelm } from './helm.js';

async function main(args: readonly string[]): Promise<void> {
  const verbose = args.includes('-v');
  const isWhole = args.includes('--whole');
  const names = args.filter(arg => !arg.startsWith('-'));
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
    const under = isWhole ? corpusOf(name, path.join(shared, 'repos', 'corpus')) : undefined;
    if (isWhole && under === undefined) continue;
    const report = await judge(path.join(folder, name), under, path.join(shared, 'charts'), helm);
    console.log(bumpBlock(name, report, verbose));
    reports.push(report);
  }
  const exposed = reports.flatMap(exposedIn).length;
  console.log(`${reports.length} bumps, ${exposed} exposed findings; verdicts: ${verdictMix(reports)}`);
}

async function judge(
  folder: string,
  under: string | undefined,
  charts: string,
  helm: string | undefined,
): Promise<Report> {
  const tree = async (side: string): Promise<Tree> => {
    const own = await folderTree(path.join(folder, side), { name: side });
    return under === undefined ? own : laidOver(await folderTree(under, { name: side }), own);
  };
  return analyse(await tree('before'), await tree('after'), charts, helm);
}

/** The folder of the corpus with the repository of a commit `OWNER__NAME__FROM__TO`; undefined where it has none. */
function corpusOf(bump: string, corpus: string): string | undefined {
  const repository = bump.split('__').slice(0, 2).join('__');
  return readdirSync(corpus)
    .toSorted()
    .map(form => path.join(corpus, form, repository))
    .find(folder => existsSync(folder));
}

async function laidOver(under: Tree, own: Tree): Promise<Tree> {
  const edits = await Promise.all(
    own.paths.map(async file => {
      const content = await own.read(file);
      return content.ok ? [{ file, before: '', after: content.text }] : [];
    }),
  );
  return overlay(under, edits.flat());
}

await main(process.argv.slice(2));
