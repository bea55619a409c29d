/**
 * The git generator: a set of parameters for each folder or file that its patterns mean.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/
 */
import { type EvaluatedValue, mapOf, scalar } from '../../evaluated/value.js';
import { normalised } from '../../gotemplate/functions-argocd.js';
import type { Position, Positioned } from '../../model.js';
import { globMatcher } from '../../tree/glob.js';
import { isRecord, listAt, stringAt } from '../data.js';
import { decidingFile } from '../deciding-file.js';
import { baseName, folderOf } from '../tree-path.js';
import {
  bounded,
  joined,
  openParameters,
  type Parameters,
  type SetInput,
  withOwnValues,
  written,
} from './parameters.js';

export async function fromGit(input: SetInput, git: Positioned): Promise<readonly Parameters[]> {
  const folders = listAt(git.value, ['directories']);
  const files = listAt(git.value, ['files']);
  const found = folders.length > 0 ? gitFolders(input, git, folders) : await gitFiles(input, git, files);
  if (found.length > 0) return found.map(one => withOwnValues(one, git, input));
  const repository = stringAt(git.value, ['repoURL']) || 'its own';
  const why = `its git generator finds nothing in this repository: look in ${repository}`;
  return [openParameters(why, { file: git.file, line: git.lineOf([]) })];
}

function gitFolders(input: SetInput, git: Positioned, entries: readonly unknown[]): readonly Parameters[] {
  const folders = new Set<string>();
  for (const path of input.context.tree.paths) {
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) {
      const folder = path.slice(0, cut);
      // Argo CD passes over hidden folders.
      if (!/(^|\/)\./.test(folder)) folders.add(folder);
    }
  }
  const paths = bounded(input, git, selected([...folders].sort(), entries));
  return paths.map(path => ({ ...withPath(input, git, path), file: `${path}/Chart.yaml` }));
}

async function gitFiles(
  input: SetInput,
  git: Positioned,
  entries: readonly unknown[],
): Promise<readonly Parameters[]> {
  const found: Parameters[] = [];
  for (const path of bounded(input, git, selected(input.context.tree.paths, entries))) {
    const [document] = (await decidingFile(input.context, path)).documents;
    if (!document) continue;
    const { data } = document;
    const items = Array.isArray(data.value) ? data.value.map((_, index) => data.at([index])) : [data];
    for (const item of items)
      found.push({
        ...joined({ values: written(item) }, withPath(input, git, folderOf(path), path)),
        file: path,
      });
  }
  return found;
}

/** Paths that an entry means and none with `exclude` does. */
function selected(paths: readonly string[], entries: readonly unknown[]): readonly string[] {
  const { isIncluded, isExcluded } = selection(entries);
  return paths.filter(path => isIncluded(path) && !isExcluded(path));
}

/** What the entries of a generator mean, and what those with `exclude` do. */
export function selection(entries: readonly unknown[]): {
  isIncluded(path: string): boolean;
  isExcluded(path: string): boolean;
} {
  const patterns = (isExclusion: boolean): string[] =>
    entries
      .filter(entry => (isRecord(entry) && entry.exclude === true) === isExclusion)
      .map(entry => (stringAt(entry, ['path']) ?? '').replace(/^\.?\/+/, ''))
      .filter(pattern => pattern !== '');
  const [included, excluded] = [patterns(false), patterns(true)];
  const matcher = (of: readonly string[]) => (of.length === 0 ? () => false : globMatcher(of));
  return { isIncluded: matcher(included), isExcluded: matcher(excluded) };
}

/** `path` as each of the two template languages spells it. */
function withPath(
  { language }: SetInput,
  git: Positioned,
  folder: string,
  file = '',
): Pick<Parameters, 'values'> {
  const at: Position = file === '' ? { file: git.file, line: git.lineOf([]) } : { file, line: 1 };
  const segments = folder.split('/').filter(segment => segment !== '');
  const basename = segments.at(-1) ?? '';
  const filename = baseName(file);
  const names: Record<string, EvaluatedValue> = {
    basename: scalar(basename, at),
    basenameNormalized: scalar(normalised(basename), at),
    ...(file === ''
      ? {}
      : { filename: scalar(filename, at), filenameNormalized: scalar(normalised(filename), at) }),
  };
  const prefix = stringAt(git.value, ['pathParamPrefix']);
  if (language) {
    const items = segments.map(segment => scalar(segment, at));
    const path = mapOf({ path: scalar(folder, at), segments: { kind: 'list', items, at }, ...names }, at);
    const own = mapOf({ path }, at);
    return { values: prefix ? mapOf({ [prefix]: own }, at) : own };
  }
  const start = prefix ? `${prefix}.path` : 'path';
  const flat = Object.entries(names).map(([name, value]) => [`${start}.${name}`, value] as const);
  const parts = segments.map((segment, index) => [`${start}[${index}]`, scalar(segment, at)] as const);
  return { values: mapOf(Object.fromEntries([[start, scalar(folder, at)], ...flat, ...parts]), at) };
}
