/**
 * Files with resources of the mesh that a tree keeps beside what it deploys: left out by what deploys their folder, by the names of
 * folders, examples, and components that nothing takes in. Whatever something else refers to counts, and so does all of a tree that
 * does not tell who deploys it.
 */
import { groupBy } from '../../grouped.js';
import type { Detection, MeshResource, Position, Problem } from '../../model.js';
import { MESH_RESOURCE } from '../chart-relevance.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { ancestors, baseName, folderOf, isWithin } from '../tree-path.js';
import { appliedBeside } from './applied-beside.js';
import { type Left, Search, type Subject } from './left-out-search.js';
import { keepMentioned } from './mentioned.js';
import { keepUsed } from './referred-to.js';
import { EXAMPLES, sampleFolder } from './samples.js';
import { switchedOffFolders } from './switched-off-folders.js';

export interface ResourcesLeftOut {
  readonly files: ReadonlySet<string>;
  /** Each is taken not to be deployed, and that is told. */
  readonly problems: readonly Problem[];
}

type Deployers = Pick<Detection, 'installations' | 'deployedFolders'>;

/** @param resources as they stand in files */
export async function resourcesLeftOut(
  context: DetectContext,
  resources: readonly MeshResource[],
  { installations, deployedFolders = [] }: Deployers,
): Promise<ResourcesLeftOut> {
  const all = groupBy(resources, ({ data }) => data.file);
  const byFile = new Map([...all].filter(([, own]) => own.some(isOfIstio)));
  const installers = installations.map(({ release }) => release.declared.file);
  const search = new Search(context, deployedFolders, installers);
  const off = await switchedOffFolders(context, deployedFolders);
  const left = new Map<Subject, Left>();
  for (const file of byFile.keys()) {
    const subject: Subject = { declared: { file, line: 1 }, form: 'kustomize' };
    const byNobody = await search.deployerLeftOut(subject);
    if (byNobody) left.set(subject, byNobody);
    if (byNobody || (await search.isReached(file))) continue;
    const found =
      (await leftOut(search, subject)) ?? switchedOff(off, file) ?? exampleOf(context, file, installers);
    if (found) left.set(subject, found);
  }
  const named = [
    ...deployedFolders.map(({ folder }) => folder),
    ...(await search.foldersReached()).keys(),
    ...search.listing,
  ];
  await keepUsed(context, left, new Set(named), true);
  await keepMentioned(context, left, new Set(named));
  return {
    files: new Set([...left.keys()].map(({ declared }) => declared.file)),
    problems: told(left, byFile),
  };
}

/** Of Istio or the Gateway API; what else rules look at is no configuration. */
function isOfIstio({ apiVersion }: MeshResource): boolean {
  return MESH_RESOURCE.test(apiVersion);
}

async function leftOut(search: Search, subject: Subject): Promise<Left | undefined> {
  return (
    (await search.excludedFromSet(subject)) ??
    (await ofOldFolder(search, subject)) ??
    (await ofItsFolder(search, subject)) ??
    (await search.excluded(subject)) ??
    (await ofUnusedComponent(search, subject)) ??
    (await ofUnusedBase(search, subject))
  );
}

/** By a name that says so, where whatever deploys what is around it does not reach it: by hand, somebody may apply it still. */
async function ofOldFolder(search: Search, subject: Subject): Promise<Left | undefined> {
  const old = await search.old(subject);
  // Who applies a folder applies each of its files, whatever that is called.
  if (!old?.isMeant || old.aside === undefined || old.aside === subject.declared.file) return undefined;
  const folder = old.aside;
  const isAround = search.deployedAround(folder) || (await appliedBeside(search.context, folder));
  return isAround ? old : undefined;
}

/** A script beside a file that is not taken in may apply it; where all of the folder is not, what stands there says nothing. */
async function ofItsFolder(search: Search, subject: Subject): Promise<Left | undefined> {
  const found = await search.leftOut(subject);
  const { file } = subject.declared;
  const isBuilt = (await search.foldersReached()).has(folderOf(file));
  return found && isBuilt ? { ...found, aside: file } : found;
}

/** What only a component of Kustomize takes in that no kustomization has among its own. */
async function ofUnusedComponent(search: Search, { declared: { file } }: Subject): Promise<Left | undefined> {
  const { context, kustomizations } = search;
  const around = kustomizations.filter(path => isWithin(folderOf(path), file));
  const own = around.toSorted((left, right) => right.length - left.length)[0];
  if (own === undefined || around.length !== 1) return undefined;
  const [document] = (await context.yaml(own)).documents;
  if (stringAt(document?.data.value, ['kind']) !== 'Component') return undefined;
  if (await search.isTakenIn(file, path => path !== own)) return undefined;
  return { why: `no kustomization has the component ${own}`, aside: folderOf(own) };
}

/** In `bases/erp`, of which no overlay takes anything in, where what is deployed takes in others of `bases`. */
async function ofUnusedBase(search: Search, { declared: { file } }: Subject): Promise<Left | undefined> {
  const segments = folderOf(file).split('/');
  const depth = segments.findIndex(segment => /^bases$/i.test(segment));
  if (depth < 0 || segments.length < depth + 2) return undefined;
  const [bases, base] = [depth + 1, depth + 2].map(length => segments.slice(0, length).join('/'));
  if (bases === undefined || base === undefined) return undefined;
  const { folders } = await search.reach.everything();
  if (![...folders.keys()].some(folder => folder !== bases && isWithin(bases, folder))) return undefined;
  if (await search.isTakenIn(file, path => !isWithin(base, path))) return undefined;
  return { why: `no kustomization takes in ${base}, as others of ${bases} are`, aside: base };
}

function switchedOff(folders: ReadonlyMap<string, Position>, file: string): Left | undefined {
  for (const folder of ancestors(file)) {
    const at = folders.get(folder);
    if (at)
      return { why: `${at.file}:${at.line} switches off what would deploy it`, aside: folder, by: at.file };
  }
  return undefined;
}

/** Where Istio is installed by something outside of the examples. */
function exampleOf(context: DetectContext, file: string, installers: readonly string[]): Left | undefined {
  const folder = sampleFolder(context, file);
  // What was copied from elsewhere or is packed into a program may be deployed by what it was copied for.
  if (folder === undefined || !EXAMPLES.test(baseName(folder))) return undefined;
  if (!installers.some(installer => !isWithin(folder, installer))) return undefined;
  return {
    why: `what stands in ${folder} is taken for an example or a test, and nothing outside of it refers to it`,
    aside: folder,
    around: ancestors(folder).filter(one => one !== '' && !isRelease(context, one)),
  };
}

/** An unpacked release of Istio's, whose charts something may install. */
function isRelease({ tree }: DetectContext, folder: string): boolean {
  return tree.below(`${folder}/manifests/charts`).length > 0;
}

/** More names are not told. */
const MAX_NAMED = 6;

function told(
  left: ReadonlyMap<Subject, Left>,
  byFile: ReadonlyMap<string, readonly MeshResource[]>,
): readonly Problem[] {
  return [...groupBy([...left], ([, { why }]) => why)].map(([why, own]) => {
    const all = own.flatMap(([{ declared }]) => byFile.get(declared.file) ?? []);
    const names = [...new Set(all.map(({ kind, name }) => `${kind} ${name}`))].sort();
    const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
    return {
      what: `${names.slice(0, MAX_NAMED).join(', ')}${more}`,
      why: `taken not to be deployed: ${why}`,
      file: own[0]?.[0].declared.file ?? '',
      line: 1,
      blocking: false,
      assumption: true,
    };
  });
}
