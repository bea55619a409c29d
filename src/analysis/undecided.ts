/** What reading the two trees could not make out, and whether this change made it so. */
import { append } from '../append.js';
import type { UnreadForm } from '../detect/unread/forms.js';
import { groupBy } from '../grouped.js';
import type { Installation, Problem, Upgrade } from '../model.js';
import { movedSetting } from './asked-settings.js';
import { mayMove, movedFillings } from './filled-in.js';
import { goneProblems } from './gone.js';
import { hiddenFiles } from './hidden.js';
import { madeValues } from './made-values.js';
import { redeployedProblems } from './redeployed.js';
import { sameFile, sameFiles } from './same-files.js';
import type { Side } from './side.js';
import { strayVersions } from './stray-versions.js';
import { unknownRevisions } from './unknown-revisions.js';
import { unreadValues } from './unread-values.js';

/**
 * Problems of both sides. What was just as unanalysable before the change, in a file that did not change, can't
 * have become worse through it and does not block.
 */
export async function undecidedProblems(
  before: Side,
  after: Side,
  upgrades: readonly Upgrade[],
  explicit: boolean,
): Promise<Problem[]> {
  const keyOf = keysWithoutLines(before, after);
  // Of several that say the same, each is one of before.
  const known = groupBy(before.problems, keyOf);
  // Where only an image moves, no rule judges its release: that stays open beside what the finding tells.
  const judged = upgrades.filter(({ kind }) => kind !== 'values-only');
  const told = new Set(judged.flatMap(({ after }) => (after ? ownHalfBumps(after).map(keyOf) : [])));
  // What is taken not to be deployed moves nothing, and somebody meant to move it.
  const asideBefore = new Set(before.problems.flatMap(({ about }) => about ?? []));
  const isNews = ({ about }: Problem): boolean => about !== undefined && !asideBefore.has(about);
  const moved = new Set(upgrades.flatMap(({ after: now }) => (now ? [`${now.at.file}:${now.at.line}`] : [])));
  // Beside a version or values that move, what stays unknown is what nobody can judge them by.
  const ofMoved = new Set(upgrades.flatMap(({ after: now }) => now?.release.problems.map(keyOf) ?? []));
  const staysByItself = async (problem: Problem): Promise<boolean> =>
    problem.selfContained
      ? !ofMoved.has(keyOf(problem)) && (await sameFiles(before, after, problem.others))
      : problem.digest !== undefined;
  const problems: Problem[] = [];
  const fillings = await movedFillings(before, after);
  // What one side lost was perhaps all that would have shown a change.
  append(
    problems,
    before.problems.filter(
      own => own.failed && !after.problems.some(one => one.failed && keyOf(one) === keyOf(own)),
    ),
  );
  for (const own of after.problems) {
    const problem = isNews(own)
      ? { ...own, why: `${own.why}; it is not what it was before this change` }
      : own;
    if (own.onlyAsNews && (!isNews(own) || moved.has(`${own.file}:${own.line}`))) continue;
    // A finding tells those that stop nothing.
    if (problem.halfBump && !problem.blocking && told.has(keyOf(problem))) continue;
    const was = problem.failed ? undefined : known.get(keyOf(problem))?.shift();
    const { file, others = [] } = problem;
    const old =
      was !== undefined &&
      ((await staysByItself(problem)) || (await sameFiles(before, after, [file, ...others])));
    // What blocks does so wherever its file moves; of the rest what is filled in is asked for there, too.
    const isAsked = was !== undefined && mayMove(problem) && (old || !problem.blocking);
    const filled = isAsked
      ? (fillings.movedIn(problem, was) ?? (await movedSetting(before, after, problem, was)))
      : undefined;
    if (filled) {
      problems.push({ ...problem, why: `${problem.why}; ${filled}`, blocking: true });
      continue;
    }
    // What a bump left behind, or did alone, is no upgrade that anything could judge, and somebody meant one.
    const moves = problem.halfBump !== undefined && was === undefined;
    problems.push(old ? { ...problem, blocking: false } : moves ? { ...problem, blocking: true } : problem);
  }
  append(problems, await goneProblems(before, after, upgrades));
  append(problems, redeployedProblems(before, after, upgrades));
  // What is open of an installation that is read is told once.
  const isTold = ({ what }: Problem): boolean =>
    problems.some(problem => problem.blocking && problem.what.endsWith(` of ${what}`));
  append(
    problems,
    (await unreadProblems(before, after, upgrades, explicit)).filter(problem => !isTold(problem)),
  );
  append(problems, fillings.problems);
  append(problems, await madeValues(before, after, problems));
  append(problems, await unreadValues(before, after));
  if (!explicit) append(problems, unknownRevisions(before, after));
  append(problems, await hiddenFiles(before, after, upgrades));
  if (!explicit && !problems.some(({ blocking }) => blocking))
    append(problems, await strayVersions(before, after, upgrades));
  // Without any upgrade, what stayed as it was is of no interest to anybody.
  return upgrades.length > 0 ? problems : problems.filter(one => one.blocking || isNews(one));
}

