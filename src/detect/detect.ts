/** What Istio a tree installs, and where each part of that is written. */
import type { DeployedFolder, Detection, Installation, Problem, Release, Tree } from '../model.js';
import { deployedByNobody } from './chart-yaml/chart-yaml.js';
import { contextOf } from './context.js';
import type { Detector } from './detector.js';
import { separate } from './environments.js';
import { type FoundInstallation, installationsOf } from './installations.js';
import { idleOperators } from './istio-operator/idle.js';
import { openTogether } from './open-together.js';
import { inEnvironments } from './published-release.js';
import { detectors as allForms } from './registry.js';
import { samplesAmong } from './samples.js';
import { LISTED_CHART, NAMED_CHART } from './weak-evidence.js';

/**
 * Reads every form of the registry.
 * @returns releases with their environment, their problems among the detection's; nothing throws for what a tree holds
 */
export async function detect(tree: Tree, detectors: readonly Detector[] = allForms): Promise<Detection> {
  const context = await contextOf(tree);
  const results = await Promise.all(detectors.map(detector => detector.detect(context)));
  const claimed = new Set(results.flatMap(({ claimedCharts }) => claimedCharts ?? []));
  const declared = withUniqueIds(
    withoutEchoes(results.flatMap(result => result.releases.flatMap(inEnvironments))).filter(
      release => !isClaimed(release, claimed),
    ),
  );
  const deployedFolders = results.flatMap(result => result.deployedFolders ?? []);
  const all = declared.map(release => ({ release, ...installationsOf(release, context.recognise) }));
  const idle = await idleOperators(
    context,
    all.flatMap(({ installations }) => installations),
    deployedFolders,
  );
  const acting = all.filter(({ release }) => !idle.releases.has(release));
  const samples = await samplesAmong(
    context,
    acting.flatMap(({ installations }) => installations),
  );
  const found = acting.filter(({ release }) => !samples.releases.has(release));
  const releases = found.map(({ release }) => release);
  const problems = [
    ...results.flatMap(result => result.problems),
    ...releases.flatMap(release => release.problems.map(problem => ofRelease(problem, release))),
    ...found.flatMap(result => result.problems),
    ...deployedByNobody(releases),
    ...idle.problems,
    ...samples.problems,
  ];
  const detection = assemble(
    releases,
    found.flatMap(result => result.installations),
    problems,
    deployedFolders,
  );
  const manifests = results.flatMap(result => result.manifests ?? []);
  return manifests.length > 0 ? { ...detection, manifests } : detection;
}

/** Values that a problem leaves open are those of its release. */
function ofRelease(problem: Problem, { id }: Release): Problem {
  const { leavesOpen } = problem;
  return leavesOpen
    ? { ...problem, leavesOpen: leavesOpen.map(cause => ({ ...cause, release: id })) }
    : problem;
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

/**
 * What merely speaks of a chart is no release where something else takes its version from there, nor where it is a list that
 * repeats what something else declares.
 */
function withoutEchoes(releases: readonly Release[]): readonly Release[] {
  const surer = releases.filter(({ form }) => !ECHOES.has(form));
  const places = new Set(surer.flatMap(versionPlaces));
  const versions = new Set(surer.flatMap(chartVersions));
  return releases.filter(release => {
    if (!ECHOES.has(release.form)) return true;
    if (versionPlaces(release).some(place => places.has(place))) return false;
    return release.form !== LISTED_CHART || !chartVersions(release).some(version => versions.has(version));
  });
}

const ECHOES: ReadonlySet<string> = new Set(['renovate', NAMED_CHART, LISTED_CHART]);

/** Names of charts with their versions, dependencies included. */
function chartVersions({ chart }: Release): readonly string[] {
  if (chart.kind === 'published') return [`${chart.name}@${chart.version}`];
  const own = chart.own ? [`${chart.own}@${chart.version}`] : [];
  return [...own, ...chart.dependencies.map(({ name, version }) => `${name}@${version}`)];
}

function versionPlaces({ chart }: Release): readonly string[] {
  const places =
    chart.kind === 'published' ? [chart.at] : chart.dependencies.flatMap(dependency => dependency.at);
  return places.map(({ file, line }) => `${file}:${line}`);
}

/** A chart that something deploys, or that is part of another, is no release by itself. */
function isClaimed(release: Release, claimed: ReadonlySet<string>): boolean {
  return release.form === 'helm-chart' && release.chart.kind === 'tree' && claimed.has(release.chart.path);
}

function withUniqueIds(releases: readonly Release[]): Release[] {
  const seen = new Map<string, number>();
  return releases.map(release => {
    const count = (seen.get(release.id) ?? 0) + 1;
    seen.set(release.id, count);
    return count === 1 ? release : { ...release, id: `${release.id}~${count}` };
  });
}

/** `clusters/prod/istiod`; where several share that, with what tells them apart, else with a number. */
function nameInstallations(
  installations: readonly FoundInstallation[],
  of: (release: Release) => string,
): ReadonlyMap<FoundInstallation, string> {
  const plain = (found: FoundInstallation): string =>
    [of(found.release), found.chart].filter(part => part !== '').join('/');
  const counts = count(installations.map(plain));
  const wished = installations.map(found => {
    const base = plain(found);
    if ((counts.get(base) ?? 0) < 2) return base;
    const tail = found.chart === 'gateway' ? found.release.releaseName : found.revision;
    return tail === '' || tail === found.chart ? base : `${base}-${tail}`;
  });
  const used = new Set<string>();
  const names = new Map<FoundInstallation, string>();
  for (const [index, found] of installations.entries()) {
    const wish = wished[index] ?? plain(found);
    let name = wish;
    for (let number = 2; used.has(name); number++) name = `${wish}-${number}`;
    used.add(name);
    names.set(found, name);
  }
  return names;
}

function count(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Each of several equal ones once. */
export function uniqueProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map(problem => [JSON.stringify(problem), problem]));
  return [...seen.values()];
}
