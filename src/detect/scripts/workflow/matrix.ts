/**
 * Entries of a matrix of GitHub's: a job for each.
 * Source: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord, recordAt } from '../../data.js';
import type { Word } from '../text.js';

/** What a name stands for in one job. */
export interface Handed extends Word {
  /** Which entry of the matrix it comes from: values of one entry go together. */
  readonly row?: string;
  /** The job that it is for, where a file tells one from another by its name. */
  readonly job?: string;
  /** The text is filled in when the workflow runs, or empty. */
  readonly open?: true;
}

/** More jobs than GitHub makes of a matrix. */
export const MAX_ROWS = 256;

/**
 * What `matrix.versions.istio` is in each job of a matrix; an entry that has no such key is none.
 * @param job the path of the job
 * @param name with its leading `matrix.`
 */
export function entriesOf(data: Positioned, job: DataPath, name: string): readonly Handed[] {
  const [, list = '', ...keys] = name.split('.');
  const path: DataPath = [...job, 'strategy', 'matrix'];
  const { value: matrix } = data.at(path);
  const whole = (at: DataPath): readonly Handed[] => [{ text: '', line: data.lineOf(at), open: true }];
  if (!isRecord(matrix)) return matrix === undefined ? [] : whole(path);
  const of = (key: string, rest: readonly string[], label: string): readonly Handed[] => {
    const items = matrix[key];
    if (items === undefined) return [];
    if (!Array.isArray(items) || items.length > MAX_ROWS) return whole([...path, key]);
    return items.flatMap((_, index) => {
      const word = wordAt(data, [...path, key, index, ...rest]);
      return word ? [{ ...word, row: `${label}:${index}` }] : [];
    });
  };
  const left = of(list, keys, list).filter(({ row }) => !isExcluded(matrix, list, row));
  const known = new Set(left.map(({ text }) => text));
  // An entry of what is there already adds to it.
  const more = of('include', [list, ...keys], 'include').filter(({ text }) => !known.has(text));
  return [...left, ...more];
}

/** What each name may be in one row of a matrix. */
export type Row = ReadonlyMap<string, readonly Handed[]>;

/** What each row of a matrix lists, by `matrix.` and the name: the lists as one, and each entry of `include`. */
export function rowsOf(data: Positioned, job: DataPath): readonly Row[] {
  const path: DataPath = [...job, 'strategy', 'matrix'];
  const lists = listsOf(data, path, 'matrix.');
  const rows = includedRows(data, path, 'matrix.');
  return lists.size > 0 ? [lists, ...(rows.every(row => addsTo(row, lists)) ? [] : rows)] : rows;
}

/** An entry that has what is listed already, and something more. */
function addsTo(row: Row, lists: Row): boolean {
  return [...lists].some(([name, words]) =>
    row.get(name)?.some(({ text }) => words.some(word => word.text === text)),
  );
}

/** The lists of texts of a matrix, by their names behind a prefix. */
export function listsOf(data: Positioned, matrix: DataPath, prefix = ''): Row {
  const names = Object.keys(recordAt(data.value, matrix) ?? {});
  const lists = names.filter(name => name !== 'include' && name !== 'exclude');
  return new Map(
    lists.flatMap(name => {
      const words = wordsAt(data, [...matrix, name]);
      return words.length === 0 ? [] : [[`${prefix}${name}`, words] as const];
    }),
  );
}

/** Each entry of `include`. */
export function includedRows(data: Positioned, matrix: DataPath, prefix = ''): readonly Row[] {
  const { value } = data.at([...matrix, 'include']);
  return (Array.isArray(value) ? value.slice(0, MAX_ROWS) : []).map((row, index) => {
    const words = Object.keys(isRecord(row) ? row : {}).flatMap(key => {
      const word = wordAt(data, [...matrix, 'include', index, key]);
      return word ? [[`${prefix}${key}`, [word]] as const] : [];
    });
    return new Map(words);
  });
}

/** The texts of a list; of a list of mappings, none. */
export function wordsAt(data: Positioned, path: DataPath): readonly Handed[] {
  const { value } = data.at(path);
  const items = Array.isArray(value) ? value.slice(0, MAX_ROWS) : [];
  return items.flatMap((_, index) => wordAt(data, [...path, index]) ?? []);
}

/** By that value alone: what leaves out a combination leaves others in. */
function isExcluded(
  matrix: Readonly<Record<string, unknown>>,
  list: string,
  row: string | undefined,
): boolean {
  const { exclude, [list]: items } = matrix;
  const index = row?.split(':')[1];
  if (index === undefined || !Array.isArray(exclude) || !Array.isArray(items)) return false;
  const own = JSON.stringify(items[Number(index)]);
  return exclude
    .slice(0, MAX_ROWS)
    .some(one => isRecord(one) && Object.keys(one).join() === list && JSON.stringify(one[list]) === own);
}

/** A text or a number, with its line. */
export function wordAt(data: Positioned, path: DataPath): Handed | undefined {
  const own = data.at(path);
  const { value, file } = own;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  const isOpen = text.trim() === '' || text.includes('${{');
  const place = file === data.file ? { line: data.lineOf(path) } : { line: own.lineOf([]), file };
  return { text, ...place, ...(isOpen ? { open: true } : {}) };
}