/** Installations in forms that are not read: they block where the change touches them. */
async function unreadProblems(
  before: Side,
  after: Side,
  upgrades: readonly Upgrade[],
  explicit: boolean,
): Promise<Problem[]> {
  const moving = upgrades.filter(({ kind }) => kind !== 'values-only');
  const moved = new Set(
    moving.flatMap(one =>
      [one.before, one.after].flatMap(own => (own ? [own.release.declared.file, own.at.file] : [])),
    ),
  );
  const goesAlong = (of: readonly string[] = []): boolean => of.some(file => moved.has(file));
  const old = new Set(before.unread.map(({ fingerprint }) => fingerprint));
  const now = new Set(after.unread.map(({ fingerprint }) => fingerprint));
  // What repeats what is read, as it did before, is read.
  const apart = new Set(before.unread.flatMap(({ file, repeats }) => (repeats ? [] : [file])));
  const told = after.unread.filter(
    ({ file, repeats, weak, fingerprint, of }) =>
      (!repeats || apart.has(file)) && !(weak && old.has(fingerprint)) && !goesAlong(of),
  );
  const problems = (await movedAmong(before, after, told)).map(form => ({
    what: form.what,
    why: `${form.why}${explicit ? '' : '; give the versions with --from and --to'}`,
    file: form.file,
    line: form.line,
    blocking: !explicit && !old.has(form.fingerprint),
  }));
  // What came to the file instead is told by itself.
  const replaced = new Set(after.unread.flatMap(one => (old.has(one.fingerprint) ? [] : [one.file])));
  const left = before.unread.filter(
    form => !goesAlong(form.of) && !form.repeats && !now.has(form.fingerprint) && !replaced.has(form.file),
  );
  const gone = (await movedAmong(before, after, left)).map(form => ({
    what: form.what,
    why: `${form.why}; this change removes it`,
    file: form.file,
    line: form.line,
    blocking: !explicit,
  }));
  // Several nets may have caught one line.
  const all = [...problems.filter(({ blocking }) => blocking), ...gone, ...problems];
  return [...groupBy(all, ({ file, line }) => `${file}:${line}`).values()].flatMap(([first]) => first ?? []);
}

/** Without words that stay as they are in files that do: they are read on one side, as something else names the file there. */
async function movedAmong(
  before: Side,
  after: Side,
  forms: readonly UnreadForm[],
): Promise<readonly UnreadForm[]> {
  const stays = await Promise.all(
    // A setting of a rendering may be an overlay's.
    forms.map(({ weak, file, of }) => weak === true && of === undefined && sameFile(before, after, file)),
  );
  return forms.filter((_, index) => !stays[index]);
}

/** Those that a finding tells: about this chart, and no other of its release. */
function ownHalfBumps({ chart, release }: Installation): readonly Problem[] {
  return release.problems.filter(({ halfBump }) => halfBump?.chart === chart);
}

/** A problem in words; lines of files that they name are left out: a comment above moves them, and nothing else. */
function keysWithoutLines(before: Side, after: Side): (problem: Problem) => string {
  const withoutLines = (text: string): string =>
    text.replace(PLACE, (place, file: string) =>
      before.tree.has(file) || after.tree.has(file) ? file : place,
    );
  return ({ what, why, file, digest }) => [what, withoutLines(why), file ?? '', digest ?? ''].join('\n');
}

/** `values.yaml:12` */
const PLACE = /(?<![^\s`'"(])([^\s`'"():,;]{1,300}):\d{1,9}(?![^\s`'"),.;:])/g;
