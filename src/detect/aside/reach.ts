/** What gets into a cluster through what a tree deploys, and what kustomizations have commented out. */
import type { DeployedFolder } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { KustomizeBuilder } from '../kustomize/builder.js';
import { folderOf } from '../tree-path.js';
import { isCommentedOut } from './commented-out.js';

export interface Reached {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlyMap<string, DeployedFolder>;
}

/** Builds kustomizations once, and only where it is asked. */
export class Reach {
  private reached: Promise<Reached> | undefined;

  constructor(
    private readonly context: DetectContext,
    private readonly builder: KustomizeBuilder,
    private readonly deployed: readonly DeployedFolder[],
  ) {}

  /** Folders that are reached, if anybody has asked for what is. */
  async folders(): Promise<Reached['folders'] | undefined> {
    return (await this.reached)?.folders;
  }

  /** The kustomization between a folder and a file that names the file, or a folder around it, in a comment. */
  async commentedOut(folder: string, file: string): Promise<string | undefined> {
    for (let inner = file; inner !== folder && inner !== ''; inner = folderOf(inner)) {
      const path = this.builder.kustomizationOf(folderOf(inner));
      const text = path === undefined ? undefined : await this.context.text(path);
      if (path !== undefined && text !== undefined && isCommentedOut(text, folderOf(path), file)) return path;
    }
    return undefined;
  }

  /** What gets into a cluster through what the tree deploys: its files, and folders with kustomizations. */
  everything(): Promise<Reached> {
    this.reached ??= this.reachEverything();
    return this.reached;
  }

  private async reachEverything(): Promise<Reached> {
    const all = await this.reach(this.deployed);
    // What a kustomization that is deployed has commented out deploys nothing, unless something else takes it in.
    let out: DeployedFolder[] = [];
    for (const one of this.deployed) {
      const by = await this.commentedOut('', one.declared.file);
      if (by !== undefined && all.folders.has(folderOf(by))) out.push(one);
    }
    if (out.length === 0) return all;
    for (;;) {
      const reached = await this.reach(this.deployed.filter(one => !out.includes(one)));
      const still = out.filter(({ declared }) => !reached.files.has(declared.file));
      if (still.length === out.length) return reached;
      out = still;
    }
  }

  private async reach(folders: readonly DeployedFolder[]): Promise<Reached> {
    const reached = { files: new Set<string>(), folders: new Map<string, DeployedFolder>() };
    for (const deployed of folders) {
      const { folder, isMeant, isPlain } = deployed;
      const isListing = !isPlain && this.builder.kustomizationOf(folder) !== undefined;
      // Who says which files of a folder count takes them as they are, kustomizations or not.
      if (!isListing && isMeant) {
        for (const file of this.context.tree.below(folder)) if (isMeant(file)) reached.files.add(file);
        continue;
      }
      const built = isListing ? await this.builder.build(folder) : await this.builder.gather(folder);
      for (const file of built.files) reached.files.add(file);
      for (const own of built.folders) if (!reached.folders.has(own)) reached.folders.set(own, deployed);
    }
    return reached;
  }
}
