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
    const known = texts.get(edit.file);
    if (known !== undefined && known !== edit.before)
      throw new Error(`two edits of ${edit.file} contradict each other`);
    texts.set(edit.file, edit.after);
  }
  return new OverlaidTree(tree, texts);
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

  below(folder: string): readonly string[] {
    const inside = this.#added.filter(path => folder === '' || path.startsWith(`${folder}/`));
    const known = this.under.below(folder);
    return inside.length === 0 ? known : [...known, ...inside].sort();
  }

  async read(path: string): Promise<FileContent> {
    const text = this.texts.get(path);
    return text === undefined ? this.under.read(path) : { ok: true, text };
  }

  async bytes(path: string): Promise<Uint8Array | undefined> {
    const text = this.texts.get(path);
    return text === undefined ? this.under.bytes?.(path) : new TextEncoder().encode(text);
  }

  async code(): Promise<readonly string[] | undefined> {
    return this.under.code?.();
  }

  async contentHash(path: string): Promise<string | undefined> {
    return this.texts.has(path) ? undefined : this.under.contentHash?.(path);
  }

  async candidates(): Promise<readonly string[]> {
    const kept = (await this.under.candidates()).filter(path => !this.texts.has(path));
    for (const [path, text] of this.texts)
      if (isCandidateName(path) && isCandidateText(text)) kept.push(path);
    return kept.sort();
  }
}
