/**
 * What a tree keeps beside what it deploys: folders that are called old, copies of Istio's charts that nobody installs, and what
 * lies in a folder that is deployed through a kustomization which does not take it in, or by an Application which leaves it out. It is taken not to be deployed, and that is
 * told. Where a repository installs Istio by nothing else it counts, as somebody may apply it by hand; unless somebody says that it is
 * not to be: by the folder's name, or by an entry that is commented out.
 */
import { groupBy } from '../../grouped.js';
import type { DeployedFolder, Problem, Release } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { FoundInstallation } from '../installations.js';
import { commentedModule } from './commented-module.js';
import { type Left, Search } from './left-out-search.js';
import { keepUsed } from './referred-to.js';
import { type TakenAside, takenAside } from './taken-aside.js';
import { exported, unusedComponent } from './unused.js';

export async function leftOutAmong(
  context: DetectContext,
  installations: readonly FoundInstallation[],
  deployedFolders: readonly DeployedFolder[],
): Promise<TakenAside> {
  const releases = [...new Set(installations.map(({ release }) => release))];
  const search = new Search(
    context,
    deployedFolders,
    releases.map(({ declared }) => declared.file),
  );
  const left = new Map<Release, Left>();
  const charts = wrappers(releases);
  for (const release of releases) {
    const found =
      keptCopy(release) ??
      (await search.renderedBeside(release, charts)) ??
      (await exported(search, release)) ??
      // What leaves it out names it, which elsewhere is a use.
      (await search.excludedFromSet(release)) ??
      (await search.old(release)) ??
      (await search.leftOut(release)) ??
      (await search.excluded(release)) ??
      (await search.onlyByOld(release)) ??
      (await search.unlisted(release)) ??
      (await unusedComponent(search, release)) ??
      (await commentedModule(context, release));
    if (found) left.set(release, found);
  }
  const named = [
    ...deployedFolders.map(({ folder }) => folder),
    ...(await search.foldersReached()).keys(),
    ...search.listing,
    ...charts.keys(),
  ];
  await keepUsed(context, left, new Set(named));
  if (releases.every(release => left.has(release)))
    for (const [release, { isMeant }] of left) if (!isMeant) left.delete(release);
  return { releases: new Set(left.keys()), problems: told(left, installations) };
}

/** A copy of one of Istio's own charts that no release of the tree installs. */
function keptCopy({ form, chart }: Release): Left | undefined {
  return form === 'helm-chart' && chart.kind === 'tree' && chart.own !== undefined
    ? {
        why: 'nothing in this repository installs this copy of a chart of Istio’s, and something else does install Istio',
      }
    : undefined;
}

/** Folders of charts that something deploys and that bring some of Istio's, with the names of these. */
function wrappers(releases: readonly Release[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { chart, form } of releases)
    if (chart.kind === 'tree' && form !== 'helm-chart')
      found.set(chart.path, new Set(chart.dependencies.flatMap(one => one.chart ?? [])));
  return found;
}

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
