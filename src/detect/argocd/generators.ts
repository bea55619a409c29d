/**
 * The parameters that the generators of an ApplicationSet yield, as far as the tree decides them.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
 */
import picomatch from 'picomatch';
import { parse } from 'yaml';
import type { DataPath, Position, Positioned } from '../../model.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { normalised } from '../go-template/go-template-functions.js';
import { filled } from '../reshaped.js';
import { folderOf } from '../tree-path.js';
import { fillText } from './set-template.js';

/** What one Application of a set is made from. */
export interface Parameters {
  readonly values: Readonly<Record<string, unknown>>;
  /** Where a parameter is written, by its dotted name. */
  readonly places: ReadonlyMap<string, Position>;
  /** The file of the tree that they were read from, where a generator reads files. */
  readonly file?: string;
  /** More parameters come from where this tree does not reach: why. */
  readonly open?: string;
}

export interface GeneratorInput {
  readonly context: DetectContext;
  readonly goTemplate: boolean;
}

/** More Applications than any honest set makes. */
const MAX_PARAMETERS = 2000;
/** Matrix and merge generators may hold one more level of them. */
const MAX_DEPTH = 4;

/** Parameters of all generators in the list at `path`. */
export async function parametersOf(
  input: GeneratorInput,
  generators: Positioned,
  given: Parameters | undefined = undefined,
  depth = 0,
): Promise<readonly Parameters[]> {
  const all: Parameters[] = [];
  for (const [index] of listAt(generators.value, []).entries()) {
    all.push(...(await parametersOfOne(input, generators.at([index]), given, depth)));
    if (all.length > MAX_PARAMETERS) break;
  }
  return all.slice(0, MAX_PARAMETERS);
}

async function parametersOfOne(
  input: GeneratorInput,
  written: Positioned,
  given: Parameters | undefined,
  depth: number,
): Promise<readonly Parameters[]> {
  if (depth > MAX_DEPTH) return [];
  // The second generator of a matrix may use what the first one yields.
  const generator = given ? filled(written, text => fillText(text, given, input.goTemplate)) : written;
  const found = await kindOf(input, generator, depth);
  const selector = recordAt(generator.value, ['selector']);
  return selector ? found.filter(one => one.open !== undefined || selects(selector, one.values)) : found;
}

async function kindOf(
  input: GeneratorInput,
  generator: Positioned,
  depth: number,
): Promise<readonly Parameters[]> {
  const { value } = generator;
  if (recordAt(value, ['list'])) return fromList(generator.at(['list']));
  if (recordAt(value, ['git'])) return fromGit(input, generator.at(['git']));
  if (recordAt(value, ['matrix'])) return matrix(input, generator.at(['matrix', 'generators']), depth);
  if (recordAt(value, ['merge'])) return merge(input, generator.at(['merge']), depth);
  if (isRecord(value) && Object.hasOwn(value, 'clusters')) return [fromClusters(generator.at(['clusters']))];
  const name = Object.keys(isRecord(value) ? value : {}).find(key => key !== 'selector') ?? 'empty';
  return [open(`its ${name} generator asks something outside of this repository`)];
}

function open(why: string, more: Pick<Parameters, 'values' | 'places'> = NONE): Parameters {
  return { ...more, open: why };
}

const NONE: Pick<Parameters, 'values' | 'places'> = { values: {}, places: new Map() };

function fromList(list: Positioned): readonly Parameters[] {
  const found = listAt(list.value, ['elements']).map((_, index) => written(list.at(['elements', index])));
  const text = stringAt(list.value, ['elementsYaml']);
  if (text === undefined) return found;
  if (text.includes('{{'))
    return [...found, open('`elementsYaml` is filled in from outside of this repository')];
  const line = { file: list.file, line: list.lineOf(['elementsYaml']) };
  return [...found, ...parsedList(text).map(values => ({ values, places: placesOf(values, () => line) }))];
}

function parsedList(text: string): readonly Record<string, unknown>[] {
  try {
    const value: unknown = parse(text, { logLevel: 'silent', maxAliasCount: 100 });
    return Array.isArray(value) ? value.filter(isRecord) : [];
  } catch {
    return [];
  }
}

