/**
 * Listens for noise: `npm run score:noise -- FOLDER …`. In each repository (a folder with files, or a folder of
 * `FORM/REPOSITORY/EXPECT.json`) some lines far from any word of Istio are changed, each alone: the version of something else, a
 * number of replicas. None of that moves Istio; each change that stops the verdict is printed with what stopped it.
 */
import { overlay } from '../../src/tree/overlay.js';
import { openRepository, repositoriesIn } from './expectations.js';
import { judged } from './judged.js';
import { unrelatedLines } from './unrelated-lines.js';

/** Of each repository, spread over its files. */
const MOST = 8;

async function main(folders: readonly string[]): Promise<void> {
  let asked = 0;
  let stopped = 0;
  for (const { name, folder } of folders.flatMap(repositoriesIn)) {
    const tree = await openRepository(folder);
    for (const edit of await unrelatedLines(tree, MOST)) {
      asked++;
      const { blocking } = await judged(tree, overlay(tree, [edit]));
      if (blocking.length > 0) stopped++;
      for (const { what, why } of blocking) console.log(`${name} ${edit.file}:${edit.line}: ${what}: ${why}`);
    }
  }
  console.log(`${asked} lines of other things changed, ${stopped} stopped the verdict`);
}

await main(process.argv.slice(2));
