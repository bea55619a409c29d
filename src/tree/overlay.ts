import type { Edit, FileContent, Problem, Tree } from '../model.js';
import { isCandidateName, isCandidateText } from './candidates.js';

/**
 * A tree as it would be after some edits; nothing is written. Files that the tree does not have are added. Several
 * edits of one file apply one after the other.
 * @throws {Error} where an edit starts from another text than the edit of that file before it left
 */
export function overlay(tree: Tree, edits: readonly Edit[]): Tree {
  if (edits.length === 0) return tree;
  const texts = new Map<string, string>();
  for (const edit of edits) {
    const file = realPath(tree, edit.file);
    const known = texts.get(file);
    if (known !== undefined && known !== edit.before)
      throw new Error(`two edits of ${edit.file} contradict each other`);
    texts.set(file, edit.after);
  }
  return new OverlaidTree(tree, texts);
}

/** What is edited by the name of a link is the file that this leads to. */
function realPath(tree: Tree, path: string): string {
  return tree.realPath?.(path) ?? path;
}

class OverlaidTree implements Tree {
  readonly name: string;
  readonly paths: readonly string[];
  readonly #added: readonly string[];

  constructor(
    readonly under: Tree,
    readonly texts: ReadonlyMap<string, string>,
  ) {
    this.name = under.name;
    this.#added = [...texts.keys()].filter(path => !under.has(path));
    this.paths = this.#added.length === 0 ? under.paths : [...under.paths, ...this.#added].sort();
  }

  get problems(): readonly Problem[] {
    return this.under.problems;
  }

  get deadLinks(): readonly string[] {
    return (this.under.deadLinks ?? []).filter(path => !this.texts.has(path));
  }

  has(path: string): boolean {
    return this.texts.has(path) || this.under.has(path);
  }

  realPath(path: string): string {
    return realPath(this.under, path);
  }

  below(folder: string): readonly string[] {
    const inside = this.#added.filter(path => folder === '' || path.startsWith(`${folder}/`));
    const known = this.under.below(folder);
    return inside.length === 0 ? known : [...known, ...inside].sort();
  }

  async read(path: string): Promise<FileContent> {
    const text = this.texts.get(this.realPath(path));
    return text === undefined ? this.under.read(path) : { ok: true, text };
  }

  async bytes(path: string): Promise<Uint8Array | undefined> {
    const text = this.texts.get(this.realPath(path));
    return text === undefined ? this.under.bytes?.(path) : new TextEncoder().encode(text);
  }

  async code(): Promise<readonly string[] | undefined> {
    return this.under.code?.();
  }

  async contentHash(path: string): Promise<string | undefined> {
    return this.texts.has(this.realPath(path)) ? undefined : this.under.contentHash?.(path);
  }

  async candidates(): Promise<readonly string[]> {
    const under = await this.under.candidates();
    const isEdited = (path: string): boolean => this.texts.has(this.realPath(path));
    const links = under.filter(path => isEdited(path) && !this.texts.has(path));
    const kept = under.filter(path => !isEdited(path));
    for (const path of [...links, ...this.texts.keys()])
      if (isCandidateName(path) && isCandidateText(this.texts.get(this.realPath(path)) ?? ''))
        kept.push(path);
    return kept.sort();
  }
}
