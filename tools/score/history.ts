/**
 * Walks real histories: `npm run score:history -- [--most N] [--others] FOLDER …`. Of each Git repository that a folder is, or holds,
 * the commits are taken in which a version moves beside a word of Istio's, the newest N of each, and each is judged against its parent
 * as a pull request would be, out of Git. Those of which nothing is said are printed with the lines that moved: most of them are of
 * something else (a dashboard, a version of Go); each that is not is an upgrade that nobody would be told of.
 *
 * With `--others` commits are taken that have nothing to do with Istio, in repositories that install it: each that stops the verdict,
 * or is taken for an upgrade, is printed with what is said. Nothing is rendered.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openRepository, type Repository } from '../../src/tree/git.js';
import { GitError } from '../../src/tree/run-git.js';
import { bumps, isTold, judged } from './judged.js';
import { movedLines, speaksOfMesh } from './moved-lines.js';

const MOST = '6';
/** Folders below the given one in which repositories are looked for. */
const DEPTH = 4;
/** Commits looked through for each that is wanted. */
const LOOKED = 16;
/** Characters; larger changes are of everything. */
const LARGEST_DIFF = 400_000;

type Outcome = 'moves' | 'stops' | 'silent' | 'failed';

interface WalkedCommit {
  readonly commit: string;
  readonly parent: string;
  readonly lines: readonly string[];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { most: { type: 'string', default: MOST }, others: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const commitsOf = values.others ? otherCommits : movingCommits;
  const isExpected = (outcome: Outcome): boolean =>
    values.others ? outcome === 'silent' : outcome === 'moves' || outcome === 'stops';
  const counts: Record<Outcome, number> = { moves: 0, stops: 0, silent: 0, failed: 0 };
  const seen = new Set<string>();
  for (const folder of positionals.flatMap(one => repositoriesIn(path.resolve(one), DEPTH))) {
    const repository = await openRepository(folder, { trusted: true });
    if (!repository) continue;
    try {
      for (const { commit, parent, lines } of await commitsOf(repository, Number(values.most))) {
        // Forks share what they were forked with.
        if (seen.has(commit)) continue;
        seen.add(commit);
        const { outcome, said } = await judge(repository, parent, commit);
        counts[outcome]++;
        if (isExpected(outcome)) continue;
        console.log(`${folder} ${commit}: ${outcome}`);
        for (const line of [...lines, ...said]) console.log(`    ${line}`);
      }
    } finally {
      await repository.close();
    }
  }
  console.log(
    `${seen.size} commits: ${counts.moves} move something, ${counts.stops} stop, ${counts.silent} are silent, ${counts.failed} failed`,
  );
  if (counts.failed > 0) process.exitCode = 1;
}

/** The folder itself, where it is a repository, else those that it holds. */
function repositoriesIn(folder: string, depth: number): readonly string[] {
  if (existsSync(path.join(folder, '.git')) || existsSync(path.join(folder, 'objects'))) return [folder];
  if (depth === 0) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(entry => repositoriesIn(path.join(folder, entry.name), depth - 1));
}

/** A version like Istio's, for Git. */
const PATTERN = '(^|[^0-9.])1\\.([5-9]|[12][0-9]|3[0-9])\\.[0-9]';

async function movingCommits(repository: Repository, most: number): Promise<readonly WalkedCommit[]> {
  return commits(repository, most, [`-G${PATTERN}`], diff => {
    const lines = movedLines(diff);
    return lines.length > 0 ? lines : undefined;
  });
}

/** None of a repository that installs no Istio. */
async function otherCommits(repository: Repository, most: number): Promise<readonly WalkedCommit[]> {
  const search = ['grep', '-l', '-i', '-E', 'istiod|istioctl|IstioOperator|istio-release', 'HEAD'];
  const { stdout } = await repository.git(search);
  if (stdout.length === 0) return [];
  return commits(repository, most, [], diff =>
    diff === '' || diff.length > LARGEST_DIFF || speaksOfMesh(diff) ? undefined : [],
  );
}

/** The newest commits with one parent whose changes are meant, with lines that show them. */
async function commits(
  repository: Repository,
  most: number,
  search: readonly string[],
  isMeant: (diff: string) => readonly string[] | undefined,
): Promise<readonly WalkedCommit[]> {
  const log = ['log', '--no-merges', '--format=%H %P', ...search, `--max-count=${most * LOOKED}`];
  const { stdout } = await repository.git(log);
  const found: WalkedCommit[] = [];
  for (const line of stdout.toString('utf8').split('\n')) {
    const [commit, parent, other] = line.split(' ');
    if (!commit || !parent || other !== undefined || found.length >= most) continue;
    const diff = await diffOf(repository, parent, commit);
    const lines = diff === undefined ? undefined : isMeant(diff);
    if (lines) found.push({ commit, parent, lines });
  }
  return found;
}

/** @returns undefined for one that Git can't print, or that is of everything */
async function diffOf(repository: Repository, parent: string, commit: string): Promise<string | undefined> {
  try {
    const { stdout } = await repository.git(['diff', '-U4', '-M', parent, commit]);
    return stdout.toString('utf8');
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

async function judge(
  repository: Repository,
  parent: string,
  commit: string,
): Promise<{ readonly outcome: Outcome; readonly said: readonly string[] }> {
  try {
    const found = await judged(await repository.tree(parent, parent), await repository.tree(commit, commit));
    if (found.upgrades.length > 0) return { outcome: 'moves', said: bumps(found) };
    const said = found.blocking.map(({ what, why, file, line }) => `${file}:${line} ${what}: ${why}`);
    return { outcome: isTold(found) ? 'stops' : 'silent', said };
  } catch (error) {
    return { outcome: 'failed', said: [String(error)] };
  }
}

await main();
