/**
 * Walks real histories: `npm run score:history -- [--most N] FOLDER …`. Of each Git repository that a folder is, or holds, the
 * commits are taken in which a version moves beside a word of Istio's, the newest N of each, and each is judged against its parent
 * as a pull request would be, out of Git. Those of which nothing is said are printed with the lines that moved: most of them are of
 * something else (a dashboard, a version of Go); each that is not is an upgrade that nobody would be told of. Nothing is rendered.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openRepository, type Repository } from '../../src/tree/git.js';
import { judged } from './judged.js';
import { movedLines } from './moved-lines.js';

const MOST = '6';
/** Folders below the given one in which repositories are looked for. */
const DEPTH = 4;
/** Commits looked through for each that is wanted. */
const LOOKED = 10;

type Outcome = 'moves' | 'stops' | 'silent' | 'failed';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { most: { type: 'string', default: MOST } },
    allowPositionals: true,
  });
  const counts: Record<Outcome, number> = { moves: 0, stops: 0, silent: 0, failed: 0 };
  const seen = new Set<string>();
  for (const folder of positionals.flatMap(one => repositoriesIn(path.resolve(one), DEPTH))) {
    const repository = await openRepository(folder, { trusted: true });
    if (!repository) continue;
    try {
      for (const { commit, parent, lines } of await movingCommits(repository, Number(values.most))) {
        // Forks share what they were forked with.
        if (seen.has(commit)) continue;
        seen.add(commit);
        const { outcome, why } = await judge(repository, parent, commit);
        counts[outcome]++;
        if (outcome === 'moves' || outcome === 'stops') continue;
        console.log(`${folder} ${commit}: ${why}`);
        for (const line of lines) console.log(`    ${line}`);
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

interface MovingCommit {
  readonly commit: string;
  readonly parent: string;
  readonly lines: readonly string[];
}

async function movingCommits(repository: Repository, most: number): Promise<readonly MovingCommit[]> {
  const log = ['log', '--no-merges', '--format=%H %P', `-G${PATTERN}`, `--max-count=${most * LOOKED}`];
  const { stdout } = await repository.git(log);
  const found: MovingCommit[] = [];
  for (const line of stdout.toString('utf8').split('\n')) {
    const [commit, parent, other] = line.split(' ');
    if (!commit || !parent || other !== undefined || found.length >= most) continue;
    const diff = await repository.git(['diff', '-U4', '-M', parent, commit]);
    const lines = movedLines(diff.stdout.toString('utf8'));
    if (lines.length > 0) found.push({ commit, parent, lines });
  }
  return found;
}

/** A version like Istio's, for Git. */
const PATTERN = '(^|[^0-9.])1\\.([5-9]|[12][0-9]|3[0-9])\\.[0-9]';

async function judge(
  repository: Repository,
  parent: string,
  commit: string,
): Promise<{ readonly outcome: Outcome; readonly why: string }> {
  try {
    const { upgrades, problems, blocking } = await judged(
      await repository.tree(parent, parent),
      await repository.tree(commit, commit),
    );
    if (upgrades.length > 0) return { outcome: 'moves', why: '' };
    const isTold = blocking.length > 0 || problems.some(({ about }) => about);
    return isTold ? { outcome: 'stops', why: '' } : { outcome: 'silent', why: 'nothing is said' };
  } catch (error) {
    return { outcome: 'failed', why: String(error) };
  }
}

await main();
