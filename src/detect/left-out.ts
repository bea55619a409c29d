/**
 * What a tree keeps beside what it deploys: folders that are called old, copies of Istio's charts that nobody installs, and what
 * lies in a folder that is deployed through a kustomization which does not take it in. It is taken not to be deployed, and that is
 * told. Where a repository installs Istio by nothing else it counts, as somebody may apply it by hand; unless somebody says that it is
 * not to be: by the folder's name, or by an entry that is commented out.
 */
import { groupBy } from '../grouped.js';
import type { DeployedFolder, Form, Problem, Release } from '../model.js';
import type { DetectContext } from './detector.js';
import { isEnvironmentFolder } from './environment-folders.js';
import type { FoundInstallation } from './installations.js';
import { KustomizeBuilder } from './kustomize/builder.js';
import { isKustomizationPath } from './kustomize/names.js';
import { type Samples, usedFromOutside } from './samples.js';
import { takenAside } from './taken-aside.js';
import { baseName, folderOf, isWithin } from './tree-path.js';

/** Forms of which a cluster gets only what is taken in; an operator's file may be istioctl's. */
const TAKEN_IN: readonly Form[] = ['flux', 'argocd', 'kustomize'];

const OLD =
  /^(?:.*[-_.])?(?:old|old-?(?:stuff|files|code|versions?)|bk|bkp|bak|backups?|deprecated|unused)$|^(?:inactive|disabled|old)(?:[-_.].*)?$/i;

/** Why a release is taken not to be deployed, unless something that is not looked at here refers to its file. */
interface Left {
  readonly why: string;
  /** What stands there refers to it without deploying it; undefined: nothing can refer to it. */
  readonly aside?: string;
  /** Somebody says that it is not to be deployed. */
  readonly isMeant?: true;
}

export async function leftOutAmong(
  context: DetectContext,
  installations: readonly FoundInstallation[],
  deployedFolders: readonly DeployedFolder[],
): Promise<Samples> {
  const releases = [...new Set(installations.map(({ release }) => release))];
  const search = new Search(context, deployedFolders);
  const left = new Map<Release, Left>();
  for (const release of releases) {
    const found = keptCopy(release) ?? (await search.old(release)) ?? (await search.leftOut(release));
    if (found) left.set(release, found);
  }
  const named = [...deployedFolders.map(({ folder }) => folder), ...(await search.foldersReached()).keys()];
  await keepUsed(context, left, new Set(named));
  if (releases.every(release => left.has(release)))
    for (const [release, { isMeant }] of left) if (!isMeant) left.delete(release);
  return { releases: new Set(left.keys()), problems: told(left, installations) };
}

/** Takes out of them whatever something else refers to. */
async function keepUsed(
  context: DetectContext,
  left: Map<Release, Left>,
  deployed: ReadonlySet<string>,
): Promise<void> {
  const asides = new Map<string, string>();
  for (const [{ declared }, { aside }] of left) if (aside !== undefined) asides.set(declared.file, aside);
  const isAside = (path: string, file: string): boolean => isWithin(asides.get(file) ?? '', path);
  // A folder that is deployed is named by who does that.
  const byFolder = (file: string): boolean => !deployed.has(folderOf(file));
  const used = await usedFromOutside(context, isAside, [...asides.keys()], byFolder);
  for (const [release, { aside }] of left)
    if (aside !== undefined && used.has(release.declared.file)) left.delete(release);
}

/** A copy of one of Istio's own charts that no release of the tree installs. */
function keptCopy({ form, chart }: Release): Left | undefined {
  return form === 'helm-chart' && chart.kind === 'tree' && chart.own !== undefined
    ? {
        why: 'nothing in this repository installs this copy of a chart of Istio’s, and something else does install Istio',
      }
    : undefined;
}

/** Looks at kustomizations once, and only where something may be left out. */
class Search {
  private readonly builder: KustomizeBuilder;
  private reached: Promise<Reached> | undefined;

  constructor(
    private readonly context: DetectContext,
    private readonly deployed: readonly DeployedFolder[],
  ) {
    this.builder = new KustomizeBuilder(context, () => false);
  }