/** Parameters as a mapping of a file has them. */
function written(data: Positioned): Parameters {
  const values = isRecord(data.value) ? data.value : {};
  return { values, places: placesOf(values, path => placeIn(data, path)) };
}

function placeIn(data: Positioned, path: DataPath): Position {
  const part = data.at(path);
  return { file: part.file, line: part.lineOf([]) };
}

function placesOf(values: unknown, at: (path: DataPath) => Position): ReadonlyMap<string, Position> {
  const places = new Map<string, Position>();
  const pending: { value: unknown; path: DataPath }[] = [{ value: values, path: [] }];
  for (let next = pending.pop(); next && places.size < 5000; next = pending.pop()) {
    const { value, path } = next;
    if (path.length > 0) places.set(path.join('.'), at(path));
    if (typeof value !== 'object' || value === null || path.length > 20) continue;
    for (const [key, child] of Object.entries(value))
      pending.push({ value: child, path: [...path, Array.isArray(value) ? Number(key) : key] });
  }
  return places;
}

/** Clusters are registered in Argo CD: names, addresses, labels and annotations are in Secrets there. */
function fromClusters(clusters: Positioned): Parameters {
  const extra = clusters.at(['values']);
  const own = written(extra);
  const places = new Map([...own.places].map(([key, place]) => [`values.${key}`, place]));
  const values = isRecord(extra.value) ? { values: extra.value } : {};
  const why =
    'its cluster generator takes names, labels and annotations from cluster secrets of Argo CD: look there';
  return open(why, { values, places });
}

async function fromGit(input: GeneratorInput, git: Positioned): Promise<readonly Parameters[]> {
  const folders = listAt(git.value, ['directories']);
  const files = listAt(git.value, ['files']);
  const found = folders.length > 0 ? gitFolders(input, git, folders) : await gitFiles(input, git, files);
  if (found.length > 0) return found;
  const repository = stringAt(git.value, ['repoURL']) ?? '';
  return [open(`its git generator finds nothing in this repository: look in ${repository || 'its own'}`)];
}

function gitFolders(
  input: GeneratorInput,
  git: Positioned,
  entries: readonly unknown[],
): readonly Parameters[] {
  const folders = new Set<string>();
  for (const path of input.context.tree.paths) {
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1))
      folders.add(path.slice(0, cut));
  }
  return [...selected([...folders].sort(), entries)].map(path => withPath(input, git, path, undefined, NONE));
}

async function gitFiles(
  input: GeneratorInput,
  git: Positioned,
  entries: readonly unknown[],
): Promise<readonly Parameters[]> {
  const found: Parameters[] = [];
  for (const path of selected(input.context.tree.paths, entries).slice(0, MAX_PARAMETERS)) {
    const [document] = (await input.context.yaml(path)).documents;
    if (!document) continue;
    const { data } = document;
    const items = Array.isArray(data.value) ? data.value.map((_, index) => data.at([index])) : [data];
    for (const item of items) found.push(withPath(input, git, folderOf(path), path, written(item)));
  }
  return found;
}

/** Paths that an entry means and none with `exclude` does. */
function selected(paths: readonly string[], entries: readonly unknown[]): readonly string[] {
  const patterns = (isExclusion: boolean): string[] =>
    entries
      .filter(entry => (isRecord(entry) && entry.exclude === true) === isExclusion)
      .map(entry => (stringAt(entry, ['path']) ?? '').replace(/^\.?\/+/, ''))
      .filter(pattern => pattern !== '');
  const [included, excluded] = [patterns(false), patterns(true)];
  if (included.length === 0) return [];
  const isIncluded = picomatch(included, { dot: true, nobrace: true, noextglob: true });
  const isExcluded =
    excluded.length === 0 ? () => false : picomatch(excluded, { dot: true, nobrace: true, noextglob: true });
  return paths.filter(path => isIncluded(path) && !isExcluded(path));
}

