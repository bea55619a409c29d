/** What Istio a tree installs, and where each part of that is written. */
import type { DeployedFolder, Detection, Installation, Problem, Release, Tree } from '../model.js';
import { isCodeName } from '../tree/candidates.js';
import { switchedOffByAnsible } from './ansible/switched-off.js';
import { leftOutAmong } from './aside/left-out.js';
import { samplesAmong } from './aside/samples.js';
import { switchedOffEntries } from './aside/switched-off.js';
import { unwrittenEntries } from './aside/unwritten-entries.js';
import { actsOnMesh } from './chart-relevance.js';
import { deployedByNobody } from './chart-yaml/chart-yaml.js';
import { unreadDeployers } from './chart-yaml/unread-deployers.js';
import { unreadOf, withKindsOf, withUnread, writerOf } from './chart-yaml/unread-values.js';
import { contextOf } from './context.js';
import { claimedIn, foldersOf, isClaimed, withDeclared } from './declared-once.js';
import type { DetectContext, Detector } from './detector.js';
import { echoKeys, withoutEchoes } from './echoes.js';
import { separate } from './environments.js';
import { nameInstallations } from './installation-names.js';
import { type FoundInstallation, installationsOf } from './installations.js';
import { inEnvironments } from './istio/published-release.js';
import { operatorsAlone } from './istio-operator/alone.js';
import { idleOperators } from './istio-operator/idle.js';
import { istioOperator } from './istio-operator/istio-operator.js';
import { renderedElsewhere } from './istio-operator/rendered-elsewhere.js';
import { detectors as allForms } from './registry.js';
import { partialRenderings } from './rendered/partial.js';
import { templatedElsewhere } from './scripts/templated-elsewhere.js';
import { openTogether } from './values/open-together.js';
import { withSealedOpen } from './values/sealed.js';
import { withUnseenKinds } from './values/unseen-kinds.js';

/**
 * Reads every form of the registry.
 * @param counted examples that are taken for deployed, by the ids of their releases
 * @returns releases with their environment, their problems among the detection's; nothing throws for what a tree holds
 */
export async function detect(
  tree: Tree,
  detectors: readonly Detector[] = allForms,
  counted: ReadonlySet<string> = new Set(),
): Promise<Detection> {
  const context = await contextOf(tree);
  const inFiles = await Promise.all(detectors.map(detector => detector.detect(context)));
  const { readTemplates, parents, results } = await withDeclared(context, inFiles, detectors);
  const claimed = claimedIn(results);
  const everybody = results.flatMap(result => result.releases);
  const candidates = await actingOnMesh(context, everybody);
  const asked = candidates.flatMap(inEnvironments);
  const takenIn = new Set(results.flatMap(result => result.takenIn ?? []));
  const heard = withoutEchoes(asked, takenIn);
  const echoes = echoKeys(asked, new Set(heard));
  const own = heard.filter(release => !isClaimed(release, claimed));
  const unclaimed = [...parents, ...everybody].filter(release => !isClaimed(release, claimed));
  const deployers = await unreadDeployers(context, unclaimed);
  const unread = await withKindsOf(context, deployers, [...parents, ...everybody]);
  const declared = withUniqueIds(own.map(release => withUnread(release, unread)).map(withSealedOpen));
  const deployedFolders = results.flatMap(result => result.deployedFolders ?? []);
  const read = declared.map(release => ({ release, ...installationsOf(release, context.recognise) }));
  const hasPlane = read.some(({ installations }) => installations.some(({ chart }) => chart === 'istiod'));
  const readsOperators = detectors.some(({ form }) => form === istioOperator.form);
  const operators = hasPlane || !readsOperators ? [] : await operatorsAlone(context);
  const all = [
    ...read,
    ...operators.map(release => ({ release, ...installationsOf(release, context.recognise) })),
  ];
  const everything = all.flatMap(({ installations }) => installations);
  const idle = await idleOperators(context, everything, deployedFolders);
  const written = await renderedElsewhere(context, everything);
  const templated = await templatedElsewhere(context, everything);
  const unwritten = await unwrittenEntries(context, everything, { parents, readTemplates });
  const off = await switchedOffEntries(context, everything, parents);
  const offInAnsible = await switchedOffByAnsible(context, everything);
  const aside = [idle, written, templated, unwritten, off, offInAnsible, partialRenderings(everything)];
  const acting = all.filter(({ release }) => !aside.some(({ releases }) => releases.has(release)));
  const samples = await samplesAmong(
    context,
    acting.flatMap(({ installations }) => installations),
    counted,
  );
  const meant = acting.filter(({ release }) => !samples.releases.has(release));
  const leftOut = await leftOutAmong(
    context,
    meant.flatMap(({ installations }) => installations),
    deployedFolders,
  );
  const found = meant.filter(({ release }) => !leftOut.releases.has(release));
  const releases = found.map(({ release }) => release);
  const ofReleases = await Promise.all(releases.map(release => problemsOf(context, release)));
  const byOwnValues = byTheirOwnValues(context, unclaimed, releases);
  const told = [
    ...results.flatMap(result => result.problems),
    ...ofReleases.flat(),
    ...found.flatMap(result => result.problems),
    ...deployedByNobody(
      context,
      [...releases, ...byOwnValues].filter(release => !unreadOf(release, unread)),
    ),
    ...byOwnValues.flatMap(release => unreadOf(release, unread) ?? []),
    ...aside.flatMap(({ problems }) => problems),
    ...samples.problems,
    ...leftOut.problems,
    ...(await unsearchedCode(tree)),
  ];
  const problems = [...told, ...context.left().filter(one => one.others || !isToldOf(one, told))];
  const detection = assemble(
    releases,
    found.flatMap(result => result.installations),
    problems,
    deployedFolders,
  );
  const manifests = results.flatMap(result => result.manifests ?? []);
  return {
    ...detection,
    readTemplates,
    declared: [...parents, ...asked, ...operators],
    ...(manifests.length > 0 ? { manifests } : {}),
    ...(echoes.size > 0 ? { echoes } : {}),
    ...(samples.examples.size > 0 ? { examples: samples.examples } : {}),
  };
}

