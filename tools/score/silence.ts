/**
 * Listens for silence: `npm run score:silence -- FOLDER …`. In each repository (a folder with files, or a folder of
 * `FORM/REPOSITORY/EXPECT.json`) every line with a version near a word of Istio's is changed alone, and whatever moves nothing
 * and stops nothing is printed. Most of that is right (a label, the version of an API, what is set aside); each that is not is a
 * change of Istio that nobody would be told of. Where a reader wrote down what is installed, only the lines that they name are
 * changed, and silence is wrong until somebody says why not. Nothing is rendered.
 */
import type { Tree } from '../../src/model.js';
import { overlay } from '../../src/tree/overlay.js';
import { type ExpectedInstallation, openRepository, repositoriesIn } from './expectations.js';
import { isTold, judged } from './judged.js';
import { moved, type VersionLine, versionLines } from './version-lines.js';

const PER_FILE = 3;

async function main(folders: readonly string[]): Promise<void> {
  let asked = 0;
  let silent = 0;
  for (const { name, folder, installations } of folders.flatMap(repositoriesIn)) {
    const tree = await openRepository(folder);
    // Where nobody said which lines matter, all that look so are asked.
    const lines = installations ? linesOf(installations) : await versionLines(tree, PER_FILE);
    for (const place of lines) {
      const text = await silenceAt(tree, place);
      if (text === undefined) continue;
      asked++;
      if (text === null) continue;
      silent++;
      console.log(`${name} ${place.file}:${place.line}: ${text}`);
    }
  }
  console.log(`${asked} lines changed, ${silent} in silence`);
}

/** The changed line where nothing is said of it, null where something is; undefined where it can't be changed. */
async function silenceAt(tree: Tree, place: VersionLine): Promise<string | null | undefined> {
  const edit = await moved(tree, place);
  if (!edit) return undefined;
  return isTold(await judged(tree, overlay(tree, [edit]))) ? null : edit.text;
}

/** Lines that a reader named. */
function linesOf(installations: readonly ExpectedInstallation[]): readonly VersionLine[] {
  return installations.flatMap(({ version, place }) => {
    const cut = place.lastIndexOf(':');
    const line = { file: place.slice(0, cut), line: Number(place.slice(cut + 1)) };
    return version === null ? [] : [{ ...line, version }];
  });
}

await main(process.argv.slice(2));