/** `path` as each of the two template languages spells it. */
function withPath(
  { goTemplate }: GeneratorInput,
  git: Positioned,
  folder: string,
  file: string | undefined,
  own: Pick<Parameters, 'values' | 'places'>,
): Parameters {
  const segments = folder.split('/').filter(segment => segment !== '');
  const basename = segments.at(-1) ?? '';
  const filename = file?.slice(file.lastIndexOf('/') + 1);
  const prefix = stringAt(git.value, ['pathParamPrefix']);
  const names = {
    basename,
    basenameNormalized: normalised(basename),
    ...(filename === undefined ? {} : { filename, filenameNormalized: normalised(filename) }),
  };
  const extra = recordAt(git.value, ['values']);
  const values: Record<string, unknown> = { ...own.values, ...(extra ? { values: extra } : {}) };
  const rest = { places: own.places, file: file ?? `${folder}/Chart.yaml` };
  if (goTemplate) {
    const path = { path: folder, segments, ...names };
    return { values: prefix ? { ...values, [prefix]: { path } } : { ...values, path }, ...rest };
  }
  const start = prefix ? `${prefix}.path` : 'path';
  values[start] = folder;
  for (const [name, value] of Object.entries(names)) values[`${start}.${name}`] = value;
  for (const [index, segment] of segments.entries()) values[`${start}[${index}]`] = segment;
  return { values, ...rest };
}

async function matrix(
  input: GeneratorInput,
  generators: Positioned,
  depth: number,
): Promise<readonly Parameters[]> {
  const first = await parametersOfOne(input, generators.at([0]), undefined, depth + 1);
  const all: Parameters[] = [];
  for (const left of first) {
    for (const right of await parametersOfOne(input, generators.at([1]), left, depth + 1)) {
      all.push(joined(left, right));
      if (all.length >= MAX_PARAMETERS) return all;
    }
  }
  return all;
}

function joined(left: Parameters, right: Parameters): Parameters {
  const why = left.open ?? right.open;
  const file = right.file ?? left.file;
  return {
    values: deep(left.values, right.values),
    places: new Map([...left.places, ...right.places]),
    ...(file === undefined ? {} : { file }),
    ...(why === undefined ? {} : { open: why }),
  };
}

function deep(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged = new Map(Object.entries(left));
  for (const [key, value] of Object.entries(right)) {
    const old = merged.get(key);
    merged.set(key, isRecord(old) && isRecord(value) ? deep(old, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The first generator's parameters, with what the others say of the same `mergeKeys`. */
async function merge(input: GeneratorInput, data: Positioned, depth: number): Promise<readonly Parameters[]> {
  const keys = listAt(data.value, ['mergeKeys']).filter(key => typeof key === 'string');
  const lists: (readonly Parameters[])[] = [];
  for (const [index] of listAt(data.value, ['generators']).entries())
    lists.push(await parametersOfOne(input, data.at(['generators', index]), undefined, depth + 1));
  const [base = [], ...others] = lists;
  return base.map(one => {
    let merged = one;
    for (const other of others.flat()) {
      if (other.open !== undefined || one.open !== undefined)
        merged = { ...merged, open: other.open ?? one.open ?? '' };
      if (keys.every(key => keyed(one, key) !== undefined && keyed(one, key) === keyed(other, key)))
        merged = joined(merged, other);
    }
    return merged;
  });
}

function keyed({ values }: Parameters, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : stringAt(values, key.split('.'));
}

function selects(selector: Readonly<Record<string, unknown>>, values: Parameters['values']): boolean {
  const actual = (key: string): string | undefined =>
    Object.hasOwn(values, key) ? stringAt(values, [key]) : stringAt(values, key.split('.'));
  const labels = Object.entries(recordAt(selector, ['matchLabels']) ?? {});
  const expressions = listAt(selector, ['matchExpressions']);
  return (
    labels.every(([key, wanted]) => actual(key) === String(wanted)) &&
    expressions.every(expression => {
      const found = actual(stringAt(expression, ['key']) ?? '');
      const isIn = listAt(expression, ['values']).some(value => String(value) === found);
      switch (stringAt(expression, ['operator'])) {
        case 'In':
          return isIn;
        case 'NotIn':
          return !isIn;
        case 'Exists':
          return found !== undefined;
        case 'DoesNotExist':
          return found === undefined;
        default:
          return true;
      }
    })
  );
}
