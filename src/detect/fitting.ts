/** Files whose names hold something that is only filled in when a tool runs. */
import { RE2JS } from 're2js';
import type { Tree } from '../model.js';
import { resolveInTree } from './tree-path.js';

/** Stands for what is filled in; no name of a file holds it. */
const FILLED = '\u0001';

/**
 * @param folder where the name is seen from
 * @param parts what stands around the parts that are filled in: `['envs/', '.tfvars']` of `envs/$ENV.tfvars`; one part
 * where nothing is
 * @returns the files that it may mean: what is filled in is a name, or a piece of one, and never a folder with its file
 */
export function filesFitting(tree: Tree, folder: string, parts: readonly string[]): readonly string[] {
  const path = resolveInTree(folder, parts.join(FILLED));
  if (path === undefined) return [];
  const fixed = path.split(FILLED);
  if (fixed.length === 1) return tree.has(path) ? [path] : [];
  const [start = '', end = ''] = [fixed.at(0), fixed.at(-1)];
  // Names come out of pull requests: many parts that are filled in must not make matching slow.
  const pattern = RE2JS.compile(fixed.map(part => RE2JS.quote(part)).join('[^/]+'));
  return tree.paths.filter(
    candidate => candidate.startsWith(start) && candidate.endsWith(end) && pattern.matches(candidate),
  );
}

/** @returns what is filled in, of one of the files that `filesFitting` gives: `prod` of `envs/prod.tfvars` */
export function filledIn(file: string, parts: readonly string[]): string {
  const [written = '', end = ''] = [parts.at(0), parts.at(-1)];
  // `../envs/` of a script is `envs/` of the tree.
  const start = written.replace(/^(?:\.{1,2}\/){1,20}/, '');
  const from =
    start === ''
      ? file.lastIndexOf('/', file.length - end.length - 1) + 1
      : file.lastIndexOf(start) + start.length;
  return file.slice(from, file.length - end.length);
}
