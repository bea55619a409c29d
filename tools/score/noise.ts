/**
 * Listens for noise: `npm run score:noise -- FOLDER …`. In each repository (a folder with files, or a folder of
 * `FORM/REPOSITORY/EXPECT.json`) some lines far from any word of Istio are changed, each alone: the version of something else, a
 * number of replicas; and to files that declare Istio a comment is added, and something else. None of that moves Istio; each
 * change that stops the verdict is printed with what stopped it.
 */
import type { Edit, Tree } from '../../src/model.js';
import { overlay } from '../../src/tree/overlay.js';
import { additions } from './additions.js';
import { openRepository, repositoriesIn } from './expectations.js';
import { judged } from './judged.js';
import { unrelatedLines } from './unrelated-lines.js';

/** Of each repository, spread over its files. */
const MOST = 8;

async function main(folders: readonly string[]): Promise<void> {
  const counts = new Map<string, Count>();
  for (const { name, folder } of folders.flatMap(repositoriesIn)) {
    const tree = await openRepository(folder);
    for (const edit of await unrelatedLines(tree, MOST))
      await ask(
        tree,
        edit,
        `${name} ${edit.file}:${edit.line}`,
        countOf(counts, 'lines of other things changed'),
      );
    for (const edit of await additions(tree, MOST))
      await ask(
        tree,
        edit,
        `${name} ${edit.kind} in ${edit.file}`,
        countOf(counts, `times ${edit.kind} added`),
      );
  }
  for (const [what, { asked, stopped }] of counts)
    console.log(`${asked} ${what}, ${stopped} stopped the verdict`);
}

function countOf(counts: Map<string, Count>, what: string): Count {
  const count = counts.get(what) ?? { asked: 0, stopped: 0 };
  counts.set(what, count);
  return count;
}

interface Count {
  asked: number;
  stopped: number;
}

async function ask(tree: Tree, edit: Edit, place: string, count: Count): Promise<void> {
  count.asked++;
  const { upgrades, blocking } = await judged(tree, overlay(tree, [edit]));
  if (upgrades.length + blocking.length > 0) count.stopped++;
  for (const { chart } of upgrades) console.log(`${place}: ${chart} is taken to move`);
  for (const { what, why } of blocking) console.log(`${place}: ${what}: ${why}`);
}

await main(process.argv.slice(2));
