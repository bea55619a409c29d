import type { FileContent, Problem, Tree } from '../model.js';
import { isCandidateName, isCandidateText, isCodeName, isCodeText } from './candidates.js';

/** A tree of texts by path, searched by the same names and words as any other. */
export function memoryTree(files: Readonly<Record<string, string>>): Tree {
  return new MemoryTree(files);
}

/** A class, as the trees of repositories are: a method that is taken out of its tree fails here as it does there. */
class MemoryTree implements Tree {
  readonly name = 'memory';
  readonly paths: readonly string[];
  readonly problems: readonly Problem[] = [];

  constructor(readonly files: Readonly<Record<string, string>>) {
    this.paths = Object.keys(files).sort();
  }

  has(path: string): boolean {
    return Object.hasOwn(this.files, path);
  }

  below(folder: string): readonly string[] {
    return folder === '' ? this.paths : this.paths.filter(path => path.startsWith(`${folder}/`));
  }

  async candidates(): Promise<readonly string[]> {
    return this.paths.filter(path => isCandidateName(path) && isCandidateText(this.files[path] ?? ''));
  }

  async code(): Promise<readonly string[]> {
    return this.paths.filter(path => isCodeName(path) && isCodeText(this.files[path] ?? ''));
  }

  async read(path: string): Promise<FileContent> {
    const text = this.has(path) ? this.files[path] : undefined;
    return text === undefined
      ? { ok: false, why: 'there is no such file', missing: true }
      : { ok: true, text };
  }
}
