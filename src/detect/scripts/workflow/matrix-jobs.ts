/**
 * The jobs that a matrix of GitHub's makes, with all that each of them has: combinations of its lists, with what entries of `include`
 * add to them, or make by themselves.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrixinclude
 */
import type { DataPath, Position, Positioned } from '../../../model.js';
import { isRecord, listAt } from '../../data.js';
import type { DecidedVersion } from '../../istio/published-release.js';
import type { ScriptFile } from '../file.js';
import type { Bindings } from '../rounds.js';
import type { Word } from '../text.js';
import { MAX_ROWS, wordAt } from './matrix.js';

/** Mappings in an entry nest no deeper. */
const MAX_DEPTH = 4;

/** By `matrix.` and the name; none where a part of it is filled in when the workflow runs. */
export function jobsOfMatrix(data: Positioned, job: DataPath): readonly Bindings[] {
  const path: DataPath = [...job, 'strategy', 'matrix'];
  const { value: matrix } = data.at(path);
  if (!isRecord(matrix)) return [];
  const names = Object.keys(matrix).filter(name => name !== 'include' && name !== 'exclude');
  let jobs: readonly Bindings[] = names.length === 0 ? [] : [new Map()];
  for (const name of names) {
    const items = matrix[name];
    if (!Array.isArray(items) || items.length * jobs.length > MAX_ROWS) return [];
    const values = items.map((_, index) => valuesAt(data, [...path, name, index], `matrix.${name}`, 0));
    jobs = jobs.flatMap(one => values.map(own => new Map([...one, ...own])));
  }
  const excluded = listAt(matrix, ['exclude']).map((_, index) =>
    valuesAt(data, [...path, 'exclude', index], 'matrix', 0),
  );
  const found = jobs.filter(one => !excluded.some(own => own.size > 0 && agree(own, one, own.keys())));
  const own = new Set(found.flatMap(one => [...one.keys()]));
  if (matrix.include !== undefined && !Array.isArray(matrix.include)) return [];
  for (const index of listAt(matrix, ['include']).slice(0, MAX_ROWS).keys()) {
    const entry = valuesAt(data, [...path, 'include', index], 'matrix', 0);
    const shared = [...entry.keys()].filter(name => own.has(name));
    const fitting = found.flatMap((one, at) => (agree(entry, one, shared) ? [at] : []));
    // What was combined is never replaced: an entry that fits none is a job of its own.
    if (own.size === 0 || fitting.length === 0) found.push(entry);
    else for (const at of fitting) found[at] = new Map([...(found[at] ?? []), ...entry]);
  }
  return found.slice(0, MAX_ROWS);
}

function agree(left: Bindings, right: Bindings, names: Iterable<string>): boolean {
  return [...names].every(name => left.get(name)?.text === right.get(name)?.text);
}

/** Texts and numbers, those of mappings by their paths: `matrix.cluster.name`. */
function valuesAt(data: Positioned, path: DataPath, name: string, depth: number): Map<string, Word> {
  const word = wordAt(data, path);
  if (word) return new Map(word.open ? [] : [[name, { text: word.text, line: word.line }]]);
  const { value } = data.at(path);
  if (!isRecord(value) || depth > MAX_DEPTH) return new Map();
  return new Map(
    Object.keys(value).flatMap(key => [...valuesAt(data, [...path, key], `${name}.${key}`, depth + 1)]),
  );
}

/** Words of a command as they are in some of its jobs, and the version that these have. */
export interface JobsAlike {
  readonly words: readonly Word[];
  readonly version: DecidedVersion | undefined;
}

/**
 * One for each way in which the jobs of a matrix fill in the files that a command names, with the version of just these jobs.
 * @param version of all of them
 */
export function byJobs(
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
