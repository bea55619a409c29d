/**
 * The jobs that a matrix of GitHub's makes, with all that each of them has: combinations of its lists, with what entries of `include`
 * add to them, or make by themselves.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrixinclude
 */
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord, listAt } from '../../data.js';
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
