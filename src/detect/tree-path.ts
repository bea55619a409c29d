import { posix } from 'node:path';
import { withoutTrailing } from '../trailing.js';

/** A path relative to a folder of the tree, normalised; undefined where it leads out of the tree. */
export function resolveInTree(folder: string, relative: string): string | undefined {
  if (relative.includes('\0') || relative.includes('\\')) return undefined;
  const joined = withoutTrailing(posix.normalize(posix.join(folder, relative)), '/');
  if (joined === '..' || joined.startsWith('../') || joined.startsWith('/')) return undefined;
  return joined === '.' ? '' : joined;
}

/** A path as it is from the root of the tree, with or without the slash that says so; undefined where it leads out. */
export function resolveFromRoot(path: string): string | undefined {
  return resolveInTree('', path.replace(/^\/+/, ''));
}

export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last of its segments: `values.yaml` of `apps/values.yaml`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True for the folder itself and for everything below it; '' is the root. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Segments of a path, the file's extension removed. */
export function segmentsOf(path: string): string[] {
  const segments = path.split('/');
  const last = segments.length - 1;
  const name = segments[last] ?? '';
  const dot = name.lastIndexOf('.');
  if (dot > 0) segments[last] = name.slice(0, dot);
  return segments;
}

/** The folders that a file is in, innermost first; the root is ''. */
export function ancestors(file: string): readonly string[] {
  const found: string[] = [];
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    found.push(folder);
    if (folder === '') return found;
  }
}