/** What can't be read is told where it is missed, too; that only part of a file is read says nobody else. */
function isToldOf({ file, why }: Problem, told: readonly Problem[]): boolean {
  return told.some(one => one.blocking && one.file === file && one.why.includes(why));
}

/**
 * Charts that nobody in the tree deploys, and that declare some of the releases, or charts that do.
 * @param known all that anything declares
 */
function byTheirOwnValues(
  context: DetectContext,
  known: readonly Release[],
  releases: readonly Release[],
): readonly Release[] {
  const writers = new Set(releases.flatMap(release => writerOf(context, release) ?? []));
  // A writer that comes in is looked for in turn.
  for (const folder of writers)
    for (const release of known)
      if (foldersOf(release).includes(folder)) {
        const writer = writerOf(context, release);
        if (writer !== undefined) writers.add(writer);
      }
  const own = new Map(known.flatMap(parent => (parent.form === 'helm-chart' ? [[parent.id, parent]] : [])));
  for (const { id } of releases) own.delete(id);
  return [...own.values()].filter(parent => foldersOf(parent).some(path => writers.has(path)));
}

/** Charts of which only what they declare matters are no releases that anybody asks for. */
async function actingOnMesh(
  context: DetectContext,
  releases: readonly Release[],
): Promise<readonly Release[]> {
  const acting = await Promise.all(
    releases.map(({ chart, values }) => chart.kind === 'published' || actsOnMesh(context, chart, values)),
  );
  return releases.filter((_, index) => acting[index]);
}

async function problemsOf(context: DetectContext, release: Release): Promise<readonly Problem[]> {
  return (await withUnseenKinds(context, release)).map(problem => ofRelease(problem, release));
}

/** Values that a problem leaves open are those of its release. */
function ofRelease(problem: Problem, { id }: Release): Problem {
  const { leavesOpen } = problem;
  return leavesOpen
    ? { ...problem, leavesOpen: leavesOpen.map(cause => ({ ...cause, release: id })) }
    : problem;
}

/** A tree that is asked for over a network holds what declares things; its code is not fetched. */
async function unsearchedCode(tree: Tree): Promise<readonly Problem[]> {
  const first = tree.paths.find(isCodeName);
  if (first === undefined || (await tree.code?.()) !== undefined) return [];
  const why =
    'it could not be searched, as where there is no checkout: it is taken to install no Istio and to write none of its resources';
  return [{ what: 'code of the repository', why, blocking: false, assumption: true }];
}

/** Gives what was found its environments and names. */
export function assemble(
  found: readonly Release[],
  foundInstallations: readonly FoundInstallation[],
  problems: readonly Problem[],
  deployedFolders: readonly DeployedFolder[],
): Detection {
  const { environments, of } = separate(foundInstallations, found, deployedFolders);
  const releases = new Map(found.map(release => [release, { ...release, environment: of(release) }]));
  const names = nameInstallations(foundInstallations, of);
  const installations: Installation[] = [];
  for (const installation of foundInstallations) {
    const { partOf, release: bare, ...rest } = installation;
    const release = releases.get(bare);
    if (!release) continue;
    const owner = partOf && names.get(partOf);
    const id = names.get(installation) ?? installation.chart;
    installations.push({
      ...rest,
      id,
      release,
      environment: release.environment,
      ...(owner ? { partOf: owner } : {}),
    });
  }
  return {
    releases: [...releases.values()],
    installations,
    environments,
    problems: openTogether(uniqueProblems(problems)),
    deployedFolders,
  };
}

function withUniqueIds(releases: readonly Release[]): Release[] {
  const seen = new Map<string, number>();
  return releases.map(release => {
    const count = (seen.get(release.id) ?? 0) + 1;
    seen.set(release.id, count);
    return count === 1 ? release : { ...release, id: `${release.id}~${count}` };
  });
}

/** Each of several equal ones once. */
export function uniqueProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map(problem => [JSON.stringify(problem), problem]));
  return [...seen.values()];
}
