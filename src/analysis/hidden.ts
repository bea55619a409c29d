/** What one of the two trees does not let us see, although it may decide what the change does. */
import { append } from '../append.js';
import type { Installation, Problem, Tree, Upgrade } from '../model.js';
import { isCandidateName, isCandidateText, mentionsMesh } from '../tree/candidates.js';
import { parseYaml } from '../yaml/positioned.js';
import type { Side } from './side.js';

/**
 * What is gone may only have become unreadable, and what is new may have been there unreadably.
 * @returns problems of files that speak of Istio on one side, and can't be read on the other
 */
export async function hiddenFiles(
  before: Side,
  after: Side,
  upgrades: readonly Upgrade[],
): Promise<readonly Problem[]> {
  const gone = await closedFiles(
    after.tree,
    { tree: before.tree, places: upgrades.flatMap(upgrade => placesOf(upgrade.before)) },
    'what it held before this change may still be in force',
  );
  const left = upgrades.filter(({ kind }) => kind === 'remove').flatMap(({ before: old }) => placesOf(old));
  append(gone, await brokenFiles(after, left));
  if (!upgrades.some(({ kind }) => kind === 'install')) return gone;
  const came = await closedFiles(
    before.tree,
    { tree: after.tree, places: upgrades.flatMap(upgrade => placesOf(upgrade.after)) },
    'that is how it was before this change',
  );
  return [...gone, ...came, ...openedProblems(before, after)];
}

interface OpenSide {
  readonly tree: Tree;
  /** Files that its installations are written in. */
  readonly places: readonly string[];
}

function placesOf(installation: Installation | null): readonly string[] {
  return installation ? [installation.at.file, installation.release.declared.file] : [];
}

/** Files that installations were written in, and whose YAML is broken now: none of them may be gone. */
async function brokenFiles({ tree, problems }: Side, places: readonly string[]): Promise<readonly Problem[]> {
  const told = new Set(problems.filter(({ blocking }) => blocking).map(({ file }) => file));
  const broken: Problem[] = [];
  for (const file of new Set(places)) {
    // What Helm fills in first is judged with its chart.
    if (told.has(file) || !/\.(ya?ml|json)$/i.test(file) || /(^|\/)templates\//.test(file)) continue;
    const content = await tree.read(file);
    const [error] = content.ok ? parseYaml(file, content.text).errors : [];
    if (!error) continue;
    const why = "can't be read as YAML: what it held before this change may still be in force";
    broken.push({ what: file, why, file, line: error.line, blocking: true });
  }
  return broken;
}

/** Files that one tree lets us read, and the other does not, although it has them. */
async function closedFiles(closed: Tree, open: OpenSide, so: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const file of new Set([...(await open.tree.candidates()), ...open.places])) {
    const content = await open.tree.read(file);
    if (!content.ok || !mentionsMesh(content.text)) continue;
    const why = await whyClosed(closed, file);
    if (why) problems.push({ what: file, why: `${why}: ${so}`, file, line: 1, blocking: true });
  }
  return problems;
}

/** Why a file that is there was not read; undefined where it was, or is not there. */
async function whyClosed(tree: Tree, file: string): Promise<string | undefined> {
  const content = await tree.read(file);
  if (!content.ok) return content.missing ? undefined : content.why;
  const matters = isCandidateName(file) && isCandidateText(content.text);
  const isSearched = !matters || (await tree.candidates()).includes(file);
  return isSearched ? undefined : 'is not the UTF-8 text in which Istio is searched for';
}

/** Of files that could not be read before, whatever they said, and can be now. */
function openedProblems(before: Side, after: Side): readonly Problem[] {
  const closed = new Set(after.problems.flatMap(({ file, hides }) => (hides ? [file] : [])));
  return before.problems
    .filter(({ file, hides, blocking }) => hides && blocking && !closed.has(file))
    .map(problem => ({ ...problem, what: `${problem.what}, as it was before this change` }));
}
