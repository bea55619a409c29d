/** Ways in which one command of istioctl is run: by the jobs that run it with files of their own, and by environments with a release each. */
import type { Position } from '../../model.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { baseName } from '../tree-path.js';
import type { ScriptFile } from './file.js';
import type { IstioctlCommand } from './istioctl.js';
import { namesRelease } from './release-files.js';
import type { Bindings } from './rounds.js';
import type { Word } from './text.js';

/** What it is handed, in each job of a matrix that names the files, and for each release that does. */
export function istioctlWays(
  script: ScriptFile,
  release: DecidedVersion | undefined,
  files: readonly Word[],
  line: number,
): readonly (ReturnType<typeof inEnvironments>[number] & { readonly words: readonly Word[] })[] {
  const ways = byJobs(script, line, files, release);
  return ways.flatMap(way =>
    inEnvironments(way.version, way.words).map(one => ({
      ...ofSharedFile(way.words, ways),
      ...one,
      words: way.words,
    })),
  );
}

/** `-f base.yaml -f env/dev.yaml`: what begins with the same file in several ways is called by the others. */
function ofSharedFile(
  words: readonly Word[],
  ways: readonly { readonly words: readonly Word[] }[],
): { readonly variant?: Pick<IstioctlCommand, 'variant' | 'isOfEnvironment'> } {
  if (ways.length < 2 || ways.some(way => way.words[0]?.text !== words[0]?.text)) return {};
  const own = words.filter(({ text }, index) => ways.some(way => way.words[index]?.text !== text));
  const variant = own.map(({ text }) => withoutExtension(baseName(text))).join('-');
  return { variant: { variant, isOfEnvironment: true } };
}

function withoutExtension(name: string): string {
  return name.replace(/\.\w{1,10}$/, '');
}

/** Where each environment has a release, and each release its file: one installation for each environment. */
function inEnvironments(
  version: DecidedVersion | undefined,
  files: readonly Word[],
): readonly {
  readonly version: DecidedVersion | undefined;
  readonly variant?: Pick<IstioctlCommand, 'variant' | 'isOfEnvironment'>;
}[] {
  const { environments } = version ?? {};
  if (!environments || !files.some(({ text }) => namesRelease(text))) return [{ version }];
  return environments.map(one => ({
    version: { version: one.version, at: one.at },
    variant: { variant: one.environment, isOfEnvironment: true },
  }));
}

/** Words of a command as they are in some of its jobs, and the version that these have. */
interface JobsAlike {
  readonly words: readonly Word[];
  readonly version: DecidedVersion | undefined;
}

/**
 * One for each way in which the jobs of a matrix fill in the files that a command names, with the version of just these jobs.
 * @param version of all of them
 */
function byJobs(
  { workflow }: Pick<ScriptFile, 'workflow'>,
  line: number,
  words: readonly Word[],
  version: DecidedVersion | undefined,
): readonly JobsAlike[] {
  const found = new Map<string, { readonly words: readonly Word[]; readonly jobs: Bindings[] }>();
  const all = words.length === 0 ? [] : (workflow?.jobsAt?.(line) ?? []);
  for (const bindings of all) {
    const own = words.map(word => workflow?.fill?.(word, bindings) ?? word);
    // What one job does not fill in, nothing is known of.
    if (own.every((word, index) => word.text === words[index]?.text)) return [{ words, version }];
    const key = JSON.stringify(own.map(({ text }) => text));
    const known = found.get(key);
    if (known) known.jobs.push(bindings);
    else found.set(key, { words: own, jobs: [bindings] });
  }
  if (found.size === 0) return [{ words, version }];
  return [...found.values()].map(one => ({ words: one.words, version: ofJobs(version, one.jobs, all) }));
}

/** Of several versions, those whose lines the jobs have; the one of all jobs where none of these is of the matrix. */
function ofJobs(
  version: DecidedVersion | undefined,
  jobs: readonly Bindings[],
  all: readonly Bindings[],
): DecidedVersion | undefined {
  const own = jobs.flatMap(bindings => [...bindings.values()]);
  const isAt = (word: Word, at: Position): boolean =>
    word.line === at.line && (word.file ?? at.file) === at.file;
  const environments = version?.environments?.filter(({ at }) => own.some(word => isAt(word, at))) ?? [];
  const [only, ...others] = environments;
  if (version && only)
    return others.length > 0 ? { ...version, environments } : { version: only.version, at: only.at };
  // The same in several jobs, each of which has a line of its own for it.
  const isOfMatrix = version && all.some(one => [...one.values()].some(word => isAt(word, version.at)));
  const same = own.find(({ text }) => text.replace(/^v(?=\d)/, '') === version?.version);
  if (!isOfMatrix || !same) return version;
  return { ...version, at: { file: same.file ?? version.at.file, line: same.line } };
}