  async old({ declared: { file } }: Release): Promise<Left | undefined> {
    const segments = folderOf(file).split('/');
    const depth = segments.findIndex(
      (segment, index) => OLD.test(segment) && !isEnvironmentFolder(this.context.tree, segments, index),
    );
    if (depth < 0) return undefined;
    const folder = segments.slice(0, depth + 1).join('/');
    const around = this.kustomizations().filter(outer => !isWithin(folder, outer));
    for (const outer of around)
      if ((await this.builder.build(folderOf(outer))).files.has(file)) return undefined;
    if (this.deployed.some(one => isWithin(folder, one.folder) || one.folder === folder)) return undefined;
    const why = `the folder ${folder} is called like what is out of use, and nothing refers to it`;
    return { why, aside: folder, isMeant: true };
  }

  async leftOut({ declared: { file }, form }: Release): Promise<Left | undefined> {
    if (!TAKEN_IN.includes(form) || this.context.charts.isTemplate(file)) return undefined;
    this.reached ??= this.everythingReached();
    const { files, folders } = await this.reached;
    const folder = ancestors(file).find(one => folders.has(one));
    const by = folder === undefined ? undefined : folders.get(folder)?.declared;
    if (folder === undefined || !by || files.has(file)) return undefined;
    const commented = await this.commentedOut(folder, file);
    const kustomization = commented ?? this.builder.kustomizationOf(folder) ?? folder;
    const how = commented ? 'has it commented out' : 'does not take it in, and nothing else refers to it';
    const why = `${by.file}:${by.line} deploys the folder that it is in, where ${kustomization} ${how}`;
    return { why, aside: folderOf(file), ...(commented ? { isMeant: true } : {}) };
  }

  /** The kustomization between a folder and a file that names the file, or a folder around it, in a comment. */
  private async commentedOut(folder: string, file: string): Promise<string | undefined> {
    for (let inner = file; inner !== folder && inner !== ''; inner = folderOf(inner)) {
      const path = this.builder.kustomizationOf(folderOf(inner));
      const text = path === undefined ? undefined : await this.context.text(path);
      const isNamed = text
        ?.split('\n')
        .some(line => COMMENTED.exec(line.slice(0, 300))?.[1] === baseName(inner));
      if (isNamed) return path;
    }
    return undefined;
  }

  private kustomizations(): readonly string[] {
    return this.context.tree.paths.filter(isKustomizationPath);
  }

  /** What gets into a cluster through what the tree deploys: its files, and folders with kustomizations. */
  private async everythingReached(): Promise<Reached> {
    const reached = { files: new Set<string>(), folders: new Map<string, DeployedFolder>() };
    for (const deployed of this.deployed) {
      const { folder, isMeant } = deployed;
      const isListing = this.builder.kustomizationOf(folder) !== undefined;
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

  /** Folders that are named by who deploys them. */
  async foldersReached(): Promise<ReadonlyMap<string, DeployedFolder>> {
    return (await this.reached)?.folders ?? new Map();
  }
}

interface Reached {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlyMap<string, DeployedFolder>;
}

/** The folders that a file is in, innermost first; the root is ''. */
function ancestors(file: string): readonly string[] {
  const found: string[] = [];
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    found.push(folder);
    if (folder === '') return found;
  }
}

/** `# - istio`, `#- ./istio/` */
const COMMENTED = /^\s*#+\s*-\s*["']?(?:\.\/)?([^\s"'/]+)\/?["']?\s*$/;

/** More names are not told. */
const MAX_NAMED = 6;

function told(
  left: ReadonlyMap<Release, Left>,
  installations: readonly FoundInstallation[],
): readonly Problem[] {
  const aside = installations.filter(({ release }) => left.has(release));
  return [...groupBy(aside, ({ release }) => left.get(release)?.why)].map(([why, own]) => {
    const names = [...new Set(own.map(({ release }) => release.releaseName))].sort().slice(0, MAX_NAMED);
    return takenAside(names.join(', '), `taken not to be deployed: ${why}`, own[0]?.release.declared, own);
  });
}
